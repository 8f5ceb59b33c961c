"""Export fitted scikit-learn objects to two data-only files, checked by the service's reader.

The safetensors library writes the files as docs/format.md specifies. Each file has one metadata
entry, because the library writes several in no fixed order, and the same model must give the same
bytes.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
from safetensors.numpy import save
from scipy import sparse
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import LabelEncoder, MultiLabelBinarizer

from chalicelib.errors import FormatError
from chalicelib.scoring.artifact import FORM_FORMAT, FORMAT, METADATA_KEY
from chalicelib.scoring.classifier import Classifier
from chalicelib.scoring.model import Scorer, read_scorer
from chalicelib.scoring.vectorizer import Vectorizer, read_vectorizer
from train.errors import InputError
from train.export.discriminant import Discriminant
from train.export.float32_check import margins, rounded, vectors_of
from train.export.forms.node import Node, nested
from train.export.forms.registry import export_form
from train.export.functions.exporter import FunctionExporter
from train.export.label_names import class_names, named_classes, names_of
from train.export.pattern_check import check_patterns
from train.export.traced import Traced, trace
from train.export.vectorizers import SUPPORTED, Config, FloatType, Tensors, export_vectorizer

ENCODERS = (LabelEncoder, MultiLabelBinarizer)
FLOAT32_TOLERANCE = 1e-6
"""The largest change of a training text's score at which coefficients are stored in float32."""
TRIED_TEXTS = 100
"""How many of the training texts, evenly spread, the exported model itself must score alike."""
BATCH_TEXTS = 10_000
"""How many texts one matrix holds, so that a large corpus takes no more memory."""


@dataclass(frozen=True, slots=True)
class Export:
    """The bytes of the two artifacts, and what the service's reader makes of them."""

    vectorizer: bytes
    classifier: bytes
    read_vectorizer: Vectorizer
    read_classifier: Scorer
    functions: dict[str, str] = field(default_factory=dict)
    """The manifest's `functions`: the SHA-256 of each module that the model calls."""

    @property
    def threshold(self) -> float | None:
        """The probability above which scikit-learn itself predicts the second of two classes."""
        by_probability = self.read_classifier.link not in ("none", "own")
        is_pair = len(self.read_classifier.classes) == 2 and not self.several
        return 0.5 if by_probability and is_pair else None

    @property
    def several(self) -> bool:
        """Whether a text can have several labels, or none."""
        return self.read_classifier.several

    def threshold_or(self, wanted: float | None) -> float | None:
        """Return the wanted threshold, or scikit-learn's own.

        Raises
        ------
        InputError
            If one is wanted, and the labels do not follow from the probabilities of two classes.
        """
        if wanted is not None and self.threshold is None:
            raise InputError(
                f"--threshold {wanted} needs two classes whose labels follow from probabilities; "
                f"found {len(self.read_classifier.classes)} classes and the link "
                f"{self.read_classifier.link!r}"
            )
        return self.threshold if wanted is None else wanted

    @property
    def linear(self) -> Classifier:
        """The classifier of a model in format 1."""
        if not isinstance(self.read_classifier, Classifier):
            raise TypeError("expected a classifier of format 1")
        return self.read_classifier

    def scores(self, text: str) -> tuple[float, ...]:
        """Return the scores of a text, as the service computes them."""
        return self.read_classifier.scores(self.read_vectorizer.transform(text))


