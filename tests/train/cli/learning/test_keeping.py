"""`learn --keep`, and what `learn` says of labels that expire."""

from datetime import timedelta
from pathlib import Path

from tests.support.commands import Run
from tests.support.learn_command import NOW, REST, Setup, learn
from tests.support.reported import report


def test_labels_that_expire_are_told_and_kept(run: Run, setup: Setup) -> None:
    label, text = REST[0]
    report(setup.store, text, label, "user", NOW - timedelta(days=160))
    code, result, _ = learn(run, setup, "--promote")
    assert (code, result["decision"]) == (0, "promoted")
    assert "those of 1 text expire within 30, and later versions" in result["notes"][0]
    assert (
        "kept.csv: would add 1 label; name it"
        in learn(run, setup, "--keep", "kept.csv", "--dry-run")[2]
    )
    assert not Path("kept.csv").exists()
    assert (
        "kept.csv: added 1 label; name it before the others: --data kept.csv"
        in learn(run, setup, "--keep", "kept.csv")[2]
    )
    base = setup.base.read_text("utf-8")
    assert Path("kept.csv").read_text("utf-8-sig").startswith(f"label,text\n{label},")
    setup.base.write_text(
        base + Path("kept.csv").read_text("utf-8-sig").partition("\n")[2], "utf-8"
    )
    (setup.base.parent / "other.csv").write_bytes(b"\xff")
    code, _, err = learn(run, setup, "--keep", "other.csv")
    assert (code, "other.csv: expected a CSV file in UTF-8" in err) == (2, True)


def test_texts_that_count_no_more_are_told(run: Run, setup: Setup) -> None:
    for label, text in REST[:2]:
        report(setup.store, text, label, "user", NOW)
    learn(run, setup, "--promote")
    assert run("reports", "forget", REST[0][1])[0] == 0
    _, result, _ = learn(run, setup, "--dry-run")
    assert result["notes"][-1].startswith("1 text fewer with a label of people than ")
