"""`fit --stream` writes what `fit` writes, from many files, in any order, without holding texts."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import boto3
import pytest

from tests.support.commands import Run
from tests.support.stores import BUCKET
from tests.support.streamed import as_csv, as_json_lines, labelled_texts, write_parts
from train.__main__ import main
from train.corpus.reader import read_corpus
from train.registry.bundle import Bundle, read_bundle
from train.registry.training_record import read_training_record
from train.scoring_files import labelled_rows
from train.streaming import census as census_module

TEXTS = labelled_texts("ham", "spam")
ABC = [letter * 3 for letter in "abcdefghijklmnopqrstuvwxyz"]
STREAM = ("fit", "--stream", "--data")


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_parts(tmp_path_factory.mktemp("corpus") / "parts", TEXTS)


@pytest.fixture(scope="module")
def model(parts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the directory of the model of all parts."""
    out = tmp_path_factory.mktemp("stream") / "model"
    none = out.parent / "none"
    assert main([*STREAM, str(parts), "--out", str(out), "--to", str(none)]) == 0
    return out


def streamed(run: Run, out: Path, *arguments: object) -> Bundle:
    code, _, errors = run(*STREAM, *arguments, "--out", out)
    assert code == 0, errors
    return read_bundle(out)


def document(bundle: Bundle) -> dict[str, Any]:
    return dict(bundle.manifest.document)


def refusal(run: Run, *arguments: object) -> str:
    code, output, errors = run(*STREAM, *arguments)
    assert (code, output) == (2, "")
    return errors


def test_the_bundle_has_what_fit_writes(run: Run, parts: Path, model: Path, tmp_path: Path) -> None:
    stream = read_bundle(model)
    assert run("fit", "--data", parts, "--folds", "0", "--out", tmp_path / "batch")[0] == 0
    batch = read_bundle(tmp_path / "batch")
    assert stream.files.keys() == batch.files.keys()
    first, second = document(stream), document(batch)
    assert first.keys() == second.keys()
    same = ("classes", "data", "libraries", "positive", "recipe")
    assert {name: first[name] for name in same} == {name: second[name] for name in same}
    assert first["metrics"].keys() == second["metrics"].keys()
    assert first["data"]["sha256"] == read_corpus([parts]).sha256


def test_a_corpus_that_is_sorted_by_label_is_learned(model: Path) -> None:
    bundle = read_bundle(model)
    assert document(bundle)["metrics"]["mcc"] == 1.0
    found = bundle.model()
    assert Counter(found.predict(row.text) == row.label for row in TEXTS) == {True: len(TEXTS)}


def test_the_same_input_gives_the_same_artifacts(
    run: Run, parts: Path, model: Path, tmp_path: Path
) -> None:
    first, again = read_bundle(model).files, streamed(run, tmp_path / "again", parts).files
    for name in ("vectorizer.safetensors", "classifier.safetensors", "metrics.json"):
        assert first[name] == again[name]


def test_no_held_out_text_is_in_the_record_of_the_training(model: Path) -> None:
    bundle = read_bundle(model)
    record = read_training_record(bundle.files["training.json"])
    held_out = document(bundle)["metrics"]["texts"]
    assert 5 < held_out < 50
    assert len(record.digests) == len(TEXTS) - held_out


def test_the_model_is_published_and_predicts(run: Run, model: Path, tmp_path: Path) -> None:
    assert run("publish", model, "--promote", "--to", tmp_path / "models")[0] == 0
    said = run("predict", "claim a free lantern prize", "--from", tmp_path / "models")
    assert said[:2] == (0, "spam\n")


def test_three_classes_have_no_threshold(run: Run, tmp_path: Path) -> None:
    rows = labelled_texts("ham", "spam", "news")
    path = tmp_path / "three.csv"
    path.write_bytes(as_csv(rows))
    bundle = streamed(run, tmp_path / "model", path)
    found = document(bundle)
    assert (found["classes"], found["threshold"]) == (["ham", "news", "spam"], None)
    assert all(bundle.model().predict(row.text) == row.label for row in rows[::10])


