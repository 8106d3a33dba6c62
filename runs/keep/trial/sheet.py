"""sheet.py WEIGHTS MODE OUT.png [prompts]: MODE flow|adv. Draw sentences x seeds."""
import os, sys, torch, numpy as np
from PIL import Image, ImageDraw
pass
from network import *
torch.set_num_threads(int(__import__('os').environ.get('T','1')))
weights, mode, out = sys.argv[1:4]
from safetensors.torch import load_file
net=Painter().to(memory_format=torch.channels_last); net.load_state_dict({k:v.float() for k,v in load_file(weights).items()}); net.eval()
sys.argv=['x','/tmp/x']
from train_flow import Text
from data import *
from spritedex.sentence import Lexicon, understand
from spritedex.sprites.canvas import unpremultiply
text=Text()
c=json.load(open(HERE/'creatures.json'))
L=Lexicon.of([s for v in c.values() if v.get('part') not in('test','val') for s in [v['subject'],*v.get('also',[])]],[])
VAL=["a black bat with yellow eyes","a sleek black panther","a white winged unicorn","a red volcanic bull","a green frog on a lily pad","a blue dragon with ice horns","an orange fox with three tails","a purple ghost with a big mouth","a yellow duck","a grey wolf","a pink flower with a face","a brown owl with big eyes","a red crab","a stone golem","a green snake","a white rabbit"]
def prepare(prompts):
    states,mask=text(prompts); ids=torch.zeros(len(prompts),13,dtype=torch.long); ids[:,0]=2
    subs=[]
    for k,p in enumerate(prompts):
        r=understand(p,L); subs.append(r.subject)
        for j,col in enumerate(r.colors[:2]): ids[k,4+j]=1+COLOURS.index(col)
        if r.size: ids[k,7]=1+SIZES.index(r.size)
        for j,ty in enumerate(r.types): ids[k,8+j]=1+TYPES.index(ty)
    return states,mask,ids,text.subject(subs)
@torch.no_grad()
def draw(prompts, seeds, mode):
    states,mask,ids,sub=prepare(prompts); rows=[]
    i0=ids.clone(); i0[:,4:11]=0
    kn=torch.zeros(len(prompts),4,64,64).contiguous(memory_format=torch.channels_last)
    f=lambda x,t,cond=True: net(x.contiguous(memory_format=torch.channels_last),torch.full((len(x),),t),states,mask if cond else torch.zeros_like(mask),ids if cond else i0,sub if cond else torch.zeros_like(sub),kn).float()
    for seed in seeds:
        g=torch.Generator().manual_seed(seed); x=torch.randn(len(prompts),4,64,64,generator=g)
        with torch.autocast('cpu',torch.bfloat16):
            if mode=='adv':
                for a,b in ((0,.12),(.12,.35),(.35,.65),(.65,1)):
                    clean=f(x,a); x=clean if b==1 else b*clean+(1-b)*torch.randn(clean.shape,generator=g)
            else:
                from spritedex.sampling import solve, step_times
                def den(x,t):
                    cnd=f(x,t)
                    if not .1<=t<.65: return cnd
                    un=f(x,t,False); return un+4*(cnd-un)
                *_,last=solve(den,x,step_times(24),lambda: torch.randn(x.shape,generator=g)); x=last.noisy
        rows.append(unpremultiply(x.numpy().transpose(0,2,3,1)))
    return rows
if __name__=='__main__':
    seeds=[1,2,3]; rows=draw(VAL,seeds,mode)
    W=Image.new('RGB',(4*3*130+20,4*150),'white'); d=ImageDraw.Draw(W)
    for k,p in enumerate(VAL):
        y,x=divmod(k,4)
        for s,r in enumerate(rows):
            im=Image.fromarray(r[k]).resize((128,128),0); W.paste(im,(x*3*130+s*130,y*150+16),im)
        d.text((x*390+4,y*150+2),p,fill='black')
    W.save(out)