def export_model(
    vectorizer: Any,
    classifier: Any,
    texts: Iterable[str] = (),
    functions: FunctionExporter | None = None,
) -> Export:
    """Export a fitted vectorizer and the classifier that was fitted to its vectors.

    Parameters
    ----------
    vectorizer
        `TfidfVectorizer`, `CountVectorizer` or a `FeatureUnion` of them.
    classifier
        A classifier that `train.export.classifiers` supports.
    texts
        The training texts. With texts, and without a quadratic term, coefficients are stored in
        float32 if that changes no text's score by more than 1e-6.
    functions
        Takes the functions of the model's author; without it, a model that calls one is refused.

    Raises
    ------
    InputError
        If the format cannot express the estimators, or a pattern takes too long on some text; names
        the estimator, parameter or pattern.
    """
    functions = functions or FunctionExporter(consent=False)
    functions.try_terms_of(vectorizer)
    traced = trace(vectorizer, functions.refer)
    node = export_form(classifier, traced.space)
    node = replace(node, classes=names_of(classifier, node.classes, node.several))
    form = node.discriminant
    if form is None or not traced.is_plain:
        exact = _write_form(traced, node, functions)
        check_patterns(exact.read_vectorizer)
        return exact
    exact = _write(vectorizer, form, np.float64, functions)
    check_patterns(exact.read_vectorizer)
    if not traced.space.is_plain:
        return exact
    texts = list(dict.fromkeys(texts))
    if not texts or form.quadratic is not None:
        return exact
    try:
        with np.errstate(over="ignore"):
            small = _write(vectorizer, form, np.float32, functions)
    except FormatError:  # a number that is not finite in float32
        return exact
    every = max(1, len(texts) // TRIED_TEXTS)
    batches = (texts[at : at + BATCH_TEXTS] for at in range(0, len(texts), BATCH_TEXTS))
    pairs = ((batch, vectors_of(vectorizer, batch, form.presence)) for batch in batches)
    return small if all(_agree(exact, small, *pair, every) for pair in pairs) else exact


class Estimators(NamedTuple):
    """A fitted vectorizer and the classifier that was fitted to its vectors."""

    vectorizer: Any
    classifier: Any


def split_estimators(estimators: Sequence[Any]) -> Estimators:
    """Return vectorizer and classifier from a fitted `Pipeline` or from two estimators.

    A `LabelEncoder` among them names the classes of a classifier that was fitted to its numbers, a
    `MultiLabelBinarizer` the labels of one that gives a text several.
    """
    encoders = [each for each in estimators if isinstance(each, ENCODERS)]
    steps = [each for each in estimators if not isinstance(each, ENCODERS)]
    if len(steps) == 1 and isinstance(steps[0], Pipeline):
        steps = [step for _, step in steps[0].steps]
    names = ", ".join(type(step).__name__ for step in steps)
    if len(steps) != 2 or len(encoders) > 1:
        raise InputError(
            f"found {names or 'nothing else'} and {len(encoders)} encoder(s) of labels; expected a "
            f"Pipeline of two steps, a vectorizer ({SUPPORTED}) and a classifier, or these two in "
            "one file each, and at most one LabelEncoder or MultiLabelBinarizer"
        )
    vectorizer, classifier = steps
    return Estimators(
        vectorizer, named_classes(classifier, encoders[0]) if encoders else classifier
    )


def _write(
    vectorizer: Any, form: Discriminant, float_type: FloatType, functions: FunctionExporter
) -> Export:
    config, tensors = export_vectorizer(vectorizer, form.presence, float_type, functions.refer)
    vectorizer_bytes = _file("vectorizer", config, tensors)
    config = {"classes": list(form.classes), "link": form.link}
    tensors = {"intercept": form.intercept, "linear": form.linear.astype(float_type)}
    if form.quadratic is not None:
        tensors["quadratic"] = form.quadratic
    classifier_bytes = _file("classifier", config, tensors)
    return _read_back(vectorizer_bytes, classifier_bytes, functions)


def _write_form(traced: Traced, node: Node, functions: FunctionExporter) -> Export:
    """Write a classifier of format 2."""
    blocks = export_vectorizer(traced.blocks, False, np.float64, functions.refer)
    vectorizer = _file("vectorizer", *blocks)
    config = {
        "classes": list(class_names(node.classes)),
        "several": node.several,
        "link": node.link,
        "features": traced.features,
        "form": node.config,
    }
    tensors = traced.tensors | nested("form", node)
    return _read_back(vectorizer, _file("classifier", config, tensors, FORM_FORMAT), functions)


def _read_back(vectorizer: bytes, classifier: bytes, functions: FunctionExporter) -> Export:
    """Return an export with what the service's readers make of its files."""
    read = read_vectorizer(vectorizer, resolve=functions.resolve)
    scorer = read_scorer(classifier, read)
    return Export(vectorizer, classifier, read, scorer, functions.digests)


def _file(kind: str, config: Config, tensors: Tensors, version: int = FORMAT) -> bytes:
    config = {"format": version, "kind": kind} | config
    text = json.dumps(config, sort_keys=True, separators=(",", ":"))
    contiguous = {name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}
    return save(contiguous, metadata={METADATA_KEY: text})


def _agree(
    exact: Export, small: Export, texts: Sequence[str], vectors: sparse.csr_matrix, every: int
) -> bool:
    """Return whether the float32 model's scores equal the exact ones, within the tolerance.

    All texts are compared as matrices. Every `every`-th text is also scored by the model itself,
    which shows that the matrices compute what the model computes.
    """
    expected = margins(exact.linear, vectors)
    vectors = rounded(vectors, exact.read_vectorizer, small.read_vectorizer)
    tried = [small.scores(text)[-expected.shape[1] :] for text in texts[::every]]
    changes = (margins(small.linear, vectors) - expected, tried - expected[::every])
    return all(np.abs(change).max() <= FLOAT32_TOLERANCE for change in changes)
