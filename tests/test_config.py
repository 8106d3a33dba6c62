"""Configuration: the document's file loads unchanged, and every mistake is named."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from spritedex.architectures.catalogue import ARCHITECTURES, load_config
from spritedex.architectures.reference import reference
from spritedex.bundle.locate import find_named
from spritedex.bundle.verify import load_bundle
from spritedex.config.cnn6 import Cnn6Config
from spritedex.config.decoder import DecoderConfig
from spritedex.config.files import read_yaml
from spritedex.config.load import updated
from spritedex.config.named import PRESETS, find_config
from spritedex.errors import UsageError

ROOT = Path(__file__).resolve().parent.parent

SEED_CONFIG = """
# Model configuration
model:
  text_encoder:
    model_name: "prajjwal1/bert-mini"
    hidden_dim: 256
    nhead: 8
    num_encoder_layers: 6
  decoder:
    noise_dim: 100
    text_embedding_dim: 256
    base_channels: 512
training:
  batch_size: 16
  num_epochs: 100
  learning_rate: 0.0002
  weight_decay: 0.0001
  reconstruction_weight: 1.0
  attention_weight: 0.1
data:
  csv_path: "data/pokemon.csv"
  image_dir: "data/small_images"
  image_size: 64
  train_split: 0.8
  val_split: 0.2
