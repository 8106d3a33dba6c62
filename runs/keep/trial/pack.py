"""Pack every picture that the painter may train on: sprites.npy uint8 [N,64,64,4], pictures.json, creatures.json."""
import os, csv, hashlib, io, json, re, sys
from pathlib import Path
from concurrent.futures import ProcessPoolExecutor
import numpy as np
import spritedex
from spritedex.sprites.canvas import fit_square
from spritedex.sprites.codec import open_picture
from spritedex.sprites.fit import fit_sprite
from spritedex.sprites.colors import color_shares as colour_shares

D = Path(os.environ['SPRITEDEX_DATA'])
OUT = Path(os.environ['TRIAL_PACK'])
STYLES = {'artwork': 0, 'menu': 1, 'pixel': 2, 'gbc': 4, 'tile': 5, 'emoji': 6}
split = json.load(open(Path(spritedex.__file__).parent / 'bundles/painter/split.json'))
part_of = {n: part for part, ns in split['parts'].items() for n in ns}

def rows(path):
    return list(csv.DictReader(io.open(path, encoding='utf-8')))

def chance(key):
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], 'big') / 2**64

def scale2x(a):
    """Scale2x (AdvanceMAME): uint8 [H, W, 4] -> [2H, 2W, 4]."""
    p = np.ascontiguousarray(a).view(np.uint32)[..., 0]
    q = np.pad(p, 1, mode='edge')
    up, down, left, right = q[:-2, 1:-1], q[2:, 1:-1], q[1:-1, :-2], q[1:-1, 2:]
    out = np.repeat(np.repeat(p, 2, 0), 2, 1)
    c = (up != down) & (left != right)
    out[0::2, 0::2] = np.where(c & (left == up), left, p)
    out[0::2, 1::2] = np.where(c & (up == right), right, p)
    out[1::2, 0::2] = np.where(c & (left == down), left, p)
    out[1::2, 1::2] = np.where(c & (down == right), right, p)
    return np.ascontiguousarray(out).view(np.uint8).reshape(*out.shape, 4)

pictures, creatures = [], {}
facts = {int(r['national_number']): r for r in rows(D/'facts/species.csv')}
words = {w['number']: w for w in map(json.loads, open(D/'words/species.jsonl'))}
tux = {w['slug']: w for w in map(json.loads, open(D/'words/tuxemon.jsonl'))}

def stage(n):
    s, p = 1, facts[n]['evolves_from']
    while p:
        s, p = s + 1, facts[int(p)]['evolves_from']
    return min(s, 3)

for n, w in words.items():
    assert n <= 898
    f = facts[n]
    creatures[f'p{n}'] = dict(w, kind='species', part=part_of.get(int(f['evolution_chain']), 'none'), types=[t for t in (f['primary_type'], f['secondary_type']) if t],
                              shape=f['shape'], stage=stage(n), height=float(f['height_m'] or 0), family=f"p{f['evolution_chain']}",
                              parent=f"p{f['evolves_from']}" if f['evolves_from'] else '')
for slug, w in tux.items():
    creatures[f't{slug}'] = dict(w, kind='tuxemon', shape='', stage=0, height=0, parent='')

def add(path, creature, style, game, pose='front', shiny=0, frame=0, sex=''):
    pictures.append(dict(path=str(path), creature=creature, style=style, game=game, pose=pose, shiny=int(shiny), frame=int(frame), sex=sex))

for n in words:
    add(D/f'pokedex/small_images/{n:03}.png', f'p{n}', 'artwork', 'artwork')
for r in rows(D/'sprites/metadata.csv'):
    add(D/'sprites'/r['file'], f"p{int(r['national_number'])}", 'menu' if r['game'] == 'home' else 'pixel', r['game'], r['view'], r['shiny'] or 0, r['frame'] or 0, r['sex'])
for game in ('heartgold', 'firered', 'crystal'):
    for r in rows(D/f'more/{game}/metadata.csv'):
        add(D/f'more/{game}'/r['file'], f"p{int(r['national_number'])}", 'gbc' if game == 'crystal' else 'pixel', game, r['view'], r['shiny'] or 0, r['frame'] or 0, r['sex'])
for r in rows(D/'more/tuxemon/metadata.csv'):
    key = f"t{r['species']}"
    if key not in creatures:
        print('no words for', key); continue
    creatures[key]['family'] = 't' + (r['family'] or r['species'])
    c = chance('tuxemon ' + creatures[key]['family'])
    creatures[key]['part'] = 'test' if c < .10 else 'val' if c < .15 else 'train'
    add(D/'more/tuxemon'/r['file'], key, 'pixel', 'tuxemon', r['view'])

def tidy(name):
    name = re.sub(r"[_-]+", ' ', name.lower())
    name = re.sub(r"\b\d+\b|\d+$", '', name)
    name = re.sub(r"\b(mon|variants?|upgrade|rot|base|overlay|large|eyeopen|eyeclosed|active|unactivated|front|sw|se|ne|nw|[a-z])\b", ' ', name)
    return ' '.join(name.split())

