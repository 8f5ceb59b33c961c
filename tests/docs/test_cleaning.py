"""The examples of docs/cleaning.md do what they say, and its tables name every step and shape."""

import re
import shlex
from typing import Any

import pytest

from chalicelib.scoring.cleaning import characters, steps, token_steps, tokenizers
from emulation.servers import ROOT
from tests.support.cleaning import cleaning
from train.export.cleaning import words
from train.export.cleaning.parsing import parse_cleaning
from train.export.cleaning.proof import TEXTS
from train.export.cleaning.shapes import SHAPES

PAGE = (ROOT / "docs" / "cleaning.md").read_text("utf-8")
FORMAT = (ROOT / "docs" / "format-2.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```\n+```console\n\$ (.*?)\n```", PAGE, re.M | re.S)
TABLES = "\n".join(line.partition(" | ")[0] for line in PAGE.splitlines() if line[:1] == "|")
FORMAT_TABLES = "\n".join(
    line.partition(" | ")[0] for line in FORMAT.splitlines() if line[:1] == "|"
)


@pytest.mark.parametrize(("code", "command"), EXAMPLES)
def test_an_example_cleans_as_its_code_does(code: str, command: str) -> None:
    if "nltk" in code:
        pytest.importorskip("nltk", reason="NLTK is not installed")
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102 - the page's own code
    made = cleaning(*parse_cleaning(shlex.split(command.partition("--clean ")[2])))
    assert [made(text) for text in TEXTS] == [names["clean"](text) for text in TEXTS]


def test_there_are_examples() -> None:
    assert len(EXAMPLES) == 4


@pytest.mark.parametrize("shape", SHAPES)
def test_the_pattern_of_each_shape_is_on_the_page(shape: str) -> None:
    row = re.search(rf"^{shape} +(.*)$", PAGE, re.M)
    assert row is not None
    assert row[1] == SHAPES[shape]


@pytest.mark.parametrize("step", [*words._PLAIN, *words._VALUED])
def test_each_step_is_in_the_table(step: str) -> None:
    assert re.search(rf"`{step}[=`]", TABLES)


@pytest.mark.parametrize(
    "name",
    sorted({*steps._NAMES, *token_steps._NAMES, *tokenizers._KINDS, *characters.METHODS}),
)
def test_each_step_and_kind_is_in_the_specification(name: str) -> None:
    assert f"`{name}`" in FORMAT_TABLES


@pytest.mark.parametrize("shape", token_steps.SHAPES)
def test_each_shape_of_tokens_is_in_both_pages(shape: str) -> None:
    assert f"`{shape}`" in PAGE
    assert f"`{shape}`" in FORMAT
