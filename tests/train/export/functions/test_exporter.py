"""References, digests, modules and requirements of the functions that a model calls."""

import hashlib
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.pipeline import FeatureUnion

from chalicelib.strict_json import Record
from tests.support import author_functions as authors
from tests.support import author_transformers as transformers
from tests.support import author_undeployable as undeployable
from train.errors import InputError
from train.export.functions.exporter import FunctionExporter


def test_a_reference_names_the_module_by_its_digest() -> None:
    functions = FunctionExporter()
    reference = functions.reference(authors.countdown)
    ((name, source),) = functions.modules.items()
    digest = hashlib.sha256(source.encode()).hexdigest()
    assert reference == {"module": name, "object": "countdown"}
    assert functions.digests == {f"countdown_{digest[:12]}": digest}
    assert source.startswith('"""countdown: a function of the model\'s author')
    assert "\nWritten by `python -m train export`. Do not edit it" in source
    assert str(Path.cwd()) not in source


def test_a_function_is_exported_once_and_with_its_state() -> None:
    functions = FunctionExporter()
    cleaner = transformers.Cleaner("#").fit(["a"])
    references = [functions.reference(cleaner) for _ in range(2)]
    assert references[0] == references[1]
    assert references[0]["state"]["instead"] == "#"
    assert len(functions.modules) == 1


def test_without_consent_the_function_is_named_and_so_is_the_option() -> None:
    functions = FunctionExporter(consent=False)
    assert functions.refer(authors.tokens) is None
    message = "model calls tokens, a function of its author; .* without --no-functions"
    with pytest.raises(InputError, match=message):
        functions.reference(authors.tokens)
    assert functions.modules == {}


def test_modules_are_written_once(tmp_path: Path) -> None:
    functions = FunctionExporter()
    functions.reference(authors.countdown)
    (name,) = functions.modules
    told = functions.write(tmp_path)
    assert told == [f"wrote chalicelib/functions/{name}.py: deploy before you promote"]
    assert functions.write(tmp_path) == []
    path = tmp_path / "chalicelib" / "functions" / f"{name}.py"
    assert path.read_text() == functions.modules[name]
    path.write_text("changed")
    assert functions.write(tmp_path) == told


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("# nothing\n", "# nothing\nidna==1\n", id="appended"),
        pytest.param("a==2", "a==2\nidna==1\n", id="no-line-end"),
        pytest.param("idna==1\n", "idna==1\n", id="there"),
    ],
)
def test_requirements_are_added(tmp_path: Path, before: str, after: str) -> None:
    path = tmp_path / "requirements.txt"
    path.write_text(before)
    functions = FunctionExporter()
    functions.requirements = ["idna==1"]
    assert functions.write(tmp_path) == ["added idna==1 to requirements.txt"] * (before != after)
    assert path.read_text() == after


def test_a_text_on_which_both_fail_is_told() -> None:
    functions = FunctionExporter()
    functions.reference(undeployable.failing)
    assert functions.notes == ["function failing: it raises IndexError on texts such as ''"]


def test_a_function_that_returns_something_else_is_refused() -> None:
    with pytest.raises(InputError, match=r"nothing cannot be deployed .*found NoneType"):
        FunctionExporter().reference(undeployable.nothing)


def test_terms_of_the_vocabulary_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def note(text: str) -> str:
        return text

    inner = CountVectorizer().fit(["unheard words"])
    functions = FunctionExporter()
    functions.try_terms_of(FeatureUnion([("one", inner)]))

    def compare(*given: Any) -> list[str]:
        seen.extend(given[-1])
        return []

    monkeypatch.setattr("train.export.functions.exporter.compare", compare)
    functions.reference(note)
    assert seen == ["unheard", "words", "unheard words"]


def test_an_exporter_can_be_pickled_and_still_resolves() -> None:
    functions = FunctionExporter()
    reference = functions.reference(local())
    again = pickle.loads(pickle.dumps(functions))  # noqa: S301 - made here
    assert again.resolve(Record(reference, "block 0")).text("A") == "a!"


def local() -> Callable[[str], str]:
    return lambda text: f"{text.lower()}!"