ANIMALS = re.compile(r'animal|nature', re.I)
SKIP = re.compile(r'flag|symbol|travel', re.I)
for source in ('crawl', 'angband', 'cataclysm', 'emoji'):
    for r in rows(D/f'more/{source}/metadata.csv'):
        name = tidy(r['name'])
        if source == 'emoji':
            if SKIP.search(r['category']) or 'skin tone' in r['name']: continue
            game = 'emoji-animals' if ANIMALS.search(r['category']) else 'emoji-other'
        else:
            game = source
        if len(name) < 2 or (source == 'crawl' and r['group'] in ('statues', 'vault', 'group', 'sprint')): continue
        key = 'n' + name
        creatures.setdefault(key, dict(kind='named', subject=name, groups=[], shape='', stage=0, height=0, types=[], family=key, parent=''))
        g = (r.get('group') or r.get('category') or '').replace('_', ' ')
        if g and g not in creatures[key]['groups']: creatures[key]['groups'].append(g)
        add(D/f'more/{source}'/r['file'], key, 'emoji' if source == 'emoji' else 'tile', game)

def load(item):
    try:
        rgba = open_picture(Path(item['path'])).rgba
        if item['style'] == 'tile' and max(rgba.shape[:2]) <= 40:
            ys, xs = np.nonzero(rgba[..., 3] >= 128)
            if len(ys) < 12: return None
            rgba = scale2x(np.where(rgba[..., 3:] >= 128, rgba, 0).astype(np.uint8)[ys.min():ys.max()+1, xs.min():xs.max()+1])
        s = (fit_square if item['style'] in ('artwork', 'emoji') else fit_sprite)(rgba, 64)
        if item['style'] == 'tile':  # centred
            ys, xs = np.nonzero(s[..., 3] >= 128)
            s = np.roll(s, (int((64 - ys.min() - ys.max() - 1) / 2), int((64 - xs.min() - xs.max() - 1) / 2)), (0, 1))
        share = colour_shares(s)
        best = sorted(share, key=lambda k: -share[k])
        return s, [k for k in best[:3] if share[k] > .14], (s[..., 3] >= 128).mean()
    except Exception as e:
        return str(e)

if __name__ == '__main__':
    with ProcessPoolExecutor(2) as pool:
        done = list(pool.map(load, pictures, chunksize=64))
    keep, sprites = [], []
    for item, d in zip(pictures, done):
        if d is None or isinstance(d, str) or d[2] < .01:
            print('left out', item['path'], d if isinstance(d, str) else ''); continue
        item['colors'] = d[1]; keep.append(item); sprites.append(d[0])
    sprites = np.stack(sprites)
    # near duplicates: named pictures with the same look are one cluster; clusters and families are never split
    ink = np.zeros((len(sprites), 12, 12, 4), np.float32)
    for i, s in enumerate(sprites):
        ys, xs = np.nonzero(s[..., 3] >= 128)
        from PIL import Image
        ink[i] = np.asarray(Image.fromarray(s[ys.min():ys.max()+1, xs.min():xs.max()+1]).convert('RGBa').resize((12, 12), Image.Resampling.BOX), np.float32) / 255
    flat = ink.reshape(len(ink), -1)
    named = [i for i, k in enumerate(keep) if k['creature'][0] == 'n']
    others = [i for i, k in enumerate(keep) if k['creature'][0] != 'n' and k['pose'] == 'front']
    root = {i: i for i in named}
    def top(i):
        while root[i] != i: i = root[i]
        return i
    F = flat[named]; sq = (F**2).sum(1); pairs = 0; held = set()
    for a in range(0, len(named), 512):
        d = sq[a:a+512, None] + sq[None] - 2 * F[a:a+512] @ F.T
        for x, y in zip(*np.nonzero(d < 4.0)):
            i, j = named[a + x], named[y]
            if i < j:
                root[top(j)] = top(i); pairs += 1
    print('near duplicates among named', pairs)
    # named pictures that copy a drawing of a held-out species: left out
    G = flat[others]; sg = (G**2).sum(1); cross = 0
    for a in range(0, len(named), 512):
        d = sq[a:a+512, None] + sg[None] - 2 * F[a:a+512] @ G.T
        for x, y in zip(*np.nonzero(d < 4.0)):
            cross += 1; held.add((named[a + x], others[y]))
    print('named like creatures', cross, [(keep[i]['path'][-40:], keep[j]['path'][-40:]) for i, j in list(held)[:10]])
    for i, item in enumerate(keep):
        c = creatures[item['creature']]
        if item['creature'][0] == 'n':
            r = chance('named ' + keep[top(i)]['path'].rsplit('/more/')[-1])
            item['part'] = 'test' if r < .04 else 'val' if r < .06 else 'train'
        else:
            item['part'] = c['part']
    for i, j in held:
        if keep[j]['part'] != 'train': keep[i]['part'] = 'none'
    np.save(OUT/'sprites.npy', sprites)
    json.dump(keep, open(OUT/'pictures.json', 'w')); json.dump(creatures, open(OUT/'creatures.json', 'w'))
    from collections import Counter
    print(len(keep), Counter((k['game'], k['part']) for k in keep), len(creatures))
