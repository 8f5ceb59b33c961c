"""`python -m train reports` and `forget`, as a user runs them."""

import json
from codecs import BOM_UTF8
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest

from chalicelib.reports.daily_limits import DailyLimits, day_key
from chalicelib.reports.intake import Intake
from chalicelib.reports.stored_report import EXPIRY_DAYS, StoredReport
from tests.support.commands import Run
from tests.support.mistakes import assert_mistake
from tests.support.stores import BUCKET, AnyWriter
from tests.support.user_reports import (
    AT,
    SERVED,
    in_a_directory,
    put,
    report_texts,
    stored_report,
    submission,
)
from train.corpus.reader import read_corpus
from train.reports.reading import read_all_reports

NOW = datetime.now(UTC).replace(microsecond=0)
SECRET = "Ring Zoe & <Max> on 07700\u00a0900123"  # noqa: S105 - a text
REPLY = 'no,\r\n"thanks"\nZoe'


def receive(writer: AnyWriter, *sent: tuple[str, str, str | None]) -> list[StoredReport]:
    """Store reports as the service does: a text, its label and the caller's user."""
    desk = Intake(writer, DailyLimits(99, 99), lambda: NOW)
    for text, label, name in sent:
        desk.receive(submission(label, text, name=name), SERVED)
    return read_all_reports(writer)


def everything(writer: AnyWriter) -> bytes:
    """Return all names and bytes of a store; on S3, those of old object versions too."""
    names = "\n".join(writer.files("")).encode()
    if not writer.uri.startswith("s3:"):
        paths = [path for path in Path(writer.uri).rglob("*") if path.is_file()]
        return names + b"\n".join(path.read_bytes() for path in paths)
    with closing(boto3.client("s3")) as client:
        listed = client.list_object_versions(Bucket=BUCKET).get("Versions", [])
        return names + b"\n".join(
            client.get_object(Bucket=BUCKET, Key=each["Key"], VersionId=each["VersionId"])[
                "Body"
            ].read()
            for each in listed
        )


@pytest.fixture
def kept_versions(request: pytest.FixtureRequest, writer: AnyWriter) -> AnyWriter:
    """Return the store; on S3 the bucket keeps old object versions."""
    if writer.uri.startswith("s3:"):
        with closing(boto3.client("s3")) as client:
            status = {"Status": "Enabled"}
            client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration=status)  # type: ignore[arg-type]
    return writer


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


def test_forget_erases_a_text_without_a_trace(
    run: Run, kept_versions: AnyWriter, tmp_path: Path
) -> None:
    receive(kept_versions, (SECRET, "ham", "a"), (SECRET, "spam", "a"), ("win", "spam", "a"))
    (tmp_path / "request.txt").write_text(f" {SECRET.upper()}\n")
    options = ("request.txt", "--reports", kept_versions.uri)
    before = everything(kept_versions)
    code, output, errors = run("reports", "forget", "--dry-run", *options)
    assert (code, errors) == (0, "would erase 1 file\n")
    assert output.startswith(f"{kept_versions.uri}/reports/texts/")
    assert everything(kept_versions) == before
    assert b"Zoe" in before
    assert run("reports", "forget", *options) == (0, output, "erased 1 file\n")
    after = everything(kept_versions)
    assert b"Zoe" not in after
    assert output.strip().split("/")[-2].encode() not in after
    assert b"win" in after
    assert run("reports", "forget", *options) == (0, "", "found nowhere\n")


def test_train_forget_erases_reports_too(run: Run, kept_versions: AnyWriter) -> None:
    (report,) = receive(kept_versions, (SECRET, "ham", None))
    code, output, errors = run("forget", SECRET, "--to", kept_versions.uri, "--dry-run")
    assert (code, output) == (0, f"{kept_versions.uri}/{report.key}: a report of it\n")
    code, _, errors = run("forget", SECRET, "--to", kept_versions.uri)
    assert (code, errors) == (0, f"{kept_versions.uri}: erased 1 report of it\n")
    assert b"Zoe" not in everything(kept_versions)


@in_a_directory
def test_forget_finds_a_text_although_the_key_was_replaced(run: Run, writer: AnyWriter) -> None:
    receive(writer, (SECRET, "ham", None))
    writer.delete("reports/key.json")
    receive(writer, ("win", "spam", None))
    assert run("reports", "forget", SECRET, "--reports", writer.uri)[0] == 0
    assert [report.text for report in read_all_reports(writer)] == ["win"]


