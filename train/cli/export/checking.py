"""The option `--check`: raw texts, with the labels that the author's code gave them."""

from argparse import Namespace
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from train.cli.console import note
from train.corpus.collecting import Reading

if TYPE_CHECKING:
    from train.checking.raw_texts import RawTexts
    from train.export.exported import Export

UNCHECKED = (
    "warning: nothing proves that raw texts get the labels that your own code gives them; "
    "--check FILE compares them (docs/export.md)"
)


def read_check(args: Namespace, known: Sequence[str]) -> "RawTexts | None":
    """Return the texts of `--check`, if it is given, with the spelling of the known labels."""
    from train.checking.raw_texts import read_raw_texts

    if not args.check:
        return None
    reading = Reading(args.encoding, args.labels, known, note)
    return read_raw_texts(args.check, args.text_column, args.label_column, reading)


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
    note(f"checked: all {len(raw.texts):,} texts get the labels that your code gave them")
    return {"checked": checked}
