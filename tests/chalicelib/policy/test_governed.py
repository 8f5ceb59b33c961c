"""A model under a policy: what it answers, and which policies cannot be applied to it."""

from pathlib import Path
from typing import Any

import pytest

from chalicelib.errors import FormatError
from chalicelib.policy.governed import check_applies, governed
from chalicelib.policy.origin import Origin
from chalicelib.policy.reader import read_policy
from chalicelib.scoring.model import Classification
from chalicelib.serving.served_model import Servable, ServedModel
from tests.support.crafting import manifest
from tests.support.policies import lists, make_policy, policy_document
from tests.support.requests import SPAM
from tests.support.signing_keys import public_key, signer
from train.registry.bundle import Bundle
from train.registry.writable_store import DirectoryWriter

STORE = DirectoryWriter(Path("unused"))
BAND = {"from": 0.01, "to": 0.999999}


def under(bundle: Bundle, **changes: Any) -> Servable:
    return governed(ServedModel(bundle.model()), make_policy(**changes), STORE, ())


def test_labels_change_and_probabilities_stay(default_bundle: Bundle) -> None:
    plain = ServedModel(default_bundle.model()).classify(SPAM)
    model = under(default_bundle, threshold=0.999999)
    found = model.classify(SPAM)
    assert (plain.label, plain.rule, plain.matched) == ("spam", "model", None)
    assert found == Classification("ham", plain.probabilities)
    assert (found.rule, found.matched, model.predict(SPAM)) == ("threshold", None, "ham")


def test_of_more_classes_the_best_may_be_too_unlikely(three_class_bundle: Bundle) -> None:
    served = ServedModel(three_class_bundle.model())
    served.classify = lambda text: Classification("ham", (0.6, 0.3, 0.1))
    below = {limit: make_policy(unsure={"below": limit}) for limit in (0.6, 0.7)}
    model = governed(served, below[0.7], STORE, ())
    assert (model.predict("x"), model.explain("x")["rule"]) == ("unsure", "unsure")
    assert governed(served, below[0.6], STORE, ()).classify("x").rule == "model"


def test_the_policy_is_told_without_its_lists(default_bundle: Bundle) -> None:
    changes: dict[str, Any] = {"unsure": BAND, "deny": lists(phrases=["secret"])}
    model = under(default_bundle, **changes)
    policy_id = make_policy(**changes).id
    assert model.policy == (policy_id, None, BAND)


def test_the_sender_counts_only_where_it_is_told(default_bundle: Bundle) -> None:
    model = under(default_bundle, allow=lists(senders=["ann@bank.test"]))
    assert model.predict(SPAM) == "spam"
    assert model.sent_from(Origin(("ann@bank.test",))).predict(SPAM) == "ham"
    assert model.predict(SPAM) == "spam"
    plain = ServedModel(default_bundle.model())
    assert plain.sent_from(Origin(("x",))) is plain


def test_an_explanation_has_the_policys_label_and_the_models_evidence(
    default_bundle: Bundle,
) -> None:
    plain = ServedModel(default_bundle.model()).explain(SPAM)
    denied = under(default_bundle, deny=lists(phrases=["see you"])).explain("See YOU at eight")
    assert (denied["label"], denied["rule"], denied["matched"]) == (
        "spam",
        "deny phrase",
        "see you",
    )
    assert isinstance(denied["probability"], float)
    assert denied["probability"] < 0.5
    unsure = under(default_bundle, unsure=BAND).explain(SPAM)
    assert unsure == plain | {"label": "unsure", "rule": "unsure", "matched": None}


def test_lists_work_without_probabilities(default_bundle: Bundle) -> None:
    model = ServedModel(default_bundle.model())
    model.has_probabilities = False
    model.classify = lambda text: Classification(default_bundle.model().predict(text), None)
    found = governed(model, make_policy(allow=lists(phrases=["win"])), STORE, ())
    assert (found.classify(SPAM).rule, found.explain(SPAM)["probability"]) == ("allow phrase", None)


@pytest.mark.parametrize(
    ("changes", "classes", "message"),
    [
        ({"threshold": 0.5}, {"positive": None}, "a threshold needs a model with a positive class"),
        ({"unsure": BAND}, {"positive": None}, "a band from one probability to another needs"),
        ({"deny": lists(phrases=["a"])}, {"positive": None}, "a list needs a model"),
        ({}, {"several": True}, "several labels to a text; a policy needs one"),
        (
            {"unsure": {"below": 0.5}},
            {"classes": ("a", "unsure")},
            "the model has a class 'unsure'",
        ),
    ],
)
def test_a_policy_that_the_model_cannot_have_is_refused(
    changes: dict[str, Any], classes: dict[str, Any], message: str
) -> None:
    policy = read_policy(policy_document(**changes), "a policy")
    with pytest.raises(FormatError, match=message):
        check_applies(policy, manifest()._replace(**classes), True, "policy x")


@pytest.mark.parametrize(
    ("band", "own", "wider"),
    [
        ({"from": 0.6, "to": 0.7}, None, {"from": 0.5, "to": 0.7}),
        ({"from": 0.4, "to": 0.6}, 0.9, {"from": 0.4, "to": 0.9}),
        ({"from": 0.4, "to": 0.6}, 0.5, {"from": 0.4, "to": 0.6}),
        ({"below": 0.6}, 0.9, {"below": 0.6}),
    ],
)
def test_a_band_of_another_version_grows_to_the_models_own_threshold(
    default_bundle: Bundle, band: dict[str, float], own: float | None, wider: dict[str, float]
) -> None:
    model = ServedModel(default_bundle.model())
    model.manifest = model.manifest._replace(threshold=own)
    found = governed(model, make_policy(unsure=band), STORE, ()).policy
    assert found is not None
    assert found.unsure == wider


@pytest.mark.parametrize("changes", [{"threshold": 0.5}, {"unsure": {"below": 0.9}}])
def test_thresholds_need_probabilities(changes: dict[str, Any]) -> None:
    policy = read_policy(policy_document(**changes), "a policy")
    with pytest.raises(FormatError, match="the classifier has no probabilities"):
        check_applies(policy, manifest(), False, "policy x")


def test_with_keys_only_a_signed_policy_is_applied(tmp_path: Path, default_bundle: Bundle) -> None:
    store, policy, keys = (
        DirectoryWriter(tmp_path),
        make_policy(threshold=0.9),
        (public_key("rsa"),),
    )
    model = ServedModel(default_bundle.model())
    with pytest.raises(FormatError, match=rf"policies/{policy.id}\.sig: {policy.id} is unsigned"):
        governed(model, policy, store, keys)
    key, raw = signer(tmp_path, "rsa").file(policy)
    store.create(key, raw)
    assert governed(model, policy, store, keys).policy is not None
    other = make_policy(threshold=0.1)
    store.create(f"policies/{other.id}.sig", raw)
    with pytest.raises(FormatError, match="the signature is not one of"):
        governed(model, other, store, keys)
