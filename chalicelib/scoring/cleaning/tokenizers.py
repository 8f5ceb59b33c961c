"""Split a text into tokens as an author's tokenizer does, by rules that are data.

Standard library only, see `chalicelib.scoring.artifact`.
"""

import re
from collections.abc import Callable, Iterable, Mapping

from chalicelib.errors import FormatError
from chalicelib.scoring.cleaning.replacing import Step, read_replacement
from chalicelib.scoring.cleaning.sources import Sources
from chalicelib.scoring.cleaning.token_steps import MAX_STEPS, applied, read_token_steps
from chalicelib.scoring.cleaning.unicode_words import with_unicode_words
from chalicelib.scoring.normalizer import longest_result
from chalicelib.strict_json import Record

Tokenizer = Callable[[str], list[str]]
Split = Callable[[str], Iterable[str]]


def read_tokenizer(value: object, where: str, sources: Sources) -> Tokenizer:
    """Check a tokenizer's configuration and build the tokenizer.

    Raises
    ------
    FormatError
        If the configuration breaks a rule of docs/format.md.
    """
    record = Record(value, where)
    before = _replacements(record, sources)
    split = _KINDS[record.text("kind", tuple(_KINDS))](record, sources)
    steps = read_token_steps(record, sources)
    record.finish()

    def tokenize(text: str) -> list[str]:
        longest = longest_result(len(text))
        for replace in before:
            text = replace(text)[:longest]
        return applied(steps, split(text))

    return tokenize


def _replacements(record: Record, sources: Sources) -> tuple[Step, ...]:
    """Take the replacements that are made before the text is split, if there are any."""
    if "replacements" not in record.fields():
        return ()
    steps: list[Step] = []
    for number, value in enumerate(record.items("replacements", 1, MAX_STEPS)):
        inner = Record(value, f"{record.where}: replacement {number}")
        steps.append(read_replacement(inner, sources))
        inner.finish()
    return tuple(steps)


def _split(record: Record, _: Sources) -> Split:
    separator = record.text("separator") if "separator" in record.fields() else None
    if separator == "":
        raise FormatError(f"{record.where}: field 'separator' is \"\"; expected a character")
    return lambda text: text.split(separator)


def _pattern(record: Record, sources: Sources) -> Split:
    pattern = sources.compile(record, "pattern of a tokenizer")
    gaps, unicode_words = record.flag("gaps"), record.flag("unicode_words")
    most = 0 if gaps else 1
    if pattern.groups > most:
        raise FormatError(
            f"{record.where}: the pattern has {pattern.groups} groups; expected at most {most}"
        )
    if gaps:
        keep_empty = record.flag("keep_empty")
        return lambda text: [
            token for token in _between(pattern, text, unicode_words) if keep_empty or token
        ]
    if not unicode_words:
        return pattern.findall
    return lambda text: [
        text[slice(*match.span(pattern.groups))]
        for match in pattern.finditer(with_unicode_words(text))
    ]


def _between(pattern: re.Pattern[str], text: str, unicode_words: bool) -> list[str]:
    """Return the texts between the matches."""
    tokens: list[str] = []
    start = 0
    for match in pattern.finditer(with_unicode_words(text) if unicode_words else text):
        tokens.append(text[start : match.start()])
        start = match.end()
    return [*tokens, text[start:]]


def _lines(_: Record, __: Sources) -> Split:
    return str.splitlines


def _characters(_: Record, __: Sources) -> Split:
    return list


def _function(record: Record, sources: Sources) -> Split:
    return sources.function(record).terms


_KINDS: Mapping[str, Callable[[Record, Sources], Split]] = {
    "split": _split,
    "pattern": _pattern,
    "lines": _lines,
    "characters": _characters,
    "function": _function,
}
