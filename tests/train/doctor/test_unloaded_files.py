"""Files that `doctor` does not load, or cannot: it says what they are."""

import json
import pickle
from pathlib import Path

import joblib
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from tests.support.commands import Run
from tests.support.doctor import PIPELINE
from tests.support.parity import LABELS, TRAINING

HOSTILE = b"\x80\x04cos\nmkdir\n(Vmade\ntR."


@pytest.mark.parametrize("more", [[], ["--no-load"]])
def test_a_file_that_can_run_commands_is_never_loaded(
    run: Run, tmp_path: Path, more: list[str]
) -> None:
    Path("hostile.pkl").write_bytes(HOSTILE)
    code, output, errors = run("doctor", "hostile.pkl", *more)
    assert (code, errors) == (1, "")
    assert "  needs os: mkdir" in output
    assert "1. hostile.pkl: imports os.mkdir, which can run commands or code" in output
    assert "next: do not load hostile.pkl; get the model again" in output
    assert "python -m train doctor" not in output
    assert not (tmp_path / "made").exists()


def test_a_dangerous_name_is_loaded_only_if_it_is_trusted(run: Run, tmp_path: Path) -> None:
    Path("hostile.pkl").write_bytes(HOSTILE)
    code, _, errors = run("export", "hostile.pkl")
    assert code == 2
    assert errors.splitlines()[-1].startswith("error: hostile.pkl: imports os.mkdir, which can run")
    assert errors.endswith("add --trust os.mkdir\n")
    assert not (tmp_path / "made").exists()
    run("doctor", "hostile.pkl", "--trust", "os.mkdir")
    assert (tmp_path / "made").is_dir()


@pytest.mark.parametrize("more", [[], ["--no-load"]])
def test_files_that_cannot_be_loaded_are_described(run: Run, more: list[str]) -> None:
    Path("a.pkl").write_bytes(b"\x80\x04(cno_such_module\nThing\nc__main__\nporter\nl.")
    Path("b.pkl").write_bytes(pickle.dumps(list(range(999)))[:-2])
    Path("c.pkl").write_text("")
    code, output, errors = run("doctor", "a.pkl", "b.pkl", "c.pkl", *more)
    assert (code, errors) == (1, "")
    for part in (
        "needs __main__: porter",
        "obstacles: 4",
        "1. a.pkl: needs no_such_module.Thing of a missing module: PYTHONPATH=FOLDER if",
        "2. a.pkl: needs porter of the script or notebook that wrote it; name that file: --main",
        "3. b.pkl: ends too early, or is broken",
        "4. c.pkl: is empty",
    ):
        assert part in output


def test_the_script_and_the_trusted_types_stay_in_the_next_step(run: Run) -> None:
    joblib.dump(PIPELINE, "my model.joblib")
    Path("fit.py").write_text("")
    _, output, _ = run("doctor", "my model.joblib", "--main", "fit.py", "--trust", "a.B")
    assert "export 'my model.joblib' --main fit.py --trust a.B --check raw.csv" in output


def test_a_directory_is_examined(run: Run) -> None:
    Path("models").mkdir()
    joblib.dump(PIPELINE, "models/a.joblib")
    Path("models/b.pkl").write_text("text,label")
    code, output, _ = run("doctor", "models")
    assert (code, "obstacles: 1\n  1. models/b.pkl: is a text file" in output) == (1, True)
    assert "Pipeline; 2 classes" in output
    Path("empty").mkdir()
    assert "1. empty: holds no model" in run("doctor", "empty")[1]


def test_what_is_loaded_but_no_estimator_is_an_obstacle(run: Run) -> None:
    joblib.dump({"free": 1}, "vocabulary.pkl")
    code, output, _ = run("doctor", "vocabulary.pkl")
    assert (code, "1. vocabulary.pkl: holds a dict of free (int)" in output) == (1, True)


def test_a_missing_file_is_the_users_mistake(run: Run) -> None:
    assert run("doctor", "nothing.pkl") == (2, "", "error: nothing.pkl: no such file\n")


def test_skops_files_are_examined_without_loading(run: Run) -> None:
    skops_io = pytest.importorskip("skops.io")
    steps = make_pipeline(CountVectorizer(preprocessor=json.dumps), LinearSVC())
    skops_io.dump(steps.fit(TRAINING, LABELS), "mine.skops")
    code, output, _ = run("doctor", "mine.skops", "--no-load")
    assert (code, "skops does not trust: json.dumps; " in output) == (1, True)
    assert run("doctor", "mine.skops", "--no-load", "--trust", "json.dumps")[0] == 0
