"""What the project knows about an architecture. Knows none of them.

A record's functions import what they build when they are called.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from spritedex.architectures.bundle_config import GeneratorConfig
from spritedex.config.base import RunConfig
from spritedex.data.records import Field, Record

if TYPE_CHECKING:
    from torch import nn

    from spritedex.runtime.engine import Engine
    from spritedex.training.export_plan import ExportPlan
    from spritedex.training.recipe import Stages

CLASSIFIER_LIMITS: Final = (
    "Types are a game designer's choice and often cannot be seen. Read the metrics on unseen families before "
    "trusting a guess, and expect less on pictures unlike those it was trained on."
)
Kind = Literal["classifier", "generator"]
Statistics = dict[str, list[float]]
"""What is computed from the training part once and stored with the run, by name."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What the weights of a bundle began as.

    `license` is an SPDX expression for the bundle; `section` is a part of the model card, empty where all weights were
    trained here; `note` is a sentence after "MIT for the weights trained here".
    """

    license: str = "MIT"
    section: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Parts:
    """The records of a training: those to train and to validate on, and `more` from beside the data source, which are
    trained on too and in no part of its split."""

    train: Sequence[Record]
    val: Sequence[Record] = ()
    more: Sequence[Record] = ()


@dataclass(frozen=True, slots=True)
class Architecture:
    """A record; C is the architecture's own class of configuration.

    `needs` are the fields that every training record must have. `text_encoder` is the key of the configuration that
    names the text encoder, empty where there is none. `training_only` is the prefix of weights that are not exported.
    `recipe_version` is raised when training gives other weights from the same configuration. `mantissa_bits`, 1 to 10,
    is what a bundle keeps of each number in half precision, vectors aside; zip files pack the bits that are left out.

    `network(config, state_width)` builds the network that is exported, for token states of that width (0 without a text
    encoder). `settle(config, pictures, accelerated)` fills in what follows from the number of training pictures and
    from the machine, with a line that says what was chosen. `statistics(config, train)` computes what is stored with a
    run. `stages(config, parts, statistics)` gives the stages of a training, each of which builds its network, task and
    data module; `stage_names` are all that there can be, in their order, an empty name for the only or last one, whose
    files lie in the run's folder; `shared_stage` is one that sees no record of the data source, so that all folds can
    share it. `export(config, statistics, network, state_width, stage)` gives what the ONNX file maps to what, and the
    bundle's `config.json`; `stage` is the one that the weights are of. `more(config, source)` gives the `more` of
    `Parts`. `engine(contents, config)` opens a generator's network at run time, with its `config.json`, a
    `bundle_config`; all classifiers have one format and run alike: both are None there. `run_files` are files of a
    run's folder that its bundle has too. `origin(model)` says what the weights began as, from the section `model` of
    the bundle's `config.json`.

    Abilities: `accepts_options`: a generator takes options beside prompt and seed; `has_gallery`: a classifier is
    calibrated at export, where it is given its training pictures, and knows the creatures it was trained on.
    """

    name: str
    summary: str
    kind: Kind
    config: type[RunConfig]
    bundle_config: type[GeneratorConfig] | None
    needs: tuple[Field, ...]
    network: Callable[[Any, int], "nn.Module"]
    statistics: Callable[[Any, Sequence[Record]], Statistics]
    stages: Callable[[Any, "Parts", Statistics], "Stages"]
    export: Callable[[Any, Statistics, "nn.Module", int, str], "ExportPlan"]
    engine: Callable[[Any, Any], "Engine"] | None
    origin: Callable[[Mapping[str, Any]], Origin]
    limits: str
    text_encoder: str = ""
    training_only: str = ""
    stage_names: tuple[str, ...] = ("",)
    shared_stage: str = ""
    settle: Callable[[Any, int, bool], tuple[Any, str]] | None = None
    more: Callable[[Any, str], Sequence[Record]] | None = None
    run_files: tuple[str, ...] = ()
    recipe_version: int = 1
    mantissa_bits: int = 10
    accepts_options: bool = False
    has_gallery: bool = False

    def text_encoder_name(self, config: RunConfig) -> str:
        """The text encoder that a configuration names; empty where the architecture has none."""
        value: Any = config if self.text_encoder else ""
        for part in filter(None, self.text_encoder.split(".")):
            value = getattr(value, part)
        return str(value)
