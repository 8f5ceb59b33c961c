"""`python -m train reports` and `forget`, as a user runs them."""

import json
from codecs import BOM_UTF8
from datetime import timedelta
from pathlib import Path

import pytest

from chalicelib.reports.stored_report import EXPIRY_DAYS
from tests.support.commands import Run
from tests.support.mistakes import assert_mistake
from tests.support.received_reports import NOW, SECRET, receive
from tests.support.stores import AnyWriter
from tests.support.user_reports import in_a_directory, put, stored_report
from train.corpus.reader import read_corpus

REPLY = 'no,\r\n"thanks"\nZoe'


def test_list_counts_reports_and_shows_no_text(run: Run, writer: AnyWriter) -> None:
    found = receive(writer, (SECRET, "ham", "a"), (SECRET, "spam", "b"), ("win", "spam", "a"))
    reporter = found[0].reporter
    code, output, errors = run("reports", "list", "--reports", writer.uri)
    assert (code, errors) == (0, "")
    assert output.splitlines()[1].split() == ["all", "3", "1"]
    assert [line.split() for line in output.splitlines() if line.startswith("label")] == [
        ["label", "ham", "1", "1"],
        ["label", "spam", "2", "0"],
    ]
    assert f"day {NOW:%Y-%m-%d}" in output
    assert f"reporter {reporter}" in output
    assert "1 text with different labels of several reporters" in output
    assert "Zoe" not in output


@in_a_directory
def test_list_shows_texts_only_if_asked_to(run: Run, writer: AnyWriter) -> None:
    receive(writer, (SECRET, "ham", None), (REPLY + "\x1b[2J", "ham", "b"))
    output = run("reports", "list", "--show-texts", "--reports", writer.uri)[1]
    (line,) = [line for line in output.splitlines() if "<Max>" in line]
    assert "ham (served: spam)  Ring Zoe & <Max>" in line
    assert "\x1b" not in output


@in_a_directory
def test_list_as_json_has_the_same_counts(run: Run, writer: AnyWriter) -> None:
    receive(writer, (SECRET, "ham", None))
    put(writer, stored_report(served=None, at=NOW, label=("a", "b"))._replace(source="asked"))
    plain = run("reports", "list", "--json", "--reports", writer.uri)[1]
    facts = json.loads(plain)
    assert (facts["reports"], facts["disagree"], facts["contradictions"]) == (2, 1, 0)
    assert facts["labels"]['["a", "b"]'] == {"reports": 1, "disagree": 0}
    each = {"reports": 1, "disagree": 0}
    assert facts["sources"] == {"asked": each, "report": each | {"disagree": 1}}
    table = run("reports", "list", "--reports", writer.uri)[1]
    assert any(line.split() == ["source", "asked", "1", "0"] for line in table.splitlines())
    assert "Zoe" not in plain
    shown = json.loads(run("reports", "list", "--json", "--show-texts", "--reports", writer.uri)[1])
    assert sorted(each["text"] for each in shown["texts"]) == sorted([SECRET, stored_report().text])


@in_a_directory
def test_the_store_is_that_of_the_settings(
    run: Run, writer: AnyWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive(writer, (SECRET, "ham", None))
    monkeypatch.setenv("MODEL_URI", writer.uri)
    assert "all" in run("reports", "list")[1]
    monkeypatch.setenv("REPORTS_URI", "elsewhere")
    assert_mistake(run("reports", "list"), "elsewhere: no such directory; expected the store of")


@in_a_directory
def test_export_says_that_a_spreadsheet_may_run_a_text(run: Run, writer: AnyWriter) -> None:
    receive(writer, ("=1+1", "spam", None))
    _, out, err = run("reports", "export", "--reports", writer.uri)
    assert "spam,=1+1," in out
    assert "which a spreadsheet may run" in err
    assert (
        "spreadsheet"
        not in run("reports", "export", "--reports", writer.uri, "--format", "jsonl")[2]
    )


@in_a_directory
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_fit_reads_what_export_writes(
    run: Run, writer: AnyWriter, tmp_path: Path, form: str
) -> None:
    texts = [SECRET, REPLY, "\ud83c\udf81 a gift", "no\0", "see\ryou"]
    spam = ["win a phone", "win a tour"]
    receive(writer, *((text, "ham", None) for text in texts))
    receive(writer, *((text, "spam", None) for text in spam))
    path = tmp_path / f"reports.{form}"
    options = ("--out", str(path), "--reports", writer.uri)
    assert run("reports", "export", *options) == (0, "", "wrote 7 of 7 reports\n")
    assert path.read_bytes().startswith(BOM_UTF8) == (form == "csv")  # Excel needs it
    corpus = read_corpus([path])
    pairs = set(zip(corpus.labels, corpus.texts, strict=True))
    nul = {"csv": "no\ufffd", "jsonl": "no\0"}[form]
    expected = {("ham", text) for text in (SECRET, REPLY, "\U0001f381 a gift", nul, "see\ryou")}
    assert pairs == expected | {("spam", text) for text in spam}


@in_a_directory
def test_export_leaves_contradicted_texts_out(run: Run, writer: AnyWriter) -> None:
    receive(writer, (SECRET, "ham", "a"), (SECRET.upper(), "spam", "b"))
    receive(writer, ("win", "spam", "a"), ("WIN", "spam", "b"))
    code, output, errors = run("reports", "export", "--reports", writer.uri)
    assert (code, len(output.splitlines())) == (0, 2)
    assert output.splitlines()[1].lower().startswith("spam,win,")
    assert errors == (
        "wrote 1 of 4 reports\n1 text with different labels of several reporters: left out; "
        "--all writes them\n"
    )
    _, output, errors = run("reports", "export", "--all", "--reports", writer.uri)
    assert len(output.splitlines()) == 5
    assert "written with each label" in errors


@in_a_directory
def test_expired_and_damaged_reports_are_not_exported(run: Run, writer: AnyWriter) -> None:
    put(writer, stored_report(at=NOW - timedelta(days=EXPIRY_DAYS, minutes=1)))
    writer.create(stored_report(reporter="1" * 16).key, b"{}")
    code, output, errors = run("reports", "export", "--reports", writer.uri)
    assert (code, output) == (0, "label,text,reporter,reported_at,source\n")
    assert "left out: reports/texts/" in errors
    assert errors.endswith("wrote 0 of 0 reports\n")


@in_a_directory
def test_an_export_that_cannot_be_written_is_a_mistake(run: Run, writer: AnyWriter) -> None:
    receive(writer, (SECRET, "ham", None))
    options = ("--out", "no/such/file.csv", "--reports", writer.uri)
    assert_mistake(run("reports", "export", *options), "cannot be written")
    for name, others in (("r.xlsx", ()), ("r.csv", ("--format", "jsonl"))):
        options = ("--out", name, "--reports", writer.uri, *others)
        assert_mistake(run("reports", "export", *options), f"{name}: expected a file's name that")


def test_a_store_that_cannot_be_read_is_a_mistake(run: Run, s3: str) -> None:
    del s3
    result = run("reports", "list", "--reports", "s3://no-such-bucket/x")
    assert_mistake(result, "does not exist")
