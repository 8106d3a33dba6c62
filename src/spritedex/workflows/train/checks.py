"""What can be checked of a training before torch is loaded: configuration, data and first weights that are named."""

from pathlib import Path

import yaml

from spritedex.architectures.catalogue import load_config
from spritedex.bundle.locate import find_named
from spritedex.config.base import RunConfig
from spritedex.config.files import parse_value, read_yaml
from spritedex.data.hub import is_hub_name
from spritedex.errors import DataError, OptionError, missing

_WEIGHTS = ".safetensors"


def checked_config(architecture: str, file: Path | None, overrides: tuple[str, ...]) -> RunConfig:
    """The configuration of a new run. Raises ConfigError or OptionError that names what is wrong in it."""
    return load_config(architecture, read_yaml(file) if file else {}, overrides, parse_value)


def checked_sources(data: str | None, init_from: str | None, resume: str | None) -> None:
    """Raises DataError, BundleError or OptionError for data, weights or a run that are not there."""
    if init_from and resume:
        raise OptionError("init_from", "starts a new run, and {resume} continues one; give only one of them")
    if data is not None and not Path(data).expanduser().exists() and not is_hub_name(data):
        cure = "give a folder, or the name of a Hugging Face data set as owner/name"
        raise missing(DataError(f"{data}: no such folder; {cure}"))
    if init_from and not init_from.startswith("hub:") and not init_from.endswith(_WEIGHTS):
        find_named(init_from)
    if resume and resume != "auto" and not Path(resume).exists():
        raise OptionError("resume", "no such run; name a run folder or a .ckpt file in it", resume)


def checked_data(data: str | None, config: RunConfig) -> None:
    """Raises OptionError if neither an option nor the configuration names data."""
    if data is None and not (config.data.csv_path and config.data.image_dir):
        raise OptionError("data", "give a data folder, or data.csv_path and data.image_dir in the configuration")


def checked_name(out: Path, name: str | None) -> None:
    """Raises OptionError if a new run would have the name of one that is there."""
    if name and next((out / name).glob("**/checkpoints/last.ckpt"), None):
        reason = f"{out / name} already holds a run; continue it with {{resume}} auto, or choose another"
        raise OptionError("experiment_name", reason)


def yaml_of(config: RunConfig) -> str:
    """The whole configuration as YAML, in the order of its keys."""
    return str(yaml.safe_dump(config.model_dump(mode="json"), sort_keys=False, allow_unicode=True, width=120))
