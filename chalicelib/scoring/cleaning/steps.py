"""Clean a text as its author does before the vectorizer sees it, by steps that are data.

Standard library only, see `chalicelib.scoring.artifact`.
"""

from collections.abc import Sequence

from chalicelib.scoring.author_function import AuthorFunction
from chalicelib.scoring.cleaning.characters import METHODS, read_character_step
from chalicelib.scoring.cleaning.replacing import Step, read_replacement
from chalicelib.scoring.cleaning.sources import Sources
from chalicelib.scoring.cleaning.token_steps import MAX_STEPS
from chalicelib.scoring.cleaning.tokenizers import read_tokenizer
from chalicelib.scoring.normalizer import longest_result
from chalicelib.strict_json import Record

_NAMES = (*METHODS, "strip", "accents", "squeeze", "replace", "words", "function")


class Cleaning:
    """Steps that turn a text into another, in order."""

    __slots__ = ("_are_own", "steps")

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = steps
        owners = [getattr(step, "__self__", None) for step in steps]
        self._are_own = [isinstance(owner, AuthorFunction) for owner in owners]

    def __call__(self, text: str) -> str:
        """Return the cleaned text; each step's result is cut to `longest_result` characters.

        What a function of the author returns is not cut, and limits the steps after it.

        >>> Cleaning((str.strip, str.lower))(" Free ")
        'free'
        """
        longest = longest_result(len(text))
        for step, is_own in zip(self.steps, self._are_own, strict=True):
            text = step(text)
            if is_own:
                longest = max(longest, longest_result(len(text)))
            text = text[:longest]
        return text


def read_cleaning(record: Record, field: str, sources: Sources) -> Cleaning:
    """Take a field that holds an array of steps, and build them.

    Raises
    ------
    FormatError
        If a step breaks a rule of docs/format.md.
    """
    return build_cleaning(record.items(field, 0, MAX_STEPS), f"{record.where}: {field}", sources)


def build_cleaning(values: Sequence[object], where: str, sources: Sources) -> Cleaning:
    """Check steps and build them; `where` names them in error messages."""
    return Cleaning(
        [
            _step(Record(value, f"{where}: step {number}"), sources)
            for number, value in enumerate(values)
        ]
    )


def _step(record: Record, sources: Sources) -> Step:
    name = record.text("step", _NAMES)
    step = read_character_step(name, record) or _other_step(name, record, sources)
    record.finish()
    return step


def _other_step(name: str, record: Record, sources: Sources) -> Step:
    if name == "squeeze":
        return lambda text: " ".join(text.split())
    if name == "replace":
        return read_replacement(record, sources)
    if name == "function":
        return sources.function(record).text
    tokenize = read_tokenizer(record.take("tokenizer"), f"{record.where}: tokenizer", sources)
    return lambda text: " ".join(tokenize(text))
