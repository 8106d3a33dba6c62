"""Bad input, through the command as a user meets it: one line that names the thing and the cure, and no traceback."""

import io
import os
import shutil
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from spritedex.sprites.codec import open_picture, png_bytes
from tests.toy_bundles import toy_classifier, toy_generator

Run = Callable[..., Any]


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundles")
    toy_classifier(folder / "reader")
    toy_generator(folder / "painter")
    return folder


def saved(image: Image.Image, format: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def huge_png(side: int) -> bytes:
    """A true one-bit PNG of side x side pixels, small on the disk."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((1 + side // 8) * side), 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def many_framed_tiff(frames: int) -> bytes:
    """A TIFF of 8x8 pixels, and so many frames without anything."""
    tags = {256: 8, 257: 8, 258: 8, 262: 1, 273: 8, 277: 1, 278: 8, 279: 64}
    first = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", tag, 4, 1, tags[tag]) for tag in tags)
    start = 8 + 64 + len(first) + 4
    rest = (struct.pack("<HI", 0, start + 6 * (number + 1)) for number in range(frames - 1))
    head = struct.pack("<2sHI", b"II", 42, 72) + bytes([200] * 64)
    return b"".join([head, first, struct.pack("<I", start), *rest, struct.pack("<HI", 0, 0)])


def lines_about(name: str, text: str) -> list[str]:
    return [line for line in text.splitlines() if name in line]


def test_bad_pictures_are_named_and_the_others_go_through(bundles: Path, tmp_path: Path, spritedex: Run) -> None:
    good = np.zeros((32, 32, 4), np.uint8)
    good[8:24, 8:24] = (255, 0, 0, 255)
    frames = [Image.new("RGB", (16, 16), color) for color in ("red", "green")]
    bad = {
        "text.png": (b"this is no picture", "not a picture; expected PNG, JPEG"),
        "cut.png": (png_bytes(np.random.default_rng(0).integers(0, 255, (64, 64, 4), np.uint8))[:900], "cut short"),
        "empty.png": (b"", "empty file"),
        "dot.png": (png_bytes(good[8:9, 8:9]), "1x1 is too small; at least 8x8"),
        "huge.png": (huge_png(20_000), "more than 40 megapixels; shrink it"),
        "clear.png": (png_bytes(good * np.array([1, 1, 1, 0], np.uint8)), "fully transparent"),
    }
    odd = {
        "moving.gif": (
            saved(frames[0], "GIF", save_all=True, append_images=frames[1:]),
            "2 frames: the first is used",
        ),
        "print.jpg": (saved(Image.new("CMYK", (16, 16), (0, 200, 200, 0)), "JPEG"), "CMYK, converted"),
        "deep.png": (saved(Image.fromarray(np.full((16, 16), 40_000, np.uint16)), "PNG"), "16-bit, converted"),
    }
    for name, (data, _) in (bad | odd).items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "good.png").write_bytes(png_bytes(good))
    (tmp_path / "nothing").mkdir()
    names = [*bad, "missing.png", "nothing", "none/*.png", *odd, "good.png"]
    done = spritedex("classify", *names, "--model", bundles / "reader", cwd=tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr + done.stdout
    read = [line.split()[0] for line in done.stdout.splitlines()[1:]]
    assert read == [*odd, "good.png"]
    for name, (_, message) in bad.items():
        (line,) = lines_about(name, done.stderr)
        assert line.startswith(f"error: {name}: ")
        assert message in line
    for name, (_, message) in odd.items():
        (line,) = lines_about(name, done.stderr)
        assert line.startswith(f"note: {name}: {message}")
    assert "error: missing.png: no such file; check the path" in done.stderr
    assert "error: nothing: no picture in this folder" in done.stderr
    assert "error: none/*.png: no file matches" in done.stderr
    assert len(done.stderr.splitlines()) == len(bad) + len(odd) + 3


def test_the_frames_of_a_picture_are_not_counted() -> None:
    started = time.process_time()
    picture = open_picture(many_framed_tiff(1_000_000))
    assert picture.notes == ("animated: only the first frame is used",)
    assert time.process_time() - started < 10


def test_bad_picture_on_standard_input(bundles: Path, spritedex: Run) -> None:
    done = spritedex("classify", "-", "--model", bundles / "reader", input=b"")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "error: standard input: empty file; save it again\n"


def test_bad_prompts_are_named_and_the_others_go_through(bundles: Path, tmp_path: Path, spritedex: Run) -> None:
    prompts = ("", "word " * 10_000, "🔥🔥🔥", "a small fox")
    done = spritedex("generate", *prompts, "--model", bundles / "painter", cwd=tmp_path)
    assert done.returncode == 1
    errors = done.stderr.splitlines()
    assert len(errors) == 3
    assert errors[0].startswith("error: prompt '': it is empty; describe the creature")
    assert errors[1].startswith("error: prompt 'word word")
    assert "10,000 words" in errors[1]
    assert "shorten it to about 100 words" in errors[1]
    assert errors[2].startswith("error: prompt '🔥🔥🔥': no part of it is known to the model")
    assert [path.name for path in (tmp_path / "sprites").iterdir()] == ["a-small-fox-0.png"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("generate", "fox", "--vary", "x.png"), 2, "No such option: --vary (Possible options: --variations)"),
        (("generate", "fox", "--out", "fox.png"), 2, "fox.png would be a folder with files in it; leave out .png"),
        (("generate", "fox", "--out", "taken"), 2, "cannot write into taken (taken is a file)"),
        (("generate", "fox", "--out", "taken/x"), 2, "cannot write into taken/x (Not a directory)"),
        (("generate", "fox", "--seed", 2**63), 2, "write a number from 0 to 9223372036854775807"),
        (("generate", "fox", "-n", 0), 2, "--count 0: must be at least 1"),
        (("generate", "-"), 2, "standard input: no prompt in it"),
        (("attention", ""), 1, "prompt '': it is empty"),
        (("attention", "fox", "--out", ""), 2, "--out '': is empty; write a path"),
        (("generate", "fox", "--out", "--json"), 2, "--out: needs a value, and --json is an option"),
        (("generate", "--between", "fox", "--out", "x"), 2, "--between: needs 2 values, and --out is an option"),
        (("generate", "fox", "--guidance", "nan"), 2, "--guidance nan: must be a finite number"),
        (("generate", "fox", "--palette", "taken"), 1, "taken: neither a palette (.gpl"),
        (("generate", "--prompts", "taken", "--style", "oil", "--model", "painter"), 2, "--style 'oil': unknown"),
        (("generate", "--prompts", "styles.csv", "--model", "painter"), 2, "styles.csv, line 3: style 'oil': unknown"),
        (("generate", "--prompts", "styles.csv", "--best-of", 1), 2, "line 2: --best-of 1: must be at least count (2)"),
        (("generate", "fox", "--seed", "4,1-5"), 2, "--seed '4,1-5': 4 comes twice"),
        (("generate", "fox", "--name", ""), 2, "--name '': is empty"),
        (("generate", "-a small fox"), 2, "'-a small fox' would be read as an option; write -- before it"),
        (("classify", "-x.png"), 2, "-x.png is a file and would be read as an option; write ./-x.png, or -- before it"),
        (("attention", "fox", "--out", "taken/x.png"), 2, "cannot write taken/x.png"),
        (("generate", "fox", "--model", "hub:nowhere"), 2, "hub:nowhere is not a Hub repository"),
    ],
)
def test_wrong_requests_are_explained_in_one_line(
    bundles: Path, tmp_path: Path, spritedex: Run, arguments: tuple[object, ...], code: int, message: str
) -> None:
    (tmp_path / "taken").write_text("a file where a folder is needed")
    (tmp_path / "styles.csv").write_text("prompt,style,count\nfox,Artwork,2\nfox,oil,\n")
    (tmp_path / "-x.png").write_bytes(b"")
    model = () if "--model" in arguments else ("--model", bundles / "painter")
    done = spritedex(*arguments, *model, input=b"", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith("error: ")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("kind", "command", "damaged"),
    [
        ("reader", ("classify", "good.png"), "classifier.onnx"),
        ("painter", ("generate", "a fox"), "model.safetensors"),
        ("painter", ("attention", "a fox"), "tokenizer.json"),
    ],
)
def test_one_changed_byte_in_a_bundle_stops_the_command(
    bundles: Path, tmp_path: Path, spritedex: Run, kind: str, command: tuple[str, ...], damaged: str
) -> None:
    shutil.copytree(bundles / kind, tmp_path / "bundle")
    data = bytearray((tmp_path / "bundle" / damaged).read_bytes())
    data[-1] ^= 1
    (tmp_path / "bundle" / damaged).write_bytes(data)
    done = spritedex(*command, "--model", "bundle", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"error: bundle bundle: {damaged} does not match its sha256: the file is damaged or was changed; "
        f"export or download the bundle again\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["bundle"]


LONG = "x" * 300


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("classify", LONG, "--model", "reader"), 1),
        (("classify", "good.png", "--model", LONG), 1),
        (("classify", "good.png", "--model", "reader", "--truth", LONG), 1),
        (("models", LONG), 1),
        (("generate", "a fox", "--model", "painter", "--out", LONG), 2),
        (("attention", "a fox", "--model", "painter", "--out", LONG), 2),
        (("data", "sample", LONG, "--species", 1), 2),
    ],
)
def test_a_name_that_no_disk_takes_is_an_error_in_one_line(
    bundles: Path, spritedex: Run, arguments: tuple[object, ...], code: int
) -> None:
    done = spritedex(*arguments, cwd=bundles)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith("error: ")
    assert LONG in done.stderr
    assert "File name too long" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_folder_that_may_not_be_entered_is_named(bundles: Path, tmp_path: Path, spritedex: Run) -> None:
    good = png_bytes(np.full((16, 16, 4), 255, np.uint8))
    for name in ("a", "locked", "z"):
        (tmp_path / "art" / name).mkdir(parents=True)
        (tmp_path / "art" / name / "good.png").write_bytes(good)
    locked = tmp_path / "art" / "locked"
    locked.chmod(0)
    try:
        if os.access(locked, os.R_OK):
            pytest.skip("this user may enter every folder")
        done = spritedex("classify", "art", "art/locked", "--model", bundles / "reader", cwd=tmp_path)
        assert done.returncode == 1
        assert [line.split()[0] for line in done.stdout.splitlines()[1:]] == ["art/a/good.png", "art/z/good.png"]
        line = "error: art/locked: cannot be opened (Permission denied); check its permissions\n"
        assert done.stderr == 2 * line
        done = spritedex("models", "art/locked", cwd=tmp_path)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == "error: bundle art/locked: cannot be read (Permission denied); check the path\n"
    finally:
        locked.chmod(0o755)


def test_a_full_disk_is_an_error_in_one_line(bundles: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    command = [sys.executable, "-m", "spritedex.cli.app", "models", str(bundles / "reader")]
    for form in ((), ("--json",)):
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run([*command, *form], stdout=full, stderr=subprocess.PIPE, text=True)
        assert (done.returncode, done.stderr) == (1, "error: No space left on device\n")


def test_standard_input_is_read_to_the_limit_only(bundles: Path) -> None:
    command = [sys.executable, "-m", "spritedex.cli.app", "classify", "-", "--model", str(bundles / "reader")]
    with Path("/dev/zero").open("rb") as endless:
        done = subprocess.run(command, stdin=endless, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr.startswith("error: standard input: ")
    assert "64 MiB" in done.stderr


def test_names_are_printed_as_they_are(bundles: Path, tmp_path: Path, spritedex: Run) -> None:
    name = r"art [final] :fire: \[red] x[/y]"
    assert spritedex("data", "sample", tmp_path / name, "--species", 2, "--size", 16).returncode == 0
    stats = spritedex("data", "stats", "-d", name, cwd=tmp_path)
    assert stats.returncode == 0, stats.stderr
    assert stats.stdout.splitlines()[0].rstrip() == f"What is in {name}"
    drawn = spritedex("generate", "a fox", "a tail", "--model", bundles / "painter", "--out", name, cwd=tmp_path)
    assert f"{name}/a-fox-0.png " in drawn.stdout
    assert f"Contact sheet: {name}/a-fox-and-1-more-sheet.png\n" in drawn.stdout
    read = spritedex("classify", f"{name}/a-fox-0.png", f"{name}/no.png", "--model", bundles / "reader", cwd=tmp_path)
    assert f"{name}/a-fox-0.png  " in read.stdout
    assert read.stderr == f"error: {name}/no.png: no file matches; check the pattern\n"


def test_a_name_that_is_no_text_goes_through(bundles: Path, tmp_path: Path, spritedex: Run) -> None:
    path = os.fsencode(tmp_path) + b"/bad\xff.png"
    try:
        Path(os.fsdecode(path)).write_bytes(png_bytes(np.full((16, 16, 4), 255, np.uint8)))
    except OSError:
        pytest.skip("this disk takes names that are text only")
    done = spritedex("classify", tmp_path, "--model", bundles / "reader")
    assert (done.returncode, done.stderr) == (0, "")
    assert r"bad\udcff.png" in done.stdout
