"""All architectures by name, and configurations read by the name of their architecture."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from spritedex.architectures.cnn6 import CNN6
from spritedex.architectures.decoder import DECODER
from spritedex.architectures.painter import PAINTER
from spritedex.architectures.reader import READER
from spritedex.architectures.record import Architecture
from spritedex.config.base import RunConfig
from spritedex.config.load import parse_config

ARCHITECTURES: Final[dict[str, Architecture]] = {each.name: each for each in (CNN6, READER, DECODER, PAINTER)}


def architecture_of(config: RunConfig) -> Architecture:
    """The architecture that a configuration is of."""
    return ARCHITECTURES[config.model.name]


def load_config(
    architecture: str, values: Mapping[str, Any], overrides: Sequence[str] = (), parse: Callable[[str], Any] = str
) -> RunConfig:
    """A checked configuration of that architecture; see `parse_config` for the arguments and errors."""
    others = {name: each.config for name, each in ARCHITECTURES.items() if name != architecture}
    return parse_config(ARCHITECTURES[architecture].config, values, overrides, parse, others)
