"""The log of a real server: one JSON document a line, whatever else prints on stderr, and no matter who reads it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.serving import PATIENCE, serving, wait_until

pytestmark = pytest.mark.slow

NOISY = """
import json, os, sys, threading, time
from spritedex.server.run import serve
from spritedex.server.settings import ServeSettings

def noise():
    os.write(2, b"libtiff: \\xff\\x1b[31m warning\\nsecond line\\n")
    left = 40
    while left:
        try:
            os.write(2, b"x" * 1_000_000 if left > 1 else b"\\nover\\n")
            left -= 1
        except BlockingIOError:
            pass
        time.sleep(0.01)

def ready(address):
    print(f"Spritedex: {address}", flush=True)
    print("from Python", file=sys.stderr, flush=True)
    threading.Thread(target=noise, daemon=True).start()

serve(ServeSettings(port=0, model=sys.argv[1]), ready)
"""


def test_every_line_is_json_whatever_libraries_print(painter: Path, tmp_path: Path) -> None:
    log = tmp_path / "stderr.txt"
    with (
        log.open("wb") as stderr,
        subprocess.Popen([sys.executable, "-c", NOISY, painter], stdout=subprocess.PIPE, stderr=stderr) as process,
    ):
        assert process.stdout
        url = process.stdout.readline().decode().split()[-1]
        try:
            for _ in range(20):
                assert httpx.get(f"{url}/healthz", timeout=PATIENCE).status_code == 200
            wait_until(lambda: "over" in log.read_text(encoding="utf-8"))
        finally:
            process.terminate()
        assert process.wait(PATIENCE) == 0
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert sum(line["kind"] == "access" for line in lines) == 20
    messages = [line["message"] for line in lines if line["kind"] == "output"]
    assert messages[:3] == ["from Python", "libtiff: \ufffd\x1b[31m warning", "second line"]
    assert max(map(len, messages)) <= 1000


def test_a_hostile_path_is_one_line_of_ascii(painter: Path, tmp_path: Path) -> None:
    with serving(tmp_path, model=painter) as server:
        assert httpx.get(f"{server.url}/%1b%5b31m%0a%7b%c2%9b").status_code == 404
        wait_until(lambda: bool(server.lines()))
        (line,) = server.lines()
        assert line["path"] == "/\x1b[31m\n{\x9b"
        assert server.log.read_bytes().rstrip(b"\n").isascii()
        assert b"\x1b" not in server.log.read_bytes()


@pytest.mark.parametrize("stderr", ["full", "closed", "gone"])
def test_a_log_that_nobody_takes_stops_no_request(painter: Path, stderr: str) -> None:
    command = [sys.executable, "-m", "spritedex.cli.app", "serve", "--port", "0", "--model", str(painter)]
    if stderr == "closed":
        command = ["sh", "-c", 'exec "$@" 2>&-', "sh", *command]
    taken, given = os.pipe()
    if stderr == "full":
        if not Path("/dev/full").exists():
            pytest.skip("this system has no /dev/full")
        os.close(given)
        given = os.open("/dev/full", os.O_WRONLY)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=given) as process:
        os.close(given)
        os.close(taken)
        assert process.stdout
        url = process.stdout.readline().decode().split()[1]
        try:
            for _ in range(3):
                assert httpx.get(f"{url}/healthz", timeout=PATIENCE).status_code == 200
        finally:
            process.terminate()
        assert process.wait(PATIENCE) == 0
