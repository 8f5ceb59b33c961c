"""What an author should know of estimators that can be exported as they are."""

from collections.abc import Sequence
from typing import Any

from train.export.booster import Booster
from train.export.forms.ties import tie_warnings


def export_warnings(estimators: Sequence[Any]) -> list[str]:
    """Return what may differ from the author's code: neighbours that tie, rounds of boosting."""
    notes = [each.note for each in estimators if isinstance(each, Booster) and each.note]
    return notes + tie_warnings(estimators)