"""


def test_the_configuration_of_the_sprite_generators_document_loads_unchanged() -> None:
    config = load_config("decoder", yaml.safe_load(SEED_CONFIG))
    assert isinstance(config, DecoderConfig)
    assert config.model.text_encoder.model_name == "prajjwal1/bert-mini"
    assert config.model.decoder.base_channels == 512
    assert (config.data.train_split, config.data.val_split) == (0.8, 0.2)
    assert config.training.attention_weight == 0.1
    assert load_config("decoder", config.model_dump(mode="json")) == config


def test_the_defaults_are_those_of_what_ships() -> None:
    cnn6 = Cnn6Config()
    assert (cnn6.data.image_size, cnn6.model.dropout) == (512, 0.5)
    assert (cnn6.training.optimizer, cnn6.training.momentum) == ("sgd", 0.9)
    for name in ARCHITECTURES:
        assert load_config(name, read_yaml(PRESETS[name])) == load_config(name, {})
        packaged = load_bundle(find_named(name), ARCHITECTURES[name].kind).config.model
        assert load_config(name, {"model": packaged}).model == load_config(name, {}).model


@pytest.mark.parametrize("path", sorted(PRESETS.values()), ids=lambda path: path.stem)
def test_committed_configurations_load(path: Path) -> None:
    values = yaml.safe_load(path.read_text())
    load_config(values["model"]["name"], values)


@pytest.mark.parametrize(
    ("override", "says"),
    [
        ("training.batchsize=3", "training.batchsize: unknown key; did you mean training.batch_size? The keys here"),
        ("training.batch_size=none", "training.batch_size"),
        ("training.batch_size=0", "training.batch_size: must be at least 1 (got 0)"),
        ("data.train_split=0.95", "at most 1"),
        ("model.text_encoder.nhead=7", "multiple of nhead"),
        ("data.image_size=128", "the decoder generates 64x64 only"),
        ("training", "write section.key=value"),
        ("data.batch_size=3", "data.batch_size: unknown key; did you mean training.batch_size?"),
        ("data.recolor=0.1", "data.recolor: decoder never reads it (painter does); remove it"),
        ("data.style_weights.menu=1", "data.style_weights: decoder never reads it (reader does); remove it"),
        ("training.recolor=0.1", "training.recolor: it is called data.recolor now"),
        ("training.batch_size.x=3", "training.batch_size: must be a whole number"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(override: str, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_config("decoder", {}, [override], yaml.safe_load)
    assert says in str(caught.value)


def test_overrides_win_over_the_file() -> None:
    config = load_config("cnn6", {"training": {"batch_size": 4}}, ["training.batch_size=8"], yaml.safe_load)
    assert isinstance(config, Cnn6Config)
    assert config.training.batch_size == 8
    assert config.training.optimizer == "sgd"


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_a_setting_of_another_architecture_is_refused_by_name(architecture: str) -> None:
    own = ARCHITECTURES[architecture].config.model_validate({}).training
    for other, record in ARCHITECTURES.items():
        for key, value in record.config.model_validate({}).training.model_dump(mode="json").items():
            if key in own.model_dump():
                continue
            with pytest.raises(UsageError, match=rf"training\.{key}: {architecture} never reads it \(.*{other}"):
                load_config(architecture, {"training": {key: value}})


def test_an_odd_batch_of_the_reader_is_explained() -> None:
    with pytest.raises(UsageError, match=r"must be even \(got 3\): each species gives two augmented pictures"):
        load_config("reader", {"training": {"batch_size": 3}})


def test_the_configuration_of_an_earlier_run_loads() -> None:
    earlier = {
        "model": {"name": "reader"},
        "training": {"hint_encoder": "", "seed": 3, "reconstruction_weight": 1.0, "attention_weight": 0.1},
        "data": {"style_weights": {"artwork": 1.0, "menu": 0.0, "pixel": 0.0}},
    }
    config = load_config("reader", updated(ARCHITECTURES["reader"].config, earlier))
    assert config.model_dump()["training"]["teacher_encoder"] == ""
    assert config.training.seed == 3
    assert config.model_dump()["data"]["style_weights"]["artwork"] == 1.0
    with pytest.raises(UsageError, match=r"training\.hint_encoder: it is called training\.teacher_encoder now"):
        load_config("reader", earlier)


def test_the_document_of_settings_is_that_of_the_models() -> None:
    assert (ROOT / "docs" / "config.md").read_text(encoding="utf-8") == reference()


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_setting_is_explained(name: str) -> None:
    def unexplained(section: type[BaseModel]) -> list[str]:
        texts = " ".join(each.__doc__ or "" for each in section.__mro__ if issubclass(each, BaseModel))
        missing = []
        for key, field in section.model_fields.items():
            inner = field.annotation
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                missing += unexplained(inner)
            elif f"`{key}`" not in texts:
                missing.append(key)
        return missing

    parts: list[Any] = [field.annotation for field in ARCHITECTURES[name].config.model_fields.values()]
    assert [key for part in parts for key in unexplained(part)] == []


def test_a_configuration_is_found_by_name_or_path_and_a_slip_is_named(tmp_path: Path) -> None:
    own = tmp_path / "mine.yaml"
    own.write_text("model: {name: cnn6}")
    assert find_config(str(own)) == own
    assert find_config("painter").name == "painter.yaml"
    with pytest.raises(UsageError, match=r"config 'paintr': no such file; did you mean painter\?"):
        find_config("paintr")


def test_print_config_and_a_slip_need_no_torch(spritedex: Any, tmp_path: Path) -> None:
    done = spritedex("train", "painter", "--config", "painter-small", "--set", "flow.minutes=3", "--print-config")
    shown = yaml.safe_load(done.stdout)
    assert (shown["flow"]["minutes"], shown["adversarial"]["minutes"]) == (3, 20)
    slips: dict[str, tuple[object, ...]] = {
        "did you mean training.batch_size": ("train", "cnn6", "--set", "training.batch_siz=3", "--data", tmp_path),
        "is not a run folder": ("export", tmp_path / "nothing", "--out", tmp_path / "bundle"),
    }
    for said, slip in slips.items():
        code = f"import sys; sys.argv = ['spritedex', *{[str(each) for each in slip]}]\n" + (
            "from spritedex.cli.app import main\ntry: main()\nexcept SystemExit: print('torch' in sys.modules)"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert done.stdout.split() == ["False"]
        assert said in done.stderr


def test_a_shell_is_offered_the_choices_of_an_option() -> None:
    offered = {
        "generate --format g": {"gba", "gbc", "godot", "gif"},
        "generate --type fi": {"fire", "fighting"},
        "generate --sketch ow": {"owl", "owl-2", "owl-flying", "owlbear"},
        "classify --device c": {"cpu", "cuda"},
    }
    for typed, names in offered.items():
        env = {"_SPRITEDEX_COMPLETE": "complete_bash", "COMP_WORDS": f"spritedex {typed}", "COMP_CWORD": "3"}
        code = "import sys; sys.argv[0] = 'spritedex'\nfrom spritedex.cli.app import main\nmain()"
        done = subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, **env}, capture_output=True, text=True, check=False
        )
        assert set(done.stdout.split()) == names