def test_forget_erases_what_a_killed_writer_left_of_a_text(run: Run, tmp_path: Path) -> None:
    from train.registry.writable_store import open_writer

    writer = open_writer(str(tmp_path / "store"))
    (report,) = receive(writer, (SECRET, "ham", None))
    partial = (tmp_path / "store" / report.key).with_name(f".{report.reporter}.json.0.partial")
    partial.write_text(SECRET)
    assert run("reports", "forget", SECRET, "--reports", writer.uri)[0] == 0
    assert not partial.parent.exists()
    assert partial.parent.parent.parent.exists()


def test_forget_erases_what_a_reporter_reported(run: Run, kept_versions: AnyWriter) -> None:
    found = receive(
        kept_versions, (SECRET, "ham", "a"), (SECRET, "spam", "b"), ("win", "spam", "a")
    )
    reporter = next(report.reporter for report in found if report.label == "ham")
    options = ("--reporter", reporter, "--reports", kept_versions.uri)
    code, output, _ = run("reports", "forget", *options)
    assert (code, len(output.splitlines())) == (0, 3)  # two reports, and the counts of the day
    assert [(each.text, each.label) for each in read_all_reports(kept_versions)] == [
        (SECRET, "spam")
    ]
    assert reporter.encode() not in everything(kept_versions)
    assert run("reports", "forget", *options)[2] == "found nowhere\n"


@in_a_directory
def test_forget_erases_what_is_older_than_some_days(run: Run, writer: AnyWriter) -> None:
    receive(writer, ("win", "spam", None))
    put(writer, stored_report(SECRET, at=NOW - timedelta(days=31)))
    old, recent = day_key(NOW - timedelta(days=32)), day_key(NOW)
    for key in (old, "reports/days/notes.txt", "reports/texts/a/.b.json.0.partial"):
        writer.create(key, b"{}")
    options = ("--older-than", "30", "--reports", writer.uri)
    assert run("reports", "forget", *options)[2] == "erased 3 files\n"
    assert [report.text for report in read_all_reports(writer)] == ["win"]
    left = writer.files("reports/days/")
    assert left == [recent, "reports/days/notes.txt"]


@in_a_directory
def test_forget_names_what_it_cannot_search(run: Run, writer: AnyWriter) -> None:
    receive(writer, (SECRET, "ham", None))
    damaged = stored_report(reporter="1" * 16).key
    writer.create(damaged, b"{}")
    options = ("--reports", writer.uri)
    code, _, errors = run("reports", "forget", SECRET, *options)
    assert code == 2
    assert f"not searched: {damaged}: field 'format' is missing" in errors
    assert "1 file could not be searched; --reporter erases one" in errors
    assert report_texts(writer) == [damaged]
    result = run("forget", SECRET, "--to", writer.uri)
    assert_mistake(result, "1 report could not be searched")
    assert run("reports", "forget", "--reporter", "1" * 16, *options)[0] == 0
    assert report_texts(writer) == []


@in_a_directory
def test_forget_names_a_day_that_it_cannot_read(run: Run, writer: AnyWriter) -> None:
    writer.create(day_key(AT), b"{}")
    result = run("reports", "forget", "--reporter", "1" * 16, "--reports", writer.uri)
    assert_mistake(result, "1 file could not be searched")


def test_forget_erases_a_day_of_which_only_old_versions_are_left(run: Run, s3: str) -> None:
    from train.registry.writable_store import open_writer

    with closing(boto3.client("s3")) as client:
        status = {"Status": "Enabled"}
        client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration=status)  # type: ignore[arg-type]
        writer = open_writer(s3)
        (report,) = receive(writer, (SECRET, "ham", None))
        for key in (report.key, day_key(NOW)):
            client.delete_object(Bucket=BUCKET, Key=f"spam/{key}")
    assert run("reports", "forget", "--reporter", report.reporter, "--reports", s3)[0] == 0
    assert report.reporter.encode() not in everything(writer)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "found nothing to forget; expected TEXT, FILE, --reporter or --older-than"),
        (("missing.txt",), "missing.txt: expected an existing file that holds the text"),
        ((" ",), "found an empty text"),
    ],
)
def test_forget_refuses_what_names_nothing(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    assert_mistake(run("reports", "forget", *arguments, "--reports", str(tmp_path)), message)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--older-than", "-1"), "found '-1'; expected a whole number from 0 to 36500"),
        (("--older-than", "soon"), "found 'soon'; expected a whole number from 0 to 36500"),
    ],
)
def test_forget_refuses_malformed_options(
    run: Run, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
) -> None:
    with pytest.raises(SystemExit) as caught:
        run("reports", "forget", *arguments)
    assert caught.value.code == 2
    assert message in capsys.readouterr().err


def test_a_store_that_cannot_be_read_is_a_mistake(run: Run, s3: str) -> None:
    del s3
    result = run("reports", "list", "--reports", "s3://no-such-bucket/x")
    assert_mistake(result, "does not exist")
