"""Find texts in the files of a model, and take them out of its predictions and its report.

The report and its template agree on one thing here: a text is shown as `<q><bdi>text</bdi></q>`,
the only content of its item in a list.
"""

import json
import re
from collections.abc import Mapping
from html import unescape
from typing import NamedTuple

from chalicelib import strict_json
from chalicelib.errors import FormatError
from train.corpus.mail import mail_forms
from train.erasure.sought_texts import SoughtTexts
from train.evaluation.predictions import FILE_NAME as PREDICTIONS
from train.evaluation.predictions import (
    keyed_text,
    normalize_for_comparison,
    secret_id,
    text_key,
)
from train.registry.predictions_key import KEY_FILE, VARIABLE
from train.registry.training_record import FILE_NAME as TRAINING_RECORD
from train.registry.training_record import read_training_record
from train.report.visible_text import as_typed

REPORT = "report.html"
SEARCHED = (PREDICTIONS, REPORT, TRAINING_RECORD)
"""The files of a model that may tell of a text; all others are figures or the model itself."""

_ITEM = re.compile(rb"<li>(?:(?!</li>).)*?<q><bdi>((?:(?!</bdi>).)*)</bdi></q></li>\n?", re.S)


class FoundInFiles(NamedTuple):
    """The number of predictions and of shown texts, the changed files, and who learned from it.

    `is_trained` is None if the model does not record the texts that it was fitted to.
    """

    predictions: int
    shown: int
    redacted: dict[str, bytes]
    is_trained: bool | None


def search_files(
    files: Mapping[str, bytes], sought: SoughtTexts, secret: bytes | None
) -> FoundInFiles:
    """Find texts in the files of a model; only those in `SEARCHED` are read.

    Raises
    ------
    FormatError
        If a file does not have its format, or its texts are keyed with another secret.
    """
    keys = _Keys({text_key(text) for text in sought.texts}, secret)
    redacted: dict[str, bytes] = {}
    predictions = shown = 0
    if PREDICTIONS in files:
        predictions, redacted[PREDICTIONS] = _without_rows(files[PREDICTIONS], keys)
    if REPORT in files:
        shown, redacted[REPORT] = _without_items(files[REPORT], sought)
    return FoundInFiles(
        predictions,
        shown,
        {name: raw for name, raw in redacted.items() if raw != files[name]},
        _is_trained(files, keys),
    )


class _Keys(NamedTuple):
    """The text keys of the sought texts, and the publisher's secret, if it is at hand."""

    plain: set[str]
    secret: bytes | None

    def as_in(self, file: str, named: object) -> set[str]:
        """Return the keys as a file has them; `named` identifies its secret."""
        if named is None:
            return self.plain
        if self.secret is None or named != secret_id(self.secret):
            raise FormatError(
                f"{file}: its texts are keyed with another secret; expected the {VARIABLE} or the "
                f"{KEY_FILE} that 'fit' used"
            )
        return {keyed_text(key, self.secret) for key in self.plain}


def _is_trained(files: Mapping[str, bytes], keys: _Keys) -> bool | None:
    if TRAINING_RECORD not in files:
        return None
    record = read_training_record(files[TRAINING_RECORD])
    return any(record.holds(key) for key in keys.as_in(TRAINING_RECORD, record.secret_id))


def _without_rows(raw: bytes, keys: _Keys) -> tuple[int, bytes]:
    """Return how many predictions are for these texts, and the file without them."""
    document = strict_json.parse(raw, PREDICTIONS)
    rows = document.get("rows") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(rows, list):
        raise FormatError(f"{PREDICTIONS}: expected an object with an array of rows")
    wanted = keys.as_in(PREDICTIONS, document.get("secret_id"))
    kept = [row for row in rows if not (isinstance(row, list) and row and row[0] in wanted)]
    if len(kept) == len(rows):
        return 0, raw
    changed = json.dumps(document | {"rows": kept}, separators=(",", ":")).encode() + b"\n"
    return len(rows) - len(kept), changed


def _without_items(raw: bytes, sought: SoughtTexts) -> tuple[int, bytes]:
    """Return how many of these texts a report shows, and the report without them."""
    wanted = {normalize_for_comparison(as_typed(text)) for text in sought.texts}
    shown = 0

    def replace(match: re.Match[bytes]) -> bytes:
        nonlocal shown
        text = as_typed(unescape(match[1].decode("utf-8", "replace")))
        if wanted.isdisjoint(map(normalize_for_comparison, mail_forms(text))):
            return match[0]
        shown += 1
        return b""

    redacted = _ITEM.sub(replace, raw)
    return shown, redacted
