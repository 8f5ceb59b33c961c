"""What `fit --stream` refuses, before it reads or before it learns."""

import json
from pathlib import Path

import pytest

from tests.support.commands import Run
from tests.support.stream_commands import TEXTS, refusal
from tests.support.streamed import as_csv
from train.scoring_files import labelled_rows
from train.streaming import census as census_module

ABC = [letter * 3 for letter in "abcdefghijklmnopqrstuvwxyz"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--recipe", "tutorial"), "--recipe tutorial needs all texts at once; --stream fits"),
        (("--folds", "5"), "--folds 5 needs all texts at once"),
        (("--label-column", "tag"), "expected a label column 'tag'; found label, text"),
        (("--positive", "odd"), "expected one of them as the positive class, found 'odd'"),
        (("--labels", "odd=ham"), "--labels names odd; the data has the labels ham, spam"),
    ],
)
def test_what_needs_all_texts_or_is_not_there_is_refused(
    run: Run, parts: Path, options: tuple[str, ...], message: str
) -> None:
    assert message in refusal(run, parts, *options)


@pytest.mark.parametrize("option", ["--data", "--test", "--examples"])
def test_a_missing_file_is_told_before_anything_is_read(run: Run, parts: Path, option: str) -> None:
    assert refusal(run, parts, option, "none.csv") == "error: none.csv: no such file\n"


def test_epochs_need_a_stream(run: Run, parts: Path) -> None:
    code, _, errors = run("fit", "--data", parts, "--epochs", "2")
    assert code == 2
    assert "found --epochs without --stream" in errors


def test_texts_without_labels_are_refused(run: Run, tmp_path: Path) -> None:
    for name in ("ham.txt", "spam.txt"):
        (tmp_path / name).write_text("see you\nat eight\n")
    assert "ham.txt: found texts without labels; --stream expects tables" in refusal(
        run, tmp_path / "ham.txt", tmp_path / "spam.txt"
    )


def test_a_large_file_that_would_be_read_whole_is_refused(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(labelled_rows, "MOST_WHOLE", 1000)
    monkeypatch.setattr(census_module, "MOST_WHOLE", 1000)
    path = tmp_path / "texts.json"
    path.write_text(json.dumps([row._asdict() for row in TEXTS]))
    assert "has more than 1,000 bytes in a format that is read whole" in refusal(run, path)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["ham,see you", "spam,See  You"] * 50, "all 100 texts are copies of one, but for case"),
        ([row for text in ABC for row in (f"ham,{text}", f"spam,{text}")], "no term tells the"),
    ],
    ids=["copies", "contradictions"],
)
def test_texts_that_teach_nothing_are_refused(
    run: Run, tmp_path: Path, rows: list[str], message: str
) -> None:
    path = tmp_path / "texts.csv"
    path.write_text("\n".join(["label,text", *rows]))
    test = tmp_path / "test.csv"
    test.write_bytes(as_csv(TEXTS[::20]))
    assert message in refusal(run, path, "--test", test, "--out", tmp_path / "model")


def test_a_corpus_of_which_no_text_is_held_out_is_refused_before_it_is_learned(
    run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "texts.csv"
    path.write_text("label,text\n" + "ham,lunch at one\nspam,claim a prize\n" * 50)
    errors = refusal(run, path, "--out", tmp_path / "model")
    assert "found 100 texts, too few to hold one out; add texts, name test texts with" in errors
    assert "learns from" not in errors
    assert not (tmp_path / "model").exists()


def test_a_column_of_numbers_is_no_label(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(census_module, "MOST_LABELS", 50)
    rows = [row._replace(label=str(number)) for number, row in enumerate(TEXTS)]
    path = tmp_path / "texts.csv"
    path.write_bytes(as_csv(rows))
    assert "line 52: found more than 50 labels; expected a few classes" in refusal(run, path)
