"""Of a script just what defines the names is run: all of it, and nothing else."""

import ast
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from train.errors import InputError
from train.export.files.definitions import defining
from train.export.files.script import in_place_of_main

CLEAN = "def clean(text):\n    return ABBR.get(text, text)\n"
FILLED = {
    "item": "ABBR = {}\nABBR['u'] = 'you'",
    "loop": "ABBR = {}\nfor short, long in [('u', 'you')]:\n    ABBR[short] = long",
    "deleted": "ABBR = {'u': 'you', 'x': 'y'}\ndel ABBR['x']",
    "default": "ABBR = {}\nABBR.setdefault('u', 'you')",
    "merged": "ABBR = {}\nABBR |= {'u': 'you'}",
    "class": "class Words:\n    pass\nWords.abbr = {'u': 'you'}\nABBR = Words.abbr",
    "decorator": "ABBR = {}\ndef short(f):\n    ABBR['u'] = f()\n    return f\n"
    "@short\ndef you():\n    return 'you'",
    "decorator-with-arguments": "ABBR = {}\ndef short(word):\n    def add(f):\n"
    "        ABBR[word] = f()\n        return f\n    return add\n"
    "@short('u')\ndef you():\n    return 'you'",
    "guarded": "ABBR = {}\nif __name__ == '__main__':\n    ABBR.update(u='you')\n    no_such()",
    "condition": "ABBR = {}\nif True:\n    ABBR['u'] = 'you'",
}


def defined(source: str, *names: str) -> dict[str, Any]:
    """Run what defines some names."""
    found: dict[str, Any] = {"__name__": "a_script"}
    body = defining(ast.parse(source).body, names)
    exec(compile(ast.Module(body, []), "<script>", "exec"), found)  # noqa: S102 - written here
    return found


@pytest.mark.parametrize("source", FILLED.values(), ids=FILLED)
def test_what_fills_a_constant_belongs_to_it(source: str) -> None:
    found = defined(f"{source}\n{CLEAN}", "clean")
    assert found["clean"]("u") == "you"
    assert found["ABBR"] == {"u": "you"}


@pytest.mark.parametrize(
    "rest",
    [
        pytest.param("text = no_such_name()", id="name-of-an-argument"),
        pytest.param("long = no_such_name()", id="name-of-a-variable"),
        pytest.param("model = no_such_name()\nmodel.update(3)", id="another-name"),
        pytest.param("def main():\n    x = {}\n    x['u'] = 1\nmain(no_such_name())", id="local"),
        pytest.param("def main(ABBR):\n    ABBR['u'] = 1\nmain(no_such_name())", id="argument"),
    ],
)
def test_nothing_else_runs(rest: str) -> None:
    source = "ABBR = {'u': 'you'}\ndef clean(text):\n    long = ABBR.get(text)\n    return long\n"
    assert defined(source + rest, "clean")["clean"]("u") == "you"


@pytest.mark.parametrize(
    "source",
    [
        "def load():\n    ABBR['u'] = 'you'\nload()",
        "def fill():\n    ABBR.update(u='you')\ndef load():\n    fill()\nloaded = load()",
        "def load():\n    global ABBR\n    ABBR = {'u': 'you'}\nif True:\n    load()",
    ],
    ids=["call", "call-of-a-call", "global"],
)
def test_a_call_that_changes_a_constant_is_refused(source: str) -> None:
    with pytest.raises(InputError, match=r"line \d: .*load\(\).* changes ABBR, and may do more"):
        defined(f"ABBR = {{}}\n{CLEAN}{source}", "clean")


HIDDEN = {
    "other-name": "other = ABBR\nother['u'] = 'you'",
    "chain": "more = ABBR\nagain = [more]\nagain[0].update(u='you')",
    "loop": "for each in (ABBR, {}):\n    each['u'] = 'you'",
    "argument": "def fill(words):\n    words['u'] = 'you'\nfill(ABBR)",
    "unbound": "dict.update(ABBR, u='you')",
    "method": "list(map(ABBR.update, [{'u': 'you'}]))",
    "function": "import random\nrandom.shuffle(ABBR)",
    "returned": "def get():\n    return ABBR\nget().update(u='you')",
    "part": "def get(key):\n    return ABBR[key]\nwords = get('a')\nwords.append('you')",
}


@pytest.mark.parametrize("source", HIDDEN.values(), ids=HIDDEN)
def test_a_change_that_the_name_does_not_show_is_refused(source: str) -> None:
    with pytest.raises(InputError, match=r"line \d+: .* may change what \w+ holds, and is not run"):
        defined(f"ABBR = {{}}\n{CLEAN}{source}", "clean")