def test_other_texts_evaluate_a_model_of_all_texts(run: Run, parts: Path, tmp_path: Path) -> None:
    test = tmp_path / "test.csv"
    test.write_bytes(as_csv(TEXTS[::20]))
    found = document(streamed(run, tmp_path / "model", parts, "--test", test, "--epochs", "1"))
    assert found["metrics"]["texts"] == len(TEXTS[::20])
    assert found["metrics"]["protocol"].endswith(
        "; 10 of the 10 test texts are also in the training part"
    )
    assert found["metrics"]["without_copies"] == {"copies": len(TEXTS[::20]), "texts": 0}


def test_labels_are_renamed_merged_and_counted(run: Run, tmp_path: Path) -> None:
    rows = [row._replace(label=row.label.replace("ham", "0")) for row in TEXTS]
    odd = [rows[0]._replace(label=" "), rows[1]._replace(text=""), rows[-1]._replace(label="Spam")]
    path = tmp_path / "texts.csv"
    path.write_bytes(as_csv(rows + odd))
    code, _, errors = run(*STREAM, path, "--labels", "0=ham", "--epochs", "1")
    assert code == 0
    assert "dropped 1 row without a label" in errors
    assert "dropped 1 row with an empty text" in errors
    assert "label 'Spam' of 1 text counts as 'spam'" in errors
    assert "texts, in 1 pass; " in errors
    table = " ".join(errors.split())
    assert "rows 203 dropped, without a label 1 dropped, with an empty text 1 copies 1" in table
    assert "2 classes 101 spam (50.2%), 100 ham (49.8%)" in table


def test_a_goal_chooses_the_threshold(run: Run, parts: Path, tmp_path: Path) -> None:
    found = document(
        streamed(run, tmp_path / "model", parts, "--blocked-ham-cost", "3", "--epochs", "1")
    )
    assert found["threshold"] == 0.75
    assert found["goal"]["blocked_ham_cost"] == 3.0


def test_masked_numbers_are_recorded(run: Run, parts: Path, tmp_path: Path) -> None:
    found = document(streamed(run, tmp_path / "model", parts, "--mask-numbers", "--epochs", "1"))
    assert found["recipe"] == "default-masked"


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
    assert "found --epochs without --stream; expected both" in errors


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
    assert "found 100 texts, of which none is held out; add texts, name others with" in errors
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


def test_too_many_texts_leave_no_record(
    run: Run, parts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(census_module, "MOST_KEYS", len(TEXTS) - 1)
    test = tmp_path / "test.csv"
    test.write_bytes(as_csv(TEXTS[::20]))
    arguments = (parts, "--test", test, "--out", tmp_path / "model", "--epochs", "1")
    code, output, errors = run(*STREAM, *arguments)
    assert code == 0
    assert "too many texts to record" in errors
    assert "how many of them are also in the training part was not counted" in output
    assert "training.json" not in read_bundle(tmp_path / "model").files


def test_every_object_below_a_prefix_is_read(run: Run, s3: str, tmp_path: Path) -> None:
    del s3
    client = boto3.client("s3")
    half = len(TEXTS) // 2
    for key, body in (
        ("in/b.jsonl", as_json_lines(TEXTS[half:])),
        ("in/a.csv", as_csv(TEXTS[:half])),
        ("in/README.md", b"about"),
        ("other/c.csv", b"label,text\nx,y\n"),
    ):
        client.put_object(Bucket=BUCKET, Key=key, Body=body)
    client.close()
    bundle = streamed(run, tmp_path / "model", f"s3://{BUCKET}/in/", "--epochs", "1")
    for name, body in (("a.csv", as_csv(TEXTS[:half])), ("b.jsonl", as_json_lines(TEXTS[half:]))):
        (tmp_path / name).write_bytes(body)
    same = read_corpus([tmp_path / "a.csv", tmp_path / "b.jsonl"])
    assert document(bundle)["data"] == same.facts()
    assert "found no object with data below this prefix" in refusal(run, f"s3://{BUCKET}/none/")
