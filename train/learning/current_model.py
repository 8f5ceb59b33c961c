"""The promoted version as learning needs it: how it decides, and what it predicted fairly.

A prediction is fair if the model was not fitted to the text. It comes from the version's
predictions, or else the model itself labels the text, if its training record lacks it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.manifest import Manifest
from chalicelib.pointer import NamedPolicy, Pointer
from chalicelib.registry.fetch import fetch_file, fetch_model
from chalicelib.registry.public_keys import PublicKey
from chalicelib.scoring.model import Model
from chalicelib.store.base import StoreReader
from train.errors import InputError
from train.evaluation.predictions import (
    Prediction,
    Predictions,
    keyed_text,
    secret_id,
)
from train.evaluation.thresholds import apply_threshold
from train.learning.decisions import Band, Decide, Decision
from train.learning.refit import SURE, Rule, deciding, rule
from train.recipes.class_order import class_order
from train.registry.predictions_key import KEY_FILE, VARIABLE
from train.registry.stored_predictions import fetch_predictions
from train.registry.training_record import FILE_NAME as TRAINING_RECORD
from train.registry.training_record import TrainingRecord, read_training_record

Labelled = Mapping[str, tuple[str, str]]
"""Texts with their labels, by text key."""


@dataclass(frozen=True, slots=True)
class CurrentModel:
    """A promoted model, its policy, and what it stores about texts."""

    model: Model
    policy: NamedPolicy | None
    predictions: Predictions | None
    record: TrainingRecord | None

    @property
    def manifest(self) -> Manifest:
        """The manifest of the version."""
        return self.model.manifest

    @property
    def threshold(self) -> float | None:
        """The probability above which the positive class wins; the policy's, if it has one."""
        chosen = _field(self.policy, "threshold")
        return chosen if isinstance(chosen, float) else self.manifest.threshold

    def decide(self) -> Decide:
        """Return how the model decides under its policy, without the lists of the policy.

        Without probabilities no label is sure, and the scores say which is the least.
        """
        if self.model.has_probabilities:
            return deciding(self.probabilities, self._rule())
        return lambda texts: [self._by_scores(text) for text in texts]

    def _by_scores(self, text: str) -> Decision:
        """Return the decision by the lead of the best score; a lead of 1 is a confidence of 1/2."""
        best, following = sorted(self.model.scores(text), reverse=True)[:2]
        lead = best - following
        return Decision(str(self.model.predict(text)), lead / (1 + lead), sure=False)

    def served(self, text: str) -> tuple[str, float | None]:
        """Return the label that the model gives a text, and its probability, if it has any."""
        label = self.decide()([text])[0].label
        if not self.model.has_probabilities:
            return label, None
        return label, self.probabilities(text)[self.manifest.classes.index(label)]

    def is_sure(self, label: str, probability: float) -> bool:
        """Return whether a label that was served with this probability is sure."""
        classes = self.manifest.classes
        if len(classes) != 2:
            return probability >= self._below
        given = [probability if name == label else 1 - probability for name in classes]
        return self._rule()(given).sure

    def _rule(self) -> Rule:
        unsure = _fields(_field(self.policy, "unsure"))
        band = Band(unsure["from"], unsure["to"]) if "from" in unsure else None
        manifest = self.manifest
        return rule(manifest.classes, manifest.positive, self.threshold, band, self._below)

    @property
    def _below(self) -> float:
        return float(_fields(_field(self.policy, "unsure")).get("below", SURE))

    def fair_predictions(self, texts: Labelled, secret: bytes) -> Predictions:
        """Return a fair prediction for each text that has one, with the secret's keys.

        Raises
        ------
        InputError
            If the version was made with another secret, so that its texts cannot be recognized.
        """
        self._check_secret(secret_id(secret))
        stored = {row.key: row for row in self._stored().rows}
        rows: list[Prediction] = []
        for key, (text, label) in texts.items():
            name = keyed_text(key, secret)
            row = stored.get(name if self._has_secret else key) or self._labelled(
                key, text, label, secret
            )
            if row is not None:
                rows.append(Prediction(name, label, row.predicted, row.probability))
        return Predictions(self._stored().classes, tuple(rows), secret_id(secret))

    def _check_secret(self, known: str) -> None:
        ids = {made.secret_id for made in (self.predictions, self.record) if made is not None}
        if ids - {None, known}:
            raise InputError(
                f"{self.manifest.version}: was made with another {VARIABLE}, so that nobody can "
                f"tell which texts it learned from; expected the same {VARIABLE}, or the same "
                f"{KEY_FILE}, as for 'fit'"
            )

    @property
    def _has_secret(self) -> bool:
        return self.predictions is not None and self.predictions.secret_id is not None

    def _stored(self) -> Predictions:
        if self.predictions is None:
            ordered = class_order(self.manifest.classes, self.manifest.positive)
            return Predictions(tuple(ordered), ())
        if self.threshold == self.manifest.threshold or self.threshold is None:
            return self.predictions
        return apply_threshold(self.threshold, self.predictions)

    def _labelled(self, key: str, text: str, label: str, secret: bytes) -> Prediction | None:
        if self.record is None:
            return None
        known = keyed_text(key, secret) if self.record.secret_id is not None else key
        if self.record.holds(known):
            return None
        probabilities = self.probabilities(text)
        predicted = self.decide()([text])[0].label
        shown = self._stored().classes[1] if len(self.manifest.classes) == 2 else predicted
        probability = probabilities[self.manifest.classes.index(shown)]
        return Prediction(key, label, predicted, probability)

    def probabilities(self, text: str) -> tuple[float, ...]:
        """Return the probability of each class; raises InputError if the model has none."""
        found = self.model.classify(text).probabilities
        if found is None:
            raise InputError(
                f"{self.manifest.version}: its labels do not follow from probabilities, so nobody "
                "can say how sure they are; expected a model with probabilities"
            )
        return found


def fetch_current_model(
    store: StoreReader, pointer: Pointer | None, keys: tuple[PublicKey, ...] = ()
) -> CurrentModel:
    """Fetch what the pointer names.

    Raises
    ------
    InputError
        If no version is promoted, or it gives a text several labels.
    StoreError, FormatError
        If the version is missing or damaged, or no key signed it.
    """
    if pointer is None:
        raise InputError(
            "found no promoted version to learn from; expected one: 'python -m train fit', then "
            "'python -m train publish --promote'"
        )
    manifest = pointer.manifest
    if manifest.several:
        raise InputError(
            f"{manifest.version}: gives a text several labels; expected a version with one label "
            "for each text. 'python -m train reports export --all' writes the reports for your own "
            "training"
        )
    record = None
    if TRAINING_RECORD in manifest.files:
        record = read_training_record(fetch_file(store, manifest, TRAINING_RECORD))
    model = fetch_model(store, manifest, keys)
    return CurrentModel(model, pointer.policy, fetch_predictions(store, manifest), record)


def _field(policy: NamedPolicy | None, name: str) -> object:
    return None if policy is None else policy.document.get(name)


def _fields(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