def test_the_other_name_of_an_assignment_is_seen() -> None:
    with pytest.raises(InputError, match="may change what words holds"):
        defined(f"words = ABBR = {{}}\n{CLEAN}def main():\n    pass\nx = words.pop", "clean")


def test_the_folders_of_modules_are_known(tmp_path: Path) -> None:
    (tmp_path / "words_of_mine.py").write_text("CLEAN = str.lower\n")
    source = f"import sys\nsys.path.insert(0, {str(tmp_path)!r})\nfrom words_of_mine import CLEAN\n"
    try:
        assert defined(f"{source}no_such()", "CLEAN")["CLEAN"]("A") == "a"
    finally:
        sys.path.remove(str(tmp_path))


def test_a_call_that_sets_what_a_package_does_is_refused() -> None:
    source = "import no_such.package as p\nimport string\nimport numpy as np\n"
    clean = "def clean(text):\n    return p.clean(text) + string.digits + np.str_('')\n"
    body = ast.parse(f"{source}{clean}np.append([1], 2)\np.clean('see you')\n").body
    assert len(defining(body, ["clean"])) == 4
    page = "import streamlit as st\nst.set_page_config()\n@st.cache_data\ndef word():\n    pass\n"
    assert len(defining([*ast.parse(page).body, *body], ["clean", "word"])) == 6
    for call in ("p.set_options(p.URL)", "p.words.add(3)"):
        message = rf"{re.escape(repr(call))} may change what no_such\.package holds"
        with pytest.raises(InputError, match=message):
            defining([*body, *ast.parse(call).body], ["clean"])


@pytest.mark.parametrize(
    "rest",
    [
        "print(ABBR, len(ABBR))",
        "model = CountVectorizer(stop_words=ABBR)",
        "words = sorted(ABBR)\nwords.append('u')",
        "copy = dict(ABBR)\ncopy['u'] = 'you'",
        "def main(words):\n    words = dict(words)\n    return words\nmain(ABBR)",
        "with open('words.pkl', 'wb') as file:\n    pickle.dump(ABBR, file)",
    ],
)
def test_what_reads_a_constant_is_left_out(rest: str) -> None:
    body = ast.parse(f"ABBR = {{'u': 'you'}}\n{CLEAN}{rest}").body
    assert [ast.unparse(each)[:4] for each in defining(body, ["clean"])] == ["ABBR", "def "]


def notebook(path: Path, *cells: str) -> Path:
    path.write_text(json.dumps({"cells": [{"cell_type": "code", "source": c} for c in cells]}))
    return path


def test_lines_of_a_string_are_no_magic(tmp_path: Path) -> None:
    cells = (
        'SIGNS = """\n!\n%x\nwhy?\n"""\nclean = SIGNS.count',
        "%matplotlib inline\nfiles = !ls\nclean?\nOTHER = 1",
    )
    with in_place_of_main(notebook(tmp_path / "signs.ipynb", *cells), ["SIGNS", "OTHER"]) as _:
        import __main__ as main

        assert (main.SIGNS, main.OTHER) == ("\n!\n%x\nwhy?\n", 1)


def test_a_name_in_a_cell_that_is_no_python_is_refused(tmp_path: Path) -> None:
    path = notebook(tmp_path / "cells.ipynb", "LOWER = 1", "LOWER = str.lower\n1 +", "1 + + =")
    with (
        pytest.raises(InputError, match="a cell that defines LOWER is not Python; correct or rem"),
        in_place_of_main(path, ["LOWER"]),
    ):
        pass


def test_a_function_that_sets_what_a_package_does_is_refused_where_it_is_called() -> None:
    source = "import no_such.package as p\n"
    setting = "def setup():\n    p.set_options(p.URL)\ndef main():\n    setup()\n    run()\n"
    clean = "def clean(text):\n    return p.clean(text)\n"
    body = ast.parse(f"{source}{setting}{clean}").body
    assert len(defining(body, ["clean"])) == 2
    for call in ("setup()", "main()", "if True:\n    loaded = setup()"):
        with pytest.raises(InputError, match=r"may change what no_such\.package holds"):
            defining([*body, *ast.parse(call).body], ["clean"])
    clean = "def clean(text):\n    setup()\n    return p.clean(text)\n"
    body = ast.parse(f"{source}{setting}{clean}clean('see you')\n").body
    assert len(defining(body, ["clean"])) == 3
