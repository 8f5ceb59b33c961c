"""Score rows in chunks: the first ones in this process, the others in several, in order."""

import os
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple

from chalicelib.explain.attribution import explain
from chalicelib.explain.explanation import Evidence
from chalicelib.scoring.model import Label, Model
from train.scoring_files.rows import Row

CHUNK_ROWS = 1000
CHUNK_CHARACTERS = 2**18
SERIAL_CHUNKS = 4
"""So many chunks are scored before other processes are started, which takes as long."""


class Scored(NamedTuple):
    """The label of a text, its probabilities, and its words if they are wanted.

    The label is None if the text is empty, and the probabilities also if the model has none. If a
    text can have several labels, they are a tuple.
    """

    label: Label | None
    probabilities: tuple[float, ...] | None = None
    evidence: tuple[Evidence, ...] = ()


EMPTY = Scored(None)


class ModelSource(NamedTuple):
    """Where a process finds the model: a store and a version."""

    uri: str
    version: str


ScoredRow = tuple[Row, Scored]


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def score_rows(
    rows: Iterable[Row],
    model: Model,
    source: ModelSource,
    *,
    with_evidence: bool = False,
    processes: int = 1,
) -> Iterator[list[ScoredRow]]:
    """Yield the rows with their scores in chunks, in the order of the rows.

    Parameters
    ----------
    model
        Scores in this process.
    source
        Where the other processes find the same model.
    processes
        How many processes score; with 1, only this one does.

    Raises
    ------
    InputError
        If a process ends early.
    """
    chunks = _chunks(rows)
    serial = chunks if processes == 1 else islice(chunks, SERIAL_CHUNKS)
    for chunk in serial:
        scored = [score(model, row.text, with_evidence=with_evidence) for row in chunk]
        yield list(zip(chunk, scored, strict=True))
    first = next(chunks, None)
    if first is not None:
        # Few files are so large that its libraries are needed.
        from train.scoring_files.processes import score_in_processes

        yield from score_in_processes(chain([first], chunks), source, with_evidence, processes)


def score(model: Model, text: str, *, with_evidence: bool) -> Scored:
    """Score a text of any length."""
    if not text.strip():
        return EMPTY
    if not with_evidence:
        return Scored(*model.classify(text))
    return Scored(*model.classify(text), explain(model, text).evidence)


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    chunk: list[Row] = []
    characters = 0
    for row in rows:
        chunk.append(row)
        characters += len(row.text)
        if len(chunk) == CHUNK_ROWS or characters >= CHUNK_CHARACTERS:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk
