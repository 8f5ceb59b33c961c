"""`forget` where the service stores reports elsewhere than the models: `REPORTS_URI`."""

from pathlib import Path

import pytest

from tests.support.commands import Run
from tests.support.reported import report
from tests.support.user_reports import AT, report_texts
from train.registry.writable_store import open_writer


def test_forget_erases_reports_where_the_service_stores_them(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = open_writer(str(tmp_path / "elsewhere"))
    report(reports, "see you at the station", "spam", "user", AT)
    monkeypatch.setenv("REPORTS_URI", reports.uri)
    code, output, errors = run("forget", "see you at the station")
    assert (code, "a report of it" in output) == (0, True)
    assert (errors, report_texts(reports)) == (f"{reports.uri}: erased 1 report of it\n", [])
    monkeypatch.setenv("REPORTS_URI", "nowhere")
    assert "nowhere: no such directory" in run("forget", "see you at the station")[2]
