"""A text to forget, and models that learned it or were tested on it."""

import json
from collections.abc import Sequence
from pathlib import Path

from train.__main__ import main

SECRET = "Ring Zoe & <Max> on 07700\u00a0900123"  # noqa: S105 - a text
HAM = [f"see you at {number} {place}" for number in range(8) for place in ("home", "work", "ours")]
SPAM = [f"win a free {prize} now {n}" for n in range(8) for prize in ("phone", "prize", "tour")]


Row = tuple[str, str]


def write_corpus(path: Path, *more: tuple[str, str]) -> Path:
    rows = [*(("ham", text) for text in HAM), *(("spam", text) for text in SPAM), *more]
    lines = [json.dumps({"label": label, "text": text}) for label, text in rows]
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def fit(directory: Path, training: Sequence[Row], test: Sequence[Row]) -> Path:
    """Fit a model in a directory, to a corpus with more rows, and test it on another."""
    paths = [write_corpus(directory / "texts.jsonl", *training)]
    paths.append(write_corpus(directory / "test.jsonl", *test))
    options = ["--recipe=tutorial", "--folds=0", "--mistakes=9", "--to", str(directory)]
    options += ["--data", str(paths[0]), "--test", str(paths[1])]
    assert main(["fit", *options, "--out", str(directory / "build/model")]) == 0
    return directory
