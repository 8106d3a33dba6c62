"""Whether a model of the Hugging Face Hub is available. Knows no model."""


def is_available(name: str) -> bool:
    """Whether the Hub answers and has the model, or it is in the local cache."""
    return _hub_has(name) or _is_cached(name)


def _hub_has(name: str) -> bool:
    """Whether the Hub answers and has the model; one request, so that being offline costs no retries."""
    from huggingface_hub import HfApi

    try:
        HfApi().model_info(name, timeout=10)
    except Exception:  # any network or Hub failure: the local cache is the next place to look
        return False
    return True


def _is_cached(name: str) -> bool:
    from huggingface_hub import try_to_load_from_cache

    try:
        return isinstance(try_to_load_from_cache(name, "config.json"), str)
    except ValueError:  # not a valid name on the Hub
        return False
