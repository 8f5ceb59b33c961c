"""`ask --read` and `reports import`: what is stored, was stored already, or replaces a label."""

from pathlib import Path

from tests.support.commands import Run
from tests.support.learn_command import NOW, REST, Setup
from tests.support.reported import report
from train.reports.reading import read_all_reports


def test_a_second_opinion_in_a_column_of_its_own_is_told(run: Run, setup: Setup) -> None:
    for reporter, label in (("first", "ham"), ("second", "spam")):
        report(setup.store, REST[0][1], label, reporter, NOW)
    run("ask")
    rows = Path("sheet.csv").read_text("utf-8").replace(",why", ",why,verdict").rstrip("\n")
    told = []
    for label, options in (("ham", ["--dry-run"]), ("ham", []), ("ham", []), ("spam", [])):
        Path("sheet.csv").write_text(f"{rows},{label}\n", "utf-8")
        told.append(run("ask", "--read", "sheet.csv", *options)[2].splitlines()[:-1])
    first, second, third, (stored, replaced) = told
    assert (first, second) == (["would store 1 label: 1 asked"], [stored])
    assert third == ["1 label of the same reporter stored already"]
    assert replaced.startswith("1 label of the same reporter replaced by another; texts ")


def test_a_text_that_was_changed_is_found_by_its_id(run: Run, setup: Setup) -> None:
    for reporter, label in (("first", "ham"), ("second", "spam")):
        report(setup.store, "see you at the station", label, reporter, NOW)
    Path("seen.csv").write_text("text\nyour parcel waits\n", "utf-8")
    run("ask", "--texts", "seen.csv")
    sheet = Path("sheet.csv").read_text("utf-8").replace(",,", ",ham,")
    for text in ("see you at the station", "your parcel waits"):
        sheet = sheet.replace(text, "changed")
    Path("sheet.csv").write_text(sheet, "utf-8")
    code, _, errors = run("ask", "--read", "sheet.csv", "--dry-run")
    assert (code, "would store 1 label" in errors) == (2, True)
    assert "--texts, with the files that were asked about, finds it" in errors
    code, _, errors = run("ask", "--read", "sheet.csv", "--texts", "seen.csv", "--dry-run")
    assert (code, errors.count("was changed; the label counts for")) == (0, 2)


def test_a_help_desks_table_is_imported(run: Run, setup: Setup) -> None:
    Path("desk.csv").write_text("message;right\nwin a prize at the station;SPAM\n", "utf-8")
    imported = ("reports", "import", "desk.csv", "--reporter", "help desk")
    assert "\nwould store 1 label: 1 report\n" in run(*imported, "--dry-run")[2]
    assert read_all_reports(setup.store) == []
    assert "\nstored 1 label: 1 report\n" in run(*imported)[2]
    assert "stored already" in run(*imported)[2]
    assert [(each.label, each.source) for each in read_all_reports(setup.store)] == [
        ("spam", "report")
    ]
    assert "erased 1 file" in run("reports", "forget", "--reporter", "help desk")[2]
    mails = "".join(
        f"From a@b.test Mon Jan  5 2026\nFrom: a@b.test\nTo: us\nSubject: {each}\n\nwin\n\n"
        for each in "xy"
    )
    Path("abuse.mbox").write_text(mails, "utf-8")
    mailbox = ("reports", "import", "abuse.mbox", "--label", "Spam", "--dry-run")
    assert "would store 2 labels: 2 report\n" in run(*mailbox, "--reporter", "abuse")[2]
    assert "expected --reporter" in run(*mailbox, "--reporter-column", "To")[2]
    assert "--label: found 'odd'" in run(*imported, "--label", "odd")[2]
    Path("desk.txt").write_text("win a prize at the station\n", "utf-8")
    assert (
        "found text; --label is for texts of one label"
        in run("reports", "import", "desk.txt", "--reporter", "me")[2]
    )
