"""Adversarial stage. Usage: train_adv.py OUT FLOW_EMA. Resumes from OUT/state.pt."""
import os, re, sys, time, math, copy
import numpy as np, torch, torch.distributed as dist, torch.multiprocessing as mp
from torch.nn import functional as F
from network import Painter, load_weights
from data import Pictures, collate
from disc import Discriminator, hinge_d, adv_g
from train_flow import Text
from safetensors.torch import load_file, save_file
COLORS = ['black','blue','brown','grey','green','orange','pink','purple','red','white','yellow']
OUT, START, TEACHER, RANKS, BATCH = sys.argv[1], sys.argv[2], sys.argv[3], int(os.environ.get('RANKS', 1)), 32
RATE, DRATE, DECAY = 3e-4, 3e-4, .998
SETTLED = 60  # steps after which the discriminator's gradient may not grow
ADV, DISTIL, REAL = .08, 1.5, 1.0
GUIDE = 4.0
PAIRS = 8  # rows

def swap_color(caption, ids, rng):
    """The caption with its color word replaced by another color; None if it has none."""
    found = [m for m in re.finditer(r'\b(' + '|'.join(COLORS + ['gray']) + r')\b', caption)]
    if not found: return None
    old = found[0][1]
    new = COLORS[int(rng.integers(len(COLORS)))]
    if new == old: return None
    ids = ids.clone(); ids[4] = 1 + COLORS.index(new) if ids[4] else 0
    return re.sub(rf'\b{old}\b', new, caption), ids

def sample_times(n, g):
    u, v = torch.rand(n, generator=g), torch.rand(n, generator=g)
    t = torch.zeros(n)
    t = torch.where((u >= .4) & (u < .65), .04 + .2 * v, t)
    t = torch.where((u >= .65) & (u < .85), .24 + .26 * v, t)
    return torch.where(u >= .85, .5 + .4 * v, t)

def reduce(params):
    grads = [p.grad if p.grad is not None else torch.zeros_like(p) for p in params]
    flat = torch.cat([q.reshape(-1) for q in grads]); RANKS > 1 and dist.all_reduce(flat); flat /= RANKS
    norm = float(flat.norm())
    if not math.isfinite(norm): raise SystemExit(f'gradient {norm}')
    if norm > 2: flat *= 2 / norm
    at = 0
    for p in params:
        n = p.numel(); p.grad = flat[at:at + n].view(p.shape).clone(); at += n
    return norm

