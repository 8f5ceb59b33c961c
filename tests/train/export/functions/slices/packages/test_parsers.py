"""The parsers of Beautiful Soup are found by their names."""

import ast
from types import SimpleNamespace

import pytest

from train.export.functions.slices.packages.parsers import parsers_of

NAMES = {"Soup": SimpleNamespace(__module__="bs4"), "Other": str}


@pytest.mark.parametrize(
    ("call", "modules"),
    [
        ("Soup(text, 'lxml').get_text()", ["lxml"]),
        ("Soup(text, features='html5lib')", ["html5lib"]),
        ("Soup(Soup('lxml', 'xml').text, 'html.parser')", ["lxml"]),
        ("Soup(text, parser)", []),
        ("Other(text, 'lxml')", []),
    ],
)
def test_a_parser_is_named_by_a_constant(call: str, modules: list[str]) -> None:
    assert [*parsers_of(ast.parse(call), NAMES)] == modules
