"""Compile the accelerator for the tests, and random models that it scores."""

import importlib.machinery
import importlib.util
from array import array
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from chalicelib.scoring.analyzer import RECIPE_PATTERN, USUAL_PATTERN
from chalicelib.scoring.classifier import Classifier
from chalicelib.scoring.model_builder import read_scorer
from chalicelib.scoring.vectorizer import Vectorizer, read_vectorizer
from deploy.accelerator.compiling import compile_here
from emulation.servers import ROOT
from tests.support.crafting import block, classifier_file, f64, normalizer, u8, vectorizer_file
from train.recipes.text_rules import SHAPES, SPELT_OUT, STATISTICS, UNSEEN

USUAL = {"token_pattern": USUAL_PATTERN}
SIGNS = [*"ab A.w£$€1·_-", "www.", ".com", "://", "p ", "12p", "<", ">", "\u03a3", "\u0130"]
SIGNS += [
    "\u200b",
    "\u0301",
    "\ud800",
    "\U0001f600",
    "\U0002a6d6",
    "\u0660",
    "\xb2",
    "\x1c",
    "\x00",
]
SIGNS += ["\u00e9", "\u0435", "\u00df", "\ufb01", " f r e e ", "a·b·c", "\u3000", "\n"]
TEXTS = st.lists(st.sampled_from(SIGNS) | st.text(max_size=3), max_size=30).map("".join)
TERMS = ["a", "ab", " a", "b ", "a b", "aa", "00", "1", "<money>", "<link>", "<", ".", "<pence>"]
TERMS += ["<length 0>", "<capitals 1>", "\u00e9", "\ud800", "\U0001f600", "free", " free", "free <"]
TERMS += ["com", "ss", "\u03c3\u03c2", "\u2126", "a" * 5, "a a a a a", "\uffff\uffff", "abcdefgh"]
KINDS: list[dict[str, Any]] = [
    {"analyzer": "char_wb", "token_pattern": None, "ngram_range": [1, 4]},
    {"analyzer": "char_wb", "token_pattern": None, "ngram_range": [3, 5]},
    {"analyzer": "char", "token_pattern": None, "ngram_range": [2, 6]},
    {"analyzer": "word", "token_pattern": USUAL_PATTERN, "ngram_range": [1, 3]},
    {"analyzer": "word", "token_pattern": RECIPE_PATTERN, "ngram_range": [1, 2]},
    {"analyzer": "word", "token_pattern": RECIPE_PATTERN, "ngram_range": [2, 3]},
]
RULES = [
    None,
    normalizer(characters={"\u0435": "e", "\ufb01": "fi", "\u2126": "\u03a3"}),
    normalizer(
        characters={"\u0435": "e"},
        replacements=[list(each) for each in (UNSEEN, SPELT_OUT, *SHAPES)],
        measures=[[name, list(edges)] for name, edges in STATISTICS],
    ),
    normalizer(replacements=[list(UNSEEN), ["b+", "xy"], [r"\d", "0"]]),
]


def compiled(directory: Path) -> Any:
    """Compile the accelerator into a directory and import it from there."""
    (directory / "chalicelib" / "scoring").mkdir(parents=True)
    path = compile_here(directory, ROOT / "build" / "accelerator")
    loader = importlib.machinery.ExtensionFileLoader("accelerator", str(path))
    spec = importlib.util.spec_from_loader("accelerator", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


@st.composite
def models(draw: st.DrawFn) -> tuple[Vectorizer, Classifier]:
    """Draw a vectorizer of one to three blocks that the accelerator knows, and a classifier."""
    blocks, tensors = [], {}
    count = draw(st.integers(1, 3))
    for number in range(count):
        terms = draw(st.lists(st.sampled_from(TERMS), min_size=1, unique=True))
        rules = draw(st.sampled_from(RULES))
        blocks.append(
            block(
                terms=len(terms),
                **draw(st.sampled_from(KINDS)),
                **({} if rules is None else {"normalizer": rules}),
                lowercase=draw(st.booleans()),
                strip_accents=draw(st.sampled_from([None, None, "ascii", "unicode"])),
                binary=draw(st.booleans()),
                sublinear_tf=draw(st.booleans()),
                norm=draw(st.sampled_from([None, "l1", "l2", "l2"])),
                weight=draw(st.sampled_from([1.0, 0.5, -2.0])),
            )
        )
        tensors[f"block.{number}.terms"] = u8("\n".join(terms).encode("utf-8", "surrogatepass"))
        if draw(st.booleans()):
            idf = [0.0 if at == 3 else 1.0 + 0.25 * at for at in range(len(terms))]
            tensors[f"block.{number}.idf"] = f64(*idf)
    vectorizer = read_vectorizer(vectorizer_file(*blocks, tensors=tensors))
    return vectorizer, draw(classifiers(vectorizer.width))


@st.composite
def classifiers(draw: st.DrawFn, width: int) -> Classifier:
    """Draw a classifier of one row or three, with a square term or without."""
    rows, code = draw(st.sampled_from([1, 1, 3])), draw(st.sampled_from("df"))
    linear = array(code, ((-1) ** at * (0.5 + 0.1 * at) for at in range(rows * width)))
    quadratic = array(code, reversed(linear)) if draw(st.booleans()) else None
    classes = ("a", "b") if rows == 1 else ("a", "b", "c")
    intercept = array("d", (0.1 * row for row in range(rows)))
    return Classifier(classes, "none", width, intercept, linear, quadratic)


def small() -> tuple[Vectorizer, Classifier]:
    """Return a model of the terms 'free' and 'see'."""
    raw = vectorizer_file(block(**USUAL))
    vectorizer = read_vectorizer(raw)
    classifier = read_scorer(classifier_file(), vectorizer)
    assert isinstance(classifier, Classifier)
    return vectorizer, classifier
