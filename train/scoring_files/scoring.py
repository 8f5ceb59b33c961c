"""Score rows in chunks: the first ones in this process, the others in several, in order."""

import os
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple

from chalicelib import strict_json
from chalicelib.explain.attribution import explain
from chalicelib.explain.explanation import Evidence
from chalicelib.pointer import named_policy
from chalicelib.scoring.model import Label, Model
from chalicelib.serving.served_model import Servable, ServedModel
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
    """Where a process finds the model: a store, a version, and the policy in force, as JSON."""

    uri: str
    version: str
    policy: bytes | None = None


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

    The model scores in this process, and so many `processes` score in all. The others find the same
    model at the `source`.

    Raises
    ------
    InputError
        If a process ends early.
    """
    chunks = _chunks(rows)
    serial = chunks if processes == 1 else islice(chunks, SERIAL_CHUNKS)
    scorer = scorer_of(model, source)
    for chunk in serial:
        scored = [score(scorer, row.text, with_evidence=with_evidence) for row in chunk]
        yield list(zip(chunk, scored, strict=True))
    first = next(chunks, None)
    if first is not None:
        # Few files are so large that its libraries are needed.
        from train.scoring_files.processes import score_in_processes

        yield from score_in_processes(chain([first], chunks), source, with_evidence, processes)


class Scorer(NamedTuple):
    """A model, and the same model under the policy in force: its labels are the service's."""

    model: Model
    served: Servable


def scorer_of(model: Model, source: ModelSource) -> Scorer:
    """Return what scores; raises `FormatError` if the policy cannot be applied to the model."""
    served: Servable = ServedModel(model)
    if source.policy is not None:
        from chalicelib.policy.governed import under_policy

        document = strict_json.parse(source.policy, "the policy")
        served = under_policy(served, named_policy(document, "the policy"))
    return Scorer(model, served)


def score(scorer: Scorer, text: str, *, with_evidence: bool) -> Scored:
    """Score a text of any length; its sender is not known."""
    if not text.strip():
        return EMPTY
    label, probabilities = scorer.served.classify(text)
    evidence = explain(scorer.model, text).evidence if with_evidence else ()
    return Scored(label, probabilities, evidence)


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
