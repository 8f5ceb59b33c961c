"""Markup is refused, whose lines are no texts, by `fit` and by `predict` alike."""

from pathlib import Path

import pytest

from tests.support.corpus_files import read, written
from train.corpus.formats.markup import refuse_markup
from train.corpus.reader import read_corpus
from train.errors import InputError
from train.scoring_files.rows import RowReading, read_rows

TABLE = b"<table>\n<tr><td>text</td><td>label</td></tr>\n</table>\n"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        pytest.param("c", TABLE, "HTML", id="html-table"),
        pytest.param("c.csv", b"\xef\xbb\xbf\n <HTML>\n<body>\n", "HTML", id="html-page"),
        pytest.param("c.htm", b"<p>see you</p>\n", "HTML", id="html-ending"),
        pytest.param("c", b'<?xml version="1.0"?>\n<html>\n', "HTML", id="xhtml"),
        pytest.param(
            "c", b"% by me\n% 2\n@RELATION sms\n\n@attribute text string\n", "ARFF", id="arff"
        ),
        pytest.param("c", b"<!DOCTYPE news SYSTEM 'a.dtd'>\n<NEWS>\n", "SGML", id="sgml"),
        pytest.param("c", b"+1 5:1 12:0.5\n-1 3:1 4:1\n", "LIBSVM", id="libsvm"),
        pytest.param("c", b"- text: see you\n  label: ham\n", "YAML", id="yaml"),
        pytest.param("c.yml", b"ham:\n  - see you\n", "YAML", id="yaml-ending"),
        pytest.param("c", b"{\\rtf1\\ansi see you}\n", "RTF", id="rtf"),
        pytest.param(
            "c", b"| text | label |\n|---|:-:|\n| see | ham |\n", "Markdown", id="markdown"
        ),
        pytest.param("c", b"text | label\n--- | ---\nsee | ham\n", "Markdown", id="markdown-bare"),
    ],
)
def test_markup_is_refused(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    with pytest.raises(InputError, match=f"is .*{kind}, whose lines are no texts; save .* as CSV"):
        read(tmp_path, name, content)
    with pytest.raises(InputError, match=f"is .*{kind}, whose lines are no texts"):
        list(read_rows([written(tmp_path, name, content)], RowReading()))


TAGS = b"<review>\n<id>\n1\n</id>\n<review_text>\nsee you\n</review_text>\n</review>\n"


def test_lines_of_tags_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is markup with tags such as <review>, whose lines are"):
        read_corpus([written(tmp_path, name, TAGS) for name in ("pos.review", "neg.review")])


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("<wink>\nsee you\n<b>bye</b>\n", id="a-tag-that-is-not-closed"),
        pytest.param("- see you: at noon\n- and bye\n", id="a-list"),
        pytest.param("<3 you\n<b>win</b>\n", id="a-heart"),
        pytest.param("a | b\n-- what?\n", id="dashes"),
        pytest.param("label|text\n--|--- no\n", id="dashes-as-text"),
        pytest.param("@relation this\nis hard\n", id="a-mention"),
        pytest.param("table | chair\n1 | 2\n", id="pipes"),
        pytest.param("-- well\nset alarm = 7\ninsert into the slot (now)\n", id="orders"),
    ],
)
def test_texts_that_look_a_little_like_markup_are_texts(content: str) -> None:
    refuse_markup("c", ".txt", content)


def test_a_web_page_in_a_folder_for_each_label_is_a_text(tmp_path: Path) -> None:
    for label in ("ham", "spam"):
        (tmp_path / label).mkdir()
        for number in range(2):
            (tmp_path / label / f"{number}.html").write_bytes(TABLE)
    assert read_corpus([tmp_path]).counts() == {"ham": 2, "spam": 2}


@pytest.mark.parametrize(
    "start",
    [
        "-- MySQL dump\n/*!40101 SET NAMES utf8 */;\nDROP TABLE IF EXISTS `sms`;\n",
        "--\n-- PostgreSQL database dump\n--\n\nSET statement_timeout = 0;\n",
        "COPY public.sms (label, text) FROM stdin;\n",
        "INSERT INTO sms VALUES ('ham', 'see you');\n",
        "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n",
        "CREATE TABLE sms (\n",
    ],
)
def test_a_dump_of_a_database_is_refused(tmp_path: Path, start: str) -> None:
    path = written(tmp_path, "c.sql", f"{start}0\tham\tsee you\n".encode())
    with pytest.raises(InputError, match="is SQL, whose lines are no texts; save the table as CSV"):
        read_corpus([path])
    with pytest.raises(InputError, match="is SQL, whose lines are no texts"):
        list(read_rows([path], RowReading()))
