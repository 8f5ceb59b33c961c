"""Score texts with the accelerator, an extension in C, if the package contains it.

The accelerator is the file `accelerator.abi3.so` next to this one; docs/accelerator.md says how to
build it. It scores models of format 1 whose blocks have scikit-learn's own analyzers with a usual
token pattern. All other models, and all explanations, are left to Python. Both give the same
labels, and scores that differ by the rounding of their sums. Standard library only, see
`chalicelib.scoring.artifact`.
"""

import importlib
import os
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from chalicelib.scoring.accelerator_steps import Step, first_step, replacement_steps
from chalicelib.scoring.accelerator_table import BlockColumns, Table, table_of, whole_table
from chalicelib.scoring.analyzer import RECIPE_PATTERN, USUAL_PATTERN, Analyzer
from chalicelib.scoring.classifier import Classifier
from chalicelib.scoring.term_index import IndexedColumns
from chalicelib.scoring.text_statistics import STATISTICS, bin_term
from chalicelib.scoring.tfidf_block import TfidfBlock

if TYPE_CHECKING:
    from chalicelib.scoring.protocols import BlockAnalyzer
    from chalicelib.scoring.vectorizer import Vectorizer

SETTING = "ACCELERATOR"
"""The environment variable that turns the accelerator off, if it is `off`."""

# The numbers of the rules in deploy/accelerator/scorer.h.
_SPLITTINGS: dict[tuple[str, str | None], int] = {("char_wb", None): 0, ("char", None): 1}
_SPLITTINGS |= {("word", USUAL_PATTERN): 2, ("word", RECIPE_PATTERN): 3}
_NORMS = {None: 0, "l1": 1, "l2": 2}
_STATISTICS = {name: number for number, name in enumerate(STATISTICS)}

Scores = Callable[[str], tuple[float, ...]]


def accelerated_scorer(
    vectorizer: "Vectorizer", classifier: object, module: Any = None
) -> Scores | None:
    """Return the function that scores a text in C, or None if the accelerator cannot.

    `module` is the accelerator; by default the one that the package contains, unless the setting is
    `off`.
    """
    if not isinstance(classifier, Classifier) or not all(map(_is_known, vectorizer.blocks)):
        return None
    module = module or _module()
    if module is None:
        return None
    build = partial(_scorer, module, vectorizer, classifier)
    if all(isinstance(block.columns, IndexedColumns) for block in vectorizer.blocks):
        return _AfterFirst(vectorizer, classifier, build)
    return build(whole_table(vectorizer, classifier))


class _AfterFirst:
    """Scores the first text with its own terms only, and others with a table of all terms.

    The first text is part of a cold start, and the table would take 2 ms of it. A score is the same
    to the last bit, because terms that a text does not have add nothing.
    """

    __slots__ = ("_build", "_classifier", "_has_scored", "_scores", "_vectorizer")

    def __init__(
        self, vectorizer: "Vectorizer", classifier: Classifier, build: Callable[[Table], Scores]
    ) -> None:
        self._vectorizer = vectorizer
        self._classifier = classifier
        self._build = build
        self._has_scored = False
        self._scores: Scores | None = None

    def __call__(self, text: str) -> tuple[float, ...]:
        """Return the scores of a text."""
        if self._scores is None:
            if not self._has_scored:
                self._has_scored = True
                return self._build(table_of(self._vectorizer, self._classifier, text))(text)
            self._scores = self._build(whole_table(self._vectorizer, self._classifier))
        return self._scores(text)


def _scorer(module: Any, vectorizer: "Vectorizer", classifier: Classifier, table: Table) -> Scores:
    """Return the function of a scorer in C that knows the terms of a table."""
    shared, (columns, width, linear, quadratic) = vectorizer.shared, table
    analyzers = [block.analyzer for block in vectorizer.blocks]
    # Blocks that start alike share the first steps; each other block has all of its own.
    starts = [_start(each, shared) for each in (analyzers[:1] if shared is not None else analyzers)]
    blocks = [
        _block(block, own, *((0, rest) if shared is not None else (number, ())))
        for number, (block, own, rest) in enumerate(
            zip(vectorizer.blocks, columns, vectorizer.rests, strict=True)
        )
    ]
    scorer = module.Scorer(
        tuple(blocks),
        tuple(starts),
        width,
        tuple(classifier.intercept),
        linear,
        quadratic,
        len(classifier.classes) == 2,
    )
    return scorer.score  # type: ignore[no-any-return]


def _module() -> Any:
    """Return the accelerator, or None without one for this machine."""
    if os.environ.get(SETTING) == "off":
        return None
    try:
        return importlib.import_module("chalicelib.scoring.accelerator")
    except ImportError:
        return None


def _is_known(block: TfidfBlock) -> bool:
    """Return whether the accelerator can score a block."""
    return type(block) is TfidfBlock and splitting_of(block.analyzer) is not None


def splitting_of(analyzer: "BlockAnalyzer") -> int | None:
    """Return the number of an analyzer's way to split a text, or None if it is an unusual one."""
    if not isinstance(analyzer, Analyzer) or analyzer.stop_words:
        return None
    pattern = analyzer.token_pattern
    return _SPLITTINGS.get((analyzer.kind, None if pattern is None else pattern.pattern))


def _start(analyzer: "BlockAnalyzer", count: int | None) -> tuple[Step, ...]:
    return (first_step(analyzer), *replacement_steps(analyzer.replacements[:count]))


def _block(block: TfidfBlock, columns: BlockColumns, start: int, rest: Any) -> tuple[object, ...]:
    """Return the bytes that `build_block` of deploy/accelerator/build.c parses."""
    analyzer, (terms, separator, first_column, width, idf) = block.analyzer, columns
    tf = 2 if block.binary else int(block.sublinear_tf)
    normalizer = analyzer.normalizer
    statistics = () if normalizer is None else normalizer.statistics
    return (
        splitting_of(analyzer),
        *analyzer.ngram_range,
        tf,
        _NORMS[block.norm],
        block.weight,
        first_column,
        width,
        terms,
        separator,
        idf,
        tuple(
            (_STATISTICS[name], edges, tuple(bin_term(name, at) for at in range(len(edges) + 1)))
            for name, edges in statistics
        ),
        start,
        replacement_steps(rest),
    )
