"""Whether contenders that serve the same model answer the same, text by text."""

from collections.abc import Mapping, Sequence
from typing import Any

from bench.contender import SAME_ANSWERS, Contender
from bench.folders import Folders
from bench.models import Published
from bench.rounds import in_turns
from bench.warm import drive

SHOWN = 5


def measure_answers(
    contenders: Sequence[Contender],
    folders: Folders,
    published: Mapping[str, Published],
    texts: Sequence[str],
) -> dict[str, dict[str, Any]]:
    """Return, per contender that serves another's model, how often they differ and where."""
    answers = {
        each.name: drive(each, folders, published[each.model], texts)["answers"]
        for each in in_turns(contenders, 1, "answers")
        if each.source != "floor.py"
    }
    return {
        name: compare(texts, answers[name], answers[other.name]) | {"as": other.name}
        for name, other in SAME_ANSWERS.items()
        if name in answers
    }


def compare(texts: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> dict[str, Any]:
    """Return the count of different answers, and the first texts that have one.

    >>> compare(["a", "b"], ["ham", "spam"], ["ham", "ham"])
    {'texts': 2, 'different': 1, 'first': ['b']}
    """
    rows = zip(texts, ours, theirs, strict=True)
    different = [text for text, one, other in rows if one != other]
    return {"texts": len(texts), "different": len(different), "first": different[:SHOWN]}
