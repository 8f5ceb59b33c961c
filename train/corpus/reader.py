"""Read labelled texts from files in any usual format into one corpus."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from train.corpus.class_checks import check_classes
from train.corpus.collecting import Collector, Reading
from train.corpus.labels.positive_class import PositiveClass, choose_positive
from train.corpus.sources.addresses import Address, Source, open_address
from train.corpus.sources.compression import unpack
from train.errors import InputError


class LabelledText(NamedTuple):
    """A text with its label, and where it is, such as `texts.csv: line 3`."""

    where: str
    label: str
    text: str


class RawRow(NamedTuple):
    """A text with its label, where it is, and the values of the columns that were kept."""

    where: str
    label: str
    text: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts with one label each, and the SHA-256 of the files' bytes in order.

    `dropped` says how many rows were left out, by reason. `chosen` is the positive class, if it
    does not follow from the labels.
    """

    texts: list[str]
    labels: list[str]
    sha256: str
    dropped: Mapping[str, int] = field(default_factory=dict)
    chosen: PositiveClass | None = None

    def counts(self) -> dict[str, int]:
        """Return the number of texts with each label, sorted by label."""
        return dict(sorted(Counter(self.labels).items()))

    @property
    def positive(self) -> PositiveClass:
        """The positive class, or None in its place, and why."""
        return self.chosen or choose_positive(self.counts())

    def facts(self) -> dict[str, object]:
        """Return the facts about the data that a manifest holds."""
        return {"sha256": self.sha256, "rows": len(self.texts), "labels": self.counts()}


def read_corpus(
    addresses: Sequence[Address],
    text_column: str | Sequence[str] | None = None,
    label_column: str | None = None,
    *,
    positive: str | None = None,
    to_train: bool = True,
    reading: Reading | None = None,
) -> Corpus:
    """Read one or several files into one corpus.

    Without column names, the columns are found by the usual names, else by their content. Rows
    without a label or a text are dropped and counted. `positive` names the positive class; without
    it, `choose_positive` does.

    Raises
    ------
    InputError
        If a file cannot be read, its columns cannot be found, or there is no text. With
        `to_train`, also if there is a single class, or a class has fewer than two texts.
    """
    reading = reading or Reading()
    wanted = (text_column,) if isinstance(text_column, str) else tuple(text_column or ())
    if label_column is not None and label_column in wanted:
        raise InputError(
            f"{label_column!r} is both the text column and the label column; expected two columns"
        )
    sources, sha256 = _sources(addresses, reading)
    collector = Collector(wanted, label_column, reading)
    collector.add(sources)
    labels = collector.labels(to_train=to_train)
    corpus = Corpus(collector.texts, labels, sha256, dict(collector.dropped))
    where = ", ".join(str(address) for address in addresses)
    if not corpus.texts:
        dropped = ", ".join(f"{count:,} {reason}" for reason, count in corpus.dropped.items())
        raise InputError(f"{where}: found no labelled text{f' ({dropped})' if dropped else ''}")
    if to_train:
        check_classes(corpus.counts(), where, collector.label_column)
        return replace(corpus, chosen=choose_positive(corpus.counts(), positive))
    return corpus


def read_labelled_texts(address: Address) -> list[LabelledText]:
    """Read the texts of one file with where each is; raises what `read_corpus` does."""
    reading = Reading(keep_places=True)
    sources, _ = _sources([address], reading)
    collector = Collector((), None, reading)
    collector.add(sources)
    labels = collector.labels(to_train=False)
    if not labels:
        raise InputError(f"{address}: found no labelled text")
    return [*map(LabelledText, collector.places, labels, collector.texts)]


def read_raw_rows(
    addresses: Sequence[Address],
    text_column: Sequence[str] | None,
    label_column: str | None,
    columns: str,
    reading: Reading,
) -> tuple[list[RawRow], str]:
    """Read rows with the values of the columns whose names begin with `columns`.

    Returns
    -------
    tuple
        The rows, and the SHA-256 of the files' bytes in order.

    Raises
    ------
    InputError
        If a file cannot be read, its columns cannot be found, there is no text, or a row has no
        label.
    """
    reading = replace(reading, keep_places=True, keep_columns=columns, need_labels=True)
    sources, sha256 = _sources(addresses, reading)
    collector = Collector(tuple(text_column or ()), label_column, reading)
    collector.add(sources)
    labels = collector.labels(to_train=False)
    if not labels:
        raise InputError(f"{', '.join(map(str, addresses))}: found no labelled text")
    rows = map(RawRow, collector.places, labels, collector.texts, collector.values)
    return [*rows], sha256


def _sources(addresses: Sequence[Address], reading: Reading) -> tuple[list[Source], str]:
    digest = hashlib.sha256()
    sources: list[Source] = []
    for address in addresses:
        for packed in open_address(address, reading.tell):
            digest.update(packed.raw)
            sources += unpack(packed, reading.tell)
    return sources, digest.hexdigest()
