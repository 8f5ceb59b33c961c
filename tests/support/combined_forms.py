"""Read forms that are made of forms."""

from chalicelib.scoring.kinds.form_classifier import FormClassifier
from chalicelib.scoring.model_builder import read_scorer
from chalicelib.scoring.vectorizer import read_vectorizer
from tests.support.crafting import Fields, Raw, f64, i32, vectorizer_file
from tests.support.forms import form_file, linear, margin

TWO, THREE = ("a", "b"), ("a", "b", "c")


def read(
    form: Fields, tensors: dict[str, Raw], classes: tuple[str, ...] = TWO, link: str = "none"
) -> FormClassifier:
    raw = form_file(form, tensors, classes, link)
    scorer = read_scorer(raw, read_vectorizer(vectorizer_file()))
    assert isinstance(scorer, FormClassifier)
    return scorer


def margins(count: int, *intercepts: float) -> dict[str, Raw]:
    """Return the tensors of members that are discriminant functions of two classes."""
    values = [*intercepts, *[0.0] * count]
    return {
        name: raw
        for number in range(count)
        for name, raw in margin(f"form.{number}", values[number]).items()
    }


VOTE = {"kind": "vote", "take": "label", "shares": False, "total": 1.0, "members": [linear()] * 2}
VOTE_TENSORS = margins(2) | {"form.weights": f64(2.0, 1.0)}
SIGMOID = {
    "kind": "calibrated",
    "method": "sigmoid",
    "take": "decision",
    "own_label": False,
    "of": linear(),
}
SIGMOID_TENSORS = margin("form.of") | {"form.slope": f64(-1.0), "form.offset": f64(0.5)}
STEPS = SIGMOID | {"method": "steps"}
STEPS_TENSORS = margin("form.of") | {"form.x.0": f64(-2.0, 2.0), "form.y.0": f64(0.0, 1.0)}
WARM = {"kind": "calibrated", "method": "temperature", "take": "decision", "of": linear()}
WARM_TENSORS = margin("form.of") | {"form.beta": f64(2.0)}
STACK = {
    "kind": "stack",
    "members": [linear("logistic"), linear()],
    "take": ["probabilities", "label"],
    "passthrough": True,
    "final": linear(),
}
STACK_TENSORS = margins(2) | {
    "form.final.intercept": f64(0.0),
    "form.final.linear": f64(1.0, 10.0, 100.0, 1000.0, shape=[1, 4]),
}
REST: Fields = {"kind": "one_vs_rest", "take": "decision", "probabilities": True}
ONE = {"kind": "one_vs_one", "take": "decision", "members": [linear()] * 3}
CODES = {"kind": "codes", "take": "decision", "members": [linear()] * 2}
CODES_TENSORS = margins(2) | {"form.codes": i32(-1, -1, 1, -1, 1, 1, shape=[3, 2])}
CONSTANT_TENSORS = {"form.scores": f64(1.0, 2.0)}
AFTER = {
    "kind": "after",
    "features": {"kind": "norm", "norm": "max", "of": {"kind": "blocks", "first": 0, "count": 1}},
    "of": linear(),
}
