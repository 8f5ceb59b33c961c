"""The packaged sources: the same statements on the same lines, without docstrings and comments."""

import ast

import pytest

from deploy.packaging.plain_source import plain_source
from emulation.servers import ROOT

SOURCES = [ROOT / "app.py", *sorted((ROOT / "chalicelib").rglob("*.py"))]


def statements(source: str) -> tuple[list[int], str]:
    """Return the statements' lines and contents, without docstrings and what they leave."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr | ast.Pass):
            value = getattr(body[0], "value", ast.Constant(""))
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                del body[0]
    lines = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    return lines, ast.dump(tree)


@pytest.mark.no_cover  # it reads all sources
def test_statements_keep_their_lines() -> None:
    for path in SOURCES:
        source = path.read_text("utf-8")
        plain = plain_source(source)
        assert statements(plain) == statements(source), path
        assert plain_source(plain) == plain, path
        assert len(plain.splitlines()) == len(source.splitlines()), path


def test_a_number_sign_in_a_string_is_no_comment() -> None:
    assert plain_source('A = "# b"  # c\nB = """\n# d\n"""\n') == 'A = "# b"\nB = """\n# d\n"""\n'


def test_a_body_that_was_only_a_docstring_stays_a_body() -> None:
    assert plain_source("class A:\n    '''b\n    c'''\n\nd = 1\n") == (
        "class A:\n    pass\n\n\nd = 1\n"
    )
