"""Serve a model under a policy."""

from typing import TYPE_CHECKING

from chalicelib.errors import FormatError
from chalicelib.manifest import Manifest
from chalicelib.pointer import NamedPolicy, PublicPolicy
from chalicelib.policy.origin import NOWHERE, Origin
from chalicelib.policy.reader import Below, Between, Policy, read_policy
from chalicelib.policy.rules import UNSURE, Decision, Pair, Rules
from chalicelib.scoring.model import Classification, Label, RuledClassification
from chalicelib.store.base import StoreReader

if TYPE_CHECKING:
    from chalicelib.registry.public_keys import PublicKey
    from chalicelib.serving.served_model import Servable


def governed(
    model: "Servable", policy: NamedPolicy, store: StoreReader, keys: "tuple[PublicKey, ...]"
) -> "Servable":
    """Return the model under a policy, which one of the keys must have signed, if there are any.

    Raises
    ------
    StoreError
        If the signature cannot be read.
    FormatError
        If no key signed the policy, or as `under_policy` says.
    """
    if keys:
        # Imported here because only a service with MODEL_PUBLIC_KEY needs it.
        from chalicelib.registry.signature import check_signed

        check_signed(store, policy, keys)
    return under_policy(model, policy)


def under_policy(model: "Servable", policy: NamedPolicy) -> "GovernedModel":
    """Return the model under a policy, without checking its signature.

    Raises
    ------
    FormatError
        If a rule of docs/policies.md is broken, or the policy cannot be applied to this model.
    """
    checked = read_policy(policy.document, f"policy {policy.id}")
    check_applies(checked, model.manifest, model.has_probabilities, f"policy {policy.id}")
    checked = _with_own_threshold(checked, model.manifest)
    public = PublicPolicy(policy.id, checked.threshold, _public_band(checked.unsure))
    return GovernedModel(model, public, Rules(checked, pair_of(model.manifest)), NOWHERE)


def pair_of(manifest: Manifest) -> Pair | None:
    """Return the positive class and the other one, or None if no class is positive."""
    positive = manifest.positive
    if positive is None:
        return None
    index = manifest.classes.index(positive)
    return Pair(positive, manifest.classes[1 - index], index)


def check_applies(policy: Policy, manifest: Manifest, probabilities: bool, where: str) -> None:
    """Check that a model has what a policy needs.

    Raises
    ------
    FormatError
        If it has not; says what is missing.
    """
    needed = _needs_positive(policy)
    decides = policy.threshold is not None or policy.unsure is not None
    fault = None
    if manifest.several:
        fault = "the model gives several labels to a text; a policy needs one"
    elif policy.unsure is not None and UNSURE in manifest.classes:
        fault = f"the model has a class {UNSURE!r}, which would be confused with unsure texts"
    elif needed and manifest.positive is None:
        fault = f"{needed} needs a model with a positive class; this one has none"
    elif decides and not probabilities:
        fault = "the classifier has no probabilities, which a threshold and an unsure band need"
    if fault:
        raise FormatError(f"{where}: cannot be applied to {manifest.version}: {fault}")


def _with_own_threshold(policy: Policy, manifest: Manifest) -> Policy:
    """Return a policy whose band holds the model's own threshold, if that decides.

    The band may have been chosen for another version. Texts between the band and the threshold
    would be labelled as if they were sure.
    """
    band, own = policy.unsure, manifest.threshold or 0.5
    if not isinstance(band, Between) or policy.threshold is not None:
        return policy
    return policy._replace(unsure=Between(min(band.low, own), max(band.high, own)))


def _public_band(band: Between | Below | None) -> dict[str, float] | None:
    if band is None:
        return None
    return {"below": band.limit} if isinstance(band, Below) else {"from": band.low, "to": band.high}


def _needs_positive(policy: Policy) -> str:
    """Return which part of a policy needs a positive class, if one does."""
    if any((*policy.allow, *policy.deny)):
        return "a list"
    if policy.threshold is not None:
        return "a threshold"
    return "a band from one probability to another" if isinstance(policy.unsure, Between) else ""


class GovernedModel:
    """A model whose labels a policy decides; its scores and probabilities stay the model's."""

    __slots__ = (
        "_model",
        "_origin",
        "_public",
        "_rules",
        "accelerated",
        "has_known_share",
        "has_probabilities",
        "is_familiar",
        "known_share",
        "manifest",
        "margin",
        "policy",
    )

    def __init__(
        self, model: "Servable", policy: PublicPolicy, rules: Rules, origin: Origin
    ) -> None:
        self._model, self._rules, self._origin = model, rules, origin
        self._public = policy
        self.manifest = model.manifest
        self.accelerated = model.accelerated
        self.has_probabilities = model.has_probabilities
        self.has_known_share = model.has_known_share
        self.known_share, self.margin = model.known_share, model.margin
        self.is_familiar = model.is_familiar
        self.policy: PublicPolicy | None = self._public

    def sent_from(self, origin: Origin) -> "GovernedModel":
        """Return the same model for texts of this origin."""
        return GovernedModel(self._model, self._public, self._rules, origin)

    def predict(self, text: str) -> Label:
        """Return the label of a text."""
        return self.classify(text).label

    def classify(self, text: str) -> Classification:
        """Return the label, the model's probabilities, and the rule that decided."""
        classified = self._model.classify(text)
        label, rule, matched = self._decide(text, classified)
        return RuledClassification(label, classified.probabilities, rule, matched)

    def explain(self, text: str) -> dict[str, object]:
        """Return the model's explanation with the policy's label and the rule that decided it.

        The probability is that of the label; that of the class `favours` if the label is unsure.
        """
        explained = self._model.explain(text)
        classified = self._model.classify(text)
        label, rule, matched = self._decide(text, classified)
        name = explained["favours"] if rule == UNSURE else label
        values = classified.probabilities
        probability = values and values[self.manifest.classes.index(str(name))]
        return explained | {
            "label": label,
            "probability": probability,
            "rule": rule,
            "matched": matched,
        }

    def _decide(self, text: str, classified: Classification) -> Decision:
        label, probabilities = classified
        return self._rules.decide(text, self._origin, str(label), probabilities)
