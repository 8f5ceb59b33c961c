"""`learn` and `ask`: what they do with reports, what they refuse, and an attack that is stopped."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chalicelib.reports.names import find_or_make_names
from tests.support.commands import Run
from tests.support.learn_command import BASE, NOW, REST, Setup, current, fitted_to, learn
from tests.support.reported import report
from tests.support.stores import promote, publish
from train.evaluation.predictions import text_key
from train.learning import rounds
from train.learning.old_set import is_old


def test_without_reports_nothing_is_fitted(run: Run, setup: Setup) -> None:
    code, result, _ = learn(run, setup, "--promote")
    assert (code, result["decision"]) == (0, "nothing to learn")


def test_without_a_report_that_counts_nothing_is_fitted(run: Run, setup: Setup) -> None:
    text = next(text for label, text in BASE if label == "ham" and is_old(text_key(text)))
    report(setup.store, text, "spam", "user", NOW)
    before = current(setup.store)
    code, result, _ = learn(run, setup, "--promote")
    assert (code, result["decision"]) == (0, "nothing to learn")
    assert result["learned"]["set_aside"] == {"the old set has another label": 1}
    assert (current(setup.store), setup.store.versions()) == (before, [before])
    code, out, err = run("learn", "--data", setup.base)
    assert "set aside          1 because the old set has another label; 'python -m train ask" in out
    assert "no sure label was audited, so decided texts do not count" in out
    assert f"nothing to learn: no report counts; {before} stays" in err


def test_classes_too_rare_for_the_gate_are_named(run: Run, setup: Setup) -> None:
    ham = "".join(f"ham,at the station {number}\n" for number in range(5))
    Path("ham.csv").write_text(f"label,text\n{ham}", "utf-8")
    expected = "the old set has 0 texts of 'spam': with fewer than 5, the gate cannot tell"
    label, text = BASE[0]  # so nothing is fitted
    report(setup.store, text, "ham" if label == "spam" else "spam", "user", NOW)
    assert learn(run, setup, "--test", "ham.csv")[1]["notes"][0].startswith(expected)


def test_five_reporters_of_one_text_are_learned_from(run: Run, setup: Setup) -> None:
    ham = [text for label, text in BASE if label == "ham"]
    text = f"{ham[0]} {ham[1]} {ham[2]}"
    for number in range(5):
        report(setup.store, text, "spam", f"user {number}", NOW)
    _, result, _ = learn(run, setup, "--dry-run")
    assert result["learned"]["counts"]["reports"] == 1
    assert result["learned"]["set_aside"] == {}


def test_a_trusted_reporter_is_believed_against_a_sure_model(run: Run, setup: Setup) -> None:
    ham = [text for label, text in BASE if label == "ham"]
    for number in range(4):
        text = f"{ham[number]} {ham[number + 1]} {ham[number + 2]}"
        report(setup.store, text, "spam", "owner-key", NOW)
    digest = find_or_make_names(setup.store, NOW).reporter("owner-key")
    _, doubting, _ = learn(run, setup, "--dry-run")
    assert doubting["learned"]["counts"]["reports"] < 4
    for option, name in (("--trust-reporter", digest), ("--caller", "owner-key")):
        _, believing, err = learn(run, setup, "--dry-run", option, name)
        assert believing["learned"]["counts"]["reports"] == 4
        assert believing["learned"]["set_aside"] == {}
        assert "trusted: 4 reports" in err
    _, mistyped, err = learn(run, setup, "--dry-run", "--trust-reporter", "nobody")
    assert mistyped["learned"]["counts"] == doubting["learned"]["counts"]
    assert "trusted: 1 reporter without any report" in err


def test_ask_does_not_ask_about_what_a_trusted_reporter_said(
    run: Run, setup: Setup, tmp_path: Path
) -> None:
    for label, key in (("spam", "user-key"), ("ham", "owner-key")):
        report(setup.store, REST[0][1], label, key, NOW)
    seen = tmp_path / "seen.csv"
    seen.write_text("text\nsee you at the station\n", "utf-8")
    ask = ("ask", "--texts", seen, "--data", setup.base, "--dry-run")
    assert "reported, but reporters disagree" in run(*ask)[2]
    assert "reported, but" not in run(*ask, "--caller", "owner-key")[2]


def test_a_mistyped_store_of_reports_is_a_mistake(run: Run, setup: Setup) -> None:
    code, _, err = learn(run, setup, "--reports", "nowhere")
    assert code == 2
    assert "nowhere: no such directory; expected the store of the reports" in err


def test_a_report_is_learned_once_and_the_same_input_decides_the_same(
    run: Run, setup: Setup
) -> None:
    label, text = REST[0]
    report(setup.store, text, label, "user", NOW)
    _, planned, _ = learn(run, setup, "--dry-run")
    assert planned["decision"] == "would be published"
    assert len(setup.store.versions()) == 1
    code, made, err = learn(run, setup)
    assert (code, made["decision"]) == (0, "published")
    assert err.endswith(f"; 'python -m train promote {made['version']} --shadow' tries it\n")
    assert made["learned"]["counts"] == planned["learned"]["counts"]
    assert made["checks"] == planned["checks"]
    assert learn(run, setup, "--shadow")[1]["version"] == made["version"]
    assert learn(run, setup, "--promote")[1]["decision"] == "promoted"
    assert current(setup.store) == made["version"]
    assert learn(run, setup, "--promote")[1]["decision"] == "nothing new"
    assert len(setup.store.versions()) == 2
    assert "trained on it" in run("forget", text, "--dry-run")[1]


def during_the_round(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let something happen once while `learn` fits."""
    fitted = rounds.run_round

    def run_round(*args: Any) -> Any:
        monkeypatch.setattr(rounds, "run_round", fitted)
        act()
        return fitted(*args)

    monkeypatch.setattr(rounds, "run_round", run_round)


