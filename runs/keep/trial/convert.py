"""Trial weights -> the package's names. Usage: convert.py IN OUT"""
import sys, re
from safetensors.torch import load_file, save_file
from safetensors import safe_open
NAMES={"class_embed.":"class_embeds.","pooled_proj.":"summary.","mid_in.":"before.","mid_out.":"after.","mid.":"between.","out_norm.":"last_norm.","out_conv.":"out."}
def rename(k):
    for a,b in NAMES.items():
        if k.startswith(a): k=b+k[len(a):]; break
    if re.match(r'(down|up|before|between|after)\.',k): k=k.replace('.cond.','.cond_proj.')
    return k
if __name__=='__main__':
    w=load_file(sys.argv[1]); meta=safe_open(sys.argv[1],'pt').metadata() or {}
    save_file({rename(k):v for k,v in w.items()}, sys.argv[2], meta)
