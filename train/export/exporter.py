"""Export fitted scikit-learn objects to two data-only files, checked by the service's reader.

The safetensors library writes the files as docs/format.md specifies. Each file has one metadata
entry, because the library writes several in no fixed order, and the same model must give the same
bytes.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save

from chalicelib.errors import FormatError
from chalicelib.scoring.artifact import FORM_FORMAT, FORMAT, METADATA_KEY
from chalicelib.scoring.model_builder import read_scorer
from chalicelib.scoring.vectorizer import read_vectorizer
from train.errors import InputError
from train.export.classifiers.label_names import class_names, names_of
from train.export.classifiers.own_threshold import Threshold, with_threshold, without_threshold
from train.export.discriminant import Discriminant
from train.export.exported import Export
from train.export.float32_check import scores_agree
from train.export.forms.linear import node_of
from train.export.forms.node import Node, nested
from train.export.forms.registry import export_form
from train.export.functions.exporter import FunctionExporter
from train.export.patterns.checking import check_patterns
from train.export.steps.blocks import Config, FloatType, Tensors, frequent_first, write_blocks
from train.export.traced import Traced, trace

_HALF_PAIRS = re.compile("[\ud800-\udfff]")


def export_model(
    vectorizer: Any,
    classifier: Any,
    texts: Iterable[str] = (),
    functions: FunctionExporter | None = None,
    *,
    dense: bool | None = None,
) -> Export:
    """Export a fitted vectorizer and the classifier that was fitted to its vectors.

    Parameters
    ----------
    vectorizer
        A vectorizer, or a `Pipeline` of all steps before the classifier.
    classifier
        A classifier that `train.export.forms` supports.
    texts
        The training texts. With texts, and without a quadratic term, coefficients are stored in
        float32 if that changes no text's score by more than 1e-6.
    functions
        Takes the functions of the model's author; without it, a model that calls one is refused.
    dense
        Whether the classifier was given dense rows, see `train.export.traced.trace`.

    Raises
    ------
    InputError
        If the format cannot express the estimators, or a pattern takes too long on some text; names
        the estimator, parameter or pattern.
    """
    functions = functions or FunctionExporter(consent=False)
    functions.try_terms_of(vectorizer)
    traced = trace(vectorizer, functions, dense)
    inner, threshold = without_threshold(classifier)
    node = with_threshold(_of_classes(export_form(inner, traced.space), inner), threshold)
    node = _named(node, names_of(classifier, node.classes, node.several))
    exact = _with_own(_exact(traced, node, functions), threshold)
    check_patterns(exact.read_vectorizer)
    form, texts = node.discriminant, list(dict.fromkeys(texts))
    if form is None or form.quadratic is not None or not texts or not _is_direct(traced):
        return exact
    try:
        with np.errstate(over="ignore"):
            small = _write(traced, form, np.float32, functions)
    except FormatError:  # a number that is not finite in float32
        return exact
    agree = scores_agree(exact, small, vectorizer, texts, form.presence)
    return _with_own(small, threshold) if agree else exact


def _with_own(export: Export, threshold: Threshold | None) -> Export:
    """Return the export with the author's threshold, if it is one of probabilities."""
    if threshold is None or not threshold.by_probability:
        return export
    if export.threshold is None:
        raise InputError(
            f"a threshold of {threshold.value} around a classifier whose labels do not follow from "
            "its probabilities is not supported; expected one such as LogisticRegression"
        )
    return replace(export, own_threshold=threshold.value)


def _of_classes(node: Node, classifier: Any) -> Node:
    """Return the node, if it has several classes or several labels."""
    if len(node.classes) < 2 and not node.several:
        raise InputError(
            f"{type(classifier).__name__} knows the class {node.classes[0]} only; expected one "
            "that was fitted to texts of at least 2 classes"
        )
    return node


def _named(node: Node, names: tuple[str, ...]) -> Node:
    form = node.discriminant and replace(node.discriminant, classes=names)
    return replace(node, classes=names, discriminant=form)


def _is_direct(traced: Traced) -> bool:
    """Return whether the classifier was fitted to the vectors of the blocks as they are."""
    return traced.is_plain and traced.space.is_plain


def _exact(traced: Traced, node: Node, functions: FunctionExporter) -> Export:
    """Write the model with 64-bit floats, in format 1 if that can express it."""
    if node.discriminant is not None:
        folded, form = traced.folded(node.discriminant)
        if folded.is_plain and not (form.presence and _has_no_terms(folded)):
            return _write(folded, form, np.float64, functions)
        traced, node = _smaller((traced, node), (folded, node_of(form, node.classes)))
    return _write_form(traced, node, functions)


def _smaller(*ways: tuple[Traced, Node]) -> tuple[Traced, Node]:
    """Return the way with the fewest numbers, which takes the least time for each text, too."""

    def numbers(way: tuple[Traced, Node]) -> int:
        traced, node = way
        return sum(tensor.size for tensor in (traced.tree.tensors() | node.tensors).values())

    return min(ways, key=numbers)


def _has_no_terms(traced: Traced) -> bool:
    return any(block.terms is None for block in traced.blocks)


def _write(
    traced: Traced, form: Discriminant, float_type: FloatType, functions: FunctionExporter
) -> Export:
    columns, blocks = frequent_first(traced.blocks)
    version, config, tensors = write_blocks(blocks, form.presence, float_type)
    vectorizer_bytes = _file("vectorizer", config, tensors, version)
    config = {"classes": list(form.classes), "link": form.link}
    tensors = {"intercept": form.intercept, "linear": form.linear[:, columns].astype(float_type)}
    if form.quadratic is not None:
        tensors["quadratic"] = form.quadratic[:, columns]
    classifier_bytes = _file("classifier", config, tensors)
    return _read_back(vectorizer_bytes, classifier_bytes, functions, columns)


def _write_form(traced: Traced, node: Node, functions: FunctionExporter) -> Export:
    """Write a classifier of format 2."""
    version, config, tensors = write_blocks(traced.blocks, False, np.float64)
    vectorizer = _file("vectorizer", config, tensors, version)
    config = {
        "classes": list(class_names(node.classes)),
        "several": node.several,
        "link": node.link,
        "features": traced.tree.config,
        "form": node.config,
    }
    tensors = traced.tree.tensors() | nested("form", node)
    classifier = _file("classifier", config, tensors, FORM_FORMAT)
    columns = np.arange(sum(block.width for block in traced.blocks))
    return _read_back(vectorizer, classifier, functions, columns)


def _read_back(
    vectorizer: bytes, classifier: bytes, functions: FunctionExporter, columns: NDArray[np.intp]
) -> Export:
    """Return an export with what the service's readers make of its files."""
    read = read_vectorizer(vectorizer, resolve=functions.resolve)
    scorer = read_scorer(classifier, read)
    export = Export(vectorizer, classifier, read, scorer, columns, functions.digests)
    functions.check(export.scores)
    return export


def _file(kind: str, config: Config, tensors: Tensors, version: int = FORMAT) -> bytes:
    config = {"format": version, "kind": kind} | config
    text = json.dumps(config, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    # Half of a surrogate pair has no UTF-8, so it is written as an escape sequence.
    text = _HALF_PAIRS.sub(lambda half: f"\\u{ord(half[0]):x}", text)
    contiguous = {name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}
    return save(contiguous, metadata={METADATA_KEY: text})
