"""The texts that a version must label as the file says: each failure by its line."""

import gzip
import json
import math
from pathlib import Path

import pytest

from chalicelib.serving.served_model import ServedModel
from tests.support.commands import Run
from train.corpus.reader import LabelledText, read_labelled_texts
from train.errors import InputError
from train.registry.bundle import Bundle, write_bundle
from train.registry.must_pass import failures

SPAM = "win a free phone"
HAM = "see you at eight then"


@pytest.fixture
def published(run: Run, tutorial_bundle: Bundle) -> str:
    write_bundle(tutorial_bundle, Path("bundle"))
    return run("publish", "bundle")[1].strip()


def write(name: str, content: str) -> Path:
    path = Path(name)
    raw = content.encode()
    path.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
    return path


PASSING = [("spam", SPAM), ("ham", HAM)]
FAILING = [("spam", SPAM), ("spam", HAM), ("ham", HAM), ("ham", SPAM)]


def rows(ending: str, texts: list[tuple[str, str]]) -> str:
    if "jsonl" in ending:
        return "\n".join(json.dumps({"label": label, "text": text}) for label, text in texts)
    delimiter = "\t" if "tsv" in ending else ","
    return "\n".join(delimiter.join(row) for row in [("label", "text"), *texts])


@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl", "csv.gz", "jsonl.gz"])
def test_each_failing_text_is_named_by_its_line_and_not_shown(
    run: Run, published: str, ending: str
) -> None:
    name = f"must.{ending}"
    write(name, rows(ending, FAILING))
    first = 0 if "jsonl" in ending else 1  # the line of the header
    code, output, errors = run("promote", published, "--must-pass", name)
    assert (code, output) == (2, "")
    assert errors.splitlines() == [
        f"{name}: line {first + 2}: expected 'spam', found 'ham'",
        f"{name}: line {first + 4}: expected 'ham', found 'spam'",
        f"error: {published} was not promoted: 2 of the 4 texts of {name} do not keep their label; "
        "correct the file or the model, or promote without --must-pass",
    ]
    assert not Path("models/current.json").exists()


def test_the_texts_are_shown_if_asked_without_raw_escape_sequences(
    run: Run, published: str
) -> None:
    texts = [("ham", f"\x1b[2J{SPAM}"), *PASSING]
    write("must.jsonl", rows("jsonl", texts))
    errors = run("promote", published, "--must-pass", "must.jsonl", "--show-texts")[2]
    shown = f"must.jsonl: line 1: expected 'ham', found 'spam' for '\\x1b[2J{SPAM}'\n"
    assert errors.startswith(shown)


def test_a_version_that_passes_is_promoted(run: Run, published: str) -> None:
    write("must.csv", rows("csv", PASSING))
    code, _, errors = run("promote", published, "--must-pass", "must.csv")
    assert (code, errors) == (0, f"promoted at models: {published}, after none\n")


def test_force_does_not_skip_the_texts(run: Run, published: str) -> None:
    write("must.csv", rows("csv", FAILING))
    assert run("promote", published, "--must-pass", "must.csv", "--force")[0] == 2
    assert not Path("models/current.json").exists()


def test_a_dry_run_checks_the_texts(run: Run, published: str) -> None:
    write("must.csv", rows("csv", FAILING))
    assert run("promote", published, "--must-pass", "must.csv", "--dry-run")[0] == 2


def test_publish_checks_the_texts_when_it_promotes(run: Run, tutorial_bundle: Bundle) -> None:
    write_bundle(tutorial_bundle, Path("bundle"))
    write("must.csv", rows("csv", FAILING))
    code, version, errors = run("publish", "bundle", "--promote", "--must-pass", "must.csv")
    assert (code, errors.splitlines()[0]) == (2, "published at models, unsigned")
    write("must.csv", rows("csv", PASSING))
    assert run("publish", "bundle", "--promote", "--must-pass", "must.csv")[0] == 0
    assert run("list")[1].splitlines()[-1].startswith(version.strip())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(None, "must.csv: no such file", id="missing"),
        pytest.param("label,text\n", "must.csv: found no labelled text", id="empty"),
        pytest.param("a,b\nham,x", "must.csv: expected a text column", id="columns"),
        pytest.param("label,text\n,x", "must.csv: found no labelled text", id="no-label"),
    ],
)
def test_a_file_that_cannot_be_read_stops_before_anything_is_written(
    run: Run, tutorial_bundle: Bundle, content: str | None, message: str
) -> None:
    write_bundle(tutorial_bundle, Path("bundle"))
    if content is not None:
        write("must.csv", content)
    code, output, errors = run("publish", "bundle", "--promote", "--must-pass", "must.csv")
    assert (code, output, errors.count("\n")) == (2, "", 1)
    assert errors.startswith(f"error: {message}")
    assert not Path("models").exists()


def test_texts_without_a_promotion_are_a_mistake(run: Run, tutorial_bundle: Bundle) -> None:
    write_bundle(tutorial_bundle, Path("bundle"))
    write("must.csv", rows("csv", PASSING))
    code, _, errors = run("publish", "bundle", "--must-pass", "must.csv")
    assert code == 2
    assert errors == "error: found --must-pass without --promote; expected both\n"
    assert not Path("models").exists()


def test_a_label_that_the_model_does_not_know_is_named(tutorial_bundle: Bundle) -> None:
    texts = [LabelledText("must.csv: line 7", "spma", SPAM)]
    with pytest.raises(InputError) as refused:
        failures(ServedModel(tutorial_bundle.model()), texts)
    assert str(refused.value) == "must.csv: line 7: found the label 'spma'; expected ham or spam"


def test_the_threshold_of_the_version_counts(tutorial_bundle: Bundle) -> None:
    """A text above one half but not above the threshold is labelled as the service labels it."""
    model = tutorial_bundle.model()
    strict = model._replace(margin_threshold=math.inf)
    texts = [LabelledText("must.csv: line 2", "spam", SPAM)]
    assert failures(ServedModel(model), texts) == []
    assert [failure.predicted for failure in failures(ServedModel(strict), texts)] == ["ham"]


def test_a_text_of_several_lines_is_named_by_the_line_it_ends_on(tmp_path: Path) -> None:
    path = tmp_path / "must.csv"
    path.write_text('label,text\nham,"one\ntwo\nthree"\nspam,four\n')
    assert read_labelled_texts(path) == [
        (f"{path}: line 4", "ham", "one\ntwo\nthree"),
        (f"{path}: line 5", "spam", "four"),
    ]
