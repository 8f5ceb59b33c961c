"""Options that are given twice."""

from pathlib import Path

import pytest

from tests.support.commands import Run

ROWS = (
    "label,text\n"
    + "ham,see you at eight\nspam,win a prize now\nham,call me later\nspam,free cash call\n"
)


def test_the_files_of_a_repeated_option_are_joined(run: Run) -> None:
    for name, place in (("a.csv", "station"), ("b.csv", "school")):
        Path(name).write_text(ROWS.replace("eight", f"the {place}"))
    evaluate = ("evaluate", "--recipe", "tutorial", "--folds", 2)
    joined = run(*evaluate, "--data", "a.csv", "b.csv")
    assert (joined[0], run(*evaluate, "--data", "a.csv", "--data", "b.csv")) == (0, joined)


def test_a_repeated_option_of_one_value_is_refused(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run("fit", "--data", "a.csv", "--out", "x", "--out", "y")
    assert "argument --out: found twice; expected once" in capsys.readouterr().err
