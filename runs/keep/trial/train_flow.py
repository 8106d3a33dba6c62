"""Flow stage on two processes of one thread each. Usage: train_flow.py OUT [--steps N]. Resumes from OUT/state.pt."""
import json, os, sys, time, math
import numpy as np, torch, torch.distributed as dist, torch.multiprocessing as mp
from network import Painter, load_first_release
from data import Pictures, collate, HERE
import copy

OUT, RANKS, BATCH, RATE, WARM = sys.argv[1], 2, 32, 7e-4, 300
DECAY = .9985

def make():
    net = Painter()
    return net

def times(even):
    count = len(even)
    share = (torch.arange(count) + even).clamp(1e-4, count - 1e-4) / count
    return torch.sigmoid(-1.2 + 1.0 * torch.special.ndtri(share))

class Text:
    """all-MiniLM-L6-v2, frozen: captions -> token states, subjects -> their mean."""
    def __init__(self):
        from spritedex.models.text import load_text_encoder
        self.e = load_text_encoder('all-MiniLM-L6-v2')
        self.subjects = {'': torch.zeros(384)}
    def __call__(self, captions):
        from spritedex.models.text import pad_states
        some = [c for c in captions if c]
        with torch.no_grad(), torch.autocast('cpu', torch.bfloat16):
            states = self.e.encode_together(some, 40) if some else []
        it = iter(states)
        rows = [next(it) if c else torch.zeros(1, 384) for c in captions]
        states, mask = pad_states([r.float() for r in rows])
        for k, c in enumerate(captions):
            if not c: mask[k] = 0
        return states.float(), mask
    def subject(self, names):
        new = sorted({n for n in names if n not in self.subjects})
        if new:
            states, mask = self(new)
            m = mask[..., None].float()
            for n, v in zip(new, (states * m).sum(1) / m.sum(1)): self.subjects[n] = v
        return torch.stack([self.subjects[n] for n in names])

def run(rank, port):
    os.environ.update(MASTER_ADDR='127.0.0.1', MASTER_PORT=str(port))
    torch.set_num_threads(1)
    dist.init_process_group('gloo', rank=rank, world_size=RANKS)
    from spritedex.training.optimizers import Muon, hidden_weights, with_matrices
    from spritedex.models.backbones import make_backbone
    from spritedex.models.perception import Perception
    torch.manual_seed(0)
    net = make().to(memory_format=torch.channels_last)
    load_first_release(net, os.environ['TRIAL_FLOW_A'])
    text, perception = Text(), Perception(make_backbone('efficientnet-lite0', True, 0.0).network)
    ema = copy.deepcopy(net).requires_grad_(False)
    opt = Muon(with_matrices([{'params': list(net.parameters())}], hidden_weights(net)), RATE, betas=(.9, .95), weight_decay=.01)
    step, seen, log = 0, 0, []
    state_path = f'{OUT}/state.pt'
    if os.path.exists(state_path):
        s = torch.load(state_path, weights_only=True)
        net.load_state_dict(s['net']); ema.load_state_dict(s['ema']); opt.load_state_dict(s['opt']); step, seen = s['step'], s['seen']
    P = Pictures('train', seed=1)
    begun = last_save = time.time(); sums = []
    while True:
        rate = RATE * min(1, (step + 1) / WARM)
        if os.path.exists(f'{OUT}/cool'):  # content: first and last step of the cool-down
            a, b = map(int, open(f'{OUT}/cool').read().split())
            rate *= max(0.0, min(1, (b - step) / (b - a)))
            if step >= b: break
        if os.path.exists(f'{OUT}/stop'): break
        for g in opt.param_groups: g['lr'] = rate
        number = step * RANKS * BATCH + rank * BATCH
        batch = collate([P.sample(number + k) for k in range(BATCH)])
        g = torch.Generator().manual_seed(step * 10007 + rank + 77)
        sprite, known = (batch[k].contiguous(memory_format=torch.channels_last) for k in ('sprite', 'known'))
        t = times(torch.rand(BATCH, generator=g)); at = t[:, None, None, None]
        noise = torch.randn(sprite.shape, generator=g)
        noisy = (at * sprite + (1 - at) * noise).contiguous(memory_format=torch.channels_last)
        states, mask = text(batch['caption']); subject = text.subject(batch['subject'])
        with torch.autocast('cpu', torch.bfloat16):
            clean = net(noisy, t, states, mask, batch['ids'], subject, known).float()
        loss = ((clean - sprite).square().mean((1, 2, 3)) / (1 - t).clamp(min=.05) ** 2).mean()
        see = torch.nonzero(t >= .3)[:, 0]; see = see[torch.randperm(len(see), generator=g)[:6]]
        total = loss
        if len(see):
            with torch.autocast('cpu', torch.bfloat16):
                apart = perception(clean[see], sprite[see], torch.rand(len(see), 3, generator=g)).mean() * float((t >= .3).float().mean())
            total = total + .1 * apart
        total.backward()
        grads = [p.grad if p.grad is not None else torch.zeros_like(p) for p in net.parameters()]
        flat = torch.cat([q.reshape(-1) for q in grads]); dist.all_reduce(flat); flat /= RANKS
        norm = float(flat.norm())
        if not math.isfinite(norm): raise SystemExit(f'gradient {norm} at step {step}')
        flat *= min(1, 1.0 / (norm + 1e-9)) if norm > 1.0 else 1
        at = 0
        for p in net.parameters():
            n = p.numel(); p.grad = flat[at:at + n].view(p.shape).clone(memory_format=torch.preserve_format); at += n
        opt.step(); opt.zero_grad(set_to_none=True)
        step += 1; seen += RANKS * BATCH
        with torch.no_grad():
            d = min(DECAY, (step + 1) / (step + 20))
            torch._foreach_lerp_(list(ema.parameters()), list(net.parameters()), 1 - d)
        sums.append((float(loss.detach()), norm, float(apart.detach()) if len(see) else 0))
        if rank == 0 and step % 20 == 0:
            a = np.mean(sums[-20:], 0)
            line = f'{step} {seen} loss {a[0]:.4f} norm {a[1]:.3f} looks {a[2]:.4f} {(time.time()-begun)/max(len(sums),1):.2f} s/step {time.strftime("%H:%M:%S")}'
            print(line, flush=True)
        if rank == 0 and time.time() - last_save > 300:
            save(net, ema, opt, step, seen, state_path); last_save = time.time()
    if rank == 0: save(net, ema, opt, step, seen, state_path)
    dist.barrier()

def save(net, ema, opt, step, seen, path):
    torch.save(dict(net=net.state_dict(), ema=ema.state_dict(), opt=opt.state_dict(), step=step, seen=seen), path + '.part')
    os.replace(path + '.part', path)
    from safetensors.torch import save_file
    save_file({k: v.half().contiguous() for k, v in ema.state_dict().items()}, f'{OUT}/ema.safetensors', {'sprites': str(seen)})

if __name__ == '__main__':
    os.makedirs(OUT, exist_ok=True)
    mp.spawn(run, (29531,), nprocs=RANKS)
