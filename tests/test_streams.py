"""Standard streams that are closed, endless or odd, and Ctrl+C: the real command."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

COMMAND = (sys.executable, "-m", "spritedex.cli.app")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="streams and signals as Unix has them")


def shell(line: str, *args: object, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    """Run the command as `"$@"` in a line of shell."""
    command = ["sh", "-c", line, "sh", *COMMAND, *map(str, args)]
    return subprocess.run(command, capture_output=True, cwd=cwd, timeout=120, check=False)


def test_prompts_on_standard_input_are_bounded(painter: Path, tmp_path: Path, spritedex: Run) -> None:
    options = ("generate", "-", "--model", painter)
    done = spritedex(*options, input=b"a fox\n" * 10_001, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: standard input has 10,001 prompts, and at most 10,000 go; give it in parts\n"
    with Path("/dev/zero").open("rb") as endless:
        ended = subprocess.run(
            [*COMMAND, *map(str, options)], stdin=endless, capture_output=True, timeout=60, cwd=tmp_path
        )
    assert ended.returncode == 2
    assert ended.stderr == b"error: standard input has more than 4 MiB of prompts; give it in parts\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["generate", "classify"])
def test_a_closed_standard_input_is_empty(painter: Path, tmp_path: Path, command: str) -> None:
    done = shell('exec "$@" <&-', command, "-", *(("--model", painter) if command == "generate" else ()), cwd=tmp_path)
    assert done.returncode in (1, 2)
    assert done.stderr.startswith(b"error: ")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_output_goes_nowhere_and_into_no_file(painter: Path, tmp_path: Path, closed: str) -> None:
    asked = ("generate", "a fox", "a tail", "--model", painter)
    done = shell(f'exec "$@" {closed}', *asked, "--out", "closed", cwd=tmp_path)
    assert done.returncode == 0
    assert shell('exec "$@"', *asked, "--out", "open", cwd=tmp_path).returncode == 0
    files = sorted(path.name for path in (tmp_path / "open").iterdir())
    assert sorted(path.name for path in (tmp_path / "closed").iterdir()) == files
    for name in files:
        assert (tmp_path / "closed" / name).read_bytes() == (tmp_path / "open" / name).read_bytes()
    done = shell(f'exec "$@" {closed}', "generate", "a fox", "--model", "nowhere", cwd=tmp_path)
    assert done.returncode == 2


def test_ctrl_c_lists_what_was_drawn_and_leaves_whole_files(painter: Path, tmp_path: Path) -> None:
    command = [*COMMAND, "generate", "a fox", "-n", "1000", "--steps", "50", "--json", "--model", str(painter)]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        end = time.monotonic() + 60
        while not list(tmp_path.glob("sprites/*.png")):
            assert time.monotonic() < end
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=30)
    document = json.loads(output)
    said = f"stopped after {len(document['sprites'])} of 1,000"
    assert (process.returncode, errors.decode()) == (130, f"error: {said}\n")
    assert document["problems"] == [{"where": said, "what": "Ctrl+C"}]
    listed = {tmp_path / sprite["file"] for sprite in document["sprites"]}
    assert listed == set((tmp_path / "sprites").glob("*.png"))
    assert set((tmp_path / "sprites").iterdir()) == listed | {path.with_suffix(".json") for path in listed}


def test_ctrl_c_stops_a_server(painter: Path, tmp_path: Path) -> None:
    command = [*COMMAND, "serve", "--port", "0", "--model", str(painter)]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert b"http://" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (130, b"error: stopped\n")


@pytest.mark.parametrize("host", ["", " ", "a" * 100, "a..b", "a\udcffb"])
def test_a_host_that_is_none_is_refused(spritedex: Run, host: str) -> None:
    done = spritedex("serve", "--port", "0", "--host", host)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: --host ")
    assert done.stderr.count("\n") == 1
    assert ("must not be empty" in done.stderr) == (not host.strip())