def run(rank, port):
    os.environ.update(MASTER_ADDR='127.0.0.1', MASTER_PORT=str(port)); torch.set_num_threads(1)
    dist.init_process_group('gloo', rank=rank, world_size=RANKS)
    from spritedex.training.optimizers import Muon, hidden_weights, with_matrices
    from spritedex.models.backbones import make_backbone
    torch.manual_seed(0)
    net = Painter().to(memory_format=torch.channels_last); load_weights(net, START)
    teacher = Painter().to(memory_format=torch.channels_last).requires_grad_(False); load_weights(teacher, TEACHER)
    ema = copy.deepcopy(net).requires_grad_(False)
    disc = Discriminator(make_backbone('efficientnet-lite0', True, 0.0).network); disc.train()
    text = Text()
    opt = Muon(with_matrices([{'params': list(net.parameters())}], hidden_weights(net)), RATE, betas=(.5, .99), weight_decay=0.0)
    dopt = torch.optim.AdamW(disc.trained(), DRATE, betas=(0.0, .99), weight_decay=0.0)
    step = seen = 0; limit = 0.0; path = f'{OUT}/state.pt'
    if os.path.exists(path):
        s = torch.load(path, weights_only=True)
        for k, m in dict(net=net, ema=ema, disc=disc, opt=opt, dopt=dopt).items(): m.load_state_dict(s[k])
        step, seen, limit = s['step'], s['seen'], float(os.environ.get('LIMIT', s['limit']))
    P = Pictures('train', seed=2); begun = last = time.time(); log = []
    amp = lambda: torch.autocast('cpu', torch.bfloat16)
    while not os.path.exists(f'{OUT}/stop'):
        rate = min(1, (step + 1) / 100)
        for gr in opt.param_groups: gr['lr'] = RATE * rate
        for gr in dopt.param_groups: gr['lr'] = DRATE * rate
        base = step * RANKS * BATCH + rank * BATCH
        b = collate([s for k in range(PAIRS // 2) for s in P.pair(base + k)] + [P.sample(base + k) for k in range(PAIRS, BATCH)])
        g = torch.Generator().manual_seed(step * 10007 + rank + 77); rng = np.random.default_rng([step, rank])
        real, known = (b[k].contiguous(memory_format=torch.channels_last) for k in ('sprite', 'known'))
        wrong_caption, wrong_ids, wrong_subject = [], [], []
        for k in range(BATCH):
            swapped = swap_color(b['caption'][k], b['ids'][k], rng) if k % 2 else None
            j = (k + 1 + int(rng.integers(BATCH - 1))) % BATCH
            c, i, s = (*swapped, b['subject'][k]) if swapped else (b['caption'][j], b['ids'][j], b['subject'][j])
            i = i.clone(); i[[0, 1, 2, 3, 11, 12]] = b['ids'][k][[0, 1, 2, 3, 11, 12]]
            wrong_caption.append(c); wrong_ids.append(i); wrong_subject.append(s)
        states, mask = text(b['caption'] + wrong_caption); subject = text.subject(b['subject'] + wrong_subject)
        ws, wm, wi, wsub = states[BATCH:], mask[BATCH:], torch.stack(wrong_ids), subject[BATCH:]
        states, mask, subject, ids = states[:BATCH], mask[:BATCH], subject[:BATCH], b['ids']
        t = sample_times(BATCH, g); t[:PAIRS] = 0; at = t[:, None, None, None]
        noise = torch.randn(real.shape, generator=g)
        noisy = (at * real + (1 - at) * noise).contiguous(memory_format=torch.channels_last)
        with amp(): fake = net(noisy, t, states, mask, ids, subject, known)
        fake = fake.float()
        ground = torch.rand(BATCH, 3, generator=g); shift = tuple(int(v) for v in rng.integers(-6, 7, 2))
        boxes = [(k, int(rng.integers(0, 25)), int(rng.integers(0, 33))) for k in range(0, BATCH, 2)]
        # discriminator
        with amp():
            e = disc.embed(states, mask, ids, subject); we = disc.embed(ws, wm, wi, wsub)
            seen_real = disc(real, e, ground, shift, boxes, PAIRS, wrong=we)
            d_real = hinge_d(seen_real, True); d_fake = hinge_d(disc(fake.detach(), e, ground, shift, boxes, PAIRS), False)
            said = (mask.sum(1) > 0) & (wm.sum(1) > 0)
            d_wrong = F.relu(1 + seen_real[3][said].float()).mean(); d_right = F.relu(1 - seen_real[0][1][said].float()).mean()
        (d_real + .5 * d_fake + .5 * d_wrong + .1 * d_right).backward(); dn = reduce(disc.trained()); dopt.step(); dopt.zero_grad(set_to_none=True)
        # student
        for p in disc.trained(): p.requires_grad_(False)
        with amp():
            e = disc.embed(states, mask, ids, subject).detach(); g_adv = adv_g(disc(fake, e, ground, shift, boxes, PAIRS))
        n = BATCH // 4; pick = torch.randperm(BATCH, generator=g)[:n]
        r = .05 + .5 * torch.rand(n, generator=g); ra = r[:, None, None, None]
        again = (ra * fake[pick].detach() + (1 - ra) * torch.randn(n, 4, 64, 64, generator=g)).contiguous(memory_format=torch.channels_last)
        with torch.no_grad(), amp():
            i0 = ids[pick].clone(); i0[:, 4:11] = 0; i0[:, 12] = 0
            both = teacher(again.repeat(2, 1, 1, 1).contiguous(memory_format=torch.channels_last), r.repeat(2), states[pick].repeat(2, 1, 1), torch.cat([mask[pick], torch.zeros_like(mask[pick])]),
                           torch.cat([ids[pick], i0]), torch.cat([subject[pick], torch.zeros(n, 384)]), known[pick].repeat(2, 1, 1, 1).contiguous(memory_format=torch.channels_last)).float()
        guided = (both[n:] + GUIDE * (both[:n] - both[n:])).clamp(-1.05, 1.05)
        distil = (fake[pick] - guided).square().mean((1, 2, 3)).mean()
        near = ((t >= .35) | (ids[:, 11] > 0)).float()
        to_real = ((fake - real).square().mean((1, 2, 3)) * near).sum() / BATCH
        push, = torch.autograd.grad(g_adv, fake); size = float(push.norm())
        if step < SETTLED: limit = (limit * step + size) / (step + 1)
        push = push * min(1.0, limit / size) if step >= SETTLED else push
        loss = ADV * (fake * push).sum() + DISTIL * distil + REAL * to_real
        loss.backward(); gn = reduce(list(net.parameters())); opt.step(); opt.zero_grad(set_to_none=True)
        for p in disc.trained(): p.requires_grad_(True)
        step += 1; seen += RANKS * BATCH
        with torch.no_grad():
            d = min(DECAY, (step + 1) / (step + 20)); torch._foreach_lerp_(list(ema.parameters()), list(net.parameters()), 1 - d)
        log.append([float(v) if isinstance(v, float) else float(v.detach()) for v in (d_real, d_fake, d_wrong, g_adv, distil, to_real, gn, dn, size)])
        if rank == 0 and step % 10 == 0:
            a = np.mean(log[-10:], 0)
            print(f'{step} {seen} d_real {a[0]:.3f} d_fake {a[1]:.3f} d_wrong {a[2]:.3f} g {a[3]:.3f} distil {a[4]:.4f} real {a[5]:.4f} gn {a[6]:.2f} dn {a[7]:.2f} push {a[8]:.5f} limit {limit:.5f} {(time.time()-begun)/len(log):.2f} s/step {time.strftime("%H:%M:%S")}', flush=True)
        if rank == 0 and time.time() - last > 300: save(locals(), path); last = time.time()
    if rank == 0: save(locals(), path)
    dist.barrier()

def save(v, path):
    torch.save({k: v[k].state_dict() for k in ('net', 'ema', 'disc', 'opt', 'dopt')} | {'step': v['step'], 'seen': v['seen'], 'limit': v['limit']}, path + '.part'); os.replace(path + '.part', path)
    save_file({k: x.half().contiguous() for k, x in v['ema'].state_dict().items()}, f'{OUT}/ema.safetensors', {'sprites': str(v['seen'])})

if __name__ == '__main__':
    os.makedirs(OUT, exist_ok=True); mp.spawn(run, (29532,), nprocs=RANKS)
