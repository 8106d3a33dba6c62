"""decoder: network, task, data and export from its configuration."""

from collections.abc import Sequence

import torch
from torch import nn

from spritedex.config.decoder import DecoderConfig
from spritedex.data.records import Record
from spritedex.models.decoder import Decoder
from spritedex.models.text import load_text_encoder
from spritedex.training.decoder_samples import SpriteSamples
from spritedex.training.decoder_task import SpriteTask
from spritedex.training.export_plan import BATCH_TOKENS, ExportPlan, fixed_noise
from spritedex.training.pictures import Canvases, CaptionStates, SpriteDataset, collate_sprites
from spritedex.training.recipe import Recipe, epoch_recipe, picture_module, sample_rows


def network(config: DecoderConfig, state_width: int) -> Decoder:
    """The network that the configuration describes, for token states of `state_width`."""
    text, decoder = config.model.text_encoder, config.model.decoder
    return Decoder(
        state_width,
        hidden_dim=text.hidden_dim,
        nhead=text.nhead,
        num_encoder_layers=text.num_encoder_layers,
        noise_dim=decoder.noise_dim,
        base_channels=decoder.base_channels,
    )


def recipe(config: DecoderConfig, train: Sequence[Record], val: Sequence[Record]) -> Recipe:
    """Task and data of a run; every caption is encoded before worker processes start."""
    text, training = config.model.text_encoder, config.training
    encoder = load_text_encoder(text.model_name)
    train_states, val_states = (CaptionStates(records, encoder, text.max_tokens) for records in (train, val))
    if training.num_workers:
        train_states.encode_all()
    seen, unseen = (Canvases(records, config.data.image_size) for records in (train, val))
    noise_dim, names = config.model.decoder.noise_dim, [record.key for record in train]
    task = SpriteTask(network(config, encoder.width), training, names, bool(val), noise_dim)
    module = picture_module(
        training,
        lambda rng_for: SpriteDataset(seen, train_states, rng_for if training.augment else None),
        (lambda: SpriteDataset(unseen, val_states)) if val else None,
        collate_sprites,
    )
    shown = SpriteDataset(unseen, val_states) if val else SpriteDataset(seen, train_states)
    samples = collate_sprites([shown.shortest(row) for row in sample_rows(shown)])
    samples["tokens"] = [encoding.tokens for encoding in encoder.tokenizer.encode_batch(samples["caption"])]
    return epoch_recipe(training, task, module, lambda folder: SpriteSamples(folder, samples, training.sample_every))


def export_plan(config: DecoderConfig, network: nn.Module, state_width: int) -> ExportPlan:
    """Token states and noise to a sprite and where each word counted."""
    noise_dim = config.model.decoder.noise_dim
    inputs = {
        "token_states": fixed_noise(2, 9, state_width),
        "mask": torch.tensor([[1] * 9, [1] * 5 + [0] * 4]),
        "noise": fixed_noise(2, noise_dim),
    }
    dynamic = {"token_states": BATCH_TOKENS, "mask": BATCH_TOKENS, "noise": {0: "batch"}}
    values = {
        "architecture": config.model.name,
        "image_size": config.data.image_size,
        "noise_dim": noise_dim,
        "max_tokens": config.model.text_encoder.max_tokens,
        "model": config.model.model_dump(mode="json"),
    }
    return ExportPlan(network, inputs, ["sprite", "attention"], dynamic, values)
