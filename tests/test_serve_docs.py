"""What is said around the server: the lines of docs/serve.md, the client, the load test, the images' commands."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.documents import ROOT, SERVED, SHELLS, blocks
from tests.serving import Server, serving
from tests.test_docs import problem

ADDRESS = "http://127.0.0.1:8000"
CURLRC = "silent\nshow-error\nfail-with-body\nmax-time = 100\n"
BLOCKS = [block.text for block in blocks(SERVED) if block.language in SHELLS and not block.not_run]
SECRET = "open-sesame"
PATIENCE = 120


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server"), env={"SPRITEDEX_TOKEN": SECRET}) as server:
        yield server


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
def test_every_line_does_what_it_says(server: Server, tmp_path: Path) -> None:
    (tmp_path / ".curlrc").write_text(f'{CURLRC}header = "Authorization: Bearer {SECRET}"\n')
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    env = {**os.environ, "CURL_HOME": str(tmp_path), "SPRITEDEX_TOKEN": SECRET}
    env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"
    for block in BLOCKS:
        script = "set -e\n" + block.replace(ADDRESS, server.url)
        done = subprocess.run(
            ["bash", "-c", script], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=PATIENCE
        )
        assert done.returncode == 0, f"{block}{done.stdout[-500:]}{done.stderr}"
    assert len(BLOCKS) >= 6
    assert len(json.loads((tmp_path / "fish.json").read_text())["sprites"]) == 2
    assert all(zipfile.is_zipfile(tmp_path / name) for name in ("fish.zip", "fish-gba.zip", "game.zip"))


@pytest.mark.slow
def test_the_client_saves_eight_sprites_and_reads_one(server: Server, tmp_path: Path) -> None:
    env = {**os.environ, "SPRITEDEX_URL": server.url, "SPRITEDEX_TOKEN": SECRET}
    command = [sys.executable, str(ROOT / "examples" / "client.py"), "a round blue fish"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    pictures = sorted((tmp_path / "sprites").iterdir())
    assert [path.name for path in pictures] == [f"a-round-blue-fish-{seed}.png" for seed in range(1, 9)]
    with Image.open(pictures[0]) as image:
        assert image.size == (64, 64)
    assert re.fullmatch(r"sprites.a-round-blue-fish-1\.png again: \w+ \d+%.*", done.stdout.splitlines()[-1])


@pytest.mark.slow
def test_the_client_says_in_one_line_what_is_wrong(server: Server, tmp_path: Path) -> None:
    env = {**os.environ, "SPRITEDEX_URL": server.url, "SPRITEDEX_TOKEN": "wrong"}
    command = [sys.executable, str(ROOT / "examples" / "client.py")]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=PATIENCE)
    assert (done.returncode, done.stderr) == (1, "error: missing or wrong bearer token\n")


@pytest.mark.slow
def test_a_little_load_meets_no_error(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.load", "--clients", "3", "--seconds", "1", "--soak", "1", "--out"]
    done = subprocess.run([*command, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stdout + done.stderr
    page = (tmp_path / "serve.md").read_text(encoding="utf-8")
    assert "| errors other than 503 | 0 |" in page
    assert str(ROOT) not in page


@pytest.mark.slow
def test_the_image_tells_whether_its_server_runs(server: Server) -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", "")
    _, *words = json.loads(re.findall(r"^HEALTHCHECK .*CMD +(\[.+\])$", text, re.M)[0])
    for address, code in ((server.url, 0), ("http://127.0.0.1:1", 1)):
        command = [sys.executable, *(word.replace(ADDRESS, address) for word in words)]
        assert subprocess.run(command, capture_output=True, timeout=PATIENCE).returncode == code


@pytest.mark.parametrize("folder", [ROOT, ROOT / "space"], ids=["image", "space"])
def test_images_start_a_command_that_exists(folder: Path) -> None:
    text = (folder / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    words: list[str] = json.loads(re.findall(r"^(?:ENTRYPOINT|CMD) (.+)$", text, re.M)[-1])
    if words[0] == "sh":
        names = {**os.environ, "SPACE_HOST": "one.hf.space,two.example"}
        shown = subprocess.run(
            ["sh", "-c", words[2].replace("exec", "echo")], env=names, capture_output=True, text=True
        )
        words = shown.stdout.split()
        assert words[-4:] == ["--allow-host", "one.hf.space", "--allow-host", "two.example"]
    assert words[:2] == ["spritedex", "serve"]
    assert problem(words[1:], complete=True) == ""


def test_the_image_is_built_from_files_that_are_let_in() -> None:
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    copied = {name for line in re.findall(r"^COPY (?!--)(.+)$", text, re.M) for name in line.split()[:-1]}
    assert copied == let_in
    assert all((ROOT / name).exists() for name in copied)
