"""Read cleaning as authors write it: words, steps of docs/format.md, functions, and files of these.

Steps on words, such as `porter`, that follow one another become one step of the model, which splits
the text once.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from chalicelib import strict_json
from chalicelib.errors import FormatError
from chalicelib.scoring.author_function import AuthorFunction
from chalicelib.scoring.cleaning.token_steps import MAX_STEPS
from train.errors import InputError
from train.export.cleaning.functions import Refer, cleaning_steps, no_reference
from train.export.cleaning.proof import compiled, is_same_stems, is_same_tokens
from train.export.cleaning.text_functions import Config
from train.export.cleaning.tokenizing_functions import stemmer_of, tokenizer_of
from train.export.cleaning.words import Read, read_word

Written = str | Config | Callable[..., Any]


def parse_cleaning(written: Sequence[Written], refer: Refer = no_reference) -> list[Config]:
    """Return the steps that words, steps, functions and `@FILE.json` stand for, in order.

    Raises
    ------
    InputError
        If one cannot be read; names it and what is expected.

    Examples
    --------
    >>> [step["step"] for step in parse_cleaning(["lower", "digits=", "longer=2", "porter"])]
    ['lower', 'replace', 'words']
    """
    steps: list[Config] = []
    for each in _with_files(written):
        for read in _read(each, refer):
            _add(steps, read)
    try:
        compiled(steps, lambda _: AuthorFunction("", "", str))  # references were tried before
    except FormatError as exc:
        raise InputError(str(exc)) from exc
    return steps


def _with_files(written: Sequence[Written]) -> Sequence[Written]:
    result: list[Written] = []
    for each in written:
        if isinstance(each, str) and each.startswith("@"):
            result += _of_file(Path(each[1:]))
        else:
            result.append(each)
    return result


def _of_file(path: Path) -> list[Written]:
    try:
        document = strict_json.parse(path.read_bytes(), str(path))
    except OSError as exc:
        raise InputError(f"{path}: cannot read the cleaning ({exc.strerror or exc})") from exc
    except FormatError as exc:
        raise InputError(str(exc)) from exc
    if not isinstance(document, list) or not all(isinstance(item, str | dict) for item in document):
        raise InputError(f"{path}: expected a JSON array of steps, each an object or a string")
    if any(isinstance(item, str) and item.startswith("@") for item in document):
        raise InputError(f"{path}: found the name of another file; expected steps")
    return document


def _read(each: Written, refer: Refer) -> list[Read]:
    if isinstance(each, str):
        return [read_word(each)]
    if isinstance(each, dict):
        return [Read(text=each)]
    stem, tokenizer = stemmer_of(each), tokenizer_of(each)
    if stem is not None and is_same_stems(each, stem):
        return [Read(token=stem)]
    if tokenizer is not None and is_same_tokens(each, tokenizer):
        return [Read(tokenizer=tokenizer)]
    steps = cleaning_steps(each, refer)
    if steps is None:
        name = getattr(each, "__qualname__", None) or repr(each)
        raise InputError(
            f"cleaning by {name} is not known as data; expected the steps of docs/cleaning.md"
        )
    return [Read(text=step) for step in steps]


def _add(steps: list[Config], read: Read) -> None:
    """Append what was read; a step on tokens joins the last step if that is one on words."""
    if read.text is not None:
        steps.append(read.text)
    if read.tokenizer is not None:
        steps.append(_words(read.tokenizer))
    if read.token is not None:
        last = steps[-1] if steps else {}
        if last.get("step") != "words" or len(last["tokenizer"].get("tokens", ())) == MAX_STEPS:
            steps.append(_words({"kind": "split"}))
        steps[-1]["tokenizer"].setdefault("tokens", []).append(read.token)


def _words(tokenizer: Config) -> Config:
    return {"step": "words", "tokenizer": dict(tokenizer)}
