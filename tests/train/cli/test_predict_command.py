"""`predict` as a user runs it: on arguments, on standard input and on files."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from emulation.servers import ROOT
from tests.support.commands import Run
from tests.support.mistakes import assert_mistake
from tests.support.references import with_reference
from tests.support.stores import AnyWriter, promote, publish
from train.registry.bundle import Bundle
from train.registry.writable_store import DirectoryWriter

SPAM, HAM = "win a free phone, txt WIN to 80001", "the train is late again, sorry"


class Terminal(io.TextIOWrapper):
    """A terminal, as far as the commands can tell."""

    def isatty(self) -> bool:
        """Return that it is one."""
        return True


@pytest.fixture
def predict(run: Run, published: AnyWriter) -> Run:
    """Return a function that runs `predict` with the published model."""
    return lambda *arguments: run("predict", *arguments, "--from", published.uri)


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def replace(text: str) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

    return replace


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "new.csv"
    path.write_text(f'id,text\n7,"{SPAM}"\n8,\n9,"{HAM}"\n')
    return path


def rows(output: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(output)))


def test_a_file_gets_a_row_for_each_of_its_rows(predict: Run, data: Path) -> None:
    code, output, errors = predict("--data", data, "--keep", "id", "id")
    assert output.splitlines()[0].count("id") == 1
    read = rows(output)
    assert code == 0
    assert [(row["place"], row["label"], row["id"]) for row in read] == [
        (f"{data}: line 2", "spam", "7"),
        (f"{data}: line 3", "", "8"),
        (f"{data}: line 4", "ham", "9"),
    ]
    assert float(read[0]["probability_spam"]) + float(read[0]["probability_ham"]) == 1.0
    assert errors == ("labelled 2 rows: 1 ham, 1 spam\n1 row with an empty text has no label\n")


def test_json_lines_with_words_and_texts_in_a_file(predict: Run, data: Path) -> None:
    options = ("--format", "jsonl", "--explain", "--with-text", "--out", "out.jsonl")
    assert predict("--data", data, *options)[1] == ""
    first, second, _ = map(json.loads, Path("out.jsonl").read_text().splitlines())
    assert (first["label"], first["text"], second["label"]) == ("spam", SPAM, None)
    assert [word["text"] for word in first["evidence"]][:3] == ["win", "a", "free"]


def test_each_line_of_standard_input_is_a_text(predict: Run, stdin: Callable[[str], None]) -> None:
    for arguments in ((), ("-",)):
        stdin(f"{HAM}\n\n{SPAM}\n")
        _, output, errors = predict(*arguments)
        assert [row["label"] for row in rows(output)] == ["ham", "", "spam"]
        assert "1 row with an empty text" in errors


def test_a_file_may_come_from_standard_input(
    predict: Run, stdin: Callable[[str], None], data: Path
) -> None:
    stdin(data.read_text())
    assert [row["label"] for row in rows(predict("--data", "-")[1])] == ["spam", "", "ham"]


def test_arguments_print_labels_or_with_an_option_rows(predict: Run) -> None:
    assert predict(HAM, SPAM) == (0, "ham\nspam\n", "")
    _, output, _ = predict(HAM, "", "--explain")
    assert [(row["place"], row["label"]) for row in rows(output)] == [
        ("text 1", "ham"),
        ("text 2", ""),
    ]


def test_a_text_unlike_the_training_texts_is_named(
    run: Run, default_bundle: Bundle, tmp_path: Path
) -> None:
    store = DirectoryWriter(tmp_path)
    promote(publish(with_reference(default_bundle), store), store)
    _, output, notes = run("predict", SPAM, "щзх жъё", "--from", store.uri)
    assert output == "spam\nham\n"
    assert notes == "text 2 is not like the texts that the model was trained on\n"


def test_a_store_on_s3_is_read_by_each_process(
    run: Run, s3: str, bundle_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("train.scoring_files.scoring.CHUNK_ROWS", 1)
    monkeypatch.setattr("train.scoring_files.scoring.SERIAL_CHUNKS", 1)
    run("publish", bundle_path, "--to", s3, "--promote")
    _, output, _ = run("predict", "--data", data, "--from", s3, "--processes", "2")
    assert [row["label"] != "" for row in rows(output)] == [True, False, True]


def test_three_classes_have_three_probabilities(
    run: Run, three_class_bundle: Bundle, tmp_path: Path
) -> None:
    from train.registry.bundle import write_bundle

    write_bundle(three_class_bundle, tmp_path / "three")
    run("publish", tmp_path / "three", "--promote")
    head = run("predict", HAM, "--format", "csv")[1].splitlines()[0]
    assert head == "place,label,probability_ham,probability_prize,probability_spam"


def test_a_terminal_gets_no_control_characters(
    predict: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = io.BytesIO()
    with Terminal(raw, encoding="utf-8", write_through=True) as terminal:
        monkeypatch.setattr("sys.stdout", terminal)
        predict("free \x1b[2J", "--with-text")
        shown = raw.getvalue().decode()
    assert "\x1b" not in shown
    assert "\\u001b[2J" in shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["hi", "--data", "c.csv"], "found both TEXT and --data", id="both"),
        pytest.param(["hi", "-"], "found both TEXT and -, which is standard input", id="both-dash"),
        pytest.param(["hi", " "], "text 2 is empty or only white space", id="empty"),
        pytest.param(["hi", "--keep", "id"], "expected --data FILE", id="keep"),
        pytest.param(["--text-column", "id"], "expected --data FILE", id="column"),
        pytest.param(["--data", "none.csv"], "none.csv: no such file", id="no-file"),
        pytest.param(["hi", "--out", "no/out.csv"], "no/out.csv: cannot be written", id="out"),
        pytest.param(
            ["--data", "new.csv", "--out", "./new.csv"], "is read by --data", id="same-file"
        ),
        pytest.param(
            ["--data", ".", "--out", "out.csv"],
            "out.csv: is in the directory ., where --data reads every file; expected --out",
            id="in-the-directory",
        ),
        pytest.param(["--data", "new.csv", "--keep", "x"], "'x'; found id, text", id="no-column"),
    ],
)
def test_a_mistake_is_one_line(
    predict: Run, data: Path, arguments: list[str], message: str
) -> None:
    before = data.read_bytes()
    assert_mistake(predict(*arguments), message)
    assert data.read_bytes() == before


@pytest.mark.usefixtures("data")
def test_a_dash_is_standard_output(predict: Run) -> None:
    code, output, _ = predict("--data", "new.csv", "--out", "-")
    assert (code, output) == predict("--data", "new.csv", "--format", "csv")[:2]
    assert not Path("-").exists()


def test_a_terminal_without_a_text_is_a_mistake(
    predict: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(io.BytesIO()))
    assert_mistake(predict(), "found nothing to label; expected TEXT, --data FILE or standard")


def test_a_broken_row_leaves_no_output_file(predict: Run, data: Path) -> None:
    data.write_text(data.read_text() + '10,"open')
    assert_mistake(predict("--data", data, "--out", "out.csv"), "the row that starts at line 5")
    assert not Path("out.csv").exists()


def test_without_a_model_the_way_out_is_named(run: Run, data: Path) -> None:
    assert_mistake(run("predict", "--data", data), "'python -m train publish --promote' puts")


def test_predict_imports_nothing_large(published: AnyWriter, data: Path) -> None:
    code = (
        "import sys; from train.__main__ import main; main(sys.argv[1:]); "
        "print({'numpy', 'sklearn', 'boto3', 'concurrent.futures'} & {*sys.modules})"
    )
    arguments = ["predict", "--data", str(data), "--explain", "--from", published.uri]
    result = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.endswith("\nset()\n")
