"""A model names functions of the deployment; it can bring no code and reach nothing else."""

import re
import sys
from pathlib import Path
from typing import Any

import pytest

import chalicelib.functions
from chalicelib.errors import FormatError
from chalicelib.registry.functions import resolver
from chalicelib.strict_json import Record
from tests.support.functions import SPLIT, reference, write_module

CLEANER = """__all__ = ["Cleaner", "plain"]
class Cleaner:
    factor = 2
    def __init__(self):
        raise AssertionError("not called")
    def transform(self, texts):
        return [text.replace(self.old, self.new) * self.factor for text in texts]
class plain:
    pass
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(chalicelib.functions, "__path__", [str(tmp_path)])
    return tmp_path


def test_a_function_of_the_deployment_is_called(folder: Path) -> None:
    functions = write_module(folder, SPLIT)
    assert resolver(functions)(reference(functions)).terms("one two") == ["one", "two"]


def test_versions_of_a_function_live_side_by_side(folder: Path) -> None:
    old, new = write_module(folder, SPLIT), write_module(folder, SPLIT.replace("()", "('-')"))
    assert resolver(old)(reference(old)).terms("a-b c") == ["a-b", "c"]
    assert resolver(new)(reference(new)).terms("a-b c") == ["a", "b c"]


def test_the_state_of_an_instance_comes_from_the_model(folder: Path) -> None:
    functions = write_module(folder, CLEANER)
    resolve = resolver(functions)
    one = resolve(reference(functions, "Cleaner", state={"old": "a", "new": "b"}))
    other = resolve(reference(functions, "Cleaner", state={"old": "a", "new": "", "factor": 1}))
    assert (one.text("cat"), other.text("cat")) == ("cbtcbt", "ct")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("os", "cannot be called; expected a function that", id="imported"),
        pytest.param(
            "system", "cannot be called; expected a function that", id="imported-function"
        ),
        pytest.param("missing", "cannot be called; expected a function that", id="missing"),
        pytest.param("helper", "cannot be called; expected a function that", id="not-listed"),
        pytest.param("listed", "cannot be called; expected a function that", id="no-function"),
        pytest.param("Class", "cannot be called; expected a function that", id="class"),
        pytest.param("__import__", "expected a plain name", id="dunder"),
        pytest.param("__builtins__", "expected a plain name", id="builtins"),
        pytest.param("split.__globals__", "expected a plain name", id="attribute"),
        pytest.param("", "expected a plain name", id="empty"),
        pytest.param("spl\u0131t", "expected a plain name", id="not-ascii"),
    ],
)
def test_only_what_the_module_lists_can_be_called(folder: Path, name: str, message: str) -> None:
    more = "import os\nfrom os import system\nlisted = 3\ndef helper(text): ...\nclass Class: ...\n"
    functions = write_module(folder, SPLIT.replace('"split"', '"split", "listed", "Class"') + more)
    with pytest.raises(FormatError, match=message):
        resolver(functions)(reference(functions, name))


def test_a_class_needs_a_state_and_a_transform(folder: Path) -> None:
    functions = write_module(folder, CLEANER)
    with pytest.raises(FormatError, match="expected a function that"):
        resolver(functions)(reference(functions, "Cleaner"))
    with pytest.raises(FormatError, match="expected a class with a method 'transform'"):
        resolver(functions)(reference(functions, "plain", state={}))
    with pytest.raises(FormatError, match="expected a class with a method 'transform'"):
        resolver(functions)(reference(functions, "Cleaner", state={"transform": "x"}))


def test_a_function_takes_no_state(folder: Path) -> None:
    functions = write_module(folder, SPLIT)
    with pytest.raises(FormatError, match="because there is a state"):
        resolver(functions)(reference(functions, state={}))


def test_a_module_that_the_manifest_does_not_name_is_refused(folder: Path) -> None:
    functions = write_module(folder, SPLIT)
    with pytest.raises(FormatError, match=r"not in the manifest's 'functions'"):
        resolver({})(reference(functions))


@pytest.mark.parametrize("module", ["os", "../app", "chalicelib.errors", "__init__", "a/b", ""])
def test_no_other_module_can_be_reached(folder: Path, module: str) -> None:
    named = Record({"module": module, "object": "split"}, "block 0: tokenizer")
    with pytest.raises(FormatError, match=r"block 0: tokenizer: .* not in the manifest's"):
        resolver(write_module(folder, SPLIT))(named)


def test_a_missing_module_is_refused_with_the_way_out(folder: Path) -> None:
    functions = write_module(folder, SPLIT)
    (name,) = functions
    (folder / f"{name}.py").unlink()
    with pytest.raises(
        FormatError, match=r"not part of this deployment; run 'python -m train export'"
    ):
        resolver(functions)(reference(functions))


def test_a_changed_module_is_refused_before_it_is_imported(folder: Path) -> None:
    functions = write_module(folder, f"{SPLIT}# not imported before\n")
    (name,) = functions
    (folder / f"{name}.py").write_text("raise AssertionError('imported')")
    with pytest.raises(FormatError, match=rf"manifest says {functions[name][:12]}.*; run 'python"):
        resolver(functions)(reference(functions))
    assert f"chalicelib.functions.{name}" not in sys.modules


def test_a_function_without_its_data_is_refused_and_not_imported(folder: Path) -> None:
    data = write_module(folder, "DATA = ' '  # split at spaces\n", "data_of_spaces")
    (name,) = data
    source = f"from chalicelib.functions.{name} import DATA\n{SPLIT.replace('()', '(DATA)')}"
    function = write_module(folder, source)
    named = reference(function)
    assert resolver(function | data)(named).terms("a b\tc") == ["a", "b\tc"]
    for found, message in (("DATA = 'b'", "has the sha256"), (None, "is not part of this")):
        (folder / f"{name}.py").unlink()
        if found is not None:
            (folder / f"{name}.py").write_text(found)
        with pytest.raises(FormatError, match=rf"module '{name}' {message}.*run 'python -m train"):
            resolver(function | data)(reference(function))


def test_data_cannot_be_called(folder: Path) -> None:
    data = write_module(folder, "DATA = str.split\n", "data_of_calls")
    with pytest.raises(FormatError, match="expected a function that the module lists"):
        resolver(data)(reference(data, "DATA"))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        pytest.param("import no_such_package", "needs 'no_such_package'; name its", id="package"),
        pytest.param("1 / 0", "cannot be imported: ZeroDivisionError: division", id="error"),
        pytest.param("def f(:", "cannot be imported: SyntaxError", id="syntax"),
    ],
)
def test_a_module_that_cannot_be_imported_is_refused(
    folder: Path, source: str, message: str
) -> None:
    functions = write_module(folder, source)
    with pytest.raises(FormatError, match=message):
        resolver(functions)(reference(functions))


@pytest.mark.parametrize(
    ("requirements", "way"),
    [
        (
            "# What Lambda needs.\nemoji==2.14.0\nNo-Such_Package==1.2",
            "pip install No-Such_P.*==1.2;",
        ),
        ("another-name==3", "pip install -r requirements.txt;"),
        ("# What Lambda needs, a==1.", "name its package in requirements.txt, and deploy"),
    ],
    ids=["pinned", "other-name", "none"],
)
def test_a_missing_package_that_is_pinned_is_to_be_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, requirements: str, way: str
) -> None:
    folder = tmp_path / "chalicelib" / "functions"
    folder.mkdir(parents=True)
    monkeypatch.setattr(chalicelib.functions, "__path__", [str(folder)])
    (tmp_path / "requirements.txt").write_text(requirements)
    functions = write_module(folder, "import no_such_package.inner")
    with pytest.raises(FormatError, match=f"needs 'no_such_package'; .*{way}"):
        resolver(functions)(reference(functions))


def test_an_unknown_field_of_a_reference_is_refused(folder: Path) -> None:
    functions = write_module(folder, SPLIT)
    with pytest.raises(FormatError, match="unknown field 'args'"):
        resolver(functions)(reference(functions, args=[]))


def test_functions_are_imported_only_by_name(folder: Path) -> None:
    write_module(folder, "raise AssertionError", "unused")
    functions = write_module(folder, SPLIT)
    resolver(functions)(reference(functions))
    imported = [name for name in sys.modules if re.match(r"chalicelib\.functions\.unused", name)]
    assert imported == []


@pytest.mark.parametrize("field", ["module", "object"])
@pytest.mark.parametrize("value", [None, 3, ["split"]])
def test_a_name_that_is_no_string_is_refused(folder: Path, field: str, value: Any) -> None:
    functions = write_module(folder, SPLIT)
    with pytest.raises(FormatError, match="expected a string"):
        resolver(functions)(reference(functions, **{"name": "split"}, **{field: value}))
