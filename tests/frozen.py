"""Imported last in a process that is forked: what is there by then stays, and no fork looks for garbage in it.

The packaged networks are open already, as far as one that has no threads can be taken into a fork: to open them takes
longer than all else that a command does. A first sprite has read the tables of words and sketches. The first export of
a network reads the source of 500 functions, so one is done; each one makes the table of these functions anew, so that
table is kept. tests/test_without_torch.py has commands that begin at nothing.
"""

import gc
import sys
from functools import cache

import spritedex
from spritedex.runtime.classifier import Classifier
from spritedex.runtime.pipeline import Pipeline
from spritedex.runtime.session import cores

OPEN = (Pipeline.load(), Classifier.load()) if cores() == 1 else ()
DRAWN = next(spritedex.Generator.load().generate("a red fox")).reading if OPEN else None

if "torch" in sys.modules:
    import torch
    from torch.onnx._internal.exporter._registration import ONNXRegistry

    from spritedex.models.onnx_export import to_graph

    ONNXRegistry.from_torchlib = staticmethod(cache(ONNXRegistry.from_torchlib))  # type: ignore[method-assign]
    to_graph(torch.nn.Linear(2, 2), {"x": torch.zeros(2, 2)}, ["y"], {"x": {0: "batch"}})

gc.collect()
gc.freeze()
