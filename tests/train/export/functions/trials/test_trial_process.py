"""The process that calls a slice; here its code runs in the test's own process."""

import io
import json
import sys
from typing import Any

import pytest

from train.export.functions.data_modules import DataModule, data_module, digests_of
from train.export.functions.trials import trial_process
from train.export.functions.trials.trial_process import MemorySources


@pytest.fixture
def outcome(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Return a function that runs the process's code on a source."""

    def run(source: str, *data: DataModule) -> Any:
        name = "made_0"
        sources = {name: source, **dict(data)}
        request = {
            "sources": sources,
            "reference": {"module": name, "object": "made"},
            "functions": digests_of(sources),
            "packages": ["chalice"],
            "paths": [],
            "texts": ["a b", ""],
        }
        monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps(request)))
        monkeypatch.setattr(sys, "path", [*sys.path])
        monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
        trial_process.main()
        return json.loads(capsys.readouterr().out)

    return run


def test_each_text_has_its_outcome(outcome: Any) -> None:
    found = outcome("__all__ = ['made']\ndef made(text):\n    return text.split()[0]\n")
    assert found[0] == {"result": "a"}
    assert found[1] == {"error": "made_0.made: raised IndexError in line 3"}


def test_a_module_of_data_is_imported_and_may_be_unpacked_at_the_first_text(outcome: Any) -> None:
    data = data_module("words", "words of a test", ["a"])
    body = "def made(text):\n    return [word for word in text.split() if word in words()]\n"
    words = "words = lambda: DATA.made_by(frozenset)"
    head = f"from {trial_process.PACKAGE}.{data.name} import DATA\n__all__ = ['made']\n{words}\n"
    assert outcome(head + body, data) == [{"result": ["a"]}, {"result": []}]
    assert f"{trial_process.PACKAGE}.{data.name}" not in sys.modules


def test_a_package_that_is_not_deployed_is_missing(
    outcome: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "sympy", raising=False)  # other tests may import it
    found = outcome("import sympy\n")
    assert "needs 'sympy'; name its package" in found["refused"]


def test_a_module_that_is_not_there_is_none() -> None:
    assert MemorySources({}).read("made_0") is None
