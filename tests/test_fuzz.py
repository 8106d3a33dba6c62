"""A short part of `make fuzz`: some changed inputs at every door, and each that ever went wrong."""

import sys
import time

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="benchmarks/fuzz.py reads /proc")
pytest.importorskip("torch", reason="run folders are read with torch")

INPUTS = {"pictures": 20, "configs": 40, "bodies": 10, "runs": 15, "bundles": 25}
SECONDS = 15


@pytest.mark.slow
@pytest.mark.parametrize("door", INPUTS)
def test_no_input_brings_a_door_down(door: str) -> None:
    from benchmarks.fuzz import fuzz, replay

    found = fuzz(door, INPUTS[door], 2, time.monotonic() + SECONDS, None)
    assert not found.faults
    assert not replay(door).faults
