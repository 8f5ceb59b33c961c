"""Functions of the script or notebook that made a pickle are found in it, and little else runs."""

import inspect
import json
import linecache
import pickle
import sys
from pathlib import Path
from typing import Any

import cloudpickle
import pytest

from tests.train.export.functions.slices.test_slice import results_of
from train.errors import InputError
from train.export.files.script import in_place_of_main
from train.export.functions.slices.slice import slice_function

SCRIPT = """
import re
import no_such_module
from string import punctuation as SIGNS

STOP = {"the"}
STOP.update(["a"])
STOP |= {"an"}
OTHER = print("must not run")
model = no_such_module.train()

def words(text):
    return [word for word in PATTERN.findall(text) if word not in STOP]

PATTERN = re.compile(r"[a-z]+")

class Cleaner:
    def __call__(self, text):
        return text.strip(SIGNS)

if __name__ == "__main__":
    raise SystemExit("must not run")
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "my_training_script.py"
    path.write_text(SCRIPT)
    return path


def test_a_file_next_to_the_script_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "stop.txt").write_text("a the")
    (folder / "train.py").write_text("with open('stop.txt') as file:\n    STOP = file.read()\n")
    monkeypatch.chdir(tmp_path)
    with in_place_of_main(folder / "train.py", ["STOP"]):
        assert vars(sys.modules["__main__"])["STOP"] == "a the"
    assert Path.cwd() == tmp_path


def test_a_function_is_found_with_what_it_uses(
    script: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with in_place_of_main(script, ["words"]):
        words = pickle.loads(b"c__main__\nwords\n.")  # noqa: S301 - the bytes are above
    assert words("the cat, a dog an owl") == ["cat", "dog", "owl"]
    assert "PATTERN.findall" in inspect.getsource(words)
    assert capsys.readouterr().out == ""
    assert sys.modules["__main__"].__name__ == "__main__"
    assert pickle.loads(pickle.dumps(words)) is words  # noqa: S301 - a function of this test


def test_a_class_is_found(script: Path) -> None:
    with in_place_of_main(script, ["Cleaner"]):
        cleaner = pickle.loads(b"c__main__\nCleaner\n)R.")  # noqa: S301
    assert cleaner("..a.") == "a"


def test_a_notebook_is_read_by_its_cells(tmp_path: Path) -> None:
    cells = [
        ("markdown", "# clean"),
        ("code", "%matplotlib inline\n!pip install x\ndef clean(text):\n    return LOWER(text)"),
        ("code", "%%bash\nls -l"),
        ("code", "LOWER = str.lower\n1 +"),
        ("code", "LOWER = str.lower"),
    ]
    path = tmp_path / "my notebook.ipynb"
    listed = [{"cell_type": kind, "source": source.splitlines(True)} for kind, source in cells]
    path.write_text(json.dumps({"cells": listed}))
    with in_place_of_main(path, ["clean"]):
        clean = pickle.loads(b"c__main__\nclean\n.")  # noqa: S301
    assert clean("A") == "a"
    assert inspect.getsource(clean).startswith("def clean(text):")


def test_modules_beside_the_script_are_found(tmp_path: Path) -> None:
    (tmp_path / "near_the_script.py").write_text("def norm(text):\n    return text.lower()\n")
    path = tmp_path / "script.py"
    path.write_text("from near_the_script import norm\ndef clean(text):\n    return norm(text)\n")
    before = [*sys.path]
    with in_place_of_main(path, ["clean"]):
        assert sys.modules["__main__"].clean("A") == "a"
        assert sys.path == [*before, str(tmp_path)]  # behind all others


@pytest.mark.parametrize("name", ["train.py", "json.py"])
def test_a_script_replaces_no_other_module(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("def clean(text):\n    return text\n")
    before = sys.modules[path.stem]
    with in_place_of_main(path, ["clean"]):
        assert sys.modules["__main__"].clean("a") == "a"
    assert sys.modules[path.stem] is before


def test_without_a_script_no_name_of_this_program_is_found() -> None:
    with in_place_of_main(None, []):
        assert not hasattr(sys.modules["__main__"], "main")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def other(): pass", "does not define clean; expected the script or notebook"),
        ("import no_such_module\nclean = no_such_module.clean", "the definitions of clean failed"),
        ("import sys\nclean = sys.exit(3)", r"definitions of clean failed \(SystemExit: 3\)"),
        ("def clean(:", "expected a Python script or a notebook"),
        (None, r"^(?!.*script\.py.*script\.py).*script\.py: no such file"),
    ],
)
def test_a_script_that_does_not_help_is_refused(
    tmp_path: Path, source: str | None, message: str
) -> None:
    path = tmp_path / "script.py"
    if source is not None:
        path.write_text(source)
    with pytest.raises(InputError, match=message), in_place_of_main(path, ["clean"]):
        pass


def test_a_broken_notebook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text("{}")
    with (
        pytest.raises(InputError, match="expected a notebook of Jupyter"),
        in_place_of_main(path, ["clean"]),
    ):
        pass


CELLS = [
    "%%time\nimport enum\n%matplotlib inline\nclass Mode(enum.Enum):\n    LOWER = 1\n    UPPER = 2",
    "SIGNS = {'!'}\ndef clean(text):\n    return ''.join(s for s in text if s not in SIGNS)",
    "class Cleaner:\n    mode = Mode.LOWER\n    def __call__(self, text):\n"
    "        return clean(text.lower() if self.mode is Mode.LOWER else text)",
]


def taken_whole(name: str, cells: list[str]) -> Any:
    """Return an object of a notebook that ran elsewhere, as cloudpickle gives it back."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for number, cell in enumerate(cells):
        lines = cell.splitlines()[cell.startswith("%%") :]
        code = "\n".join("" if line.startswith("%") else line for line in lines)
        exec(compile(code, f"/tmp/ipykernel_7/{number}.py", "exec"), names)  # noqa: S102, S108
    found = names[name]
    kept = cloudpickle.dumps(found() if isinstance(found, type) else found)
    return pickle.loads(kept)  # noqa: S301 - made above


@pytest.mark.parametrize("name", ["clean", "Cleaner"])
def test_what_cloudpickle_took_whole_is_found_in_the_notebook(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"notebook_of_{name}.ipynb"
    listed = [{"cell_type": "code", "source": cell} for cell in CELLS]
    path.write_text(json.dumps({"cells": listed}))
    loaded = taken_whole(name, CELLS)
    if name == "clean":
        with pytest.raises(InputError, match="is not available; name the script or notebook"):
            slice_function(loaded)
    with in_place_of_main(path, []):
        sliced = slice_function(loaded)
    assert results_of(sliced, ["A! b"]) == [loaded("A! b")]


def test_a_cell_that_is_no_python_hides_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = "class Mode(:"
    monkeypatch.setitem(linecache.cache, "<cell>", (len(broken), None, [broken], "<cell>"))
    path = tmp_path / "notebook.ipynb"
    path.write_text(json.dumps({"cells": [{"cell_type": "code", "source": c} for c in CELLS]}))
    loaded = taken_whole("Cleaner", CELLS)
    with in_place_of_main(path, []):
        assert results_of(slice_function(loaded), ["A! b"]) == [loaded("A! b")]


def test_a_script_that_was_changed_is_not_taken_for_the_source(tmp_path: Path) -> None:
    path = tmp_path / "script.py"
    cell = CELLS[1].replace("''", "'-'")
    path.write_text(cell.replace("not in", "in"))
    with (
        in_place_of_main(path, []),
        pytest.raises(InputError, match="source of 'clean' is not available"),
    ):
        slice_function(taken_whole("clean", [cell]))
