"""Imported last in a process that is forked: what is there by then stays, and no fork looks for garbage in it.

The packaged networks are open already, as far as one that has no threads can be taken into a fork: to open them takes
longer than all else that a command does. tests/test_without_torch.py has commands that begin at nothing.
"""

import gc

from spritedex.runtime.classifier import Classifier
from spritedex.runtime.pipeline import Pipeline
from spritedex.runtime.session import cores

OPEN = (Pipeline.load(), Classifier.load()) if cores() == 1 else ()

gc.collect()
gc.freeze()
