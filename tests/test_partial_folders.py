"""What killed processes leave behind is removed by the next one, and what a living one writes is not."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from spritedex.errors import UsageError, WriteError
from spritedex.sprites.codec import write_whole
from spritedex.workflows.files import check_file, check_folder, write_outputs
from spritedex.workflows.partial import partial_folder

WRITES = """
import sys, time
from pathlib import Path
from spritedex.workflows.partial import partial_folder
with partial_folder(Path(sys.argv[1])) as folder:
    (folder / "model.onnx").write_bytes(b"x")
    print(folder.name, flush=True)
    time.sleep(600)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="locks on folders")
def test_the_folder_of_a_killed_process_is_removed_and_that_of_a_living_one_stays(tmp_path: Path) -> None:
    out, other = tmp_path / "model", tmp_path / ".model.mine"
    other.mkdir()
    with subprocess.Popen([sys.executable, "-c", WRITES, out], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        left = tmp_path / process.stdout.readline().strip()
        os.utime(left, (0, 0))
        with partial_folder(out):
            assert left.is_dir()
        process.send_signal(signal.SIGKILL)
    assert (left / "model.onnx").is_file()
    with partial_folder(out) as folder:
        assert not left.exists()
        folder.replace(out)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".model.mine", "model"]


def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    def write() -> None:
        with partial_folder(tmp_path / "model") as folder:
            (folder / "x").write_bytes(b"x")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write()
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(WriteError, match="cannot write"), partial_folder(tmp_path / "file" / "model"):
        pass


def test_files_that_killed_processes_left_are_removed_when_the_same_is_written(tmp_path: Path) -> None:
    old, young, other = (tmp_path / name for name in (".fox.png.abcd12_4", ".fox.png.zzzz0000", ".cat.png.abcd1234"))
    for path in (old, young, other):
        path.write_bytes(b"half")
    for path in (old, other):
        os.utime(path, (0, 0))
    write_whole(tmp_path / "fox.png", b"whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == [other.name, young.name, "fox.png"]
    write_whole(tmp_path / "cat.png", b"whole")
    assert not other.exists()


def test_outputs_are_checked_before_the_work(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file where a folder is needed")
    check_file(None, tmp_path / "new" / "plot.png", tmp_path / "plot.png")
    check_folder(None, tmp_path / "new" / "deep", tmp_path)
    with pytest.raises(UsageError, match=r"cannot write into .*taken \(.*taken is a file\)"):
        check_folder(taken)
    with pytest.raises(UsageError, match=r"cannot write .*taken/plot\.png \(.*taken is a file\)"):
        check_file(taken / "plot.png")
    with pytest.raises(UsageError, match="is a folder; choose another place, or move the folder away"):
        check_file(tmp_path)


def test_of_files_that_belong_together_none_is_replaced_if_one_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "fox.png").write_bytes(b"before")
    (tmp_path / "new" / "fox.png").mkdir(parents=True)
    files = {tmp_path / name: b"after" for name in ("fox.png", "made/deep/fox.png", "new/fox.png")}
    with pytest.raises(WriteError, match=r"cannot write .*new/fox\.png \(Is a directory\)"):
        write_outputs(files)
    assert (tmp_path / "fox.png").read_bytes() == b"before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fox.png", "new"]
