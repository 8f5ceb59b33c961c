"""`evaluate` and the files of `fit`, as a user runs them; three classes end to end."""

import json
from pathlib import Path

import pytest

from tests.support import topics
from tests.support.commands import Run
from tests.support.mistakes import assert_mistake
from train.registry.bundle import METRICS

TUTORIAL = ("--recipe", "tutorial", "--data")


@pytest.fixture
def topics_path(tmp_path: Path) -> Path:
    rows = zip(topics.TEXTS, topics.LABELS, strict=True)
    lines = [json.dumps({"text": text, "label": label}) for text, label in rows]
    path = tmp_path / "topics.jsonl"
    path.write_text("\n".join(lines))
    return path


@pytest.mark.parametrize(
    ("options", "note"),
    [
        pytest.param(["--folds", "2"], "2-fold cross-validation on 11 distinct", id="distinct"),
        pytest.param(["--protocol", "tutorial"], "held out: test_size=0.1", id="tutorial"),
        pytest.param(["--protocol", "small"], "the first 19 texts train", id="small"),
    ],
)
def test_evaluate_prints_a_table(run: Run, corpus: Path, options: list[str], note: str) -> None:
    code, output, errors = run("evaluate", *TUTORIAL, corpus, *options)
    assert (code, errors.splitlines()[0].split()) == (0, ["rows", "63"])
    assert "36 ham (57.1%), 27 spam (42.9%)\n" in errors
    assert "positive class     spam; its name says so\n" in errors
    lines = output.splitlines()
    assert note in lines[0]
    assert [line.split()[0] for line in lines[1:4]] == ["accuracy", "majority_baseline", "mcc"]
    assert lines[-3].startswith("true \\ predicted")


def test_evaluate_replaces_no_corpus(run: Run) -> None:
    Path("c.csv").write_text("label,text\nham,see you\nspam,win\n")
    done = run("evaluate", *TUTORIAL, "c.csv", "--json", "c.csv")
    assert_mistake(done, "c.csv: is read by --data; expected another file for --json")
    assert Path("c.csv").read_text().startswith("label,text")


def test_fit_says_why_it_does_not_compare(run: Run, corpus: Path) -> None:
    fit = ("fit", *TUTORIAL, corpus, "--folds", 0, "--to")
    assert_mistake(run(*fit, "ftp://a/b"), "store is 'ftp://a/b'; expected a directory or s3://")
    assert not Path("build/model").exists()
    assert "not compared with the promoted version: " in run(*fit, corpus)[2]
    assert "not compared" not in run(*fit, "no-store-yet")[2]


def test_evaluate_writes_the_metrics_that_it_prints(run: Run, corpus: Path) -> None:
    options = ("--folds", "2", "--json", "figures.json")
    _, output, _ = run("evaluate", *TUTORIAL, corpus, *options)
    metrics = json.loads(Path("figures.json").read_text())
    mean, deviation = (metrics["mcc"][name] for name in ("mean", "std"))
    assert f"mcc                {mean:.4f} \N{PLUS-MINUS SIGN} {deviation:.4f}\n" in output
    assert f"texts              {metrics['texts']} ({metrics['protocol']})\n" in output
    rows = [line.split()[1:] for line in output.splitlines()[-2:]]
    assert [list(map(int, row)) for row in rows] == metrics["confusion"]


def test_evaluate_writes_the_same_bytes_each_time(run: Run, corpus: Path) -> None:
    for name in ("a.json", "b.json"):
        run("evaluate", *TUTORIAL, corpus, "--folds", "2", "--json", name)
    assert Path("a.json").read_bytes() == Path("b.json").read_bytes()


def test_evaluate_prints_how_much_disguised_spam_is_caught(run: Run, corpus: Path) -> None:
    code, output, _ = run("evaluate", *TUTORIAL, corpus, "--folds", "2", "--attacks")
    assert code == 0
    assert [line.split()[0] for line in output.splitlines()[-4:]] == [
        *["splitting", "padding", "splitting", "blocked"]
    ]


def test_metrics_that_cannot_be_written_are_one_error_line(run: Run, corpus: Path) -> None:
    options = ("--protocol", "small", "--json", "none/figures.json")
    code, _, errors = run("evaluate", *TUTORIAL, corpus, *options)
    assert code == 2
    expected = "error: none/figures.json: cannot be written: No such file or directory"
    assert errors.splitlines()[-1] == expected


