"""The commands as a user runs them, and what they print."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.error import URLError

import joblib
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from chalicelib.version_names import is_version
from emulation.servers import ROOT
from tests.support.commands import Run
from tests.support.parity import LABELS, TRAINING
from train.__main__ import main
from train.corpus.first_corpus import CORPORA, SAMPLE
from train.corpus.reader import read_corpus
from train.registry.bundle import read_bundle


def test_from_texts_to_a_label(run: Run, corpus: Path) -> None:
    code, output, _ = run("fit", "--recipe", "tutorial", "--data", corpus)
    assert code == 0
    assert "accuracy" in output
    code, version, _ = run("publish", "--promote")
    assert is_version(version.removesuffix("\n"))
    assert run("predict", "win a free phone", "the train is late")[1] == "spam\nham\n"


def test_fit_prints_its_metrics_as_json(run: Run, corpus: Path) -> None:
    _, output, _ = run("fit", "--recipe", "tutorial", "--data", corpus, "--json")
    metrics = json.loads(output)
    assert metrics == json.loads(Path("build/model/metrics.json").read_text())
    assert metrics["classes"] == ["ham", "spam"]


def test_fit_keeps_as_many_terms_as_are_wanted(run: Run, corpus: Path) -> None:
    assert run("fit", "--folds", 0, "--data", corpus, "--terms", 100)[0] == 0
    model = read_bundle(Path("build/model")).model()
    assert model.manifest.document["recipe"] == "default-100"
    assert model.vectorizer.width == 100
    code, _, errors = run("fit", "--data", corpus, "--terms", 100, "--recipe", "tutorial")
    assert code == 2
    assert "expected the recipe 'default', or no --terms" in errors
    run(
        "evaluate",
        "--folds",
        2,
        "--repeats",
        1,
        "--data",
        corpus,
        "--terms",
        100,
        "--json",
        "m.json",
    )
    assert json.loads(Path("m.json").read_text())["recipe"] == "default-100"


def test_fit_evaluates_on_other_texts(run: Run, corpus: Path) -> None:
    _, output, _ = run("fit", "--recipe=tutorial", "--data", corpus, "--test", corpus, "--json")
    assert json.loads(output)["texts"] == 3 * len(TRAINING)


def test_columns_can_be_named(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mail.csv"
    rows = [f'{label},"{text}"' for label, text in zip(LABELS, TRAINING, strict=True)] * 2
    path.write_text("\n".join(["kind,body", *rows]))
    columns = ("--text-column", "body", "--label-column", "kind")
    assert run("fit", "--recipe", "tutorial", "--data", path, *columns)[0] == 0


def test_your_own_pipeline_is_exported_published_and_used(run: Run, tmp_path: Path) -> None:
    pipeline = make_pipeline(TfidfVectorizer(), LinearSVC()).fit(TRAINING, LABELS)
    joblib.dump(pipeline, tmp_path / "mine.joblib")
    assert run("export", "mine.joblib", "--out", "out")[0] == 0
    assert run("publish", "out", "--to", "store", "--promote")[0] == 0
    text = "win a free phone"
    assert run("predict", text, "--from", "store")[1] == f"{pipeline.predict([text])[0]}\n"
    assert "exported from mine.joblib" in run("list", "--to", "store")[1]


def test_a_downloaded_corpus_is_not_downloaded_again(run: Run, corpus: Path) -> None:
    assert run("corpus", "--out", corpus) == (0, f"{corpus}\n", "")


def no_network(*_: object, **__: object) -> None:
    raise URLError("no network")


@pytest.mark.parametrize("options", [(), ("--all",), ("--all", "elsewhere")])
def test_without_network_the_embedded_corpus_is_used(
    run: Run, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    monkeypatch.setattr("urllib.request.urlopen", no_network)
    code, output, errors = run("corpus", *options)
    assert (code, output) == (0, f"{SAMPLE}\n")
    assert errors.count("cannot be fetched") == 1
    assert "using the embedded corpus instead" in errors


def test_all_corpora_are_one_file_and_their_authors_are_credited(run: Run, tmp_path: Path) -> None:
    for each in CORPORA:
        labels = each.label_names or ("ham", "spam")
        rows = [f"{label},a text of {each.name} that is {label}" for label in labels]
        for pinned in each.files:
            is_table = pinned.name.endswith(".csv")
            lines = ["label,text", *rows] if is_table else [f"a line of {pinned.name}"]
            (tmp_path / pinned.name).write_text("\n".join(lines))
    code, output, errors = run("corpus", "--all", tmp_path)
    assert (code, output) == (0, f"{tmp_path / 'all.csv'}\n")
    counts = read_corpus([tmp_path / "all.csv"]).counts()
    embedded = read_corpus([SAMPLE]).counts()
    # The two texts of `smishing` differ in case only.
    assert counts == {"ham": embedded["ham"] + 3, "spam": embedded["spam"] + 4}
    assert errors.count("CC BY 4.0") == 3


@pytest.mark.parametrize(
    "command",
    [
        "fit",
        "evaluate",
        "export",
        "card",
        "publish",
        "promote",
        "rollback",
        "list",
        "show",
        "verify",
        "compare",
        "predict",
        "corpus",
        "prune",
        "delete",
        "forget",
    ],
)
def test_every_command_has_help_with_an_example(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"example:\n  python -m train {command} " in capsys.readouterr().out


def test_an_interrupted_command_exits_with_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("train.registry.published_version.list_versions", interrupt)
    assert run("list") == (130, "", "interrupted\n")


def test_the_process_exits_with_the_commands_code(tmp_path: Path) -> None:
    result = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-m", "train", "fit", "--data", str(tmp_path / "none.csv")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == f"error: {tmp_path / 'none.csv'}: no such file\n"


def test_a_closed_pipe_is_not_an_error(tmp_path: Path) -> None:
    command = f"{sys.executable} -m train list --json --to {tmp_path} | true"
    bash = ["bash", "-c", f"{command}; exit ${{PIPESTATUS[0]}}"]
    result = subprocess.run(bash, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    assert "Traceback" not in result.stderr
    assert result.returncode in (0, 141)


@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
def test_output_that_cannot_be_written_is_one_error_line(tmp_path: Path, unbuffered: str) -> None:
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(  # noqa: S603 - this interpreter
            [sys.executable, "-m", "train", "list", "--json", "--to", str(tmp_path)],
            cwd=ROOT,
            env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert result.returncode == 2
    assert result.stderr.splitlines()[1:] == [
        "error: the output cannot be written: No space left on device"
    ]


def test_a_model_below_the_majority_baseline_is_told(run: Run) -> None:
    Path("test.csv").write_text("label,text\n" + "ham,win win now\n" * 3 + "spam,see you see\n")
    rows = ["ham,see you at eight", "ham,see you soon", "spam,win it now", "spam,win a car now"]
    Path("c.csv").write_text("\n".join(["label,text", *rows * 3]))
    data = ("fit", "--recipe", "tutorial", "--folds", 0, "--data", "c.csv", "--test")
    assert "warning: the accuracy, 0.0000, is below that of always" in run(*data, "test.csv")[2]
    assert "warning: the accuracy" not in run(*data, "c.csv")[2]
