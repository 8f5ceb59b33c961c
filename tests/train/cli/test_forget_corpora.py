"""`forget --data` reads what `fit` reads, and says what it cannot erase."""

import json
import shlex
from pathlib import Path

import pytest

from chalicelib.mail.mail_text import mail_text
from tests.support.commands import Run
from tests.support.mistakes import assert_mistake
from train.corpus.reader import read_corpus

TEXTS = {
    "ham": [f"see you at {number} {place}" for number in range(5) for place in ("home", "work")],
    "spam": [f"win a {prize} now {number}" for number in range(5) for prize in ("phone", "tour")],
}
SECRET = "Zo\u00eb says \u2013 it\u2019s 07700 900123"  # noqa: S105 - a text


def mail(number: int, text: str) -> str:
    head = f"From: Bo <bo@shop.test>\nTo: al@shop.test\nDate: Mon, {number} Jan 2024 10:00\n"
    return f"{head}Subject: note {number}\n\n{text}\n\nFrom here on, Bo\n\n"


TUTORIAL = ("--recipe", "tutorial", "--folds", "0")
SOUGHT = mail(3, TEXTS["ham"][3])


@pytest.fixture
def unseen() -> str:
    """Return the name of texts to test on, so that a model learns all others."""
    Path("test.csv").write_text("text,label\nbe there at noon,ham\nfree tour,spam\n")
    return "test.csv"


@pytest.fixture
def mailboxes() -> list[str]:
    """Return the names of a mailbox for each class, in the current directory."""
    for label, texts in TEXTS.items():
        mails = [mail(n, text).replace("\nFrom h", "\n>From h") for n, text in enumerate(texts)]
        envelope = "From bo@shop.test Mon Jan  1 10:00:00 2024\n"
        Path(f"{label}.mbox").write_text("".join(envelope + each for each in mails))
    return ["ham.mbox", "spam.mbox"]


@pytest.fixture
def mails() -> list[str]:
    """Return the name of a directory with a folder of mails for each class."""
    for label, texts in TEXTS.items():
        Path("mails", label).mkdir(parents=True)
        for number, text in enumerate(texts):
            Path("mails", label, f"{number}.eml").write_text(mail(number, text))
    return ["mails"]


@pytest.mark.parametrize("corpus", ["mailboxes", "mails"])
@pytest.mark.parametrize(
    ("name", "request_text"),
    [
        pytest.param("r.eml", "Received: elsewhere\n" + SOUGHT, id="mail"),
        pytest.param("r.txt", "Received: elsewhere\n" + SOUGHT, id="pasted mail"),
        pytest.param("r.txt", mail_text(SOUGHT.encode()), id="text"),
        pytest.param("r.txt", SOUGHT.partition("\n\n")[2], id="body"),
    ],
)
def test_a_mail_is_erased_whole_and_its_version_named(
    run: Run,
    request: pytest.FixtureRequest,
    unseen: str,
    corpus: str,
    name: str,
    request_text: str,
) -> None:
    data = request.getfixturevalue(corpus)
    assert run("fit", "--data", *data, "--test", unseen, *TUTORIAL)[0] == 0
    version = run("publish")[1].strip()
    before = read_corpus([*map(Path, data)]).texts
    Path(name).write_text(request_text)
    code, output, _ = run("forget", name, "--data", *data)
    place = "ham.mbox: mail 4" if corpus == "mailboxes" else "mails/ham/3.eml"
    assert (code, output.splitlines()[0]) == (0, place)
    assert f"models/versions/{version}: trained on it" in output
    after = read_corpus([*map(Path, data)]).texts
    assert (len(after), set(before) - set(after)) == (len(before) - 1, {before[3]})
    assert place not in run("forget", name, "--data", *data)[1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "cp1252"])
def test_a_request_is_decoded_as_a_corpus_is(run: Run, encoding: str) -> None:
    Path("texts.csv").write_text(f"text,label\nsee you,ham\n{SECRET},ham\n", encoding="utf-8")
    Path("r.txt").write_bytes(f"{SECRET}\r\n".encode(encoding))
    assert run("forget", "r.txt", "--data", "texts.csv")[1] == "texts.csv: line 3\n"


def test_the_encoding_that_is_named_is_that_of_files_not_in_utf_8(run: Run) -> None:
    text = "Ma\u00df"
    Path("texts.csv").write_text(f"text,label\nsee you,ham\n{text},ham\n", encoding="cp437")
    Path("r.txt").write_text(text, encoding="utf-8")
    options = ("--data", "texts.csv", "--encoding", "cp437")
    assert run("forget", "r.txt", *options)[1] == "texts.csv: line 3\n"
    assert Path("texts.csv").read_bytes() == b"text,label\nsee you,ham\n"