@pytest.mark.parametrize("command", ["fit", "evaluate"])
@pytest.mark.parametrize(
    ("option", "value"),
    [
        *[("--max-blocked-ham", value) for value in ("0.9", "-1", "nan", "x")],
        *[("--blocked-ham-cost", value) for value in ("0", "inf", "-1", "x")],
        *[("--folds", value) for value in ("1", "-1", "1000", "x", "2.5")],
    ],
)
def test_an_invalid_value_is_refused(
    run: Run, capsys: pytest.CaptureFixture[str], command: str, option: str, value: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(command, "--data", "texts.csv", option, value)
    assert ended.value.code == 2
    line = capsys.readouterr().err.splitlines()[-1]
    assert f"argument {option}" in line
    assert f": found {value!r}; expected a " in line


@pytest.mark.parametrize("command", ["fit", "evaluate"])
def test_a_share_and_a_cost_together_are_refused(
    run: Run, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(command, "--data", "a.csv", "--max-blocked-ham", "0.1", "--blocked-ham-cost", "2")
    assert ended.value.code == 2
    assert "not allowed with argument --max-blocked-ham" in capsys.readouterr().err


@pytest.mark.parametrize("options", ["--repeats 0", "--repeats x", "--folds 0", "--json s3://b/k"])
def test_a_value_that_is_invalid_for_evaluate_is_refused(run: Run, options: str) -> None:
    with pytest.raises(SystemExit) as ended:
        run("evaluate", "--data", "texts.csv", *options.split())
    assert ended.value.code == 2


@pytest.mark.parametrize("value", ["-1", "1001", "x"])
def test_an_invalid_number_of_mistakes_is_refused(
    run: Run, capsys: pytest.CaptureFixture[str], value: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        run("fit", "--data", "texts.csv", "--mistakes", value)
    assert ended.value.code == 2
    assert f"found '{value}'; expected a whole number from 0 to 1,000" in capsys.readouterr().err


@pytest.mark.parametrize("options", ["--max-blocked-ham=0.1", "--blocked-ham-cost=2"])
@pytest.mark.parametrize("command", ["fit", "evaluate"])
def test_three_classes_with_a_threshold_are_one_error_line(
    run: Run, topics_path: Path, command: str, options: str
) -> None:
    code, output, errors = run(command, *TUTORIAL, topics_path, "--folds", "2", options)
    assert (code, output) == (2, "")
    line = "error: a threshold needs two classes; found 3: food, travel, weather"
    assert errors.splitlines()[-1:] == [line]


def test_three_classes_with_attacks_are_one_error_line(run: Run, topics_path: Path) -> None:
    code, _, errors = run("evaluate", *TUTORIAL, topics_path, "--folds", "2", "--attacks")
    assert code == 2
    assert errors.splitlines()[-1:] == [
        "error: attacks need two classes; found food, travel, weather"
    ]


def test_the_threshold_of_a_cost_is_in_the_manifest(run: Run, corpus: Path) -> None:
    run("fit", *TUTORIAL, corpus, "--folds", "2", "--blocked-ham-cost", "4")
    assert json.loads(Path("build/model/manifest.json").read_text())["threshold"] == 4 / 5


def test_fit_writes_a_report_and_predictions_that_the_manifest_lists(
    run: Run, corpus: Path
) -> None:
    run("fit", *TUTORIAL, corpus, "--folds", "2")
    files = json.loads(Path("build/model/manifest.json").read_text())["files"]
    for name in ("report.html", "predictions.json"):
        assert files[name]["size"] == Path("build/model", name).stat().st_size


@pytest.mark.parametrize(("folds", "there"), [("0", False), ("2", True)])
def test_without_folds_fit_has_no_cross_validation(
    run: Run, corpus: Path, folds: str, there: bool
) -> None:
    _, output, _ = run("fit", *TUTORIAL, corpus, "--folds", folds)
    metrics = json.loads(Path("build/model", METRICS).read_text())
    assert ("cross_validation" in metrics, "in brackets" in output) == (there, there)


def test_three_classes_and_texts_without_spaces_go_from_file_to_label(
    run: Run, topics_path: Path
) -> None:
    code, output, _ = run("evaluate", "--data", topics_path, "--folds", "2", "--repeats", "1")
    assert code == 0
    assert [line.split()[:2] for line in output.splitlines()[4:7]] == [
        ["recall", name] for name in ("food", "travel", "weather")
    ]
    assert run("fit", "--data", topics_path, "--folds", "0")[0] == 0
    assert "weather" in Path("build/model/report.html").read_text(encoding="utf-8")
    assert run("publish", "--promote")[0] == 0
    texts = ("今天下大雨", "飛行機が遅れました", "แกงไก่อร่อย")
    assert run("predict", *texts)[1] == "weather\ntravel\nfood\n"
