"""Make estimators that an earlier scikit-learn fitted predict as that version did.

scikit-learn loads the pickle of another version with a warning, and then may predict otherwise:
until 1.5 a TF-IDF vectorizer kept its idf under another name, so a later version leaves it out.
Attributes that have only moved are moved here. What would still differ is refused. A class is known
by its name, because the service has no scikit-learn.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from chalicelib.errors import FormatError
from chalicelib.registry.unpickling import LostClass, Unpickled

OLDEST = (0, 20)
"""The first version whose estimators are known."""
_ACCENTS_CHANGED = (0, 22)
"""From this version on, `strip_accents="unicode"` strips accents of decomposed characters, too."""


def renewed(unpickled: Unpickled) -> Any:
    """Return the object; each estimator in it has the attributes that the installed version reads.

    Raises
    ------
    FormatError
        If an estimator was fitted with a version whose estimators may predict otherwise.
    """
    for kind, version in unpickled.made_by.items():
        _check_version(kind, version, unpickled.installed)
    for estimator in _estimators(unpickled.value):
        kind = type(estimator).__name__
        _check_accents(estimator, unpickled.made_by.get(kind))
        _move_attributes(estimator, kind)
        if kind in _RENEW:
            _RENEW[kind](estimator)
    return unpickled.value


def check_kinds(unpickled: Unpickled) -> None:
    """Refuse estimators of another version if it is not known how they have changed.

    Raises
    ------
    FormatError
        If there is one; names it.
    """
    installed = unpickled.installed
    for kind, version in unpickled.made_by.items():
        if kind not in KINDS and _minor(version) != _minor(installed):
            raise FormatError(
                f"{kind} was fitted with scikit-learn {version} and may predict otherwise with "
                f"{installed}, which is installed; fit it again with {installed}, or install "
                f"{version}"
            )


def _check_version(kind: str, version: str, installed: str) -> None:
    if _minor(version) > _minor(installed):
        raise FormatError(
            f"{kind} was fitted with scikit-learn {version}, which is later than {installed}, the "
            f"installed one; fit it again with {installed}, or install {version}"
        )
    if _minor(version) < OLDEST:
        raise FormatError(
            f"{kind} was fitted with scikit-learn {version}; expected "
            f"{'.'.join(map(str, OLDEST))} or later; fit it again with {installed}"
        )


def _minor(version: str) -> tuple[int, ...]:
    """Return the first two numbers of a version.

    >>> _minor("1.10.dev0"), _minor("pre-0.18")
    ((1, 10), (0, 18))
    """
    return tuple(int(part) if part.isdecimal() else 0 for part in version.split(".")[:2])


def _check_accents(estimator: Any, version: str | None) -> None:
    if version is None or _minor(version) >= _ACCENTS_CHANGED:
        return
    if getattr(estimator, "strip_accents", None) == "unicode":
        raise FormatError(
            f"{type(estimator).__name__}(strip_accents='unicode') was fitted with scikit-learn "
            f"{version}, which did not strip accents that are characters of their own; fit it again"
        )


def _move_attributes(estimator: Any, kind: str) -> None:
    """Drop attributes that only fitting needs, and give the others their present names."""
    for name in [name for name, value in vars(estimator).items() if type(value) is LostClass]:
        delattr(estimator, name)
    for name, former in _RENAMED.get(kind, ()):
        if not hasattr(estimator, name) and hasattr(estimator, former):
            setattr(estimator, name, getattr(estimator, former))


def _estimators(value: Any) -> Iterator[Any]:
    """Yield each object of scikit-learn within `value`, the outer ones first."""
    rest, seen = [value], set()
    while rest:
        item = rest.pop()
        if id(item) in seen:
            continue
        seen.add(id(item))
        if isinstance(item, list | tuple):
            rest.extend(item)
        elif isinstance(item, dict):
            rest.extend(item.values())
        elif type(item).__module__.startswith("sklearn.") and hasattr(item, "__dict__"):
            yield item
            rest.extend(vars(item).values())


_RENAMED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "GaussianNB": (("var_", "sigma_"),),  # 1.0
    "CalibratedClassifierCV": (("estimator", "base_estimator"),),  # 1.2
    "_CalibratedClassifier": (
        ("estimator", "base_estimator"),
        ("calibrators", "calibrators_"),
    ),  # 1.2, 0.24
}
"""Attributes by class: the present name and the former one; the comment has the version."""


def _tfidf_transformer(transformer: Any) -> None:
    """Until 1.5 the idf was the diagonal of a sparse matrix."""
    if "_idf_diag" in vars(transformer) and not hasattr(transformer, "idf_"):
        transformer.idf_ = transformer._idf_diag.diagonal()


def _tfidf_vectorizer(vectorizer: Any) -> None:
    """Until 1.0 the parameters were those of the inner transformer, which counted no columns."""
    inner = vars(vectorizer).get("_tfidf")
    if inner is None:
        return
    for name in ("norm", "use_idf", "smooth_idf", "sublinear_tf"):
        if not hasattr(vectorizer, name):
            setattr(vectorizer, name, getattr(inner, name))
    if not hasattr(inner, "n_features_in_") and hasattr(vectorizer, "vocabulary_"):
        inner.n_features_in_ = len(vectorizer.vocabulary_)


def _sgd(classifier: Any) -> None:
    """Two losses were renamed, in 1.0 and 1.1; the name says whether there are probabilities."""
    classifier.loss = _LOSSES.get(classifier.loss, classifier.loss)


def _ridge(classifier: Any) -> None:
    """Until 1.6 the classes were those of the inner binarizer, as a property."""
    if not hasattr(classifier, "classes_") and hasattr(classifier, "_label_binarizer"):
        classifier.classes_ = classifier._label_binarizer.classes_


def _calibrated(calibrated: Any) -> None:
    """Until 0.24 the classes could be None, and were those that it was fitted to."""
    if calibrated.classes is None:
        calibrated.classes = calibrated.classes_


_LOSSES = {"log": "log_loss", "squared_loss": "squared_error"}
_RENEW: Mapping[str, Callable[[Any], None]] = {
    "TfidfTransformer": _tfidf_transformer,
    "TfidfVectorizer": _tfidf_vectorizer,
    "SGDClassifier": _sgd,
    "RidgeClassifier": _ridge,
    "_CalibratedClassifier": _calibrated,
}
KINDS = frozenset(
    {
        *("CountVectorizer", "TfidfVectorizer", "TfidfTransformer", "FeatureUnion", "Pipeline"),
        *("GaussianNB", "MultinomialNB", "ComplementNB", "BernoulliNB"),
        *("LogisticRegression", "LinearSVC", "SGDClassifier", "RidgeClassifier", "Perceptron"),
        *("CalibratedClassifierCV", "_SigmoidCalibration", "FrozenEstimator"),
        *("LabelBinarizer", "LabelEncoder"),
    }
)
"""The classes that predict as they did in every version since `OLDEST`, once they are renewed."""
