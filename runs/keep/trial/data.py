import os
import json, re, sys
from pathlib import Path
import numpy as np, torch
from spritedex.sprites.canvas import premultiply
from spritedex.sprites.colors import color_shares as colour_shares, turn_hue
from spritedex.vocabulary import COLORS as COLOURS
from spritedex.sprites.oklab import to_lab, to_rgb
from captions import compose, size_of
from network import CLASS_COUNTS

HERE = Path(os.environ['TRIAL_PACK'])
STYLES = {'artwork': 0, 'menu': 1, 'pixel': 2, 'gbc': 4, 'tile': 5, 'emoji': 6}
SHAPES = ['armor','arms','ball','blob','bug-wings','fish','heads','humanoid','legs','quadruped','squiggle','tentacles','upright','wings']
SIZES = ['tiny','small','medium','large','huge']
TYPES = ['normal','fire','water','electric','grass','ice','fighting','poison','ground','flying','psychic','bug','rock','ghost','dragon','dark','steel','fairy']
RELATIONS = {'none': 0, 'pose': 1, 'frame': 2, 'coloring': 3, 'stage': 4}
SHARES = {'pixel-front': .43, 'pixel-back': .06, 'tuxemon': .12, 'artwork': .09, 'menu': .06, 'tile': .11, 'emoji-animals': .08, 'emoji-other': .025, 'gbc': .025}
EXAM = {re.sub(r'\W+', ' ', l.split('|')[1]).strip().lower() for l in open(os.environ['TRIAL_EXAM']) if '|' in l and not l.startswith('#')}


def group_of(p):
    if p['style'] == 'pixel':
        if p['game'] == 'tuxemon': return 'tuxemon' if p['pose'] == 'front' else 'pixel-back'
        return 'pixel-front' if p['pose'] == 'front' else 'pixel-back'
    if p['style'] == 'emoji': return p['game']
    return p['style']


def recolor(rgba, rng):
    """Turned hues, or grey, black or white: the same drawing in other colors."""
    r = rng.random()
    if r < .65:
        return turn_hue(rgba, rng.uniform(30, 330))
    lab = to_lab(rgba[..., :3].reshape(-1, 3)).reshape(*rgba.shape[:2], 3)
    L = lab[..., 0]
    if r < .75:   # grey
        lab[..., 1:] *= .12
    elif r < .88:  # black
        lab[..., 0] = np.where(L > .9, L, .08 + .42 * L); lab[..., 1:] *= .3
    else:         # white: shades light, outline kept
        lab[..., 0] = np.where(L > .35, .62 + .38 * L, L); lab[..., 1:] *= .25
    out = rgba.copy(); out[..., :3] = to_rgb(lab.reshape(-1, 3)).reshape(*rgba.shape[:2], 3)
    out[rgba[..., 3] == 0] = 0
    return out


def two_colors(rgba):
    share = colour_shares(rgba)
    best = sorted(share, key=lambda k: -share[k])
    return [k for k in best[:3] if share[k] > .14]


