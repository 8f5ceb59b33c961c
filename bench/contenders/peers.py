"""The peers that scikit-learn cannot fit: fastText and MiniLM, fitted by the contenders' Python.

Each has a script. Its plan is JSON: `texts`, `labels`, and `splits`, pairs of the positions of
training and test texts. In its directory, the script writes what the app reads to `files/`, fitted
to all texts, and to `labels.json` the labels of the test texts of each split by the same kind of
model, fitted to the training texts.
"""

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.contenders.bucket import write_objects
from bench.contenders.models import DEFAULT_THRESHOLD, PublishedModel
from train.evaluation.protocols import Protocol

SCRIPTS = {name: Path(__file__).with_name(f"{name}_fitting.py") for name in ("fasttext", "minilm")}


@dataclass(frozen=True, slots=True)
class Peers:
    """The scripts that run, and the directories that they write to, by the model's name."""

    processes: Mapping[str, "subprocess.Popen[bytes]"]
    directory: Path

    def publish(self) -> tuple[dict[str, PublishedModel], dict[str, list[list[str]]]]:
        """Wait for the scripts, publish the models; return them, and each one's test labels.

        Raises
        ------
        RuntimeError
            If a script fails; it has said why on standard error.
        """
        published, labels = {}, {}
        for name, process in self.processes.items():
            if process.wait():
                raise RuntimeError(f"{SCRIPTS[name].name} ended with {process.returncode}")
            folder = self.directory / name
            files = (folder / "files").iterdir()
            write_objects({f"{name}/{path.name}": path.read_bytes() for path in files})
            published[name] = PublishedModel(name, DEFAULT_THRESHOLD)
            labels[name] = json.loads((folder / "labels.json").read_text("utf-8"))
        return published, labels


@contextmanager
def fitting(
    names: Sequence[str], protocol: Protocol, directory: Path, python: Path
) -> Iterator[Peers]:
    """Fit peers to a protocol's texts in processes of their own, for the duration of a block."""
    directory.mkdir()
    path = directory / "plan.json"
    plan = {"texts": protocol.texts, "labels": protocol.labels, "splits": protocol.splits}
    path.write_text(json.dumps(plan), "utf-8")
    processes = {}
    for name in names:
        (directory / name).mkdir()
        command = [python, SCRIPTS[name], path, directory / name]
        processes[name] = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        yield Peers(processes, directory)
    finally:
        for process in processes.values():
            process.kill()
            process.wait()
