"""Read the lemmas of the author's own WordNet, for `chalicelib.scoring.nltk_parts.wordnet`."""

import functools
import sys
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from chalicelib.scoring.nltk_parts.wordnet import PARTS, PREFIX
from chalicelib.scoring.packed_data import pack
from train.errors import InputError
from train.export.functions.data_modules import DataModule, data_module
from train.export.functions.nltk_parts.missing_data import reading

_STEMS = dict(zip(PARTS, ("nouns", "verbs", "adjectives", "adverbs"), strict=True))
_METHODS = ("lemmatize", "morphy")
_CONSTANTS = ("ADJ", "ADJ_SAT", "ADV", "NOUN", "VERB")


def is_wordnet(value: Any) -> bool:
    """Return whether a value is NLTK's reader of WordNet, also one that has read nothing yet."""
    kind = type(value)
    if kind.__module__ == "nltk.corpus.util":
        return str(vars(value).get("_LazyCorpusLoader__name", "")).startswith("wordnet")
    return kind.__module__ == "nltk.corpus.reader.wordnet" and hasattr(value, "morphy")


def constant_of(value: Any, attribute: str) -> str | None:
    """Return the letter of a part of speech, such as that of `wordnet.VERB`.

    Raises
    ------
    InputError
        If WordNet is asked for more than lemmas, such as `wordnet.synsets`.
    """
    if not is_wordnet(value) or attribute in _METHODS:
        return None
    if attribute not in _CONSTANTS:
        raise InputError(
            f"it uses wordnet.{attribute}; of WordNet, only lemmas are deployed: morphy and "
            "WordNetLemmatizer. Make a set or a dictionary of what it needs outside the function"
        )
    with reading(f"wordnet.{attribute}"):
        return str(getattr(value, attribute))


def lemma_data(shown: str, parts: str) -> tuple[DataModule, ...]:
    """Return the data of parts of speech, each a letter, as the installed NLTK has it.

    Raises
    ------
    InputError
        If it is not on this machine; says what fetches it.
    """
    reader = sys.modules["nltk.corpus"].wordnet
    with reading(shown):
        return tuple(_data_of(reader, part) for part in parts)


@functools.cache
def _data_of(reader: Any, part: str) -> DataModule:
    names = sorted(reader.all_lemma_names(part))
    exceptions = reader._exception_map[part]
    rules = reader.MORPHOLOGICAL_SUBSTITUTIONS[part]
    value = {
        "exceptions": {form: " ".join(exceptions[form]) for form in sorted(exceptions)},
        "joined": pack(_by_prefix(name for name in names if "_" in name)),
        "lemmas": _by_prefix(name for name in names if "_" not in name),
        "repeated": _repeats(reader, part, names),
        "rules": [[old, new] for old, new in rules],
    }
    stem = _STEMS.get(part, _STEMS["a"])
    return data_module(f"wordnet_{stem}", f"WordNet's {stem}", value)


def _by_prefix(names: Iterable[str]) -> dict[str, str]:
    """Return the rests of lemmas by their beginnings; NLTK reads no lemma with a space."""
    found: dict[str, str] = defaultdict(lambda: " ")
    for name in names:
        found[name[:PREFIX]] += f"{name[PREFIX:]} "
    return dict(found)


def _repeats(reader: Any, part: str, names: list[str]) -> bool:
    """Return whether this NLTK applies the rules again to what they made, as before 3.9.

    That shows in a word such as "dogss": one rule makes "dogs" of it, which is no lemma.
    """
    rules, exceptions = reader.MORPHOLOGICAL_SUBSTITUTIONS[part], reader._exception_map[part]
    ending = next((old for old, new in rules if not new), None)
    if ending is None:
        return False
    known = {*names, *exceptions}
    for name in names:
        form = name + 2 * ending
        made = {form[: -len(old)] + new for old, new in rules if form.endswith(old)}
        if known.isdisjoint({form, *made}):
            return bool(reader._morphy(form, part))
    return False
