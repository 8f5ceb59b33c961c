"""Compare a slice with the function that it was cut out of, on texts that provoke differences."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from train.errors import InputError
from train.export.functions.trials.originals import quiet
from train.export.functions.trials.outcomes import outcomes_of, packages_of
from train.export.functions.trials.results import plain, same
from train.export.functions.trials.texts import TEXTS

DIFFERS = "cut out of its module, it differs"
"""How the message begins if a slice gives another result than the original."""
_MISSING = ("LookupError", "MissingCorpusError")


def compare(
    original: Callable[[str], Any],
    reference: dict[str, Any],
    sources: Mapping[str, str],
    requirements: Sequence[str],
    more: Iterable[str] = (),
) -> list[str]:
    """Compare a slice with the original on each text.

    Parameters
    ----------
    original
        Calls the original with one text.
    reference, sources
        The reference to the slice, and its modules by name: its own and those of its data.
    requirements
        The lines of requirements.txt that it needs.
    more
        Further texts, such as terms of the vocabulary.

    Returns
    -------
    list of str
        The errors that both raise on some texts, one for each type.

    Raises
    ------
    InputError
        If one text has another result, or if all fail.
    """
    texts = [*dict.fromkeys((*TEXTS, *more))]
    outcomes = outcomes_of(reference, sources, requirements, texts)
    failures: dict[str, str] = {}
    if all("error" in outcome for outcome in outcomes):
        error = str(outcomes[0]["error"])
        raise InputError(f"it fails on every text: {error}{_hint(error, requirements)}")
    for number, (text, outcome) in enumerate(zip(texts, outcomes, strict=True), 1):
        expected, error = _called(original, text)
        found = outcome.get("error")
        if error and found:
            failures.setdefault(error, f"it raises {error} on texts such as {text[:40]!r}")
        elif error == "UnicodeEncodeError" and not found:
            pass  # a cache that is left out, such as Streamlit's, cannot hash half of a pair
        elif error or found or not same(expected, outcome["result"]):
            raise InputError(
                f"{DIFFERS} on text {number} of the trial, {text[:40]!r}: "
                f"expected {_shown(error or expected)}, found {_shown(found or outcome['result'])}"
                f"{_hint(found or '', requirements)}"
            )
    return [*failures.values()]


def _hint(error: str, requirements: Sequence[str]) -> str:
    """Return what to add to the message if a package looks for data of NLTK's."""
    if not any(name in error for name in _MISSING) or "nltk" not in packages_of(requirements):
        return ""
    return "; NLTK's data is not deployed with a package that reads it: call NLTK itself"


def _called(original: Callable[[str], Any], text: str) -> tuple[Any, str]:
    """Return the original's result, or the type of its error."""
    try:
        with quiet():
            return plain(original(text)), ""
    except Exception as exc:  # noqa: BLE001 - the author's code may raise anything
        return None, type(exc).__name__


def _shown(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 80 else f"{shown[:77]}..."
