"""Classifier files of format 2, crafted or of an exported form, and fitted cases to compare."""

import copy
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import StandardScaler

from chalicelib.scoring.artifact import read_artifact
from chalicelib.scoring.kinds.form_classifier import FormClassifier, build_form_classifier
from chalicelib.scoring.sparse_vector import BlockVector
from tests.support.crafting import Fields, Raw, artifact_file
from tests.support.parity import TRAINING
from train.export.classifiers.label_names import class_names
from train.export.forms.node import Node
from train.export.forms.registry import export_form
from train.export.space import Space, plain_space

MODES = ("sparse", "dense", "centred")


def i32(*values: int, shape: list[int] | None = None) -> Raw:
    return raw_of(np.array(values, dtype=np.int32).reshape(shape or [len(values)]))


def raw_of(tensor: NDArray[Any]) -> Raw:
    dtype = {"f4": "F32", "f8": "F64", "i4": "I32"}[tensor.dtype.str[1:]]
    return Raw(dtype, list(tensor.shape), np.ascontiguousarray(tensor).tobytes())


def form_classifier(
    form: Fields,
    tensors: Mapping[str, Raw],
    width: int,
    link: str,
    classes: int = 2,
    several: bool = False,
) -> FormClassifier:
    """Read a file whose form has these fields and tensors, over one block of `width` terms."""
    config = {
        "format": 2,
        "kind": "classifier",
        "classes": [f"class {number}" for number in range(classes)],
        "several": several,
        "link": link,
        "features": {"kind": "blocks", "first": 0, "count": 1},
        "form": form,
    }
    raw = artifact_file(config, {f"form.{name}": tensor for name, tensor in tensors.items()})
    artifact = read_artifact(raw, "classifier.safetensors", "classifier")
    return build_form_classifier(artifact, [0, width])


def read_node(node: Node, width: int) -> FormClassifier:
    """Write an exported form over one block of `width` terms, and read it."""
    tensors = {name: raw_of(np.asarray(value)) for name, value in node.tensors.items()}
    read = form_classifier(node.config, tensors, width, node.link, len(node.classes), node.several)
    return read._replace(classes=class_names(node.classes))


def vector_of(row: Any) -> list[BlockVector]:
    """Return a row of a sparse matrix as the vector of one block."""
    return [BlockVector(row.indices.tolist(), row.data.tolist(), 1.0)]


class Source(NamedTuple):
    """How to make rows of texts."""

    vectorizer: TfidfVectorizer
    scaler: StandardScaler | None
    dense: bool

    def rows(self, texts: list[str]) -> Any:
        """Return what the classifier sees of texts."""
        rows = self.vectorizer.transform(texts)
        if self.scaler is not None:
            return self.scaler.transform(rows.toarray())
        return rows.toarray() if self.dense else rows


class FormCase(NamedTuple):
    """A fitted classifier, its form as exported and as read back, and where its rows are from."""

    classifier: Any
    node: Node
    read: FormClassifier
    source: Source

    def scores(self, texts: list[str]) -> list[Any]:
        """Return the form's scores of texts."""
        return [self.read.scores(vector_of(row)) for row in self.source.vectorizer.transform(texts)]


def form_case(classifier: Any, labels: Any, mode: str, **options: Any) -> FormCase:
    """Fit a copy of a classifier to sparse, dense or centred rows, and export and read its form."""
    vectorizer = TfidfVectorizer(sublinear_tf=True, **options)
    rows = vectorizer.fit_transform(TRAINING)
    scaler = StandardScaler().fit(rows.toarray()) if mode == "centred" else None
    source = Source(vectorizer, scaler, mode == "dense")
    classifier = copy.deepcopy(classifier).fit(source.rows(TRAINING), labels)
    node = export_form(classifier, space_of(rows.shape[1], scaler, mode))
    return FormCase(classifier, node, read_node(node, rows.shape[1]), source)


def space_of(width: int, scaler: StandardScaler | None, mode: str) -> Space:
    """Return the space of a classifier that was fitted in a mode."""
    if scaler is None:
        return plain_space(width, mode == "dense")
    scale = 1 / scaler.scale_
    return Space(width, np.arange(width), scale, -scaler.mean_ * scale, True)


def assert_labels_and_probabilities_agree(
    case: FormCase, texts: list[str], tolerance: float = 1e-9
) -> None:
    """Assert equal labels, and close probabilities if the classifier has any."""
    rows, scores = case.source.rows(texts), case.scores(texts)
    labels = [str(label) for label in case.classifier.predict(rows)]
    assert [case.read.label(row) for row in scores] == labels
    if hasattr(case.classifier, "predict_proba"):
        found = np.array([row.probabilities for row in scores])
        expected = case.classifier.predict_proba(rows)
        np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance)


def assert_several_agree(case: FormCase, texts: list[str], tolerance: float = 1e-9) -> None:
    """Assert that each text has the labels whose score is above 0, and close probabilities."""
    rows, scores = case.source.rows(texts), case.scores(texts)
    assert ((np.array(scores) > 0) == case.classifier.predict(rows)).all()
    found = np.array([row.probabilities for row in scores])
    expected = case.classifier.predict_proba(rows)
    if isinstance(expected, list):  # one table for each label; a label that no text has has one 0
        expected = [table[:, 1] if table.shape[1] == 2 else 0 * table[:, 0] for table in expected]
        expected = np.column_stack(expected)
    np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance)
