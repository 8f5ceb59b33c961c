"""What the publisher may do and may not do: moto enforces the checked-in policies."""

from dataclasses import replace
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from chalicelib.errors import StoreError
from chalicelib.manifest import MAX_BYTES
from chalicelib.pointer import POINTER_KEY
from chalicelib.reports.intake import open_intake
from chalicelib.settings import read_settings
from chalicelib.store.opening import open_reader
from tests.support.commands import Run
from tests.support.parity import TRAINING
from tests.support.roles import (
    FILE,
    POINTER,
    RESOURCES,
    Act,
    assert_refused,
    copy,
    delete,
    put,
    write_two,
)
from tests.support.stores import BUCKET, promote, publish
from tests.support.user_reports import SERVED as SAID
from tests.support.user_reports import TEXT, report_texts, submission
from train.registry.bundle import Bundle, write_bundle
from train.registry.published_version import list_versions
from train.registry.writable_store import open_writer


def test_the_publisher_reads_and_erases_reports(run: Run, s3: str, act_as: Act) -> None:
    open_intake(read_settings({"REPORTS_URI": s3})).receive(submission(), SAID)
    act_as("publisher", replace(RESOURCES, reports=(BUCKET, "spam")))
    for command in (("list",), ("export",), ("forget", TEXT)):
        code, _, errors = run("reports", *command, "--reports", s3)
        assert code == 0, errors
    assert report_texts(open_writer(s3)) == []


def test_the_publisher_adds_policies_but_replaces_none(act_as: Act) -> None:
    act_as("publisher")
    put("spam/policies/a.json", IfNoneMatch="*")
    assert_refused(put, "spam/policies/a.json")
    assert_refused(put, "spam/reports/a.json", IfNoneMatch="*")


def test_the_publisher_publishes_promotes_and_rolls_back(
    run: Run, s3: str, act_as: Act, tutorial_bundle: Bundle, default_bundle: Bundle, tmp_path: Path
) -> None:
    act_as("publisher")
    versions = []
    for bundle in (tutorial_bundle, default_bundle):
        write_bundle(bundle, tmp_path / "made")
        code, output, errors = run("publish", "made", "--to", s3)
        assert code == 0, errors
        versions.append(output.strip())
        assert run("promote", versions[-1], "--force", "--to", s3)[0] == 0
    assert run("rollback", "--to", s3)[:2] == (0, f"{versions[0]}\n")
    for threshold in ("0.7", "0.8", "0.9"):
        code, _, errors = run("policy", "--threshold", threshold, "--promote", "--to", s3)
        assert code == 0, errors
    assert "deleted 1 policy" in run("prune", "--keep-last", "0", "--to", s3)[2]


def test_the_publisher_lists_shows_and_verifies(
    run: Run, s3: str, act_as: Act, tutorial_bundle: Bundle
) -> None:
    version = publish(tutorial_bundle, open_writer(s3))
    promote(version, open_writer(s3))
    act_as("publisher")
    for command in (("list",), ("show",), ("show", version), ("verify", version)):
        assert run(*command, "--to", s3)[0] == 0


def test_the_publisher_replaces_no_file_of_a_version(s3: str, act_as: Act) -> None:
    write_two(open_writer(s3))
    act_as("publisher")
    assert_refused(put, FILE)
    assert_refused(put, FILE, IfMatch='"84fb30efd1a6ff9be8c75d4bde8b8f2c"')
    assert_refused(copy, FILE)
    with pytest.raises(ClientError, match="PreconditionFailed"):
        put(FILE, IfNoneMatch="*")
    assert open_reader(s3).read(FILE.removeprefix("spam/"), MAX_BYTES) == b"a file"


def test_the_publisher_prunes_deletes_and_forgets(
    run: Run, s3: str, act_as: Act, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    writer = open_writer(s3)
    old, current = sorted(publish(bundle, writer) for bundle in (tutorial_bundle, default_bundle))
    promote(current, writer)
    act_as("publisher")
    assert run("forget", TRAINING[0], "--to", s3)[0] == 0
    assert run("prune", "--keep-last", "0", "--to", s3)[0] == 0
    (left,) = list_versions(open_writer(s3))
    assert old not in open_writer(s3).versions_with_traces()
    assert run("delete", left.version, "--force", "--to", s3)[0] == 0
    assert open_writer(s3).versions_with_traces() == []


def test_the_publisher_erases_no_pointer_and_no_other_prefix(s3: str, act_as: Act) -> None:
    others = open_writer(f"s3://{BUCKET}/spam-of-others")
    write_two(open_writer(s3))
    write_two(others)
    act_as("publisher")
    for uri, key, action in (
        (s3, POINTER_KEY, "DeleteObjectVersion"),
        (others.uri, FILE.removeprefix("spam/"), "ListBucketVersions"),
    ):
        with pytest.raises(StoreError, match=f"access denied; allow s3:{action}"):
            open_writer(uri).delete(key)


def test_the_publisher_writes_nowhere_else_and_hides_nothing(s3: str, act_as: Act) -> None:
    write_two(open_writer(s3))
    act_as("publisher")
    put(POINTER)
    assert_refused(put, "spam/else.json", IfNoneMatch="*")
    assert_refused(put, f"others/{POINTER_KEY}")
    assert_refused(put, FILE.replace("spam/", "others/"), IfNoneMatch="*")
    assert_refused(delete, POINTER)
    assert_refused(delete, FILE)
