"""Build a model from the bytes of its artifacts, which are checked, and of an index of its terms.

Standard library only, see `chalicelib.scoring.artifact`.
"""

import os
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from chalicelib.errors import FormatError
from chalicelib.manifest import Manifest
from chalicelib.scoring.artifact import FORMAT, read_artifact
from chalicelib.scoring.classifier import FILE_NAME, Classifier, build_classifier
from chalicelib.scoring.model import Model
from chalicelib.scoring.vectorizer import FILE_NAME as VECTORIZER
from chalicelib.scoring.vectorizer import Vectorizer, read_vectorizer

if TYPE_CHECKING:
    from chalicelib.scoring.author_function import Resolve
    from chalicelib.scoring.protocols import Scorer
    from chalicelib.scoring.vectorizer_index import VectorizerIndex

ACCELERATOR = os.path.join(os.path.dirname(__file__), "accelerator.abi3.so")  # noqa: PTH118, PTH120
"""The accelerator's file, which few packages bring: `chalicelib.scoring.accelerated`."""


def build_model(
    vectorizer: bytes,
    classifier: bytes,
    manifest: Manifest,
    resolve: "Resolve | None" = None,
    index: bytes | None = None,
) -> Model:
    """Check each artifact and whether both belong together, and build the model.

    `resolve` finds the functions of the model's author; without it, a model that calls one is
    refused. With the `index` of the vectorizer that the manifest names, see
    `chalicelib.scoring.vectorizer_index`, the model is built faster. Any other index is ignored.

    Raises
    ------
    FormatError
        If a file breaks a rule of docs/format.md, or the files do not belong together.
    """
    known = _known_index(index, manifest)
    checked_vectorizer = read_vectorizer(vectorizer, resolve=resolve, index=known)
    checked_classifier = read_scorer(classifier, checked_vectorizer)
    _check_manifest(manifest, checked_vectorizer, checked_classifier)
    margin_threshold = checked_classifier.margin_at(manifest.threshold, manifest.positive)
    accelerated = _accelerated(checked_vectorizer, checked_classifier)
    scorer = accelerated or _python_scorer(checked_vectorizer, checked_classifier, known)
    parts = (manifest, checked_vectorizer, checked_classifier, margin_threshold, scorer)
    return _kind_of(manifest)(*parts, accelerated is not None)


def _kind_of(manifest: Manifest) -> type[Model]:
    if not manifest.several:
        return Model
    # Imported here because few models need it.
    from chalicelib.scoring.several_labels import SeveralLabelsModel

    return SeveralLabelsModel


def _check_manifest(manifest: Manifest, vectorizer: Vectorizer, classifier: "Scorer") -> None:
    """Refuse a manifest that says of the artifacts what they do not."""
    if classifier.classes != manifest.classes:
        raise FormatError(
            f"classifier.safetensors: found the classes {_shown(classifier.classes)}; "
            f"the manifest names {_shown(manifest.classes)}"
        )
    if classifier.several != manifest.several:
        raise FormatError(
            f"manifest of {manifest.version}: several is {manifest.several}; "
            f"expected {classifier.several}, as in classifier.safetensors"
        )
    if manifest.threshold is not None and classifier.link in ("none", "own"):
        raise FormatError(
            f"manifest of {manifest.version}: threshold is {manifest.threshold}; "
            "expected null, because the classifier's labels do not follow from probabilities"
        )
    if manifest.confidence is not None:
        _check_confidence(manifest, vectorizer, classifier)


def _check_confidence(manifest: Manifest, vectorizer: Vectorizer, classifier: "Scorer") -> None:
    """Refuse a confidence that the probabilities of a model cannot follow."""
    from chalicelib.scoring.confidence import word_blocks

    if classifier.link in ("none", "own") or not word_blocks(vectorizer):
        raise FormatError(
            f"manifest of {manifest.version}: found a confidence; expected none, because the model "
            "has no terms that are words, or no link from scores to probabilities"
        )


def _known_index(index: bytes | None, manifest: Manifest) -> "VectorizerIndex | None":
    """Return the index if it is that of the manifest's vectorizer."""
    if index is None or VECTORIZER not in manifest.files:
        return None
    # Imported here because only a deployment brings an index.
    from chalicelib.scoring.vectorizer_index import read_index

    return read_index(index, manifest.files[VECTORIZER].sha256)


def read_scorer(raw: bytes, vectorizer: Vectorizer, where: str = FILE_NAME) -> "Scorer":
    """Check the bytes of a classifier file of either format, for the vectors of a vectorizer.

    Raises
    ------
    FormatError
        If the file breaks a rule of docs/format.md.
    """
    artifact = read_artifact(raw, where, "classifier")
    if artifact.format == FORMAT:
        return build_classifier(artifact, vectorizer.width)
    from chalicelib.scoring.kinds.form_classifier import build_form_classifier

    return build_form_classifier(artifact, vectorizer.starts)


def text_scorer(vectorizer: Vectorizer, classifier: "Scorer") -> Callable[[str], tuple[float, ...]]:
    """Return the function that scores a text; the kind of model decides which one is fastest."""
    if not isinstance(classifier, Classifier) or len(classifier.intercept) > 1:
        return partial(_scores, vectorizer, classifier)
    # Imported here because not all models need it.
    if classifier.quadratic is not None:
        from chalicelib.scoring.squared_scorer import SquaredScorer

        return SquaredScorer(vectorizer, classifier, classifier.quadratic)
    from chalicelib.scoring.margin_scorer import MarginScorer

    return MarginScorer(vectorizer, classifier)


def _python_scorer(
    vectorizer: Vectorizer, classifier: "Scorer", index: "VectorizerIndex | None"
) -> Callable[[str], tuple[float, ...]]:
    """Return the function that scores a text; with an index, it completes the terms, too."""
    scorer = text_scorer(vectorizer, classifier)
    if index is None:
        return scorer
    from chalicelib.scoring.term_index import CompletingScorer

    return CompletingScorer(scorer, vectorizer.blocks)


def _accelerated(
    vectorizer: Vectorizer, classifier: "Scorer"
) -> Callable[[str], tuple[float, ...]] | None:
    """Return the function that scores a text in C, if the package contains one that can."""
    if not os.path.exists(ACCELERATOR):  # noqa: PTH110 - importing pathlib takes a millisecond
        return None
    from chalicelib.scoring.accelerated import accelerated_scorer

    return accelerated_scorer(vectorizer, classifier)


def _scores(vectorizer: Vectorizer, classifier: "Scorer", text: str) -> tuple[float, ...]:
    return classifier.scores(vectorizer.transform(text))


def _shown(classes: tuple[str, ...]) -> str:
    return ", ".join(name[:40] for name in classes[:10])
