"""The accelerator gives the scores of the pure path, and takes only what it knows."""

import hashlib
import shutil
import sys
from array import array
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.scoring import model_builder
from chalicelib.scoring.accelerated import accelerated_scorer, splitting_of
from chalicelib.scoring.accelerator_steps import replacement_steps
from chalicelib.scoring.classifier import FILE_NAME as CLASSIFIER_FILE
from chalicelib.scoring.classifier import Classifier
from chalicelib.scoring.model_builder import read_scorer, text_scorer
from chalicelib.scoring.vectorizer import FILE_NAME, Vectorizer, read_vectorizer
from chalicelib.scoring.vectorizer_index import read_index
from deploy.packaging.vectorizer_index import write_index
from tests.support.accelerators import KINDS, RULES, TEXTS, USUAL, compiled, models, small
from tests.support.crafting import block, normalizer, u8, vectorizer_file
from train.recipes.default_vectorizer import make_vectorizer

HAS_COMPILER = sys.platform == "linux" and shutil.which("cc") is not None
pytestmark = pytest.mark.skipif(not HAS_COMPILER, reason="no C compiler is installed")


@pytest.fixture(scope="module")
def accelerator(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return compiled(tmp_path_factory.mktemp("accelerator"))


@given(models(), st.lists(TEXTS, min_size=1, max_size=5))
def test_any_text_has_the_score_of_the_pure_path(
    accelerator: Any, pair: tuple[Vectorizer, Classifier], texts: list[str]
) -> None:
    scorer, pure = accelerated_scorer(*pair, accelerator), text_scorer(*pair)
    assert scorer is not None
    for text in texts:
        scores = scorer(text)
        assert scores == pytest.approx(pure(text), rel=1e-12, abs=1e-9)
        assert scores == scorer(text)  # to the last bit


@pytest.mark.parametrize("rules", RULES)
@pytest.mark.parametrize(
    "text",
    [
        "",
        "f r e e now",
        "a b c4",
        "a\u00b7b\u00b7c",
        "\u00a3 100, or 50 pence, or 5\u00a0p",
        "see WWW.A.com",
        pytest.param("see WWW.A.com, or 5p: a b c. " * 20, id="long"),
        "\u0661\u0662p <b> \u0391\u03a3 \u03a3",
        "fr\u0435\u0435 \ufb01 \u200b\u0301 \ud800 \U0001f600 \U0002a6d6",
    ],
)
def test_a_text_that_rules_change_has_the_score_of_the_pure_path(
    accelerator: Any, rules: dict[str, Any] | None, text: str
) -> None:
    terms = [
        "free",
        " a",
        "abc",
        "<pence>",
        "<money>",
        "<link>",
        "00",
        "\u03c2",
        "fi",
        "<length 0>",
    ]
    normalizing = {} if rules is None else {"normalizer": rules}
    blocks = [block(terms=len(terms), **kind, **normalizing) for kind in KINDS]
    raw = "\n".join(terms).encode()
    tensors = {f"block.{number}.terms": u8(raw) for number in range(len(KINDS))}
    vectorizer = read_vectorizer(vectorizer_file(*blocks, tensors=tensors))
    linear = array("d", range(1, vectorizer.width + 1))
    pair = vectorizer, small()[1]._replace(width=vectorizer.width, linear=linear)
    scorer = accelerated_scorer(*pair, accelerator)
    assert scorer is not None
    assert scorer(text) == pytest.approx(text_scorer(*pair)(text), rel=1e-12)


@pytest.mark.parametrize("count", [40, 700], ids=["short", "long"])
def test_what_replacements_make_is_cut_as_in_the_pure_path(accelerator: Any, count: int) -> None:
    rules = normalizer(replacements=[["b", "a" * 100]])
    kind = {"analyzer": "char", "token_pattern": None, "ngram_range": [2, 2], "norm": None}
    config, tensors = block(terms=1, **kind, normalizer=rules), {"block.0.terms": u8(b"aa")}
    vectorizer = read_vectorizer(vectorizer_file(config, tensors=tensors))
    pair = vectorizer, small()[1]._replace(width=1, linear=array("d", [1.0]))
    scorer = accelerated_scorer(*pair, accelerator)
    assert scorer is not None
    assert scorer("b" * count) == pytest.approx(text_scorer(*pair)("b" * count), rel=1e-12)


FIRST = [
    "",
    "zzz",
    "Free prize, call 0900 now",
    "see you at home see you",
    "WINNER!! \u00a3 100 www.a.com f r e e",
]


@pytest.mark.parametrize("name", ["default_bundle", "tutorial_bundle"])
@pytest.mark.parametrize("text", FIRST)
def test_the_first_text_of_a_start_has_the_score_of_later_texts(
    accelerator: Any, name: str, text: str, request: pytest.FixtureRequest
) -> None:
    files = request.getfixturevalue(name).files
    raw = files[FILE_NAME]
    index = read_index(write_index(raw), hashlib.sha256(raw).hexdigest())
    vectorizer = read_vectorizer(raw, index=index)
    classifier = read_scorer(files[CLASSIFIER_FILE], vectorizer)
    first = accelerated_scorer(vectorizer, classifier, accelerator)
    every = accelerated_scorer(read_vectorizer(raw), classifier, accelerator)
    assert first is not None
    assert every is not None
    assert first(text) == every(text)  # to the last bit
    assert [first(other) for other in FIRST] == [every(other) for other in FIRST]


@pytest.mark.parametrize("text", ["free " * 20_000, "\ud800" * 70_000, "www.a.com " * 8_000])
def test_a_long_text_has_the_score_of_the_pure_path(accelerator: Any, text: str) -> None:
    scorer = accelerated_scorer(*small(), accelerator)
    assert scorer is not None
    assert scorer(text) == pytest.approx(text_scorer(*small())(text), rel=1e-12)


def test_the_accelerator_knows_the_default_recipe() -> None:
    for _, vectorizer in make_vectorizer().transformer_list:
        assert splitting_of(vectorizer.analyzer) is not None
        steps = replacement_steps(vectorizer.analyzer.replacements)
        assert all(of_character("a") for of_character, _, _ in steps)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"token_pattern": r"\w+"}, id="token-pattern"),
        pytest.param({"stop_words": ["free"]}, id="stop-words"),
    ],
)
def test_a_block_it_does_not_know_is_left_to_the_pure_path(
    accelerator: Any, changes: dict[str, Any]
) -> None:
    vectorizer = read_vectorizer(vectorizer_file(block(**USUAL | changes)))
    classifier = small()[1]
    assert accelerated_scorer(vectorizer, classifier, accelerator) is None


