"""Discriminator on frozen features: real or drawn, and does it fit the words. (Sauer et al. 2021, 2023)"""
import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.parametrizations import spectral_norm as sn
from network import CLASS_COUNTS

LEVELS = {2: 24, 4: 40, 7: 80, 10: 112}
WIDTH, LENGTH = 64, 12.0


class Head(nn.Module):
    def __init__(self, channels, cond):
        super().__init__()
        self.reduce = sn(nn.Conv2d(channels, WIDTH, 1))
        self.mix = sn(nn.Conv2d(WIDTH, WIDTH, 3, padding=1))
        self.logits = sn(nn.Conv2d(WIDTH, 1, 1))
        self.cond = sn(nn.Linear(cond, WIDTH, bias=False))

    def forward(self, x, cond):
        x = F.leaky_relu(self.mix(F.leaky_relu(self.reduce(x), .2)), .2)
        h = x.mean((2, 3))
        return self.logits(x).flatten(1), (h * self.cond(cond)).sum(1), h


class PairHead(nn.Module):
    """Two pictures of one sentence -> one logit: are they as different as real ones? (Lin et al. 2018, PacGAN)"""

    def __init__(self, channels):
        super().__init__()
        self.reduce = sn(nn.Conv2d(channels, WIDTH, 1))
        self.fc1, self.fc2 = sn(nn.Linear(3 * WIDTH, WIDTH)), sn(nn.Linear(WIDTH, 1))

    def forward(self, f):
        h = F.leaky_relu(self.reduce(f), .2)
        a, b = h[0::2], h[1::2]
        z = torch.cat([(a - b).abs().mean((2, 3)), (a.mean((2, 3)) - b.mean((2, 3))).abs(), (a + b).mean((2, 3)) / 2], 1)
        return self.fc2(F.leaky_relu(self.fc1(z), .2))


class Discriminator(nn.Module):
    """Sprites premultiplied [B,4,64,64] -> logits [B, places], fit [B, heads]."""

    def __init__(self, backbone, state_width=384, cond=256):
        super().__init__()
        self.stem, self.blocks = backbone.stem, nn.Sequential(*list(backbone.blocks)[:max(LEVELS) + 1])
        self.stem.requires_grad_(False); self.blocks.requires_grad_(False)
        self.text = nn.Linear(state_width, cond); self.subject = nn.Linear(state_width, cond, bias=False)
        self.classes = nn.ModuleList(nn.Embedding(n, cond) for n in CLASS_COUNTS)
        for t in self.classes: nn.init.normal_(t.weight, std=.3)
        self.heads = nn.ModuleDict({f'{zoom}{i}': Head(c, cond) for zoom in ('whole', 'crop') for i, c in LEVELS.items()})
        self.pixels = nn.ModuleList([sn(nn.Conv2d(4, 32, 3, padding=1)), sn(nn.Conv2d(32, 64, 4, 2, 1)), sn(nn.Conv2d(64, 64, 4, 2, 1))])
        self.heads['pixels'] = Head(64, cond)
        self.pairs = nn.ModuleDict({f'{i}': PairHead(c) for i, c in LEVELS.items() if i > 2})

    def train(self, mode=True):
        super().train(mode); self.stem.eval(); self.blocks.eval(); return self

    def trained(self):
        return [p for n, p in self.named_parameters() if not n.startswith(('stem', 'blocks'))]

    def embed(self, states, mask, ids, subject):
        m = mask[..., None].to(states.dtype)
        mean = (states * m).sum(1) / m.sum(1).clamp(min=1)
        c = self.text(LENGTH * F.normalize(mean, dim=1) * (mask.sum(1, keepdim=True) > 0)) + self.subject(LENGTH * F.normalize(subject, dim=1))
        for k, t in enumerate(self.classes): c = c + t(ids[:, k])
        return LENGTH * F.normalize(F.leaky_relu(c, .2), dim=1)

    def features(self, x, ground, shift):
        """shift: (dy, dx) ints; on a plain ground; enlarged to 128."""
        x = F.pad(x, (6, 6, 6, 6), value=-1.0)[:, :, 6 + shift[0]:6 + shift[0] + x.shape[2], 6 + shift[1]:6 + shift[1] + x.shape[3]]
        clear = (1 - x[:, 3:]) / 2
        rgb = (x[:, :3] + 1) / 2 + clear * ground[..., None, None]
        y = F.interpolate(2 * rgb - 1, size=(128, 128), mode='bilinear')
        y = F.relu6(self.stem(y.contiguous(memory_format=torch.channels_last)))
        out = {}
        for i, b in enumerate(self.blocks):
            y, _ = b(y)
            if i in LEVELS: out[i] = y
        return out

    def forward(self, x, cond, ground, shift, boxes, pairs=0, wrong=None):
        """boxes [n] of (row, y, x): crops of 32x32 of these rows; `wrong` is a cond that does not fit: its fits come last."""
        logits, fits, wrong_fits, together = [], [], [], []
        for i, f in self.features(x, ground, shift).items():
            head = self.heads[f'whole{i}']
            l, f_, h = head(f, cond); logits.append(l); fits.append(f_)
            if wrong is not None: wrong_fits.append((h * head.cond(wrong)).sum(1))
            if pairs and f'{i}' in self.pairs: together.append(self.pairs[f'{i}'](f[:pairs]))
        y = x
        for conv in self.pixels: y = F.leaky_relu(conv(y), .2)
        head = self.heads['pixels']
        l, f_, h = head(y, cond); logits.append(l); fits.append(f_)
        if wrong is not None: wrong_fits.append((h * head.cond(wrong)).sum(1))
        crops = ([], [])
        if len(boxes):
            rows = torch.tensor([b[0] for b in boxes])
            z = torch.stack([x[r, :, a:a + 32, b:b + 32] for r, a, b in boxes])
            for i, f in self.features(z, ground[rows], (0, 0)).items():
                l, f_, _ = self.heads[f'crop{i}'](f, cond[rows]); crops[0].append(l); crops[1].append(f_)
        return (logits, torch.stack(fits, 1)), crops, together, torch.stack(wrong_fits, 1) if wrong_fits else None


def parts(out):
    """Every logit with the fit added: list of [n, places]."""
    (lw, fw), (lc, fc), together, _ = out
    found = [l + fw[:, k:k + 1] for k, l in enumerate(lw)]
    if lc: found += [l + f[:, None] for l, f in zip(lc, fc)]
    return found + together


def hinge_d(out, real):
    return sum(F.relu(1 - l if real else 1 + l).mean() for l in parts(out)) / len(parts(out))


def adv_g(out):
    return -sum(l.mean() for l in parts(out)) / len(parts(out))
