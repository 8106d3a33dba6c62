"""Trains on two hosts, and as one process with two devices, and compares the weights bit for bit.

The hosts are network namespaces of this machine that a pair of virtual cables joins, so it needs root on Linux. The
processes are started plainly, by torchrun, and with the variables that Slurm sets. The one with rank 1 is killed in the
middle and the training resumed, and that is compared too.

    python -m benchmarks.hosts --data my-bestiary
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import torch

HOSTS: Final = {"spritedex0": "10.89.0.1", "spritedex1": "10.89.0.2"}
PORT: Final = 29_511
WAYS: Final = ("plain", "torchrun", "slurm")
EPOCHS: Final = 3
SETTINGS: Final = (
    "model.backbone=residual", "model.embedding=8", "data.image_size=64", "training.likeness_weight=0",
    "training.batch_size=16", f"training.num_epochs={EPOCHS}", "training.num_workers=0", "training.precision=fp32",
)  # fmt: skip


@contextmanager
def network() -> Iterator[None]:
    """Two hosts, while inside."""
    first, second = HOSTS
    lines = [
        *(f"netns add {name}" for name in HOSTS),
        f"link add veth0 netns {first} type veth peer name veth1 netns {second}",
        *(f"-n {name} addr add {address}/24 dev veth{n}" for n, (name, address) in enumerate(HOSTS.items())),
        *(f"-n {name} link set {device} up" for n, name in enumerate(HOSTS) for device in (f"veth{n}", "lo")),
    ]
    try:
        for line in lines:
            subprocess.run(["ip", *line.split()], check=True)
        yield
    finally:
        for name in HOSTS:
            subprocess.run(["ip", "netns", "del", name], check=False)


def command(data: Path, out: Path, name: str, *more: str) -> list[str]:
    sets = [f"--set={setting}" for setting in SETTINGS]
    base = [sys.executable, "-m", "spritedex.cli.app", "train", "reader", "--data", str(data), "--out", str(out)]
    return [*base, "--name", name, "--accelerator", "cpu", "--strategy", "ddp", *sets, *more]


def started(way: str, rank: int, words: list[str]) -> tuple[list[str], dict[str, str]]:
    """The command of a host and its variables: plain as docs/scale.md has it, by torchrun, or as Slurm's srun would."""
    first, own = HOSTS["spritedex0"], list(HOSTS.values())[rank]
    nodes = [*words, "--num-nodes", "2", "--devices", "1"]
    if way == "torchrun":
        python, _, module, *rest = nodes
        rendezvous = ["--rdzv-backend", "c10d", "--rdzv-endpoint", f"{first}:{PORT}"]
        # A namespace has the name of its machine, by which torchrun would find out which host it is on.
        rendezvous += ["--rdzv-conf", f"is_host={rank == 0}", "--local-addr", own]
        run = [python, "-m", "torch.distributed.run", "--nnodes", "2", "--nproc-per-node", "1", *rendezvous]
        return [*run, "--module", module, *rest], {}
    main = {"MASTER_ADDR": first, "MASTER_PORT": str(PORT)}
    if way == "slurm":
        node = {"SLURM_NODEID": str(rank), "SLURM_PROCID": str(rank), "SLURM_LOCALID": "0"}
        job = {"SLURM_JOB_ID": "1", "SLURM_JOB_NAME": "train", "SLURM_NTASKS": "2", "SLURM_NTASKS_PER_NODE": "1"}
        return nodes, main | node | job | {"SLURM_NNODES": "2", "SLURM_JOB_NUM_NODES": "2"}
    return nodes, main | {"NODE_RANK": str(rank), "LOCAL_RANK": "0"}


def on_hosts(words: list[str], way: str = "plain", kill_after: Path | None = None) -> list[int]:
    """Run on both hosts with one device each; the exit codes. Once `kill_after` is there, the second one is killed."""
    processes = []
    for rank, (name, address) in enumerate(HOSTS.items()):
        command, variables = started(way, rank, words)
        print(f"{way}: host {name} ({address}), rank {rank}", flush=True)
        env = os.environ | variables | {"GLOO_SOCKET_IFNAME": f"veth{rank}"}
        inside = ["ip", "netns", "exec", name, *command]
        processes.append(subprocess.Popen(inside, env=env, stdout=subprocess.DEVNULL))
    if kill_after:
        while not kill_after.exists() and all(process.poll() is None for process in processes):
            time.sleep(0.05)
        processes[1].send_signal(signal.SIGKILL)
        processes[1].wait()
        time.sleep(2)
        for process in processes:  # its scheduler would end the others of a job
            process.kill()
    return [process.wait() for process in processes]


def weights(run: Path) -> dict[str, torch.Tensor]:
    loaded: dict[str, torch.Tensor] = torch.load(run / "checkpoints" / "last.ckpt", weights_only=True)["state_dict"]
    return loaded


def same(one: Path, other: Path) -> bool:
    """Whether two runs have the same weights, bit for bit; says how far apart they are."""
    a, b = weights(one), weights(other)
    assert a.keys() == b.keys()
    far = max(float((a[name].double() - b[name].double()).abs().max()) for name in a)
    print(f"{one.name} and {other.name}: {len(a)} tensors, largest difference {far:g}", flush=True)
    return all(torch.equal(a[name], b[name]) for name in a)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data.resolve()
    with tempfile.TemporaryDirectory() as folder, network():
        out = Path(folder)
        subprocess.run(command(data, out, "one-host", "--devices", "2"), check=True, stdout=subprocess.DEVNULL)
        same_as_one = {}
        for way in WAYS:
            codes = on_hosts(command(data, out, way), way)
            same_as_one[way] = codes == [0, 0] and same(out / "one-host", out / way)
        on_hosts(command(data, out, "killed"), kill_after=out / "killed" / "checkpoints" / "last.ckpt")
        codes = on_hosts(command(data, out, "killed", "--resume", "auto"))
        same_as_one["killed and resumed"] = codes == [0, 0] and same(out / "one-host", out / "killed")
    print(f"the same weights as one host: {same_as_one}")
    sys.exit(not all(same_as_one.values()))


if __name__ == "__main__":
    main()
