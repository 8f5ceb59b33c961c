"""The option `--check`: raw texts, with the labels that the author's code gave them."""

from argparse import Namespace
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from train.cli.console import note
from train.corpus.collecting import Reading
from train.counted import counted

if TYPE_CHECKING:
    from train.checking.raw_texts import RawTexts
    from train.export.exported import Export

UNCHECKED = (
    "warning: nothing proves that raw texts get the labels that your own code gives them; "
    "compare them with --check FILE (docs/export.md)"
)


def read_check(args: Namespace, known: Sequence[str]) -> "RawTexts | None":
    """Return the texts of `--check`, if it is given, with the spelling of the known labels.

    A column that `--text-column` or `--label-column` names may be one of `--test` alone; the texts
    of the check are then read from columns of their own.
    """
    if not args.check:
        return None
    reading = Reading(args.encoding, args.labels, known, note)
    return _read(args, args.text_column, args.label_column, reading)


def _read(
    args: Namespace, texts: Sequence[str] | None, label: str | None, reading: Reading
) -> "RawTexts":
    from train.checking.raw_texts import read_raw_texts
    from train.corpus.columns.judging import MissingColumn, MissingText

    try:
        return read_raw_texts(args.check, texts, label, reading)
    except MissingColumn as exc:
        lacks_texts = isinstance(exc, MissingText)
        if not args.test or not (texts if lacks_texts else label):
            raise
        kind = "texts" if lacks_texts else "labels"
        note(f"{exc}; the {kind} of --check are read from another column, as without the option")
        texts, label = (None, label) if lacks_texts else (texts, None)
    return _read(args, texts, label, reading)


def checked_facts(
    exported: "Export",
    found: Sequence[Any],
    raw: "RawTexts | None",
    facts: Mapping[str, Any],
    given: Sequence[str],
) -> dict[str, object]:
    """Return the manifest's field `checked` if the model agrees with all texts; warn without any.

    Raises
    ------
    InputError
        If it does not agree.
    """
    from train.checking.check import check_export

    if raw is None:
        note(UNCHECKED)
        return {}
    served = (facts["threshold"], facts["positive"])
    checked = check_export(exported, found, raw, *served, given)
    rows = counted(raw.copies, "row repeats", "rows repeat")
    copies = f"; {rows} one of them" if raw.copies else ""
    note(f"checked: all {len(raw.texts):,} texts get the labels that your code gave them{copies}")
    rounding = raw.texts[0].rounding
    if rounding.digits is not None:
        note(f"checked: the probabilities agree to the {rounding} that the file gives")
    return {"checked": checked}
