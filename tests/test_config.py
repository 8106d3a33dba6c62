"""Configuration: the document's file loads unchanged, and every mistake is named."""

from pathlib import Path

import pytest
import yaml

from spritedex.config.load import load_config
from spritedex.config.sections import Cnn6Config, DecoderConfig
from spritedex.errors import ConfigError

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


def test_the_defaults_are_the_documents() -> None:
    cnn6 = Cnn6Config()
    assert (cnn6.data.image_size, cnn6.model.dropout) == (512, 0.5)
    assert (cnn6.training.optimizer, cnn6.training.momentum) == ("sgd", 0.9)
    assert load_config("decoder", yaml.safe_load(SEED_CONFIG)).model == DecoderConfig().model


@pytest.mark.parametrize("path", sorted((ROOT / "configs").glob("*.yaml")), ids=lambda path: path.stem)
def test_committed_configurations_load(path: Path) -> None:
    values = yaml.safe_load(path.read_text())
    load_config(values["model"]["name"], values)


@pytest.mark.parametrize(
    ("override", "says"),
    [
        ("training.batchsize=3", "training.batchsize: unknown key; the keys here are batch_size"),
        ("training.batch_size=none", "training.batch_size"),
        ("training.batch_size=0", "greater than or equal to 1"),
        ("data.train_split=0.95", "at most 1"),
        ("model.text_encoder.nhead=7", "multiple of nhead"),
        ("data.image_size=128", "the decoder paints 64x64 only"),
        ("training", "write section.key=value"),
        ("training.batch_size.x=3", "training.batch_size: Input should be a valid integer"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(override: str, says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config("decoder", {}, [override], yaml.safe_load)
    assert says in str(caught.value)


def test_overrides_win_over_the_file() -> None:
    config = load_config("cnn6", {"training": {"batch_size": 4}}, ["training.batch_size=8"], yaml.safe_load)
    assert config.training.batch_size == 8
    assert config.training.optimizer == "sgd"
