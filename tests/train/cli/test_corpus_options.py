"""The options of the corpus, and what the commands tell about it."""

import io
import json
from pathlib import Path

import pytest

from tests.support.commands import Run
from tests.support.parity import LABELS, TRAINING

PAIRS = list(zip(LABELS, TRAINING, strict=True)) * 3


def lines(*, names: dict[str, str] | None = None, encoding: str = "utf-8") -> bytes:
    rows = [f"{(names or {}).get(label, label)}\t{text}" for label, text in PAIRS]
    return "\n".join(rows).encode(encoding)


def fit(run: Run, *arguments: object) -> tuple[int, str, str]:
    return run("fit", "--recipe", "tutorial", "--folds", "0", "--json", *map(str, arguments))


def test_fit_tells_what_it_read_on_standard_error(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "SMSCollection"
    path.write_bytes(lines() + b"\nham\t\n")
    code, output, errors = fit(run, "--data", path)
    assert (code, json.loads(output)["classes"]) == (0, ["ham", "spam"])
    told = errors.splitlines()
    assert told[:4] == [
        f"{path}: texts from '2' and labels from '1', by their content",
        "dropped 1 row with an empty text",
        f"rows                        {len(PAIRS) + 1}",
        "dropped, with an empty text 1",
    ]
    names = [line.split("  ")[0] for line in told[-3:-1]]
    assert names == ["majority baseline", "positive class"]


def test_labels_can_be_named(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "c.tsv"
    path.write_bytes(lines(names={"ham": "0", "spam": "1"}))
    _, output, _ = fit(run, "--data", path, "--labels", "0=ham, 1=spam", "--test", path)
    assert json.loads(output)["classes"] == ["ham", "spam"]
    code, _, errors = fit(run, "--data", path, "--labels", "2=spam")
    assert (code, errors) == (
        2,
        f"{path}: texts from '2' and labels from '1', by their content\n"
        "error: --labels names 2; the data has the labels 0, 1\n",
    )


def test_the_encoding_can_be_named(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_bytes(lines(encoding="utf-16-le"))
    code, _, errors = fit(run, "--data", path, "--encoding", "UTF-16LE")
    assert code == 0
    assert "read as" not in errors


def test_standard_input_is_read(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines())))
    code, _, errors = fit(run, "--data", "-")
    assert code == 0
    assert "standard input: texts from" in errors


def test_labels_of_test_texts_are_those_of_the_training_texts(run: Run, tmp_path: Path) -> None:
    path, test = tmp_path / "c.tsv", tmp_path / "test.tsv"
    path.write_bytes(lines())
    test.write_bytes(lines(names={"ham": "HAM"}))
    _, output, errors = fit(run, "--data", path, "--test", test)
    assert json.loads(output)["classes"] == ["ham", "spam"]
    assert "label 'HAM' of" in errors


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--data", "", "found ''; expected a path, -, or an address with http://"),
        ("--data", "ftp://example.com/c.csv", "expected a path, -, or an address with http://"),
        ("--labels", "0", "found '0'; expected OLD=NEW, separated by commas"),
        ("--labels", "0=ham,", "found ''; expected OLD=NEW"),
        ("--labels", "0=a,0=b", "found '0' twice; expected each label once"),
        ("--encoding", "latin-9000", "found 'latin-9000'; expected an encoding that Python knows"),
        ("--max-blocked-ham", "3", "found '3'; expected a number from 0 to 0.5"),
        ("--blocked-ham-cost", "0", "found '0'; expected a number from 0.001 to 1,000,000"),
        ("--encoding", "rot13", "found 'rot13'; expected an encoding that Python knows"),
    ],
)
def test_a_wrong_value_is_refused(
    option: str, value: str, message: str, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    data = [] if option == "--data" else ["--data", "c.csv"]
    with pytest.raises(SystemExit) as ended:
        run("fit", *data, option, value)
    assert ended.value.code == 2
    assert message in capsys.readouterr().err