def test_a_function_that_fails_raises_its_error(accelerator: Any) -> None:
    _, classifier = small()

    def fail(*_: object) -> str:
        raise ZeroDivisionError

    parts = (2, 1, 1, 0, 0, 1.0, 0, 2, "free\nsee", "\n", None, (), 0, ())
    starts = (((fail, fail, ()),),)
    scorer = accelerator.Scorer((parts,), starts, 2, (0.0,), classifier.linear, None, True)
    with pytest.raises(ZeroDivisionError):
        scorer.score("free")
    with pytest.raises(TypeError, match="expected a str"):
        scorer.score(b"free")


WRONG = {
    "terms-repeat": {8: "see\nsee"},
    "too-few-terms": {8: "see"},
    "too-many-terms": {8: "see\nfree\nyou"},
    "no-separator": {9: ""},
    "unknown-splitting": {0: 9},
    "sizes": {1: 2},
    "columns": {6: 1},
    "first-column": {6: -1},
    "statistics": {11: ((0, (1.0,), ("a",)),)},
    "start": {12: 1},
    "needle": {13: ((str, str, ("",)),)},
    "idf": {10: memoryview(b"12345678")},
}


@pytest.mark.parametrize("changes", WRONG.values(), ids=WRONG)
def test_values_out_of_range_are_refused(accelerator: Any, changes: dict[int, object]) -> None:
    right = (2, 1, 1, 0, 0, 1.0, 0, 2, "free\nsee", "\n", None, (), 0, ())
    linear = small()[1].linear
    accelerator.Scorer((right,), ((),), 2, (0.0,), linear, None, True)
    wrong = tuple(changes.get(at, value) for at, value in enumerate(right))
    with pytest.raises(ValueError, match="is out of range"):
        accelerator.Scorer((wrong,), ((),), 2, (0.0,), linear, None, True)


@pytest.mark.parametrize(
    ("width", "intercept"), [(0, (0.0,)), (2**22, (0.0,)), (2, ()), (2, (0.0, 1.0)), (3, (0.0,))]
)
def test_a_classifier_out_of_range_is_refused(
    accelerator: Any, width: int, intercept: tuple[float, ...]
) -> None:
    with pytest.raises(ValueError, match="is out of range"):
        accelerator.Scorer((), (), width, intercept, small()[1].linear, None, True)


@pytest.fixture
def installed(accelerator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_builder, "ACCELERATOR", accelerator.__file__)
    monkeypatch.setitem(sys.modules, "chalicelib.scoring.accelerator", accelerator)


def test_calls_leave_nothing_behind(accelerator: Any) -> None:
    scorer = accelerated_scorer(*small(), accelerator)
    assert scorer is not None
    before = sys.getallocatedblocks()
    for number in range(20_000):
        scorer(f"free see {number}")
    assert sys.getallocatedblocks() - before < 100
