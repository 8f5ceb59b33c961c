"""A function is named by its file or its module."""

from pathlib import Path

import pytest

from train.errors import InputError
from train.export.functions.loading import load_function

MODULE = "import beside_it\nNUMBER = 3\n\n\ndef clean(text):\n    return text + beside_it.END\n"


@pytest.fixture
def module(tmp_path: Path) -> Path:
    (tmp_path / "beside_it.py").write_text("END = '!'\n")
    path = tmp_path / "module_to_load.py"
    path.write_text(MODULE)
    return path


def test_a_file_is_loaded_with_what_is_beside_it_and_once(module: Path) -> None:
    clean = load_function(f"{module}:clean")
    assert clean("a") == "a!"
    assert load_function(f"{module}:clean") is clean


def test_a_module_of_the_current_directory_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "package_to_load").mkdir()
    (tmp_path / "package_to_load" / "within.py").write_text("def clean(text):\n    return text\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.path", [*__import__("sys").path])
    assert load_function("package_to_load.within:clean")("a") == "a"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("clean", "found 'clean'; expected the file or the module", id="no-colon"),
        pytest.param(":clean", "expected the file or the module and", id="no-module"),
        pytest.param("a.py:1", "expected the file or the module and the", id="no-name"),
        pytest.param("missing.py:clean", "missing.py: no such file", id="no-file"),
        pytest.param("no_such_module:clean", "cannot be imported: ModuleNotFound", id="no-import"),
        pytest.param("string:missing", "string: has no function 'missing'", id="no-function"),
        pytest.param("string:digits", "string: has no function 'digits'", id="data"),
    ],
)
def test_a_wrong_name_is_a_mistake(name: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        load_function(name)


def test_a_module_that_fails_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "failing_module.py").write_text("1 / 0\n")
    (tmp_path / "not-a-name.py").write_text("")
    with pytest.raises(InputError, match="ZeroDivisionError: division by zero"):
        load_function(f"{tmp_path}/failing_module.py:clean")
    with pytest.raises(InputError, match="is not the name of a module"):
        load_function(f"{tmp_path}/not-a-name.py:clean")
