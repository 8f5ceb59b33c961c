"""Whatever `fit` reads, `forget` finds: in each format, each text is erased or named."""

import bz2
import gzip
import io
import json
import lzma
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow
import pytest
from openpyxl import Workbook
from pyarrow import feather, ipc, parquet

from train.corpus.all_texts import DETECTED
from train.corpus.reader import read_corpus
from train.erasure.corpora import CorpusFile, erase_from_corpora, search_corpora
from train.erasure.sought_texts import SoughtTexts, read_sought_texts

HAM = [
    "see you at the harbour",
    "bring the blue kite, please",
    "Zoë says \u2013 it\u2019s fine",
    "call me",
]
SPAM = ["claim a lamp now", "a lamp, half price", 'win "it" today', "last chance for a lamp"]
ROWS = [*(("ham", text) for text in HAM), *(("spam", text) for text in SPAM)]
RECORDS = [{"text": text, "label": label} for label, text in ROWS]
CASUAL = [{"prompt": text, "completion": label} for label, text in ROWS]
ENVELOPE = "From bo@shop.test Mon Jan  1 10:00:00 2024\n"

Files = Mapping[str, bytes]


def fields(delimiter: str, *, header: str = "label{0}text\n") -> bytes:
    rows = [delimiter.join((label, '"' + text.replace('"', '""') + '"')) for label, text in ROWS]
    return (header.format(delimiter) + "\n".join(rows)).encode()


def lines(rows: object) -> bytes:
    assert isinstance(rows, list)
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()


def document(value: object) -> bytes:
    return json.dumps(value, indent=1).encode()


def mail(number: int, text: str) -> str:
    head = f"From: Bo <bo@shop.test>\nTo: al@shop.test\nDate: Mon, {number} Jan 2024 10:00\n"
    return f"{head}Subject: note {number}\nContent-Type: text/plain; charset=utf-8\n\n{text}\n\n"


def box(texts: list[str]) -> bytes:
    return "".join(ENVELOPE + mail(n, text) for n, text in enumerate(texts, start=1)).encode()


def folders(ending: str, write: Callable[[int, str], str]) -> Files:
    texts = {"ham": HAM, "spam": SPAM}
    return {
        f"{label}/{number}{ending}": write(number, text).encode()
        for label in texts
        for number, text in enumerate(texts[label])
    }


def excel() -> bytes:
    book, file = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in (("label", "text"), *ROWS):
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def arrow(write: Callable[[pyarrow.Table, io.BytesIO], object]) -> bytes:
    file = io.BytesIO()
    write(pyarrow.Table.from_pylist(RECORDS), file)
    return file.getvalue()


def stream(table: pyarrow.Table, file: io.BytesIO) -> None:
    with ipc.new_stream(file, table.schema) as writer:
        writer.write_table(table)


def archive(files: Files) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name, raw in files.items():
            packed.writestr(name, raw)
    return file.getvalue()


