"""The transfer matrix: no test text repeats a training text, and every model is tested."""

import csv
import json
from pathlib import Path

import pytest

from bench.transfer.__main__ import main
from bench.transfer.choice import print_choices
from bench.transfer.corpora import Corpora, Row, read
from bench.transfer.fits import Fits
from bench.transfer.matrix import measure, table
from train.corpus.summary import near_key
from train.errors import InputError
from train.recipes.default_options import RecipeOptions
from train.report import transfer_tables
from train.report.transfer_tables import ALL, HOMES, OTHERS

HAM = ["see you at the harbour", "soup is on the stove", "is the train late", "call me at home"]
SPAM = ["claim a free prize", "win cash by text", "your loan is approved", "urgent offer of lamps"]
WHEN = ["today", "on monday", "on friday", "tonight"]
GREEK = Row("ham", "θάλασσα και ήλιος", "greek")


def rows(source: str) -> list[Row]:
    return [
        Row(label, f"{text} {source} {when}", source)
        for label, texts in (("ham", HAM), ("spam", SPAM))
        for text in texts
        for when in WHEN
    ]


def write(path: Path, texts: list[Row], columns: int = 3) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        written = csv.writer(file)
        written.writerow(Row._fields[:columns])
        written.writerows(row[:columns] for row in texts)
    return path


@pytest.fixture
def union(tmp_path: Path) -> Path:
    return write(tmp_path / "all.csv", [row for name in HOMES for row in rows(name)])


def test_a_near_copy_of_a_training_text_is_no_test_text(tmp_path: Path, union: Path) -> None:
    copy = rows("sms")[0]
    more = write(tmp_path / "more.csv", [copy._replace(text=f"{copy.text.upper()} 12!"), GREEK], 2)
    corpora = read(union, [f"greek={more}"])
    assert [row for row in corpora.rows if row.source not in HOMES] == [GREEK]
    for fit in Fits(corpora).every():
        keys = [{near_key(corpora.rows[at].text) for at in part} for part in fit.split]
        assert keys[0].isdisjoint(keys[1])


def test_a_text_that_is_borrowed_from_an_earlier_source_does_not_count(tmp_path: Path) -> None:
    first = Row("spam", "the red lamp of your aunt is ready at our shop now", "sms")
    edited = Row("spam", "hello! the RED lamp of your aunt is ready at my house", "chat")
    within = first._replace(text="hello! the red lamp of your aunt is ready at my house")
    short = Row("ham", "the red lamp of your cat", "chat")
    for second, counts in ((edited, False), (short, True)):
        corpora = read(write(tmp_path / "all.csv", [*rows("chat"), second, *rows("sms"), first]))
        assert corpora.homes == ["chat", "sms"]
        assert (first in corpora.rows) == counts
        assert second in corpora.rows
    assert within in read(write(tmp_path / "all.csv", [first, within, *rows("chat")])).rows


def test_each_model_is_fitted_to_what_its_name_says(tmp_path: Path) -> None:
    path = write(tmp_path / "all.csv", [*rows("sms"), *rows("chat"), GREEK])
    tested: dict[tuple[str, str], list[int]] = {}
    corpora = read(path)
    for name, (training, test) in Fits(corpora).every():
        fitted_to = {corpora.rows[at].source for at in training}
        sources = {corpora.rows[at].source for at in test}
        if name == OTHERS:
            assert fitted_to | sources == {"sms", "chat", "greek"}
            assert fitted_to.isdisjoint(sources)
        elif name == ALL:
            assert {"sms", "chat"} <= fitted_to
        else:
            assert fitted_to == {name}
        for at in test:
            tested.setdefault((name, corpora.rows[at].source), []).append(at)
    names = ["sms", "chat", OTHERS, ALL]  # one Greek text is too few to fit to
    assert set(tested) == {(name, source) for name in names for source in ("sms", "chat", "greek")}
    for positions in tested.values():  # each text once
        assert len(set(positions)) == len(positions)


def test_a_source_without_spam_has_blocked_ham_and_no_correlation() -> None:
    corpora = Corpora([*rows("sms"), *rows("chat"), GREEK], ["sms", "chat"])
    matrix = measure(corpora, [*Fits(corpora).every()])
    assert matrix[ALL]["greek"] == matrix[ALL]["greek"] | {"mcc": None, "spam_caught": None}
    assert matrix[ALL]["greek"]["blocked_ham"] in (0, 1)
    assert matrix["sms"]["sms"]["mcc"] > 0.9
    *_, last = table(matrix, ["sms", "greek"], "mcc").splitlines()
    assert last.startswith("| all | ")
    assert last.endswith(" | - |")


def test_the_command_writes_what_the_model_card_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(transfer_tables, "HOMES", ("sms", "chat"))
    union = write(tmp_path / "all.csv", [*rows("sms"), *rows("chat")])
    intents = write(tmp_path / "bank.csv", [Row("card_arrival", "where is my card", "")] * 2, 2)
    written = tmp_path / "transfer.json"
    arguments = ["bench.transfer", str(union), "--ham", f"bank={intents}", "--json", str(written)]
    monkeypatch.setattr("sys.argv", arguments)
    main()
    found = json.loads(written.read_text())
    each = {"ham": 16, "spam": 16}
    assert found["texts"] == {"sms": each, "chat": each, "bank": {"ham": 1, "spam": 0}}
    assert list(found["matrix"]) == ["sms", "chat", OTHERS, ALL]
    assert "bank" not in found["matrix"][OTHERS]
    assert capsys.readouterr().out.count("| fitted to | sms | chat | bank |") == 4


def test_a_corpus_that_the_card_needs_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "all.csv", [*rows("sms"), *rows("embedded")])
    monkeypatch.setattr("sys.argv", ["bench.transfer", str(path), "--json", str(tmp_path / "a")])
    with pytest.raises(SystemExit, match="2"):
        main()
    error = capsys.readouterr().err
    assert "needs the corpora smishing, comments, chat as well: run 'make card' with a net" in error
    assert not (tmp_path / "a").exists()


def test_a_file_without_sources_says_what_writes_them(tmp_path: Path) -> None:
    path = write(tmp_path / "sample.csv", rows("sms"), 2)
    with pytest.raises(InputError, match=r"column 'source'.*'python -m train corpus --all DIREC"):
        read(path)


@pytest.mark.parametrize("name", ["sms={}", "{}", "greek="])
def test_a_further_file_needs_a_name_of_its_own(union: Path, name: str) -> None:
    with pytest.raises(InputError, match="expected NAME=FILE"):
        read(union, [name.format(union)])


def test_other_labels_are_refused_unless_all_texts_are_ham(tmp_path: Path, union: Path) -> None:
    other = write(tmp_path / "other.csv", [GREEK._replace(label="lost_card")] * 2, 2)
    with pytest.raises(InputError, match=r"found also \['lost_card'\]"):
        read(union, [f"greek={other}"])
    assert read(union, ham=[f"greek={other}"]).counts()["greek"] == {"ham": 1, "spam": 0}


def test_options_are_compared_elsewhere_and_at_home(capsys: pytest.CaptureFixture[str]) -> None:
    corpora = Corpora([*rows("sms"), *rows("chat")], ["sms", "chat"])
    print_choices(corpora, [RecipeOptions((1, 4), 1, 1, 20_000)])
    _, _, row = capsys.readouterr().out.splitlines()
    assert row.startswith("| (1, 4) | 1 | 20,000 | ")
    assert row.count("|") == 10
