"""The steps that change single characters: letter case, white space around a text, accents.

Standard library only, see `chalicelib.scoring.artifact`.
"""

from collections.abc import Callable, Mapping
from functools import partial

from chalicelib.scoring.analyzer import STRIP_ACCENTS, without_accents
from chalicelib.strict_json import Record

METHODS: Mapping[str, Callable[[str], str]] = {
    "lower": str.lower,
    "upper": str.upper,
    "casefold": str.casefold,
    "capitalize": str.capitalize,
    "title": str.title,
    "swapcase": str.swapcase,
}
"""The steps that are methods of `str`, and have no field."""


def read_character_step(name: str, record: Record) -> Callable[[str], str] | None:
    """Return the step of this name, or None if this module has no such step."""
    if name == "accents":
        return partial(without_accents, how=record.text("how", STRIP_ACCENTS))
    if name == "strip":
        return _strip(record)
    return METHODS.get(name)


def _strip(record: Record) -> Callable[[str], str]:
    if "characters" not in record.fields():
        return str.strip
    characters = record.text("characters")
    return lambda text: text.strip(characters)
