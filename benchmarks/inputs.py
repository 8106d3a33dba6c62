"""Small pictures and requests that ask for much: time, memory, what is answered. Knows no model.

python -m benchmarks.inputs [FOLDER of further files]
"""

import argparse
import asyncio
import base64
import io
import json
import multiprocessing
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import numpy as np
import psutil  # type: ignore[import-untyped]
from PIL import Image

from benchmarks.flood import export_body
from benchmarks.load import FORM, MIB, form_of, request_of, send
from benchmarks.served import Server, serving

PATIENCE: Final = 120
SHOWN: Final = 100
PICTURES: Final = (".gif", ".png", ".jpg", ".webp", ".tif", ".bmp")
COMMAND: Final = (sys.executable, "-m", "spritedex.cli.app")


def _saved(image: Image.Image, format: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def _scans(count: int) -> bytes:
    data = _saved(Image.new("RGB", (64, 64), "red"), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * count + data[-2:]


def _noise(width: int, height: int) -> Image.Image:
    return Image.fromarray(np.random.default_rng(0).integers(0, 64, (height, width, 3), np.uint8) * 4)


def _dots() -> Image.Image:
    dots = Image.fromarray(np.random.default_rng(0).integers(0, 16, (2000, 2000), np.uint8))
    dots.putpalette(np.random.default_rng(1).integers(0, 256, 48, np.uint8).tolist())
    return dots


def _stripes() -> Image.Image:
    y, x = np.mgrid[:2000, :2000]
    stripes = Image.fromarray(((x // 2 + y // 3) % 8).astype(np.uint8))
    stripes.putpalette(np.random.default_rng(1).integers(0, 256, 48, np.uint8).tolist())
    return stripes


MADE: Final[dict[str, Callable[[], bytes]]] = {
    "GIF of 23,040x48.gif": lambda: _saved(Image.new("P", (23040, 48), 1), "GIF"),
    "PNG of 8x1,000,000.png": lambda: _saved(Image.new("1", (8, 1_000_000), 1), "PNG"),
    "screenshot of 1080x20,000.png": lambda: _saved(Image.new("RGB", (1080, 20000), "red"), "PNG"),
    "noise of 40 MP.jpg": lambda: _saved(_noise(6300, 6300), "JPEG", quality=30),
    "dots of 16 colors, 4 MP.png": lambda: _saved(_dots(), "PNG", compress_level=1),
    "stripes of 2x3 pixels, 4 MP.png": lambda: _saved(_stripes(), "PNG"),
    "progressive JPEG of 100,000 scans.jpg": lambda: _scans(100_000),
}
"""Pictures by the names of their files."""


def run_command(*words: object) -> tuple[float, float, int, str]:
    """Seconds, processor seconds, peak memory in MiB of a command, and its exit code and last line."""
    started = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen([*COMMAND, *map(str, words)], stdout=said, stderr=said)
        watch = threading.Timer(PATIENCE, process.kill)
        watch.start()
        _, status, used = os.wait4(process.pid, 0)
        watch.cancel()
        process.returncode = code = os.waitstatus_to_exitcode(status)
        said.seek(0)
        lines = said.read().decode(errors="replace").strip().splitlines() or [""]
    wrong = next((line for line in lines if line.startswith(("error", "Traceback"))), "")
    for word in map(str, words):
        wrong = wrong.replace(word, Path(word).name)
    answer = f"exit {code}{f': {_short(wrong)}' if wrong else ''}"
    return time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, answer


def ask(server: Server, request: bytes, leave: float = PATIENCE) -> tuple[float, float, int, str]:
    """The same of a request to a server: its processes' processor seconds and memory, the slowest `/healthz` meanwhile,
    and status and detail; or that the client left after so many seconds."""
    before, most, slowest, over = _used(server.process), [0], [0.0], threading.Event()

    def watch() -> None:
        while not over.wait(0.1):
            with suppress(psutil.Error):
                processes = [server.process, *server.process.children(recursive=True)]
                most[0] = max(most[0], sum(each.memory_info().rss for each in processes))
            began = time.perf_counter()
            with suppress(OSError, EOFError):
                asyncio.run(send(server.address, request_of("/healthz"), None))
            slowest[0] = max(slowest[0], time.perf_counter() - began)

    watcher = threading.Thread(target=watch)
    watcher.start()
    started = time.perf_counter()
    answer = b""
    with socket.create_connection(server.address, leave) as connection, suppress(TimeoutError, ConnectionError):
        connection.sendall(request)
        while data := connection.recv(65536):
            answer += data
    seconds = time.perf_counter() - started
    over.set()
    watcher.join()
    while not answer and _is_busy(server):
        time.sleep(0.1)
    said = _said(answer) or f"the client left; its work ended {time.perf_counter() - started - seconds:.1f} s later"
    used = _used(server.process) - before
    return seconds, used, most[0] // MIB, f"{said}; `/healthz` within {slowest[0]:.2f} s"


def _used(process: psutil.Process) -> float:
    times = process.cpu_times()
    used = times.user + times.system + times.children_user + times.children_system
    for child in process.children(recursive=True):
        with suppress(psutil.Error):
            used += sum(child.cpu_times()[:2])
    return float(used)


def _is_busy(server: Server) -> bool:
    with socket.create_connection(server.address, PATIENCE) as connection:
        connection.sendall(request_of("/metrics"))
        text = b""
        while data := connection.recv(65536):
            text += data
    return b"_workers_busy 0.0" not in text or text.count(b"_workers_busy 0.0") < 2


def _said(answer: bytes) -> str:
    """Status and message, or nothing without an answer."""
    if not answer:
        return ""
    head, _, body = answer.partition(b"\r\n\r\n")
    with suppress(ValueError):
        document = json.loads(body)
        problems = [reading["problem"] for reading in document.get("readings", ()) if reading.get("problem")]
        text = document.get("detail") or (problems[0] if problems else "")
        return f"{head.split()[1].decode()}{f': {_short(text)}' if text else ''}"
    return head.split()[1].decode()


def _short(text: str) -> str:
    text = text.replace("|", "/")
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _show(what: str, door: str, measured: tuple[float, float, int, str]) -> None:
    seconds, used, mib, answer = measured
    print(f"| {what} | {door} | {seconds:.1f} s | {used:.1f} s | {mib} MiB | {answer} |", flush=True)


def at_the_commands(files: Sequence[Path], folder: Path) -> None:
    """Every picture in `classify` and `quantize`."""
    for path in files:
        if path.suffix in PICTURES:
            _show(path.stem, "`classify`", run_command("classify", path))
            out = folder / "sprites"
            _show(path.stem, "`sprite quantize`", run_command("sprite", "quantize", path, "--out", out))


def at_the_server(files: Sequence[Path]) -> None:
    """Every picture read and exported by a server, and requests that were made to hold it up."""
    export, several = "/v1/sprites/export", export_body()
    part = b'--cut\r\nContent-Disposition: form-data; name="pictures"\r\n\r\n' + b"a" * 500_000 + b"\r\n--cut--\r\n"
    requests = {
        f"multipart of 500 kB, `charset={charset}`": request_of("/v1/types", part, f"{FORM}; charset={charset}")
        for charset in ("punycode", "idna")
    }
    with serving() as server:
        ask(server, request_of("/v1/types", form_of([_saved(_noise(64, 64), "PNG")]), FORM))
        for what, request in requests.items():
            _show(what, "`/v1/types`", ask(server, request))
        whole = request_of(export, several)
        _show("four JPEGs of 16 MP", f"`{export}`", ask(server, whole))
        _show("the same, its client leaves after 1 s", f"`{export}`", ask(server, whole, 1))
        for path in files:
            if path.suffix in PICTURES and path.stat().st_size < 8 * MIB:
                data = path.read_bytes()
                _show(path.stem, "`/v1/types`", ask(server, request_of("/v1/types", form_of([data]), FORM)))
                body = json.dumps({"front": base64.b64encode(data).decode()}).encode()
                _show(path.stem, f"`{export}`", ask(server, request_of(export, body)))


def _make(folder: Path) -> None:
    for title, make in MADE.items():
        (folder / title).write_bytes(make())


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description="Measure what hostile inputs cost.")
    parser.add_argument("folder", type=Path, nargs="?", help="further files")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="spritedex-inputs-") as name:
        folder = Path(name)
        # In a process of its own: Linux counts the memory of this one as that of each command that it starts.
        making = multiprocessing.get_context("spawn").Process(target=_make, args=(folder,))
        making.start()
        making.join()
        files = sorted(folder.iterdir()) + (sorted(asked.folder.iterdir()) if asked.folder else [])
        print(
            "| input | door | time | processor | memory | answer |\n| --- | --- | --- | --- | --- | --- |", flush=True
        )
        at_the_commands(files, folder)
        at_the_server(files)


if __name__ == "__main__":
    main()
