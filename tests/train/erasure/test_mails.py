"""A mail is found by all that people may mean by it."""

import hashlib
from pathlib import Path

import pytest

from chalicelib.mail.mail_text import mail_text
from tests.support.stores import AnyWriter
from tests.support.user_reports import in_a_directory, put, stored_report
from train.corpus.all_texts import DETECTED
from train.erasure.corpora import digests_with_texts, search_corpora
from train.erasure.model_files import REPORT, search_files
from train.erasure.sought_texts import read_sought_texts
from train.reports.erasure import Wanted, find_reports

MAIL = """From: Bo <bo@shop.test>
To: al@shop.test
Subject: note
Content-Type: multipart/mixed; boundary=b

--b

See you at eight

--b
Content-Type: application/pdf
Content-Disposition: attachment; filename=a.pdf

x
--b--
"""
TEXT = (
    "From: Bo @shop.test\nSubject: note\n\nSee you at eight\n\n[attachment: application/pdf .pdf]"
)


@pytest.mark.parametrize(
    "sought",
    [
        pytest.param(MAIL, id="mail"),
        pytest.param(TEXT, id="text"),
        pytest.param("Subject: note\n\nSee you at eight", id="subject and body"),
        pytest.param("see you at eight\n[attachment: application/pdf .pdf]", id="body"),
        pytest.param("see you at eight", id="body without the attachment"),
    ],
)
@in_a_directory
def test_a_mail_is_found_in_a_file_a_report_and_the_reports(
    tmp_path: Path, writer: AnyWriter, sought: str
) -> None:
    assert mail_text(MAIL.encode()) == TEXT
    path = tmp_path / "a.eml"
    path.write_text(MAIL)
    texts = read_sought_texts([sought])
    (file,) = search_corpora([path], texts, DETECTED)
    assert [each.text for each in file.found] == [TEXT]
    report = f"<li><q><bdi>{TEXT}</bdi></q></li>\n".encode()
    assert search_files({REPORT: report}, texts, None).redacted == {REPORT: b""}
    put(writer, stored := stored_report(TEXT))
    assert find_reports(writer, Wanted(texts.texts)).keys == [stored.key]


@pytest.mark.parametrize("start", ["", "From bo@shop.test Sat Jan 31 09:30:00 2026\n"])
@in_a_directory
def test_a_mail_that_was_reported_with_its_headers_is_found_by_its_file(
    tmp_path: Path, writer: AnyWriter, start: str
) -> None:
    path = tmp_path / "a.eml"
    path.write_text(start + MAIL)
    texts = read_sought_texts([str(path)])
    assert texts.match(TEXT)
    assert texts.match(MAIL)
    put(writer, stored := stored_report(MAIL))
    assert find_reports(writer, Wanted(texts.texts)).keys == [stored.key]


@in_a_directory
def test_a_mail_that_was_reported_with_its_headers_is_found_by_its_text(
    writer: AnyWriter,
) -> None:
    put(writer, stored := stored_report(MAIL))
    assert find_reports(writer, Wanted([TEXT])).keys == [stored.key]


def test_a_model_may_have_learned_one_of_two_directories(tmp_path: Path) -> None:
    for name in ("first", "second"):
        Path(tmp_path, name).mkdir()
        for number in (1, 2):
            Path(tmp_path, name, f"{number}.csv").write_text(f"text,label\n{name} {number},ham\n")
    paths = [tmp_path / "first", tmp_path / "second"]
    files = search_corpora(paths, read_sought_texts(["first 2"]), DETECTED)
    raw = [path.read_bytes() for path in sorted(tmp_path.rglob("*.csv"))]
    made_from = (raw, raw[:2], raw[1:2])
    assert digests_with_texts(files) == {
        hashlib.sha256(b"".join(each)).hexdigest() for each in made_from
    }
