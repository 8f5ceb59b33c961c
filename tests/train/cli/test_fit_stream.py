"""`fit --stream` writes what `fit` writes, from many files, in any order, without holding texts."""

from collections import Counter
from pathlib import Path
from typing import Any

import boto3
import pytest

from tests.support.commands import Run
from tests.support.stores import BUCKET
from tests.support.stream_commands import STREAM, TEXTS, refusal
from tests.support.streamed import as_csv, as_json_lines, labelled_texts
from train.__main__ import main
from train.corpus.reader import read_corpus
from train.registry.bundle import Bundle, read_bundle
from train.registry.training_record import read_training_record
from train.streaming import census as census_module


@pytest.fixture(scope="module")
def model(parts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the directory of the model of all parts."""
    out = tmp_path_factory.mktemp("stream") / "model"
    none = out.parent / "none"
    assert main([*STREAM, str(parts), "--out", str(out), "--to", str(none)]) == 0
    return out


TUTORIAL = ("--recipe", "tutorial", "--data")


def streamed(run: Run, out: Path, *arguments: object) -> Bundle:
    code, _, errors = run(*STREAM, *arguments, "--out", out)
    assert code == 0, errors
    return read_bundle(out)


def document(bundle: Bundle) -> dict[str, Any]:
    return dict(bundle.manifest.document)


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
