"""What stands for TextBlob's classes, with rules of this test."""

import pytest

from chalicelib.scoring.nltk_parts.wordnet import WordNetLemmatizer
from chalicelib.scoring.packed_data import PackedData, pack
from chalicelib.scoring.textblob_parts import Assessment, Lexicon, blobs_by, words_by

DATA = PackedData(pack({"good": [0.7, 0.6, 1.0, 0], "very": [0.2, 0.3, 1.3, 1]}))


def assess(lexicon: Lexicon, words: list[tuple[str, None]]) -> list[Assessment]:
    return [([word], *lexicon[word][None][:2], None) for word, _ in words if word in lexicon]


def test_the_mood_is_a_mean_of_words() -> None:
    blob = blobs_by(str.splitlines, assess, None, DATA)("A VERY\ngood day")
    assert [*blob.sentiment] == pytest.approx([(0.7 + 0.2) / 2, (0.6 + 0.3) / 2])
    assert (blob.polarity, blob.subjectivity) == (*blob.sentiment,)
    assert blobs_by(str.splitlines, assess, None, DATA)("so").sentiment == (0, 0)


def test_a_text_has_its_words() -> None:
    assert blobs_by(str.splitlines, assess, str.split, DATA)("a b").words == ["a", "b"]
    assert blobs_by(str.splitlines, assess, None, DATA)("a b").words == []
    assert str(blobs_by(str.splitlines, assess, None, DATA)("a b")) == "a b"
    with pytest.raises(TypeError, match="expected a string"):
        blobs_by(str.splitlines, assess, None, DATA)(b"a")  # type: ignore[arg-type]


def test_adverbs_change_the_next_word() -> None:
    lexicon = DATA.made_by(Lexicon)
    assert ("RB" in lexicon["very"], "RB" in lexicon["good"]) == (True, False)
    assert (lexicon.modifier("sadly"), lexicon.modifier("sad")) == (True, False)


def test_a_word_has_its_lemma() -> None:
    packed = {"lemmas": {"box": "  "}, "joined": pack({}), "exceptions": {}}
    nouns = PackedData(pack(packed | {"rules": [["es", ""]], "repeated": False}))
    kind = words_by(WordNetLemmatizer("n", nouns))
    assert [kind("boxes").lemmatize(), kind("box").lemmatize("n")] == ["box", "box"]
    assert kind("boxes") == "boxes"
