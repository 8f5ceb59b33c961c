"""Find the likely cause if a model gives other labels than its author's code: by trying."""

from functools import cache
from typing import NamedTuple

from train.checking.cleaning_cause import cleaning_cause
from train.checking.comparison import Check
from train.checking.threshold_cause import threshold_cause


def likely_cause(check: Check) -> str:
    """Return what explains all differences, or what was tried."""
    check = check._replace(classify=cache(check.classify))
    own = own_cause(check)
    if own is not None and own.at_fault:
        return own.message
    agree = all(text.label == check.classify(text.text).label for text in check.texts)
    if check.ties and agree:
        return f"all labels agree, and only probabilities differ: {check.ties[0]}"
    names = names_cause(check)
    if names is not None:
        return names
    tried = (cleaning_cause(check), None if agree else threshold_cause(check))
    cause = "; or ".join(each for each in tried if each is not None) or (
        "no cause that was tried explains it: other label names, cleaning (case, punctuation, "
        "digits, links, stop words, stems, ...), a threshold; compare what your code passes to "
        "the vectorizer with the raw texts: --clean FILE.py:FUNCTION adds your own "
        "cleaning, --dense a toarray() before XGBoost"
    )
    cause = f"all labels agree, and only probabilities differ: {cause}" if agree else cause
    return cause if own is None else f"{own.message}; {cause}"


class OwnCause(NamedTuple):
    """What scikit-learn's own predictions say, and whether the export is at fault."""

    message: str
    at_fault: bool


def own_cause(check: Check) -> OwnCause | None:
    """Compare the export with scikit-learn's own predictions; None if there are none."""
    texts = [text.text for text in check.texts]
    own = check.own(texts)
    if own is None:
        return None
    found = [check.plain(text).label for text in texts]
    wrong = sum(one != other for one, other in zip(own, found, strict=True))
    if wrong:
        fault = "the export is at fault, please report it with the files"
        return OwnCause(
            f"scikit-learn's own objects give other labels than the export to {wrong:,} texts: "
            f"{check.ties[0] if check.ties else fault}",
            at_fault=True,
        )
    return OwnCause(
        "scikit-learn's own objects give the model's labels to these texts, so your code does "
        "something before or after them",
        at_fault=False,
    )


def names_cause(check: Check) -> str | None:
    """Return other names of the labels, if the labels agree under them."""
    pairs = {(text.label, check.classify(text.text).label) for text in check.texts}
    names = dict(pairs)
    one_to_one = len(names) == len(pairs) == len(set(names.values()))
    if check.several or not one_to_one or set(names) & set(check.classes):
        return None
    to_model = ",".join(f"{theirs}={ours}" for theirs, ours in sorted(names.items()))
    to_texts = ",".join(f"{ours}={theirs}" for theirs, ours in sorted(names.items()))
    return (
        f"the labels have other names: with {to_model} all agree; give export the fitted "
        f"LabelEncoder as a further file, or add --labels {to_texts} to serve the names of your "
        f"code, or --labels {to_model} to serve the model's own"
    )
