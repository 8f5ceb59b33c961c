"""A pattern that takes too long on some text is refused, and one that does not is accepted."""

import io
import json
import re
from bisect import bisect_right
from pathlib import Path
from subprocess import CalledProcessError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.naive_bayes import MultinomialNB

from chalicelib.scoring.analyzer import Analyzer
from chalicelib.scoring.normalizer import Normalizer
from tests.support.examples import examples
from tests.support.parity import LABELS, TRAINING
from train.errors import InputError
from train.export.exported import Export
from train.export.exporter import export_model
from train.export.patterns import checking, trial
from train.export.patterns.checking import SAFE_PATTERNS, slow_text
from train.export.patterns.provoking_texts import MAX_PAIRS, has_repetition, provoking_texts
from train.recipes.default_vectorizer import make_vectorizer

NESTED = r"(?:[\w.+-]+)+@\w+|\w+"
START = r"\b\w+-\s+$|\w+"


def exported(vectorizer: CountVectorizer) -> Export:
    vectors = vectorizer.fit_transform(TRAINING)
    return export_model(vectorizer, MultinomialNB().fit(vectors, LABELS))


def test_a_token_pattern_that_explodes_is_refused() -> None:
    with pytest.raises(InputError) as refusal:
        exported(CountVectorizer(token_pattern=NESTED))
    assert str(refusal.value).startswith(
        f"token_pattern {NESTED!r} takes too long on a text of 48 characters like 'aaa...'; "
    )
    assert "\n" not in str(refusal.value)


def test_a_replacement_that_explodes_is_refused() -> None:
    normalizer = Normalizer({}, ((re.compile(r"#(?:\w+\d*)*!"), ""),), ())
    with pytest.raises(InputError, match=r"the pattern of a replacement '#\(\?:\\\\w\+"):
        exported(CountVectorizer(analyzer=Analyzer("char", (1, 2), normalizer=normalizer)))


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(r"(?:foo|fo|o)*x", id="branches-that-overlap"),
        pytest.param(r"<(?:\w+\s*)*>", id="after-a-beginning"),
        pytest.param(r"\w*\w*\w*@|\w+", id="adjacent-repetitions"),
        pytest.param(r"(?=(\w+)+@)\w+", id="in-a-lookahead"),
        pytest.param(r"(.)(?(1)(?:é+)+x|y)", id="in-a-condition"),
        pytest.param(r"(?i)(?>(?:A+)+B)", id="in-an-atomic-group"),
        pytest.param(r"(?:\w{1,30}){1,30}@", id="limited-repetitions"),
        pytest.param(r"\d+\.\d+", id="each-start-of-a-run"),
    ],
)
def test_a_text_that_takes_too_long_is_found(pattern: str) -> None:
    assert slow_text(pattern) is not None


@pytest.mark.parametrize(
    "pattern",
    [
        *sorted(SAFE_PATTERNS),
        r"(?<!\w)\w++@|\w+",
        r"\b\w{1,64}@\w{1,64}",
        r"\w+(?:-\w+)*",
        r"(\w)\1|(\w)(?(2)\w|x)|.",
    ],
)
def test_a_pattern_that_never_takes_long_is_accepted(pattern: str) -> None:
    assert slow_text(pattern) is None


def test_the_patterns_of_the_default_recipe_need_no_trial() -> None:
    patterns = {
        pattern.pattern
        for _, block in make_vectorizer().transformer_list
        for pattern in (block.analyzer.token_pattern, *dict(block.analyzer.replacements))
        if pattern is not None
    }
    assert {pattern for pattern in patterns if has_repetition(pattern)} < SAFE_PATTERNS


def test_a_trial_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "TIMEOUT_SECONDS", 0.0)
    found = slow_text(r"(?:ab?)+c")
    assert found is not None
    assert found.startswith(("any text", "a text of"))


def test_a_trial_that_fails_is_not_taken_for_a_slow_pattern(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(checking, "_TRIAL", tmp_path / "missing.py")
    with pytest.raises(CalledProcessError):
        slow_text(r"(?:ab?)+d")


def test_a_trial_tries_the_slowest_texts_at_each_length(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    request = {"pattern": r"a\b", "texts": [["<", "a", ""], ["", "ab", "!"]] * 9}
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(request)))
    trial.main()
    tried = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert tried[:2] == [[49, "<aaa..."], [49, "ababab...!"]]
    lengths = [length for length, _ in tried]
    assert [bisect_right(lengths, most) for most in (50, 1_030, 8_200, 70_000)] == [18, 36, 52, 56]


def test_a_large_pattern_gives_a_limited_number_of_texts() -> None:
    pattern = "|".join(f"(?:x{number}\\w+)*" for number in range(90)) + "|(?:a{1000}){1000}"
    texts = provoking_texts(pattern)
    assert MAX_PAIRS <= len(texts) <= 4 * MAX_PAIRS
    assert max(len(text.piece) for text in texts) <= 3000


@settings(max_examples=examples(12), deadline=None)
@given(
    st.from_regex(r"(?:\\[wdsWDSb]|\[\^?[a-c\\w-]\]|[(]?:?[a-c|]|[)*+?.]|\{2\})*", fullmatch=True)
)
def test_any_pattern_gives_texts(pattern: str) -> None:
    try:
        re.compile(pattern)
    except (re.error, OverflowError):
        return
    assert all(text.piece for text in provoking_texts(pattern))
