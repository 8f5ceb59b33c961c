"""The steps on the tokens of a text: change, stem, keep and drop them.

Standard library only, see `chalicelib.scoring.artifact`.
"""

from collections.abc import Callable, Iterable, Mapping

from chalicelib.errors import FormatError
from chalicelib.scoring.cleaning.characters import METHODS, read_character_step
from chalicelib.scoring.cleaning.sources import Sources
from chalicelib.scoring.cleaning.stemming import TokenStep, read_stemmer
from chalicelib.strict_json import Record

MAX_STEPS = 64
MAX_WORDS = 10_000
MAX_LENGTH = 2**20
SHAPES: Mapping[str, Callable[[str], bool]] = {
    "alpha": str.isalpha,
    "alnum": str.isalnum,
    "ascii": str.isascii,
    "decimal": str.isdecimal,
    "digit": str.isdigit,
    "numeric": str.isnumeric,
    "lower": str.islower,
    "upper": str.isupper,
    "title": str.istitle,
    "space": str.isspace,
}
"""The shapes of tokens: methods of `str`."""

_NAMES = (*METHODS, "strip", "accents", "stem", "keep", "drop", "length", "function")


def read_token_steps(record: Record, sources: Sources) -> tuple[TokenStep, ...]:
    """Take the field "tokens", if it is there, and return its steps."""
    if "tokens" not in record.fields():
        return ()
    return tuple(
        _step(Record(value, f"{record.where}: token step {number}"), sources)
        for number, value in enumerate(record.items("tokens", 1, MAX_STEPS))
    )


def _step(record: Record, sources: Sources) -> TokenStep:
    name = record.text("step", _NAMES)
    step = _selection(name, record) or _change(name, record, sources)
    record.finish()
    return step


def _change(name: str, record: Record, sources: Sources) -> TokenStep:
    if name == "stem":
        return read_stemmer(record)
    change = read_character_step(name, record) or sources.function(record).text
    return lambda tokens: map(change, tokens)


def _selection(name: str, record: Record) -> TokenStep | None:
    if name == "length":
        least = record.integer("least", 0, MAX_LENGTH)
        most = record.integer("most", least, MAX_LENGTH)
        return lambda tokens: [token for token in tokens if least <= len(token) <= most]
    if name not in ("keep", "drop"):
        return None
    belongs = _test(record)
    if name == "keep":
        return lambda tokens: filter(belongs, tokens)
    return lambda tokens: [token for token in tokens if not belongs(token)]


def _test(record: Record) -> Callable[[str], bool]:
    """Return the test for the tokens that a step keeps or drops."""
    fields = record.fields()
    if ("shape" in fields) == ("words" in fields):
        raise FormatError(f"{record.where}: expected either the field 'shape' or 'words'")
    if "shape" in fields:
        return SHAPES[record.text("shape", tuple(SHAPES))]
    return frozenset(record.texts("words", 0, MAX_WORDS)).__contains__


def applied(steps: Iterable[TokenStep], tokens: Iterable[str]) -> list[str]:
    """Apply the steps in order."""
    for step in steps:
        tokens = step(tokens)
    return [*tokens]