class Pictures:
    def __init__(self, part, seed=0):
        self.sprites = np.load(HERE/'sprites.npy', mmap_mode='r')
        allp = json.load(open(HERE/'pictures.json')); self.creatures = json.load(open(HERE/'creatures.json'))
        for p in allp:  # heartgold's backs lie in shiny colors
            if p['game'] == 'heartgold' and p['pose'] == 'back': p['shiny'] = 1
        self.items = [(i, p) for i, p in enumerate(allp) if p['part'] == part]
        self.seed = seed
        groups = [group_of(p) for _, p in self.items]
        w = np.zeros(len(self.items))
        for g, share in SHARES.items():
            m = [k for k, x in enumerate(groups) if x == g]
            # within a group each creature counts alike by the root of its pictures; shiny .2
            count = {}
            for k in m: count[self.items[k][1]['creature']] = count.get(self.items[k][1]['creature'], 0) + 1
            v = np.array([count[self.items[k][1]['creature']] ** -.5 * (.3 if self.items[k][1]['shiny'] else 1) for k in m])
            w[m] = share * v / v.sum()
        self.up_to = np.cumsum(w) / w.sum()
        # pictures of one subject
        self.by_subject = {}
        for k, (i, p) in enumerate(self.items):
            if p['pose'] != 'front' or p['shiny'] or p['style'] not in ('pixel', 'tile', 'emoji', 'artwork'): continue
            c = self.creatures[p['creature']]
            for s in {c['subject'], *c.get('also', [])}: self.by_subject.setdefault((p['style'], s), {}).setdefault(p['creature'], []).append(k)
        self.pairable = [(key, v) for key, v in self.by_subject.items() if len(v) >= 2]
        self.pair_weights = np.array([(6 if key[0] == 'pixel' else 1) * min(len(v), 12) ** .5 for key, v in self.pairable]); self.pair_weights /= self.pair_weights.sum()
        # pairs of views
        index = {}
        for k, (i, p) in enumerate(self.items):
            index[(p['creature'], p['game'], p['pose'], p['shiny'], p['frame'], p['sex'])] = i
        self.known = {}
        for k, (i, p) in enumerate(self.items):
            if p['style'] not in ('pixel', 'menu'): continue
            c, g, pose, s, f, sex = p['creature'], p['game'], p['pose'], p['shiny'], p['frame'], p['sex']
            found = []
            if pose == 'back': found += [('pose', j, q) for q in [(c, g, 'front', s, 0, sex)] if (j := index.get(q)) is not None]
            if f == 1: found += [('frame', j, q) for q in [(c, g, pose, s, 0, sex)] if (j := index.get(q)) is not None]
            if s == 1 and f == 0: found += [('coloring', j, q) for q in [(c, g, pose, 0, 0, sex)] if (j := index.get(q)) is not None]
            par = self.creatures[c].get('parent')
            if par and pose == 'front' and f == 0: found += [('stage', j, q) for q in [(par, g, 'front', s, 0, sex), (par, g, 'front', s, 0, ''), (par, g, 'front', s, 0, 'male')] if (j := index.get(q)) is not None][:1]
            if found: self.known[k] = [(r, j) for r, j, _ in found]

    def pair(self, number):
        """Two creatures of one subject, told by the subject alone."""
        rng = np.random.default_rng([self.seed, 77, number])
        (style, noun), v = self.pairable[int(rng.choice(len(self.pairable), p=self.pair_weights))]
        names = sorted(v); two = rng.permutation(len(names))[:2]
        caption = [f'a {noun}', noun, f'an {noun}' if noun[0] in 'aeiou' else f'a {noun}', f'{noun} sprite'][int(rng.integers(4))]
        out = []
        for j, c in enumerate(two):
            ks = v[names[c]]; s = self.sample(number * 2 + j + 10**9, pick=ks[int(rng.integers(len(ks)))], plain=True)
            s['ids'] = s['ids'].copy(); s['ids'][4:] = 0
            s['caption'], s['subject'] = caption, noun
            if rng.random() < .5: s['sprite'] = np.ascontiguousarray(s['sprite'][:, :, ::-1]); s['ids'][3] = 1
            out.append(s)
        return out

    def sample(self, number, pick=None, plain=False):
        rng = np.random.default_rng([self.seed, number])
        k = int(np.searchsorted(self.up_to, rng.random(), side='right')) if pick is None else pick
        i, p = self.items[k]
        c = self.creatures[p['creature']]
        rgba = np.asarray(self.sprites[i])
        colors, changed = p['colors'], bool(p['shiny'])
        recolored = not plain and not p['shiny'] and rng.random() < .2
        relation, known = 'none', None
        if not plain and not recolored and k in self.known and rng.random() < .35:
            relation, j = self.known[k][int(rng.integers(len(self.known[k])))]
            known = np.asarray(self.sprites[j])
        if recolored:
            rgba = recolor(rgba, rng); colors = two_colors(rgba) or colors; changed = True
        caption, noun = compose(c, colors, rng, changed, p['pose'] == 'back', bool(p['shiny']))
        if re.sub(r'\W+', ' ', caption).strip().lower() in EXAM:
            caption = noun
        mirrored = not plain and rng.random() < .5
        if not plain:
            a, b = rgba, known
            if mirrored:
                a = a[:, ::-1]; b = None if b is None else b[:, ::-1]
            shown = (a[..., 3] > 0) if b is None else (a[..., 3] > 0) | (b[..., 3] > 0)
            shifts = []
            for axis in (0, 1):
                filled = np.flatnonzero(shown.any(1 - axis))
                before, after = (filled[0], 63 - filled[-1]) if len(filled) else (0, 0)
                shifts.append(int(rng.integers(-min(before, 3), min(after, 3) + 1)))
            rgba = np.roll(a, shifts, (0, 1)); known = None if b is None else np.roll(b, shifts, (0, 1))
        ids = np.zeros(len(CLASS_COUNTS), np.int64)
        ids[0], ids[1], ids[2], ids[3] = STYLES[p['style']], p['pose'] == 'back', p['shiny'], mirrored
        def maybe(v, p=.7): return v if plain or rng.random() < p else 0
        if colors: ids[4] = maybe(1 + COLOURS.index(colors[0]))
        if len(colors) > 1: ids[5] = maybe(1 + COLOURS.index(colors[1]))
        if c.get('shape') in SHAPES: ids[6] = maybe(1 + SHAPES.index(c['shape']))
        if size_of(c): ids[7] = maybe(1 + SIZES.index(size_of(c)))
        types = [1 + TYPES.index(t) for t in c.get('types', [])][:2]
        if types and maybe(1, .5):
            if len(types) == 2 and rng.random() < .5: types = types[::-1]
            ids[8] = types[0]
            if len(types) > 1: ids[9] = types[1]
        if c.get('stage'): ids[10] = maybe(c['stage'], .5)
        ids[11] = RELATIONS[relation]
        ids[12] = recolored
        subject = noun if plain or rng.random() < .7 else ''
        if not plain and rng.random() < .1: ids[0] = 3
        if not plain and rng.random() < .1:  # nothing said but style, pose and the known view
            ids[4:11] = 0; ids[12] = 0; caption = subject = ''
        return dict(sprite=premultiply(rgba).transpose(2, 0, 1), caption=caption, subject=subject, ids=ids,
                    known=np.zeros((4, 64, 64), np.float32) if known is None else premultiply(known).transpose(2, 0, 1), index=i)


def collate(samples):
    return dict(sprite=torch.from_numpy(np.stack([s['sprite'] for s in samples])), known=torch.from_numpy(np.stack([s['known'] for s in samples])),
                ids=torch.from_numpy(np.stack([s['ids'] for s in samples])), caption=[s['caption'] for s in samples], subject=[s['subject'] for s in samples],
                index=torch.tensor([s['index'] for s in samples]))
