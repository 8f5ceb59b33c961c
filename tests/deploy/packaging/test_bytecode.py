"""Bytecode for a package: what it keeps of the annotations, and of the lines."""

import importlib.util
import marshal
from pathlib import Path

from deploy.packaging.bytecode import compile_all

SOURCE = """
class Pair:
    first: no_such_name
    second: no_such_name = 2

def add(one: no_such_name, *more: no_such_name, **named: no_such_name) -> no_such_name:
    total: no_such_name = one
    def inner(two: no_such_name) -> no_such_name:
        return total + two
    return inner(*more)

shown: no_such_name = add(1, 2)
"""


def compiled(tmp_path: Path, source: str, *, annotated: bool) -> dict[str, object]:
    """Return the names of a module that is run from its bytecode."""
    path, bytecode = tmp_path / "module.py", tmp_path / "cache" / "module.pyc"
    path.write_text(source)
    compile_all([(str(path), str(bytecode), "shown.py", 2, annotated)])
    names: dict[str, object] = {"no_such_name": int} if annotated else {}
    exec(marshal.loads(bytecode.read_bytes()[16:]), names)  # noqa: S102, S302 - from above
    return names


def test_annotations_are_not_evaluated_but_classes_keep_their_names(tmp_path: Path) -> None:
    names = compiled(tmp_path, SOURCE, annotated=False)
    assert names["shown"] == 3
    pair = names["Pair"]
    assert isinstance(pair, type)
    assert (list(pair.__annotations__), vars(pair)["second"]) == (["first", "second"], 2)


def test_annotations_are_kept_if_asked(tmp_path: Path) -> None:
    add = compiled(tmp_path, SOURCE, annotated=True)["add"]
    assert add.__annotations__ == dict.fromkeys(("one", "more", "named", "return"), int)


def test_python_imports_the_bytecode_without_comparing_it_with_its_source(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text("value = 1")
    bytecode = importlib.util.cache_from_source(str(path))
    compile_all([(str(path), bytecode, "shown.py", 2, False)])
    path.write_text("value = 2")
    spec = importlib.util.spec_from_file_location("module", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.value == 1
