"""Compare a function of the author's with the data that stands for it, on texts made to tell.

A class may be changed after it is imported, and a library may change: a function that its data does
not equal on each of these texts counts as unknown.
"""

from collections.abc import Callable, Sequence
from typing import Any

from chalicelib.errors import FormatError
from chalicelib.scoring.cleaning.sources import Function, Resolve, Sources
from chalicelib.scoring.cleaning.steps import Cleaning, build_cleaning
from chalicelib.scoring.cleaning.tokenizers import read_tokenizer
from chalicelib.scoring.patterns import PatternCompiler
from chalicelib.strict_json import Record

TEXTS = (
    "",
    " ",
    "Free entry!! Call 0800-123,456 NOW & win £1,000.50 (T&Cs apply)...",
    "it's gonna be \"quoted\", isn't it? 'Tis can't won't I'd we've they'll l'été",
    "visit http://example.com/a?b=1&c=2, https://x.org or www.example.net. mail a.b+c@example.com",
    "@user #tag #Two_3 RT: :-) <3 --> ... -- <b>bold</b><br/> &amp; a_b __init__ x-y",
    "  tabs\tand\nnew\r\nlines\n\n\nblank \u00a0no-break\u2028line\x0bvertical\x1cfile ",
    "Café naïve Ångström ﬁne ™ ½ ² Ⅷ ß ẞ İstanbul ıȷ ΣΑΣ ς ǆ Ǆ",
    "\u041f\u0440ив\u0435т мир; 你好世界。 नमस्ते दुनिया مرحبا بالعالم 한국어 ไทย",
    "🎉👍🏽 👩‍👩‍👧 e\u0301 \u200d \u200c \ufe0f \ud83d",
    "aaa AAA aAa 111 1a2b3c 3.14 1/2 50% $5 €9 a.b.c U.S.A. e.g. etc.",
    "running flies dies generously nationalization hopping relational sky skies news SKY Dying",
)


def is_same_text(function: Callable[[str], str], steps: list[Any]) -> bool:
    """Return whether steps do to each of the texts what a function does."""
    try:
        cleaning = compiled(steps)
    except FormatError:
        return False
    return _agree(function, cleaning)


def is_same_tokens(function: Callable[[str], Sequence[str]], tokenizer: Any) -> bool:
    """Return whether a tokenizer splits each of the texts as a function does."""
    sources = Sources(PatternCompiler(), _no_function, [])
    try:
        tokenize = read_tokenizer(tokenizer, "tokenizer", sources)
    except FormatError:
        return False
    return _agree(lambda text: [*function(text)], tokenize)


def is_same_stems(function: Callable[[str], str], step: Any) -> bool:
    """Return whether a token step does to each word of the texts what a function does."""
    tokenizer = {"kind": "split", "tokens": [step]}
    return is_same_tokens(lambda text: [*map(function, text.split())], tokenizer)


def compiled(steps: list[Any], resolve: Resolve | None = None) -> Cleaning:
    """Return cleaning as the service runs it; without `resolve`, references are refused.

    Raises
    ------
    FormatError
        If a step breaks a rule of docs/format.md.
    """
    sources = Sources(PatternCompiler(), resolve or _no_function, [])
    return build_cleaning(steps, "cleaning", sources)


def _agree(function: Callable[[str], Any], data: Callable[[str], Any]) -> bool:
    try:
        return all(function(text) == data(text) for text in TEXTS)
    except Exception:  # noqa: BLE001 - the author's function may raise anything
        return False


def _no_function(reference: Record) -> Function:
    raise FormatError(f"{reference.where}: expected no function")