TWO_LINES = folders(".txt", lambda _, text: f"{text}\n\nYours, Bo\n")
MAILS = folders(".eml", mail)
WRITTEN: dict[str, Files] = {
    "csv": {"a.csv": fields(",")},
    "no header": {"a.csv": fields(",", header="")},
    "sep": {"a.csv": fields(";", header="sep=;\nlabel;text\n")},
    "other ending": {"a.txt": fields("|")},
    "tsv": {"a.tsv": "".join(f"{label}\t{text}\n" for label, text in ROWS).encode()},
    "rare separator": {"a.csv": "".join(f"{label}~{text}\n" for label, text in ROWS).encode()},
    "rare separator in txt": {
        "a.txt": "".join(f"{label}~{text}\n" for label, text in ROWS).encode()
    },
    "names not known": {"a.csv": fields(",", header="kind{0}words\n")},
    "mails in csv": {"a.csv": b"text,label\n"}
    | {
        "a.csv": (
            "text,label\n"
            + "".join(
                '"{}",{}\n'.format(mail(n, text).replace('"', '""'), label)
                for n, (label, text) in enumerate(ROWS)
            )
        ).encode()
    },
    "json lines": {"a.jsonl": lines(RECORDS)},
    "json lines by content": {"a.jsonl": lines(CASUAL)},
    "json lines of arrays": {"a.jsonl": lines([["label", "text"], *map(list, ROWS)])},
    "json lines in txt": {"a.txt": lines(CASUAL)},
    "json array": {"a.json": document(RECORDS)},
    "json array of arrays": {"a.json": lines([[["label", "text"], *map(list, ROWS)]])},
    "utf-16": {"a.csv": fields(",").decode().encode("utf-16")},
    "utf-16 without a header or a mark": {
        "a.csv": fields(",", header="").decode().encode("utf-16-be")
    },
    "utf-8 with a mark": {"a.csv": fields(",", header="").decode().encode("utf-8-sig")},
    "fastText": {"a.txt": "".join(f"__label__{a} {b}\n" for a, b in ROWS).encode()},
    "intents": {
        "nlu.yml": "".join(
            f"- intent: {name}\n  examples: |\n" + "".join(f"    - {text}\n" for text in texts)
            for name, texts in (("ham", HAM), ("spam", SPAM))
        ).encode()
    },
    "gzip": {"a.csv.gz": gzip.compress(fields(","))},
    "bzip2": {"a.csv.bz2": bz2.compress(fields(","))},
    "xz": {"a.jsonl.xz": lzma.compress(lines(CASUAL))},
    "a file for each label": {
        "ham.txt": "\n".join(HAM).encode(),
        "spam.txt": "\n".join(SPAM).encode(),
    },
    "mailboxes": {"ham.mbox": box(HAM), "spam.mbox": box(SPAM)},
    "mails": MAILS,
    "folders": TWO_LINES,
}
NAMED: dict[str, Files] = {
    "records": {
        "a.txt": "\n".join(f"text: {text}\nlabel: {label}\n" for label, text in ROWS).encode()
    },
    "json of intents": {
        "a.json": document([{"tag": "ham", "patterns": HAM}, {"tag": "spam", "patterns": SPAM}])
    },
    "json document": {"a.json": document({"data": CASUAL})},
    "json columns": {"a.json": document({k: [row[k] for row in RECORDS] for k in RECORDS[0]})},
    "excel": {"a.xlsx": excel()},
    "parquet": {"a.parquet": arrow(lambda table, file: parquet.write_table(table, file))},
    "feather": {"a.feather": arrow(lambda table, file: feather.write_feather(table, file))},
    "arrow stream": {"a.arrow": arrow(stream)},
    "utf-32": {"a.csv": fields(",").decode().encode("utf-32")},
    "zip of csv": {"a.zip": archive({"a.csv": fields(",")})},
    "zip of mails": {"a.zip": archive(MAILS)},
    "zip of folders": {"a.zip": archive(TWO_LINES)},
    "gzip twice": {"a.csv.gz": gzip.compress(gzip.compress(fields(",")))},
}


@pytest.fixture(params=[*WRITTEN, *NAMED])
def corpus(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, bool]:
    """Return a directory with a corpus, and whether it can be written again."""
    for name, raw in (WRITTEN | NAMED)[request.param].items():
        path = tmp_path / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    return tmp_path / "data", request.param in WRITTEN


def search(directory: Path, sought: SoughtTexts) -> list[CorpusFile]:
    files = search_corpora([directory], sought, DETECTED)
    return [file for file in files if file.found]


def test_each_text_that_fit_reads_is_erased_or_named(corpus: tuple[Path, bool]) -> None:
    directory, can_be_written = corpus
    texts = read_corpus([directory]).texts
    assert len(texts) == len(ROWS)
    for text in texts[::3]:
        (file,) = search(directory, read_sought_texts([text.upper()]))
        assert [each.text for each in file.found] == [text]
        assert bool(file.fault) is not can_be_written
        list(erase_from_corpora([file]))
    left = read_corpus([directory], to_train=False).texts
    assert left == ([text for text in texts if text not in texts[::3]] if can_be_written else texts)
