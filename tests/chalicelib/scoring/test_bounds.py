"""What a crafted artifact can cost is bounded, and every score is finite."""

import json
import math
import re
import tracemalloc
from array import array
from typing import Any

import pytest

from chalicelib.errors import FormatError
from chalicelib.explain.attribution import explain
from chalicelib.scoring import block_reader
from chalicelib.scoring import vectorizer as module
from chalicelib.scoring.analyzer import Analyzer
from chalicelib.scoring.classifier import read_classifier
from chalicelib.scoring.model import Model
from chalicelib.scoring.model_builder import build_model
from chalicelib.scoring.normalizer import Normalizer, longest_result
from chalicelib.scoring.vectorizer import read_vectorizer
from tests.support.crafting import (
    Fields,
    Raw,
    block,
    classifier_config,
    classifier_file,
    f32,
    f64,
    manifest,
    normalizer,
    u8,
    vectorizer_file,
)

LETTERS = {"analyzer": "char", "token_pattern": None}
RANGE = "(?i)[\u0100-\U0010ffff]"


def vectorizer_tensors(blocks: int) -> dict[str, Raw]:
    return {f"block.{number}.terms": u8(b"free\nsee") for number in range(blocks)}


@pytest.mark.parametrize(
    ("idf", "message"),
    [
        pytest.param(f64(1.0, 1.1e50), "beyond 1e50; expected -1e50 to 1e50", id="large"),
        pytest.param(f64(1.0, -1.1e50), "beyond 1e50; expected -1e50 to 1e50", id="negative"),
        pytest.param(f64(1.0, 5e-324), "between -1e-50 and 1e-50; expected 0", id="denormal"),
        pytest.param(f64(-9e-51, 1.0), "between -1e-50 and 1e-50; expected 0", id="tiny"),
    ],
)
def test_an_idf_out_of_bounds_is_refused(idf: Raw, message: str) -> None:
    with pytest.raises(FormatError, match=rf"tensor 'block\.0\.idf' has a number {message}"):
        read_vectorizer(vectorizer_file(tensors={"block.0.idf": idf}))


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize("exponent", [*range(-172, -156), *range(156, 172)])
def test_a_power_of_two_is_an_idf_if_it_is_within_the_limits(sign: float, exponent: int) -> None:
    idf = sign * 2.0**exponent
    raw = vectorizer_file(tensors={"block.0.idf": f64(idf, 1.0)})
    if 1e-50 <= abs(idf) <= 1e50:
        assert read_vectorizer(raw).blocks[0].idf == array("d", [idf, 1.0])
    else:
        with pytest.raises(FormatError, match="has a number"):
            read_vectorizer(raw)


@pytest.mark.parametrize("weight", [1.1e50, -1.1e50])
def test_a_weight_out_of_bounds_is_refused(weight: float) -> None:
    with pytest.raises(FormatError, match=r"field 'weight' is -?1\.1e\+50; expected a number from"):
        read_vectorizer(vectorizer_file(block(weight=weight)))


@pytest.mark.parametrize("name", ["intercept", "linear", "quadratic"])
@pytest.mark.parametrize("number", [1e300, -1e300])
def test_a_coefficient_out_of_bounds_is_refused(name: str, number: float) -> None:
    shape = [1] if name == "intercept" else [1, 2]
    values = [number] * math.prod(shape)
    with pytest.raises(FormatError, match=f"tensor '{name}' has a number beyond 1e50"):
        read_classifier(classifier_file(None, **{name: f64(*values, shape=shape)}), 2)


def extreme_model(idf: float, sign: float, classes: list[str], link: str, **changes: Any) -> Model:
    """Return a model whose every number is at a limit."""
    rows = 1 if len(classes) == 2 else len(classes)
    big = f64(*[1e50, sign * 1e50] * rows, shape=[rows, 2])
    return build_model(
        vectorizer_file(block(**changes), tensors={"block.0.idf": f64(idf, sign * idf)}),
        classifier_file(
            classifier_config(classes=classes, link=link),
            intercept=f64(*[sign * 1e50] * rows),
            linear=big,
            quadratic=big,
        ),
        manifest(classes=classes, threshold=None),
    )


@pytest.mark.parametrize("link", ["softmax", "logistic"])
@pytest.mark.parametrize("classes", [["ham", "spam"], ["ham", "prize", "spam"]], ids=len)
@pytest.mark.parametrize("norm", [None, "l1", "l2"])
@pytest.mark.parametrize("idf", [1e50, 1e-50, 0.0])
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_numbers_at_the_limits_give_finite_results(
    link: str, classes: list[str], norm: str | None, idf: float, sign: float
) -> None:
    model = extreme_model(idf, sign, classes, link, norm=norm, weight=1e50)
    text = "free see free " * 5000
    label, probabilities = model.classify(text)
    assert label in classes
    assert probabilities is not None
    assert all(map(math.isfinite, (*probabilities, *model.scores(text))))
    explanation = explain(model, "free see free")
    weights = [each.weight for each in explanation.evidence]
    json.dumps([*weights, explanation.intercept, *explanation.scores.values()], allow_nan=False)


