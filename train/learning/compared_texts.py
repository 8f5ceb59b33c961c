"""The texts on which a candidate and the current version are compared, with their labels."""

from collections.abc import Iterable
from typing import NamedTuple

from train.corpus.reader import Corpus
from train.evaluation.predictions import keyed_text, text_key
from train.learning.current_model import Labelled
from train.learning.reported import AUDIT, by_text
from train.learning.rounds import Material


class ComparedTexts(NamedTuple):
    """All texts by their keys, and the keyed digests of the old set and of the audited texts."""

    all: Labelled
    old: frozenset[str]
    audited: frozenset[str]


def compared_texts(material: Material, secret: bytes) -> ComparedTexts:
    """Return the texts of the base, of its old set, and those that a person labelled on a sheet.

    What users report is left out, trusted or not: the current version is wrong on most of it.
    """
    labelled = _by_key(material.base.training) | _by_key(material.base.old)
    audited = set()
    for key, same in by_text(material.reports).items():
        asked = [report for report in same if report.asked]
        if asked and key not in labelled:
            labelled[key] = (asked[-1].text, asked[-1].label)
            if any(report.source == AUDIT for report in asked):
                audited.add(key)
    old = map(text_key, material.base.old.texts)
    return ComparedTexts(labelled, _keyed(old, secret), _keyed(audited, secret))


def _by_key(corpus: Corpus) -> dict[str, tuple[str, str]]:
    """Return the texts of a corpus with their labels; of equal texts, the first."""
    found: dict[str, tuple[str, str]] = {}
    for text, label in zip(corpus.texts, corpus.labels, strict=True):
        found.setdefault(text_key(text), (text, label))
    return found


def _keyed(keys: Iterable[str], secret: bytes) -> frozenset[str]:
    return frozenset(keyed_text(key, secret) for key in keys)
