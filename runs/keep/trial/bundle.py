"""bundle.py WEIGHTS OUT SPRITES MINUTES: the packaged painter's bundle from weights that convert.py has renamed."""
import os, sys, json, shutil
from pathlib import Path
from safetensors.torch import load_file
from spritedex.config.painter import PainterConfig
from spritedex.workflows.export.networks import export_network, write_config
from spritedex.workflows.export.card import model_card
from spritedex.architectures.catalogue import ARCHITECTURES
from spritedex.bundle.write import write_manifest
from spritedex.bundle.lexicon import write_lexicon
from spritedex.sentence import Lexicon
weights, out = load_file(sys.argv[1]), Path(sys.argv[2])
sprites = int(sys.argv[3])
import spritedex
old = Path(spritedex.__file__).parent / 'bundles' / 'painter'
pack = Path(os.environ['TRIAL_PACK'])
out.mkdir(parents=True)
config = PainterConfig(); stats = {'styles':[1.0,1.0,1.0]}
diff,_ = export_network(config, stats, {k:v.float() for k,v in weights.items()}, out, False)
values = json.loads((out/'config.json').read_text())
values |= dict(sampler='multistep', num_steps=4, guidance_scale=1.0, guided_from=0.0, guided_to=0.9)
write_config(out, values)
c = json.load(open(pack / 'creatures.json'))
pics = json.load(open(pack / 'pictures.json'))
train = {p['creature'] for p in pics if p['part']=='train'}
subjects = sorted({s for k in train for s in [c[k]['subject'], *c[k].get('also',[])]})
texts = [t for k in train for t in [c[k]['subject'], *c[k].get('also',[]), *c[k].get('features',[]), *c[k].get('captions',[]), c[k].get('build',''), c[k].get('mood','')]]
lex = Lexicon.of(subjects, texts)
print('lexicon', len(lex.subjects), len(lex.words))
write_lexicon(out, lex)
shutil.copy(old/'split.json', out/'split.json')
from spritedex.training.runs import versions
from spritedex.workflows.provenance.machine import machine_line
from collections import Counter
parts=Counter(p['part'] for p in pics); parts={k:parts[k] for k in ('train','val','test')}
total=1001700+250000+sprites
trained = dict(pictures=parts, epochs=round(total/parts['train']), precision='bf16', versions=versions(), minutes=float(sys.argv[4]), source='898 species (train part of the split), 378 creatures of Tuxemon, named creatures and things of Dungeon Crawl, Angband, Cataclysm and emoji', image_size=64, seed=2, split='family', sprites_flow=1001700+250000, sprites_adversarial=sprites, machine=machine_line())
metrics = {}
(out/'README.md').write_text(model_card('painter', json.loads((out/'config.json').read_text()), trained, metrics, False))
m = write_manifest(out, kind='generator', name='painter', architecture='painter', trained_on=trained, metrics=metrics, license=ARCHITECTURES['painter'].origin(values['model']).license, shared=True)
print('difference', diff, 'size', m.size)
