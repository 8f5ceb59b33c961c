"""Encodings of seven bits are told from ASCII."""

from pathlib import Path

import pytest

from tests.support.corpus_files import written
from train.corpus.encodings.encoding import decode, head_encoding
from train.corpus.telling import tell_nobody
from train.errors import InputError
from train.scoring_files.rows import RowReading, read_rows

JAPANESE = "こんにちは、今日は何時に帰りますか"
KOREAN = "안녕하세요 오늘 몇 시에 집에 오세요"


@pytest.mark.parametrize(
    ("text", "codec", "shown"),
    [
        pytest.param(JAPANESE, "iso2022_jp", "ISO2022-JP-EXT", id="japanese"),
        pytest.param(JAPANESE + "汉语", "iso2022_jp_2", "ISO2022-JP-2", id="with-chinese"),
        pytest.param(KOREAN, "iso2022_kr", "ISO2022-KR", id="korean"),
        pytest.param("你好~明天见", "hz", "HZ", id="chinese"),
    ],
)
def test_iso_2022_is_read_and_told(tmp_path: Path, text: str, codec: str, shown: str) -> None:
    told: list[str] = []
    content = f"text,label\n{text},ham\n{text},spam\n"
    assert decode("c.csv", content.encode(codec), None, told.append) == content
    assert told == [f"c.csv: read as {shown}, by its escapes; --encoding chooses another"]
    path = written(tmp_path, "c.csv", content.encode(codec))
    assert [row.text for row in read_rows([path], RowReading(tell=told.append))] == [text, text]
    assert told[1:] == [f"{path}: read as {shown}, by its escapes; --encoding chooses another"]


def test_other_escapes_are_characters() -> None:
    content = "text\n\x1b[31mred\x1b[0m\n\x1b$no\n"
    assert decode("c.csv", content.encode(), None, tell_nobody) == content


@pytest.mark.parametrize(
    "line", ["~{ so nice ~}", "~{wow~}", "~{hehe~} ~{haha~}", "~{AB~}", "~{ABCDEF~} ~ 5"]
)
def test_other_braces_are_characters(line: str) -> None:
    content = f"text,label\n{line},ham\n"
    assert decode("c.csv", content.encode(), None, tell_nobody) == content


@pytest.mark.parametrize(
    "text", ["Cassé à éviter, déçu", "привет, вы выиграли", "今日は何時に帰りますか, また, はい"]
)
def test_utf_7_is_refused_and_read_if_it_is_named(tmp_path: Path, text: str) -> None:
    content = f'text\n"{text}"\n"{text}"\n'
    raw = content.encode("utf-7")
    for read in (decode, head_encoding):
        with pytest.raises(InputError, match=r"looks like UTF-7: \+.*; --encoding utf-7 reads it"):
            read("c.csv", raw, None, tell_nobody)
    path = written(tmp_path, "c.csv", raw)
    assert decode("c.csv", raw, "utf-7", tell_nobody) == content
    assert [row.text for row in read_rows([path], RowReading("utf-7"))] == [text, text]
    assert decode("c.csv", raw, "utf-8", tell_nobody) == raw.decode()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("call +441632960001 +15550100001 or +33155501234", id="numbers"),
        pytest.param("+new +new +adding +NEW", id="words"),
        pytest.param("+AOk- +AOA-", id="two-sequences"),
        pytest.param("+AOk- +AOA- +AOk- +google +more", id="most-are-others"),
    ],
)
def test_other_texts_with_plus_signs_are_ascii(text: str) -> None:
    assert decode("c.csv", text.encode(), None, tell_nobody) == text
