"""`python -m train drift` compares a service's log with what its models saw."""

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.support.commands import Run
from tests.support.log_lines import VERSION, service_line
from tests.support.references import with_reference
from tests.support.stores import promote, publish
from train.cli.drift.drift_command import BEYOND_LIMITS
from train.registry.bundle import Bundle
from train.registry.writable_store import DirectoryWriter

USUAL = [-2.0] * 4 + [-0.5] * 2 + [0.5, 5.0]


@pytest.fixture
def store(tmp_path: Path) -> DirectoryWriter:
    return DirectoryWriter(tmp_path / "models")


@pytest.fixture
def version(tutorial_bundle: Bundle, store: DirectoryWriter) -> str:
    name = publish(with_reference(tutorial_bundle), store)
    promote(name, store)
    return name


def log(path: Path, version: str, scores: list[float], known: float = 0.9) -> str:
    lines = [service_line(["ham"], score, known, version=version) for score in scores]
    path.write_text("\n".join(lines))
    return str(path)


def test_usual_texts_end_with_0_and_a_table(
    run: Run, tmp_path: Path, store: DirectoryWriter, version: str
) -> None:
    file = log(tmp_path / "service.log", version, USUAL * 20)
    code, output, errors = run("drift", file, "--from", store.uri)
    assert (code, errors) == (0, "")
    assert output.startswith(f"version {version}, 0 days old\n")
    assert "\n  drift             0.00" in output


def test_other_texts_end_with_3_and_the_figures_as_json(
    run: Run, tmp_path: Path, store: DirectoryWriter, version: str
) -> None:
    file = log(tmp_path / "service.log", version, [5.0] * 100, known=0.5)
    code, output, errors = run("drift", file, "--from", store.uri, "--json")
    document = json.loads(output)
    [found] = document["versions"]
    assert (code, document["beyond"]) == (BEYOND_LIMITS, True)
    assert (found["version"], found["age_days"], found["samples"]) == (version, 0, 100)
    assert found["drift"] > 0.25
    assert found["known"] == {"log": pytest.approx(0.5), "reference": 0.9}
    *beyond, advice = errors.splitlines()
    assert [line.partition(": ")[0] for line in beyond] == [version] * 2
    assert "'python -m train ask --texts FILE'" in advice


def test_standard_input_is_read(
    run: Run, store: DirectoryWriter, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = service_line(["ham"], 0.5, 0.9, version=version).encode()
    buffer = io.BufferedReader(io.BytesIO(raw))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=buffer))
    code, output, errors = run("drift", "-", "--from", store.uri)
    assert (code, errors) == (0, f"{version}: 1 samples; expected at least 100\n")
    assert "samples           1" in output


def test_a_log_of_versions_without_a_reference_is_a_mistake(
    run: Run, tmp_path: Path, tutorial_bundle: Bundle, store: DirectoryWriter
) -> None:
    version = publish(tutorial_bundle, store)
    lines = [service_line(["ham"], version=each) for each in (version, VERSION, "pickle-0123")]
    (tmp_path / "service.log").write_text("\n".join(lines))
    code, _, errors = run("drift", tmp_path / "service.log", "--from", store.uri)
    assert code == 2
    *notes, error = errors.splitlines()
    assert f"{version} has no reference; 'fit' and 'export --test' measure one" in notes
    assert f"{VERSION} is not in the store" in notes
    assert error == "error: found nothing to compare the log with; --from names the store"


def test_a_log_without_lines_of_the_service_is_a_mistake(run: Run, tmp_path: Path) -> None:
    (tmp_path / "other.log").write_text("START RequestId: 1\n")
    code, _, errors = run("drift", tmp_path / "other.log")
    assert code == 2
    assert errors.startswith(f"error: {tmp_path}/other.log: found no log line of a labelling requ")


def test_a_missing_file_is_a_mistake(run: Run) -> None:
    code, _, errors = run("drift", "missing.log")
    assert (code, errors) == (2, "error: missing.log: cannot be read: No such file or directory\n")
