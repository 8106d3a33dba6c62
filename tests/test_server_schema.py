"""The server held to its own OpenAPI document, by requests that Schemathesis makes up; `make fuzz` makes up more."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.serving import serving
from tests.toy_bundles import toy_painter

EXAMPLES = os.environ.get("SCHEMA_EXAMPLES", "4")
_CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "unsupported_method",
)


@pytest.mark.slow
def test_no_request_makes_the_server_fail_or_break_its_word(tmp_path: Path) -> None:
    model = toy_painter(tmp_path / "flow")
    small: dict[str, Any] = {
        "count": 4,
        "num_steps": 4,
        "frames": 2,
        "best_of": 8,
        "drawings": 24,
        "pictures": 2,
        "explained": 1,
    }
    with serving(tmp_path / "server", model=model, **small) as server:
        done = subprocess.run(
            [
                sys.executable, "-m", "schemathesis.cli", "run", f"{server.url}/openapi.json", "--no-color",
                "--checks", ",".join(_CHECKS), "--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES,
                "--seed", "5", "--generation-deterministic", "--warnings", "off",
                "--request-timeout", "120", "--continue-on-failure",
            ],
            capture_output=True, text=True, timeout=900, cwd=tmp_path, check=False,
        )  # fmt: skip
        errors = [line for line in server.lines() if line["kind"] == "error"]
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr
    assert not errors