def test_what_cannot_be_erased_is_named_with_exit_code_2(run: Run) -> None:
    rows = [{"text": text, "label": label} for label in TEXTS for text in TEXTS[label]]
    Path("texts.json").write_text(json.dumps({"data": rows}))
    Path("texts.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    arguments = ("forget", TEXTS["ham"][1], "--data", "texts.json", "texts.jsonl")
    for options in (["--dry-run"], []):
        code, output, errors = run(*arguments, *options)
        assert (code, output) == (2, "texts.json: row 2\ntexts.jsonl: line 2\n")
        assert "texts.json: rows cannot be removed from a file of this kind; remove it " in errors
        assert errors.endswith("error: 1 file still holds the text\n")
    assert json.loads(Path("texts.json").read_text()) == {"data": rows}
    assert TEXTS["ham"][1] not in read_corpus([Path("texts.jsonl")]).texts


def test_a_text_in_another_column_is_not_told_as_found_nowhere(run: Run) -> None:
    Path("texts.csv").write_text("text,label,title\nsee you,ham,hello\nbye now,ham,other\n")
    result = run("forget", "hello", "--data", "texts.csv")
    assert "texts.csv: line 2: has it outside the text columns; kept" in result[2]
    assert "found nowhere as a whole text\n" in result[2]
    assert_mistake(result, "1 file still holds the text")


def test_no_training_is_proposed_before_the_text_is_out_of_every_file(
    run: Run, unseen: str
) -> None:
    rows = [{"text": text, "label": label} for label in TEXTS for text in TEXTS[label]]
    Path("texts.json").write_text(json.dumps({"data": rows}))
    assert run("fit", "--data", "texts.json", "--test", unseen, *TUTORIAL)[0] == 0
    run("publish")
    code, _, errors = run("forget", TEXTS["ham"][1], "--data", "texts.json")
    assert code == 2
    assert "a fitted model cannot forget; once no file holds the text, train a new one" in errors


TICKETS = "Subject,Body,label\nLogin,I cannot log in,ham\nInvoice,see line 1,spam\n"
COLUMNS = ("--text-column", "Subject", "Body")


def test_a_text_of_one_of_the_joined_columns_is_not_taken_for_erased(run: Run) -> None:
    Path("t.csv").write_text(TICKETS)
    result = run("forget", "i cannot  log in", "--data", "t.csv", *COLUMNS)
    assert "t.csv: line 2: has it as one of the joined columns, or as whole lines" in result[2]
    assert_mistake(result, "1 file still holds the text")
    Path("r.csv").write_text("Subject,Body\nLogin,I cannot log in\n")
    code, output, _ = run("forget", "r.csv", "--data", "t.csv", *COLUMNS)
    assert (code, output) == (0, "t.csv: line 2\n")
    assert "Login" not in Path("t.csv").read_text()


def test_a_text_within_a_line_of_another_one_does_not_keep_forget_from_succeeding(run: Run) -> None:
    Path("t.csv").write_text(TICKETS)
    code, _, errors = run("forget", "cannot log in", "--data", "t.csv", *COLUMNS)
    assert code == 0
    assert "t.csv: line 2: contains it within a longer text; kept" in errors


def test_a_file_of_nothing_else_is_deleted_and_not_trained_on(run: Run, unseen: str) -> None:
    for label, texts in TEXTS.items():
        Path(f"{label}.txt").write_text("".join(f"{text}\n" for text in texts))
    Path("more_ham.txt").write_text(f"{SECRET}\n", encoding="utf-8")
    files = ("ham.txt", "spam.txt", "more_ham.txt")
    labels = ("--labels", "more_ham=ham")
    assert run("fit", "--data", *files, *labels, "--test", unseen, *TUTORIAL)[0] == 0
    run("publish")
    code, _, errors = run("forget", SECRET, "--data", *files, *labels)
    assert (code, Path("more_ham.txt").exists()) == (0, False)
    assert "more_ham.txt: deleted, because nothing else was in it\n" in errors
    (command,) = (line for line in errors.splitlines() if line.startswith("  python -m train fit"))
    assert shlex.split(command)[4:] == [
        "--data",
        "ham.txt",
        "spam.txt",
        "--recipe",
        "tutorial",
        *labels,
    ]


def test_a_deleted_link_takes_its_file_with_it(run: Run, mails: list[str]) -> None:
    link = Path("mails/ham/3.eml")
    target = link.rename("3.eml")
    link.symlink_to(target.absolute())
    Path("r.eml").write_text(SOUGHT)
    assert run("forget", "r.eml", "--data", *mails)[0] == 0
    assert (link.is_symlink(), target.exists()) == (False, False)
