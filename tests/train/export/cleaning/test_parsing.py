"""Cleaning as authors write it: words, objects, functions and files."""

import json
import re
from pathlib import Path

import pytest
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from tests.support.cleaning import REFERENCE, cleaning
from train.errors import InputError
from train.export.cleaning.parsing import parse_cleaning
from train.export.cleaning.shapes import SHAPES
from train.export.patterns.checking import slow_text

TEXT = "The <b>Flies</b> of @Ann: http://x.org/a?b=1 #Fun 12,5 kg! mail a.b@c.org"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(["lower", "title"], TEXT.title(), id="case"),
        pytest.param(["links= url "], TEXT.replace("http://x.org/a?b=1", " url "), id="links"),
        pytest.param(["emails="], TEXT.replace("a.b@c.org", ""), id="emails"),
        pytest.param(["numbers=0"], TEXT.replace("12,5", "0").replace("=1", "=0"), id="numbers"),
        pytest.param(["digits=0"], re.sub("[0-9]", "0", TEXT), id="digits"),
        pytest.param(["mentions="], TEXT.replace("@Ann", ""), id="mentions"),
        pytest.param(["hashtags="], TEXT.replace("#Fun", ""), id="hashtags"),
        pytest.param(["html= "], TEXT.replace("<b>", " ").replace("</b>", " "), id="html"),
        pytest.param(["punctuation="], re.sub(r"[^\w ]", "", TEXT), id="punctuation"),
        pytest.param([r"s/(\w+) of/of \1/"], TEXT, id="groups-without-a-match"),
        pytest.param([r"s|</?(\w)>|[\1]|"], TEXT.replace("<b>", "[b]").replace("</b>", "[b]"),
                     id="another-sign"),
        pytest.param([r"s/\/\/x/\/\\/"], TEXT.replace("//x", "/\\"), id="the-sign-itself"),
        pytest.param(["s/FLIES/x/i"], TEXT.replace("Flies", "x"), id="ignore-case"),
        pytest.param(["s/[^a-zA-Z]/ /", "squeeze"],
                     " ".join(re.sub("[^a-zA-Z]", " ", TEXT).split()), id="squeeze"),
        pytest.param(["tokens=/[A-Za-z]+/", "longer=3", "porter"], "fli http mail", id="porter"),
        pytest.param(["keep=alpha", "snowball", "shorter=4"], "the of", id="snowball"),
        pytest.param(["tokens=spaces", "drop=ascii"], "", id="drop"),
        pytest.param(["tokens=wordpunct", "keep=digit"], "1 12 5", id="wordpunct"),
        pytest.param(["stop_words=The,of", "tokens=spaces", "stop_words=kg!"],
                     re.sub("(The | of| kg!)", "", TEXT), id="stop-words"),
        pytest.param(["accents", "accents=ascii", "strip"], TEXT, id="accents"),
    ],
)  # fmt: skip
def test_words_stand_for_steps(words: list[str], expected: str) -> None:
    assert cleaning(*parse_cleaning(words))(TEXT) == expected


def test_steps_on_words_that_follow_one_another_are_one_step() -> None:
    steps = parse_cleaning(["lower", "longer=1", "porter", "squeeze", "porter=martin"])
    assert [step["step"] for step in steps] == ["lower", "words", "squeeze", "words"]
    assert [step["step"] for step in steps[1]["tokenizer"]["tokens"]] == ["length", "stem"]


def test_more_steps_on_words_than_one_step_holds_become_two() -> None:
    steps = parse_cleaning(["longer=1"] * 65)
    assert [len(step["tokenizer"]["tokens"]) for step in steps] == [64, 1]


def test_stop_words_of_scikit_learn_and_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("\ufeffthe\n of \n\nthe", "utf-8")
    english, own = parse_cleaning(["stop_words=english", f"stop_words=@{tmp_path}/words.txt"])[0][
        "tokenizer"
    ]["tokens"]
    assert set(english["words"]) == ENGLISH_STOP_WORDS
    assert own["words"] == ["of", "the"]


def test_a_file_holds_words_and_objects(tmp_path: Path) -> None:
    path = tmp_path / "cleaning.json"
    path.write_text(json.dumps(["lower", {"step": "strip"}, "porter"]))
    assert parse_cleaning([f"@{path}"]) == parse_cleaning(["lower", "strip", "porter"])


def test_functions_are_taken_too() -> None:
    steps = parse_cleaning([str.lower, re.compile(r"\w+").findall, "longer=2"])
    assert cleaning(*steps)("A big-Dog") == "big dog"
    nltk = pytest.importorskip("nltk.stem", reason="NLTK is not installed")
    assert parse_cleaning([nltk.PorterStemmer().stem]) == parse_cleaning(["porter"])
    assert parse_cleaning([print], {print: REFERENCE}.get) == [
        {"step": "function", "function": REFERENCE}
    ]
    with pytest.raises(InputError, match="by print is not known as data"):
        parse_cleaning([print])


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("porterr", "'porterr' is not known; expected one of lower, .*s/PATTERN/TEXT/ or @FILE"),
        ("lower=1", "'lower=1' is not known"),
        ("links", "'links' has no value; expected links=VALUE"),
        ("s/a/b", "'s/a/b': expected s/PATTERN/TEXT/"),
        ("s//b/", "'s//b/': expected s/PATTERN/TEXT/"),
        ("s/a/b/g", "'s/a/b/g': expected s/PATTERN/TEXT/"),
        ("s/(/x/", r"'s/\(/x/': expected a regular expression"),
        (r"s/a/\2/", "a text in which .* is the first group"),
        ("keep=url", "keep=url: expected one of alpha"),
        ("longer=0", "longer=0: expected a number from 1"),
        ("shorter=x", "shorter=x: expected a number from 1"),
        ("stop_words=", "stop_words=: found no word"),
        ("stop_words=@nowhere.txt", "nowhere.txt: cannot read the stop words"),
        ("accents=all", "accents=all: expected one of ascii, unicode"),
        ("porter=new", "porter=new: expected one of nltk, nltk-3.9, martin, original"),
        ("snowball=german", r"snowball=german: expected english; .* SnowballStemmer\('german'\)"),
        ("stop_words=german", "stop_words=german: english is the only list here; expected the wo"),
        ("prep.py", "cleaning step 'prep.py': name the function in it, too: prep.py:FUNCTION"),
        ("tokens=words", "tokens=words: expected spaces, wordpunct, .* or /PATTERN/"),
        ("tokens=/(a)(b)/", "with at most one group"),
        ("@nowhere.json", "nowhere.json: cannot read the cleaning"),
        ("links=" + "x" * 101, "cleaning: step 0: field 'with' has 101 characters"),
    ],
)
def test_a_word_that_stands_for_nothing_is_refused(word: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_cleaning([word])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "expected JSON"),
        ('{"step": "lower"}', "expected a JSON array of steps"),
        ("[1]", "each an object or a string"),
        ('["@other.json"]', "found the name of another file"),
        ('[{"step": "x"}]', "cleaning: step 0: field 'step'"),
    ],
)
def test_a_file_that_is_no_cleaning_is_refused(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "cleaning.json"
    path.write_text(content)
    with pytest.raises(InputError, match=message):
        parse_cleaning([f"@{path}"])


def test_a_file_of_stop_words_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="cannot read the stop words"):
        parse_cleaning([f"stop_words=@{tmp_path}/words.txt"])


@pytest.mark.parametrize("shape", SHAPES)
def test_no_text_takes_a_shape_long(shape: str) -> None:
    assert slow_text(SHAPES[shape]) is None
