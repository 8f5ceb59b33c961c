"""POST /report at a daily limit, at the same time as others, and if the store fails."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import pytest
from chalice.local import LocalChalice

from tests.support.responses import assert_error
from tests.support.stored_reports import MARKER, REPORT, Load
from tests.support.user_reports import TEXT, post_report, report_texts
from train.registry.writable_store import DirectoryWriter


def test_the_daily_limit_says_when_to_try_again(
    load_app: Load, published: DirectoryWriter, store: DirectoryWriter
) -> None:
    app = load_app(MODEL_URI=published.uri, REPORTS_URI=store.uri, REPORTS_PER_DAY="1")
    assert post_report(app, REPORT).status_code == 200
    response = post_report(app, REPORT | {"text": "another"})
    message = assert_error(response, 429, "TooManyRequestsError")
    seconds = response.headers["Retry-After"]
    assert message == (
        f"found 1 reports today; expected at most 1 a day (UTC); try again in {seconds} seconds"
    )
    assert 0 < int(seconds) <= 86_400


def test_concurrent_requests_lose_nothing_and_exceed_no_limit(
    load_app: Load, published: DirectoryWriter, store: DirectoryWriter
) -> None:
    app = load_app(MODEL_URI=published.uri, REPORTS_URI=store.uri, REPORTS_PER_DAY="5")
    # As `chalice local` does, whose requests are threads.
    app.app.__class__ = type("Local", (LocalChalice, type(app.app)), {})

    def post(number: int) -> int:
        return int(post_report(app, REPORT | {"text": f"text {number}"}).status_code)

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(post, range(8)))
    assert statuses == [200] * 5 + [429] * 3
    assert len(report_texts(store)) == 5


def test_a_store_that_cannot_be_written_is_a_503_and_its_reason_is_in_the_log(
    load_app: Load, published: DirectoryWriter, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("no directory")
    app = load_app(MODEL_URI=published.uri, REPORTS_URI=str(tmp_path / "file"))
    response = post_report(app, REPORT)
    message = assert_error(response, 503, "ServiceUnavailableError")
    assert message == "the report cannot be stored; try again in 5 seconds"
    assert response.headers["Retry-After"] == "5"
    line = json.loads(capfd.readouterr().out)
    assert "Not a directory" in line["report_error"]
    assert TEXT not in json.dumps(line)


def test_a_missing_bucket_is_a_503(
    load_app: Load, published: DirectoryWriter, s3: str, capfd: pytest.CaptureFixture[str]
) -> None:
    del s3
    app = load_app(MODEL_URI=published.uri, REPORTS_URI="s3://no-such-bucket/x")
    assert_error(post_report(app, REPORT), 503, "ServiceUnavailableError")
    assert "does not exist" in json.loads(capfd.readouterr().out)["report_error"]


def test_a_stored_report_is_counted_and_a_repeat_is_not(
    app: ModuleType, capfd: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        post_report(app, REPORT | {"text": MARKER})
    output = capfd.readouterr().out
    first, second = map(json.loads, output.splitlines())
    assert (first["Reports"], "Reports" in second) == (1, False)
    assert "Texts" not in first
    assert MARKER not in output
