"""Tables that an author's function makes of texts, and the check of a model over one."""

from collections.abc import Callable
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from tests.support import author_functions as authors
from tests.support.parity import LABELS, TEXTS, TRAINING, margins_of
from train.export.exporter import export_model
from train.export.functions.exporter import FunctionExporter

Table = Callable[[list[str]], Any]


def rows(texts: list[str], row: Any = authors.row) -> Any:
    """Return the rows of texts."""
    made = np.empty((len(texts), len(row(""))), dtype=object)
    for number, text in enumerate(texts):
        made[number] = row(text)
    return made


def assert_exported(vectorizer: Any, row: Any = None, table: Table = list) -> None:
    """Assert that the exported model has the decisions of the fitted one."""
    classifier = LogisticRegression().fit(vectorizer.fit_transform(table(TRAINING)), LABELS)
    export = export_model(vectorizer, classifier, functions=FunctionExporter(row=row))
    expected = classifier.decision_function(vectorizer.transform(table(TEXTS[:-1])))
    found = margins_of(export, TEXTS[:-1])
    np.testing.assert_allclose(found, expected, atol=1e-9)
