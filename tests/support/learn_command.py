"""`learn` as a user runs it: a store with a promoted version, and the base it was fitted to."""

import csv
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from tests.support.commands import Run
from train.corpus.first_corpus import SAMPLE
from train.corpus.reader import Corpus
from train.fit import fit
from train.recipes.catalog import RECIPES
from train.registry.bundle import Bundle
from train.registry.pointer_moves import read_current
from train.registry.writable_store import DirectoryWriter

KEY = "k" * 32
NOW = datetime.now(UTC)
ROWS = [*csv.reader(SAMPLE.read_text("utf-8").splitlines())][1:]
BASE, REST = ROWS[:400], ROWS[400:]


class Setup(NamedTuple):
    """A store with a promoted version, and the base that it was fitted to."""

    store: DirectoryWriter
    base: Path


def fitted_to(rows: Sequence[Sequence[str]]) -> Bundle:
    """Return the tutorial's recipe fitted to rows of a label and a text."""
    corpus = Corpus([text for _, text in rows], [label for label, _ in rows], "0" * 64)
    return fit(RECIPES["tutorial"], corpus, folds=5).bundle(secret=KEY.encode())


def learn(run: Run, setup: Setup, *options: str) -> tuple[int, dict[str, Any], str]:
    """Return the exit code, the result as JSON, and standard error."""
    code, out, err = run("learn", "--data", setup.base, "--json", *options)
    return code, json.loads(out) if out else {}, err


def current(store: DirectoryWriter) -> str:
    """Return the promoted version."""
    pointer = read_current(store).pointer
    assert pointer is not None
    return pointer.manifest.version
