"""Rows of XML are the elements that recur, whatever is written as an attribute or an element."""

from pathlib import Path

import pytest

from tests.support.corpus_files import LABELS, TEXTS, folder, told, written
from train.corpus.all_texts import TextReading
from train.corpus.collecting import Reading
from train.corpus.reader import read_corpus
from train.erasure.corpora import search_corpora
from train.erasure.sought_texts import read_sought_texts
from train.errors import InputError
from train.scoring_files.rows import RowReading, read_rows

DECLARED = "<?xml version='1.0' encoding='{}'?>\n"


def rows(row: str, around: str = "<data n='4'>{}</data>") -> str:
    pairs = zip(LABELS, TEXTS, strict=True)
    return around.format("".join(row.format(label=label, text=text) for label, text in pairs))


@pytest.mark.parametrize(
    ("content", "note"),
    [
        pytest.param(
            rows("<row><label>{label}</label><text>{text}</text></row>"), "row", id="elements"
        ),
        pytest.param(rows("<sms body='{text}' label='{label}' />"), "sms", id="attributes"),
        pytest.param(rows("<doc label='{label}'>{text}</doc>"), "doc", id="own-text"),
        pytest.param(
            rows(
                "<tweet><content><![CDATA[{text}]]></content><sentiment><polarity><value>{label}"
                "</value></polarity></sentiment></tweet>"
            ),
            "tweet",
            id="nested",
        ),
        pytest.param(
            rows("<d label='{label}'><s><body lang='en'>{text}</body></s></d>"), "d/s", id="around"
        ),
        pytest.param(
            rows("<r xmlns='urn:a'><text>{text}</text><topics><topic>{label}</topic></topics></r>"),
            "r",
            id="namespace",
        ),
    ],
)
def test_elements_that_recur_are_rows(tmp_path: Path, content: str, note: str) -> None:
    path = written(tmp_path, "c.xml", content.encode())
    corpus, lines = told(path)
    assert (corpus.texts, corpus.labels) == (TEXTS, LABELS)
    assert lines[0] == f"{path}: a row for each element {note}"
    assert [row.text for row in read_rows([path], RowReading())] == TEXTS


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "iso-8859-1", "gb18030"])
def test_a_document_says_its_encoding(tmp_path: Path, codec: str) -> None:
    text = "\N{LATIN SMALL LETTER U WITH DIAERESIS}ber \N{MULTIPLICATION SIGN}"
    content = DECLARED.format(codec) + rows("<a text='{text}' label='{label}'/>")
    content = content.replace("kite", text)
    corpus = told(written(tmp_path, "c.txt", content.encode(codec))).corpus
    assert corpus.texts[1] == f"bring the blue {text}"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<a><b>see you</b></a>", "found no element that recurs; expected one for each text"),
        ("<a><b>see you</a>", r"expected XML \(mismatched tag"),
        (
            "<!DOCTYPE a [<!ENTITY b 'c'>]><a><text>&b;</text><text>d</text></a>",
            "declares entities; expected XML without them",
        ),
        (
            DECLARED.format("nonsense") + "<a><text>b</text><text>c</text></a>",
            "unknown encoding: nonsense; --encoding names another",
        ),
        ("<Workbook><Row/><Row/></Workbook>", "is a workbook of Excel 2003; save it as"),
        (rows("<a text='{text}'><label>{label}</label><label>x</label></a>"), "labels ham, x of"),
    ],
)
def test_other_documents_are_refused(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_corpus([written(tmp_path, "c.xml", content.encode())])


@pytest.mark.parametrize(
    ("codec", "encoding"), [("utf-8", "cp1252"), ("utf-16", None), ("utf-16", "utf-16")]
)
def test_entities_are_refused_in_every_encoding(
    tmp_path: Path, codec: str, encoding: str | None
) -> None:
    content = "<!DOCTYPE a [<!ENTITY b 'c'>]><a><text>&b;</text><text>d</text></a>"
    path = written(tmp_path, "c.xml", content.encode(codec))
    with pytest.raises(InputError, match="declares entities; expected XML without them"):
        read_corpus([path], reading=Reading(encoding=encoding))


def test_in_a_folder_for_each_label_a_document_is_one_text(tmp_path: Path) -> None:
    files = {
        f"{label}/{at}.xml": f"<a><p>{TEXTS[at]}</p>\n <p>x</p></a>".encode()
        for at, label in enumerate(LABELS)
    }
    corpus = told(folder(tmp_path, files)).corpus
    assert corpus.texts == [f"{text}\nx" for text in TEXTS]


def test_a_text_in_xml_is_found_and_its_file_kept(tmp_path: Path) -> None:
    path = written(tmp_path, "c.xml", rows("<line>{text}</line>").encode())
    reading = TextReading()
    (file,) = search_corpora([path], read_sought_texts([TEXTS[0]], reading), reading)
    assert [each.where for each in file.found] == [f"{path}: element line 1"]
    assert "rows cannot be removed from a file of this kind" in file.fault
