"""`python -m train forget` erases reports by text, reporter or age."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import boto3
import pytest

from chalicelib.reports.daily_limits import day_key
from tests.support.commands import Run
from tests.support.mistakes import assert_mistake
from tests.support.received_reports import NOW, SECRET, receive
from tests.support.stores import BUCKET, AnyWriter
from tests.support.user_reports import AT, in_a_directory, put, report_texts, stored_report
from train.reports.reading import read_all_reports


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
        (("--older-than", "-1"), "found '-1'; expected a whole number from 0 to 36,500"),
        (("--older-than", "soon"), "found 'soon'; expected a whole number from 0 to 36,500"),
    ],
)
def test_forget_refuses_malformed_options(
    run: Run, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
) -> None:
    with pytest.raises(SystemExit) as caught:
        run("reports", "forget", *arguments)
    assert caught.value.code == 2
    assert message in capsys.readouterr().err
