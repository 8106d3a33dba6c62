"""Starting from trained weights: a bundle's, or those of one safetensors file. Knows no data and no training."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, Protocol, runtime_checkable

import torch
from safetensors import SafetensorError, safe_open
from torch import nn

from spritedex.bundle.format import WEIGHTS
from spritedex.bundle.locate import find_named
from spritedex.bundle.verify import load_bundle
from spritedex.errors import OptionError, TrainingError


@runtime_checkable
class Completing(Protocol):
    """A network that can start from the weights of one with fewer parts."""

    def complete(self, weights: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        """The weights with those of the new parts, which change nothing at first."""
        ...


class Initial(NamedTuple):
    """Weights of every part of a network, and how long they have been trained, in "epochs" and "minutes", as the bundle
    or the file's metadata says; empty where that is not known. `parent` is the "name" of the bundle or file, and the
    "sha256" of a bundle's manifest."""

    weights: dict[str, torch.Tensor]
    before: dict[str, float]
    parent: dict[str, str]


def initial_weights(network: nn.Module, source: str, training_only: str = "") -> Initial:
    """The weights that `network` has from `source`: a bundle (packaged name, folder, `hub:owner/name`) or a safetensors
    file.

    Weights whose name begins with `training_only`, if it is not empty, are in no bundle and stay as they are.

    Raises OptionError if they do not fit the network, BundleError or TrainingError if they cannot be read.
    """
    weights, before, parent = _read(source)
    if isinstance(network, Completing):
        weights = network.complete(weights)
    own = network.state_dict()
    kept = {name for name in own if training_only and name.startswith(training_only)} - weights.keys()
    for name in sorted((own.keys() | weights.keys()) - kept):
        there, here = (list(part[name].shape) if name in part else "missing" for part in (weights, own))
        if there != here:
            raise OptionError(
                "init_from",
                f"does not fit the configured network ({name} is {there} there, {here} here); give the {{config}} that "
                f"it was trained with",
                source,
            )
    return Initial(
        {name: value.float() for name, value in weights.items()} | {name: own[name] for name in kept}, before, parent
    )


def _read(source: str) -> Initial:
    path, trained = Path(source), None
    parent = {"name": path.name}
    if path.suffix != Path(WEIGHTS).suffix:
        bundle = load_bundle(find_named(source))
        path, trained = bundle.path / WEIGHTS, bundle.manifest.trained_on
        parent = dict(bundle.identity)
    try:
        with safe_open(path, "pt") as file:
            weights = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            recorded = trained or file.metadata() or {}
        before = {key: float(str(recorded[key])) for key in ("epochs", "minutes") if key in recorded}
        return Initial(weights, before, parent)
    except (OSError, SafetensorError, ValueError, TypeError) as error:
        reason = f"weights that cannot be read ({error}); name a bundle or its {WEIGHTS}"
        raise TrainingError(f"{source}: {reason}") from None
