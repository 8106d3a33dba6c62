"""Whether a model of the Hub can be had. Knows no model."""


def can_be_had(name: str) -> bool:
    """Whether the Hub answers and has the model, or it lies in the local cache."""
    return _hub_has(name) or _is_cached(name)


def _hub_has(name: str) -> bool:
    """Whether the Hub answers and has the model; asked once, so that being offline costs no retries."""
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
    except ValueError:  # no name that the Hub could have
        return False
