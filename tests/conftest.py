"""Shared fixtures: the real data, a drawn bestiary, toy bundles, the command line, and what speaks to a server.

`client` and `page` speak to the fixture `server`: a toy painter's, or that of the file that uses them.
"""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent

# The workers share the cores: with threads of their own, libraries mostly wait for each other, and spin meanwhile.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# Tests that run in the background of a shell ignore Ctrl+C, and so would every command that they start and stop.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config, specs: Sequence[Any]) -> None:
    """Have the workers be forks, too: none imports what the others do. With coverage they are not, for it counts from
    the start of a process."""
    from tests.commands import FORKS, open_door
    from tests.shells import client

    if FORKS and not config.pluginmanager.hasplugin("_cov"):
        open_door()
        for spec in specs:
            spec.python = client()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Each worker of pytest begins with its share of the slow files, so that none of them is left for the end. Every
    other worker takes its share from the back: what computes then runs beside what waits for a browser or a server."""
    workers: int = getattr(config, "workerinput", {"workercount": 1})["workercount"]
    slow = list(dict.fromkeys(item.path for item in items if item.get_closest_marker("slow")))
    rest = [item for item in items if item.path not in slow]
    ordered: list[pytest.Item] = []
    for worker in range(workers):
        files = slow[worker::workers][:: -1 if worker % 2 else 1]
        share = [item for path in files for item in items if item.path == path]
        dealt = (len(items) - len(ordered)) // (workers - worker)  # how many pytest-xdist deals out to this worker
        more = max(0, dealt - len(share))
        ordered += share + rest[:more]
        del rest[:more]
    items[:] = ordered + rest


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder with the real data; the test is skipped where it is missing."""
    path = Path(os.environ.get("SPRITEDEX_DATA", ROOT.parent / "shared" / "data"))
    if not (path / "pokedex" / "pokemon.csv").is_file():
        pytest.skip(f"no real data at {path} (set SPRITEDEX_DATA)")
    return path


@pytest.fixture(scope="session")
def drawn_bestiary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small bestiary drawn by our own code, as a folder with metadata.csv."""
    from spritedex.data.drawn import write_drawn_bestiary

    folder = tmp_path_factory.mktemp("drawn")
    write_drawn_bestiary(folder, species=36, seed=0)
    return folder


@pytest.fixture(scope="session")
def spritedex() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs `spritedex ARGS...` as a process of its own: spritedex("classify", path, input=b"...", cwd=...)."""
    from tests.commands import spritedex

    return spritedex


@pytest.fixture(scope="session")
def painter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A toy painter's bundle, called flow."""
    from tests.toy_bundles import toy_painter

    return toy_painter(tmp_path_factory.mktemp("bundles") / "flow")


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A toy classifier's bundle, called reader, without a gallery."""
    from tests.toy_bundles import toy_classifier

    return toy_classifier(tmp_path_factory.mktemp("bundles") / "reader")


@pytest.fixture(scope="session")
def classifier(bundle: Path) -> Any:
    """The toy classifier."""
    from spritedex.runtime.classifier import Classifier

    return Classifier.load(bundle)


@pytest.fixture(scope="session")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A toy reader's bundle, with a gallery, called seer."""
    from tests.toy_bundles import toy_reader

    return toy_reader(tmp_path_factory.mktemp("bundles") / "seer")


@pytest.fixture(scope="session")
def bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A toy text encoder in Hugging Face layout; needs torch."""
    from tests.tiny_bert import save_tiny_bert

    return save_tiny_bert(tmp_path_factory.mktemp("bert"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pictures of three types in a folder `art` and its subfolder, with files that are none."""
    from spritedex.sprites.codec import png_bytes
    from tests.pictures import plain

    (tmp_path / "art" / "deep").mkdir(parents=True)
    for name, place in (("fire", "b.png"), ("grass", "a.PNG"), ("water", "deep/c.png")):
        (tmp_path / "art" / place).write_bytes(png_bytes(plain(name)))
    (tmp_path / "art" / "notes.txt").write_text("not a picture")
    (tmp_path / "art" / "._b.png").write_text("left by a file browser")
    return tmp_path


@pytest.fixture(scope="session")
def server(painter: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server with the toy painter, where a file has none of its own."""
    from tests.serving import serving

    with serving(tmp_path_factory.mktemp("server"), model=painter) as running:
        yield running


@pytest.fixture
def client(server: Any) -> Iterator[Any]:
    """Speaks HTTP to the server."""
    import httpx

    from tests.serving import PATIENCE

    with httpx.Client(base_url=server.url, timeout=PATIENCE) as opened:
        yield opened


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium; the test is skipped where it is missing."""
    from tests.browsing import browsing

    with browsing() as opened:
        yield opened


@pytest.fixture
def page(browser: Any, server: Any) -> Iterator[Any]:
    """The page of the server, which asks no other host and complains of nothing."""
    from tests.browsing import page_at

    with page_at(browser, server.url) as opened:
        yield opened
