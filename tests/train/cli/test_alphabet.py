"""Other names for the classes change no figure and no decision of any command or route."""

import contextlib
import json
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.support.commands import Run
from tests.support.named_models import FITS, MADE, WEIGHTS, Made, ran
from tests.support.namings import OTHERS, ROWS, SPAM_AND_HAM, UNSEEN, VARIES, Naming, by_name
from tests.support.requests import send
from tests.support.responses import request_to

pytestmark = pytest.mark.no_cover

JSON = "application/json"


def same(found: list[Any]) -> bool:
    return all(one == other for one, other in pairwise(found))


def trained(naming: Naming, command: str) -> tuple[list[str], Any]:
    """Run `fit` or `evaluate`; return the lines that name no class, and the metrics."""
    name, *options = command.split()
    data = naming.write("texts.csv", ROWS)
    out = ("--out", data.parent) if name == "fit" else ("--json", data.parent / "metrics.json")
    output = ran(naming, name, "--data", data, *naming.options, *options, *out)
    metrics = by_name(naming, json.loads((data.parent / "metrics.json").read_text()))
    assert metrics["positive"] == "SPAM"
    lines = [line for line in output.splitlines() if not re.search("HAM|SPAM|spam|ham", line)]
    return lines, {name: value for name, value in metrics.items() if name != "data"}


UNWANTED, NEUTRAL = (SPAM_AND_HAM, OTHERS[0]), OTHERS[1:]
"""Names that say that the positive class is unwanted, and names that do not."""


@pytest.mark.parametrize(
    ("command", "namings"),
    [
        ("fit --recipe tutorial --folds 2 --blocked-ham-cost 9 --mask-numbers", UNWANTED),
        ("evaluate --recipe tutorial --protocol small --attacks", (SPAM_AND_HAM, OTHERS[1])),
        # The default recipe learns from unwanted texts in another way.
        ("fit --recipe default --folds 0 --mask-numbers", NEUTRAL),
        ("evaluate --recipe default --folds 2 --repeats 1 --max-blocked-ham 0.2", NEUTRAL),
        ("evaluate --recipe default --protocol tutorial", UNWANTED),
    ],
)
@pytest.mark.usefixtures("run")
def test_names_change_no_figure(command: str, namings: tuple[Naming, ...]) -> None:
    assert same([trained(naming, command) for naming in namings])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Made]:
    """Return what the commands made, under each naming."""
    with contextlib.chdir(tmp_path_factory.mktemp("namings")):
        return [Made(naming) for naming in MADE]


def words(page: str) -> list[str]:
    """Return the words and tags of a report in sorted order: it lists classes by name."""
    return sorted(re.findall(r"[^\s<>,]+", page))


def test_names_change_no_word_of_reports_and_tables(made: list[Made]) -> None:
    others = made[1:]  # spam and ham have words of their own
    assert same([each.printed for each in others])
    for name in (*FITS, *WEIGHTS):
        assert same([words(each.file(f"{name}/report.html")) for each in others])


@pytest.mark.parametrize("name", [*FITS, *WEIGHTS])
def test_names_change_no_metric(made: list[Made], name: str) -> None:
    found = [json.loads((each.path / name / "metrics.json").read_text()) for each in made]
    metrics = [by_name(each.naming, one) for each, one in zip(made, found, strict=True)]
    shown = ("accuracy", "mcc", "f1", "spam_caught", "blocked_ham", "average_precision")
    assert same([[one[name] for name in shown] for one in metrics])
    assert same([one["recall"] for one in metrics])
    assert metrics[0]["mcc"] is not None


