"""Check each text with its label, count what is left out, and tell what the user should know."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from train.corpus.columns.judging import Row, is_missing
from train.corpus.encodings.mojibake import damage
from train.corpus.labels.cleaning import clean_label
from train.corpus.mail import is_mail, plain_text
from train.corpus.telling import Tell, some
from train.counted import counted
from train.errors import InputError


class Checked(NamedTuple):
    """A label and a text, both of them not empty."""

    label: str
    text: str


class RowChecks:
    """Counts the rows that have no label or no text, mails and damaged texts.

    With `need_labels`, a row without a label is an error, and a list of labels in a field stays as
    it is: that of a model that gives several. `dropped` counts the rows that are left
    out, by reason.
    """

    def __init__(self, *, need_labels: bool = False) -> None:
        self._need_labels = need_labels
        self.dropped: Counter[str] = Counter()
        self._mails = 0
        self._missing: Counter[str] = Counter()
        self._damaged: Counter[str] = Counter()
        self._first_damaged: dict[str, str] = {}

    def plain_text(self, text: str | None) -> str | None:
        """Return a text of a table; of a mail, its sender, subject and body."""
        if text is None or not is_mail(text):
            return text
        self._mails += 1
        return plain_text(text)

    def note_missing(self, row: Row, texts: Sequence[str]) -> None:
        """Count what the row has in place of texts that are missing."""
        self._missing.update(str(row[name]) for name in texts if is_missing(row.get(name)))

    def check(self, where: str, text: str | None, value: object) -> Checked | None:
        """Return the label in a value with its text, or None if one is missing.

        Raises
        ------
        InputError
            If the value cannot be a label, or there is none and the rows need labels.
        """
        label = clean_label(value, where, lists=not self._need_labels)
        if label is None and self._need_labels:
            raise InputError(f"{where}: found no label; expected one for each text")
        if label is None:
            self.dropped["without a label"] += 1
            return None
        if text is None or not text.strip():
            self.dropped["with an empty text"] += 1
            return None
        kind = damage(text)
        if kind is not None:
            self._damaged[kind] += 1
            self._first_damaged.setdefault(kind, where)
        return Checked(label, text)

    def tell_counts(self, tell: Tell) -> None:
        """Tell what was left out and what was found."""
        for reason, count in self.dropped.items():
            tell(f"dropped {counted(count, 'row')} {reason}")
        if self._missing:
            tell(
                f"{counted(self._missing.total(), 'text is', 'texts are')} missing, as the file "
                f"says: {some([*self._missing])}"
            )
        if self._mails:
            tell(
                f"{counted(self._mails, 'text is a mail', 'texts are mails')}: senders (names and "
                "domains), subjects and bodies are read"
            )
        for kind, count in self._damaged.items():
            first = self._first_damaged[kind]
            texts = counted(count, "text contains", "texts contain")
            tell(f"warning: {texts} {kind}; the first: {first}")
