"""What killed processes leave behind is removed by the next one, and what a living one writes is not."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from spritedex.errors import TrainingError
from spritedex.workflows.export.partial import partial_folder

WRITES = """
import sys, time
from pathlib import Path
from spritedex.workflows.export.partial import partial_folder
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
    with pytest.raises(TrainingError, match="cannot write"), partial_folder(tmp_path / "file" / "model"):
        pass