@pytest.mark.parametrize("number", range(len(MADE)))
def test_the_gate_protects_ham_whatever_its_name(run: Run, made: list[Made], number: int) -> None:
    each = made[number]
    assert run("publish", each.path / "careful", "--promote")[0] == 0
    code, eager, errors = run("publish", each.path / "eager", "--promote")
    assert code == 2
    assert "it blocks significantly more ham than the current version" in errors
    assert "of the 9 that are 'HAM', it labels 9 as 'SPAM'" in each.naming.without_names(errors)
    assert run("promote", eager.strip(), "--force")[0] == 0
    assert run("publish", each.path / "careful", "--promote")[0] == 0


@pytest.mark.parametrize("label", ["ham", "spam"])
def test_must_pass_texts_keep_their_label(run: Run, made: list[Made], label: str) -> None:
    told = []
    for each in made:
        must_pass = each.naming.write("must.csv", [(text, label) for text in UNSEEN])
        options = ("--must-pass", must_pass, "--show-texts")
        code, _, errors = run("promote", each.version, *each.to, *options)
        assert code == 2
        told.append(each.naming.without_names(errors.replace(str(must_pass), "must.csv")))
    assert same(told)


def test_names_change_no_prediction(run: Run, made: list[Made]) -> None:
    printed = [ran(each.naming, "predict", *UNSEEN, "--from", each.to[1]) for each in made]
    assert same(printed)
    assert set(printed[0].split()) == {"HAM", "SPAM"}


@pytest.mark.usefixtures("run")
def test_names_change_no_comparison(made: list[Made]) -> None:
    found = []
    for each in made:
        versions = (each.version, each.publish("careful"))
        table = ran(each.naming, "compare", *versions, *each.to, "--report", "page.html")
        found.append((table, words(each.naming.without_names(Path("page.html").read_text()))))
    assert same([table for table, _ in found])
    assert same([page for _, page in found[1:]])


Ask = Callable[[Made, str, object], str]


@pytest.fixture
def ask(load_app: Callable[..., ModuleType]) -> Ask:
    """Return a function that posts JSON to the service over a model, or gets without a body."""

    def ask(each: Made, path: str, body: object) -> str:
        app = load_app(MODEL_URI=each.to[1])
        if body is None:
            found = request_to(app, f"GET {path}")
        else:
            found = send(app, "local", json.dumps(body).encode(), JSON, path)
        assert found.status_code == 200
        return VARIES.sub(" ", json.dumps(by_name(each.naming, found.json_body)))

    return ask


INFER = {"inputs": [{"name": "text", "datatype": "BYTES", "shape": [len(UNSEEN)], "data": UNSEEN}]}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        pytest.param("/spamorham", UNSEEN, id="labels"),
        pytest.param("/spamorham?probabilities=1", UNSEEN, id="probabilities"),
        pytest.param("/explain", {"text": UNSEEN[0]}, id="explain"),
        pytest.param("/explain", {"text": UNSEEN[4]}, id="explain-noise"),
        pytest.param("/v2/models/spam-or-ham/infer", INFER, id="infer"),
    ],
)
def test_names_change_no_response(ask: Ask, made: list[Made], path: str, body: object) -> None:
    responses = [ask(each, path, body) for each in made]
    assert same(responses)
    assert "SPAM" in responses[0]


def test_a_weight_of_an_exported_model_favours_the_positive_class(
    ask: Ask, made: list[Made]
) -> None:
    """scikit-learn sorts the classes, so the positive one may be the first of the model."""
    explained = []
    for each in made:
        each.promote_even()
        explained.append(json.loads(ask(each, "/explain", {"text": "win a free train"})))
    assert same([one["label"] for one in explained])
    weights = [[word["weight"] for word in one["evidence"]] for one in explained]
    assert weights[1:] == [pytest.approx(weights[0], abs=1e-4)] * (len(made) - 1)
    assert weights[0][0] > 0 > weights[0][-1]


def test_the_model_route_names_the_positive_class(ask: Ask, made: list[Made]) -> None:
    shown = [json.loads(ask(each, "/model", None)) for each in made]
    assert [each["positive"] for each in shown] == ["SPAM"] * len(made)
    assert same([each["threshold"] for each in shown])