@pytest.mark.parametrize(
    ("patterns", "found"),
    [
        pytest.param(
            [f"{RANGE}{number}" for number in range(20)] + ["[a-z]" * 82],
            "and 102 hyphens",
            id="ranges",
        ),
        pytest.param(
            ["a" * (937 + number) for number in range(22)],
            "20848 characters and 0 hyphens",
            id="characters",
        ),
    ],
)
def test_the_patterns_of_a_file_are_bounded_together(patterns: list[str], found: str) -> None:
    replacements = [[pattern, ""] for pattern in patterns]
    read_vectorizer(vectorizer_file(block(normalizer=normalizer(replacements=replacements[:-1]))))
    with pytest.raises(FormatError, match=f"{found}; expected at most 20000 and 100"):
        read_vectorizer(vectorizer_file(block(normalizer=normalizer(replacements=replacements))))


def test_a_pattern_that_occurs_again_counts_once() -> None:
    replacements = [["[a-z]" * 100, ""]] * 64
    read_vectorizer(vectorizer_file(block(normalizer=normalizer(replacements=replacements))))


def test_the_patterns_of_all_blocks_count() -> None:
    blocks = [block(token_pattern="[a-z]" * count) for count in (60, 61)]
    with pytest.raises(FormatError, match=r"block 1: .* this token_pattern have .* 121 hyphens"):
        read_vectorizer(vectorizer_file(*blocks, tensors=vectorizer_tensors(2)))


def test_the_terms_of_all_blocks_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(block_reader, "MAX_TERMS", 3)
    raw = vectorizer_file(block(), block(), tensors=vectorizer_tensors(2))
    with pytest.raises(FormatError, match="block 1: field 'terms' is 2; expected an integer"):
        read_vectorizer(raw)


def test_a_vectorizer_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = vectorizer_file()
    monkeypatch.setattr(module, "MAX_BYTES", len(raw) - 1)
    with pytest.raises(FormatError, match=f"{len(raw)} bytes; expected at most {len(raw) - 1}"):
        read_vectorizer(raw)


def test_the_sizes_of_n_grams_of_all_blocks_count() -> None:
    blocks = [block(ngram_range=[1, 32]), block(**LETTERS, ngram_range=[1, 33])]
    with pytest.raises(FormatError, match="have n-grams of 65 sizes; expected at most 64"):
        read_vectorizer(vectorizer_file(*blocks, tensors=vectorizer_tensors(2)))


@pytest.mark.parametrize("changes", [LETTERS, {"token_pattern": "."}], ids=["char", "word"])
def test_the_n_grams_of_a_text_are_never_in_memory_together(changes: Fields) -> None:
    vectorizer = read_vectorizer(vectorizer_file(block(**changes, ngram_range=[1, 64])))
    text = "ab " * 200
    tracemalloc.start()
    try:
        vectorizer.transform(text)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    # 64 sizes for each of 600 characters are 38,000 terms of about 100 bytes: 4 MB.
    assert peak < 1_000_000


GROWING = {
    "empty-matches": [["", "x" * 100]] * 64,
    "letters": [["a", "a" * 100]] * 64,
    "one-character": [["", "a"]] * 64,
    "mixed": [["a", ""], ["", "é" * 100], ["é", "aa"], ["x*", "a b"]],
}


@pytest.mark.parametrize("rules", GROWING.values(), ids=GROWING)
@pytest.mark.parametrize("text", ["", "a", "aé" * 400, "b" * 800])
def test_a_text_that_replacements_grow_is_cut(rules: list[list[str]], text: str) -> None:
    compiled = tuple((re.compile(pattern), instead) for pattern, instead in rules)
    analyzer = Analyzer("char", (1, 1), normalizer=Normalizer({"é": "e" * 100}, compiled, ()))
    longest = longest_result(len(text))
    expected = text.replace("é", "e" * 100).lower()[:longest]
    for pattern, instead in compiled:
        expected = pattern.sub(instead, expected)[:longest]
    assert analyzer.prepare(text) == expected
    assert len(expected) <= longest


@pytest.mark.parametrize("rules", GROWING.values(), ids=GROWING)
def test_a_text_that_replacements_grow_is_explained(rules: list[list[str]]) -> None:
    changes = normalizer(replacements=rules, characters={"é": "e" * 100})
    model = build_model(
        vectorizer_file(
            block(**LETTERS, normalizer=changes), tensors={"block.0.terms": u8(b"a\nx")}
        ),
        classifier_file(),
        manifest(),
    )
    explanation = explain(model, "a é aa" * 10)
    margin = explanation.scores["spam"] - explanation.scores["ham"]
    total = explanation.intercept + math.fsum(each.weight for each in explanation.evidence)
    assert total == pytest.approx(margin, rel=1e-9)


def test_a_32_bit_number_is_always_small_enough() -> None:
    largest = f32(3.4e38, -3.4e38)
    read_vectorizer(vectorizer_file(tensors={"block.0.idf": largest}))


def test_replacements_make_no_more_than_is_kept() -> None:
    growing = Normalizer({}, ((re.compile(""), "x" * 100),) * 64, ())
    analyzer = Analyzer("char", (1, 1), normalizer=growing)
    tracemalloc.start()
    try:
        analyzer.prepare("b" * 800)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    # 7,400 characters are kept. Each of them would get 100 more.
    assert peak < 100_000


def test_blocks_without_replacements_cut_nothing() -> None:
    # NFKD makes 18 characters of U+FDFA, and only replacements are cut at 8 for each.
    blocks = [block(strip_accents="unicode"), block(strip_accents="unicode", norm="l2")]
    tensors = {f"block.{number}.terms": u8(b"free\nsee") for number in range(2)}
    read = read_vectorizer(vectorizer_file(*blocks, tensors=tensors))
    assert [len(text) for text in read.prepare("\ufdfa" * 300)] == [18 * 300] * 2