def test_two_who_learn_at_once_promote_one_version(
    run: Run, setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    label, text = REST[0]
    report(setup.store, text, label, "user", NOW)
    before = current(setup.store)
    during_the_round(monkeypatch, lambda: learn(run, setup, "--promote"))
    code, _, err = run("learn", "--data", setup.base, "--promote")
    assert code == 0
    assert "already promoted" in err
    assert len(setup.store.versions()) == 2
    run("rollback")
    assert current(setup.store) == before


def test_a_promotion_during_the_round_refuses_what_was_compared_with_another(
    run: Run, setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    label, text = REST[0]
    report(setup.store, text, label, "user", NOW)
    other = fitted_to(BASE[:300])
    during_the_round(monkeypatch, lambda: promote(publish(other, setup.store), setup.store))
    code, _, err = run("learn", "--data", setup.base, "--promote")
    assert code == 2
    assert "was promoted at the same time, so the comparison no longer holds" in err
    assert len(setup.store.versions()) == 2


def test_two_reporters_with_many_false_reports_are_not_believed(run: Run, setup: Setup) -> None:
    spam = [text for label, text in REST if label == "spam"][:200]
    for number, text in enumerate(spam):
        report(setup.store, text, "ham", f"rival {number % 2}", NOW)
    code, result, _ = learn(run, setup, "--promote")
    learned = result["learned"]
    stopped = code == 3 or learned["counts"]["reports"] <= len(spam) // 10
    assert stopped, learned


def test_a_report_about_the_old_set_is_never_learned(run: Run, setup: Setup) -> None:
    text = next(text for label, text in BASE if label == "ham" and is_old(text_key(text)))
    report(setup.store, text, "spam", "user", NOW)
    _, result, _ = learn(run, setup, "--dry-run")
    assert result["learned"]["counts"]["reports"] == 0
    assert result["learned"]["set_aside"] == {"the old set has another label": 1}


@pytest.mark.parametrize(
    ("said", "aside"),
    [
        ("ham", {}),
        ("spam", {"a person's label contradicts the old set; correct the base": 1}),
    ],
)
def test_a_person_settles_reports_about_the_old_set(
    run: Run, setup: Setup, tmp_path: Path, said: str, aside: dict[str, int]
) -> None:
    text = next(text for label, text in BASE if label == "ham" and is_old(text_key(text)))
    for reporter in ("first", "second"):
        report(setup.store, text, "spam", reporter, NOW)
    (tmp_path / "seen.txt").write_text("nothing to see\n")
    ask = ("ask", "--texts", tmp_path / "seen.txt", "--data", setup.base, "--random", "0")
    sheet = tmp_path / "sheet.csv"
    run(*ask, "--out", sheet)
    rows = [*csv.DictReader(sheet.read_text("utf-8-sig").splitlines())]
    assert [row["text"] for row in rows].count(text) == 1
    report(setup.store, text, said, "a person", NOW, "asked")
    _, result, _ = learn(run, setup, "--dry-run")
    assert result["learned"]["set_aside"] == aside
    _, _, err = run(*ask, "--dry-run")
    assert "old set says otherwise" not in err


def test_a_must_pass_text_refuses_even_with_force(run: Run, setup: Setup, tmp_path: Path) -> None:
    label, text = REST[0]
    report(setup.store, text, label, "user", NOW)
    spam = next(text for label, text in BASE if label == "spam")
    (tmp_path / "must.csv").write_text(f'label,text\nham,"{spam}"\nham,"{spam} now"\n')
    before = current(setup.store)
    code, result, err = learn(run, setup, "--promote", "--force", "--must-pass", "must.csv")
    assert (code, result["decision"]) == (3, "refused")
    assert "must-pass texts with another label" in err
    assert current(setup.store) == before


def test_a_store_without_a_version_is_refused(run: Run, setup: Setup) -> None:
    code, _, err = run("learn", "--data", setup.base, "--to", "nowhere")
    assert code == 2
    assert "found no promoted version to learn from" in err


def test_other_labels_than_the_models_are_refused(run: Run, setup: Setup) -> None:
    other = setup.base.read_text("utf-8").replace("ham,", "good,")
    setup.base.write_text(other, "utf-8")
    code, _, err = run("learn", "--data", setup.base)
    assert code == 2
    assert "expected those of the current version" in err


def test_a_sheet_is_written_labelled_and_learned_from(run: Run, setup: Setup) -> None:
    Path("recent.csv").write_text("text\n" + "".join(f'"{t} so"\n' for _, t in REST[:8]))
    code, out, _ = run("ask", "--texts", "recent.csv", "--uncertain", 2, "--random", 3)
    assert (code, out) == (0, "sheet.csv\n")
    sheet = Path("sheet.csv").read_text("utf-8")
    assert (sheet.count("asked-"), sheet.count("audit-")) == (2, 3)
    assert "ham" not in sheet.partition("\n")[0]
    assert run("ask", "--texts", "recent.csv")[0] == 2  # the sheet may hold labels
    marked = [line.replace(",,", ",ham,") for line in sheet.splitlines()]
    marked[-1] = marked[-1].replace(",ham,", ",hum,")
    Path("sheet.csv").write_text("\n".join(marked), "utf-8")
    code, _, err = run("ask", "--read", "sheet.csv")
    assert code == 2
    assert "stored 4 labels: 2 asked, 2 audit" in err
    assert "found the label 'hum'; expected ham or spam" in err
    result = learn(run, setup, "--dry-run")[1]
    assert result["learned"]["counts"]["asked"] == 4
    assert result["learned"]["audit"]["texts"] <= 2
