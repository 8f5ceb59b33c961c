"""What people say that counts, as a corpus: reports and the labels of sheets expire.

A kept text is one of the base from then on, so versions learn from it when its reports are gone.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from chalicelib.manifest import Manifest
from chalicelib.reports.stored_report import EXPIRY_DAYS
from train.corpus.formats.delimited.rows import LARGEST_FIELD
from train.errors import InputError
from train.evaluation.predictions import text_key
from train.files import csv_line
from train.learning.composition import Composition
from train.learning.current_model import Labelled
from train.learning.reported import by_text
from train.learning.rounds import FIELD, Material
from train.reports.export import for_csv

SOON_DAYS = 30
"""Labels that expire within so many days are told: a schedule that learns each month tells them."""

PEOPLE = ("base", "asked", "reports")
"""The origins of texts whose labels do not come from a model."""


def labels_to_keep(composition: Composition, material: Material) -> Labelled:
    """Return the texts of a composed corpus whose labels come from people, but for the base's."""
    base = _labels(material)
    said = by_text(material.reports)
    pairs = zip(composition.corpus.texts, composition.corpus.labels, strict=True)
    keyed = ((text_key(text), (text, label)) for text, label in pairs)
    return {key: pair for key, pair in keyed if key in said and base.get(key) != pair[1]}


def expiring(material: Material, now: datetime) -> int:
    """Return how many texts soon have no report, nor the label of a sheet, that counts.

    Texts of the base with the same label do not count.
    """
    earliest = (now - timedelta(days=EXPIRY_DAYS - SOON_DAYS)).isoformat(timespec="milliseconds")
    base = _labels(material)
    return sum(
        max(report.reported_at for report in same) < earliest
        for key, same in by_text(material.reports).items()
        if base.get(key) != same[-1].label
    )


def _labels(material: Material) -> dict[str, str]:
    """Return the labels of the base by the keys of its texts; of equal texts the first's."""
    found: dict[str, str] = {}
    for corpus in material.base:
        for text, label in zip(corpus.texts, corpus.labels, strict=True):
            found.setdefault(text_key(text), label)
    return found


def lost_texts(current: Manifest, candidate: Manifest) -> int:
    """Return how many texts with labels of people fewer than the current version's count now.

    Texts of the old set are among them, so a text that moved into the base is not lost.
    """
    return max(0, _texts(current) - _texts(candidate)) if FIELD in current.document else 0


def _texts(manifest: Manifest) -> int:
    document: Mapping[str, Any] = manifest.document
    counts = document[FIELD]["counts"]
    return int(document["metrics"]["texts"]) + sum(int(counts[name]) for name in PEOPLE)


def with_labels_kept(raw: str, name: str, columns: Sequence[str], new: Labelled) -> str:
    r"""Return a CSV file of labels and texts with others; a text that it has gets the new label.

    >>> with_labels_kept("", "kept.csv", ["label", "text"], {text_key("Hi"): ("Hi", "ham")})
    'label,text\nham,Hi\n'

    Raises
    ------
    InputError
        If the file has other columns.
    """
    csv.field_size_limit(LARGEST_FIELD)
    rows = [row for row in csv.reader(io.StringIO(raw, newline="")) if row]
    if rows and rows[0] != [*columns]:
        raise InputError(
            f"{name}: expected a new file, or one with the columns {', '.join(columns)}; found "
            f"{', '.join(rows[0])[:80]}"
        )
    left = dict(new)
    for row in rows[1:]:
        if pair := left.pop(text_key(row[1]), None):
            row[0] = pair[1]
    empty = [""] * (len(columns) - 2)
    rows = (rows or [[*columns]]) + [[label, text, *empty] for text, label in left.values()]
    return "".join(csv_line([*map(for_csv, row)]) for row in rows)
