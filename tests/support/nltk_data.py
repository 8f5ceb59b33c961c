"""A folder of NLTK's data with few words, and what `export` makes of NLTK's tokenizers."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from train.export.functions.slices.slice import slice_function
from train.export.functions.trials.trial_process import MemorySources

ENGLISH = {
    "abbrev_types.txt": ["dr", "mr", "e.g", "u.s", "etc", "p.m", "x", "7"],
    "collocations.tab": ["##number##\tone", "st\tives"],
    "sent_starters.txt": ["he", "and"],
    # At the start, inside and anywhere: upper case 2, 4, 8 and lower case 16, 32, 64.
    "ortho_context.tab": ["the\t34", "so\t32", "near\t48", "yes\t2", "navy\t38", "it\t16"],
}
GERMAN: dict[str, list[str]] = {name: [] for name in ENGLISH} | {"abbrev_types.txt": ["bzw"]}
NAME = "made_0"


def write_nltk_data(folder: Path) -> None:
    """Write Punkt's parameters of two languages as NLTK's package `punkt_tab` has them."""
    for language, files in {"english": ENGLISH, "german": GERMAN}.items():
        place = folder / "tokenizers" / "punkt_tab" / language
        place.mkdir(parents=True)
        for name, lines in files.items():
            (place / name).write_text("".join(f"{line}\n" for line in lines), "utf-8")


@contextmanager
def only_nltk_data(folder: Path) -> Iterator[None]:
    """Let NLTK find the data of a folder, and no other."""
    data, tokenize = pytest.importorskip("nltk.data"), pytest.importorskip("nltk.tokenize")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(data, "path", [str(folder)])
        tokenize._get_punkt_tokenizer.cache_clear()
        data.clear_cache()
        yield
    tokenize._get_punkt_tokenizer.cache_clear()
    data.clear_cache()


def deployed(value: Any) -> Any:
    """Return what a deployment has in place of a function, a class or an object of NLTK."""
    sliced = slice_function(value, "made")
    assert not sliced.requirements
    sources = {NAME: sliced.module_source, **sliced.data_modules}
    return MemorySources(sources).load(NAME)[sliced.object_name]
