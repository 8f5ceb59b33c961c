"""Models and a clock for trials: a candidate that labels, fails or takes as long as a test says."""

import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from chalicelib.pointer import CANARY, Trial
from chalicelib.policy.origin import Origin
from chalicelib.scoring.model import Classification, Label
from chalicelib.serving.model_cache import ModelCache
from chalicelib.serving.model_loader import LoadedModel
from chalicelib.serving.trial.on_trial import OnTrial
from tests.support.crafting import manifest

STARTED_AT = "20260131T093000Z"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.seconds


class Labeller:
    """A served model that labels each text as a function says."""

    has_probabilities = False
    has_known_share = False
    accelerated = False
    policy = None

    def __init__(self, label: Callable[[str], Label], **fields: Any) -> None:
        self.predict = label
        self.manifest = manifest(**fields)

    def sent_from(self, origin: Origin) -> "Labeller":
        """Return the model that labels texts of this origin."""
        self.origin = origin
        return self

    def classify(self, text: str) -> Classification:
        """Return the label of a text."""
        return Classification(self.predict(text), None)

    def known_share(self, text: str) -> float | None:
        """Return None: it knows no terms."""
        del text
        return None

    def is_familiar(self, text: str, known: float | None) -> bool | None:
        """Return None: it knows no terms."""
        del text, known
        return None

    def margin(self, text: str) -> float:
        """Return that no class is above the other."""
        del text
        return 0.0

    def explain(self, text: str) -> dict[str, object]:
        """Return the label of a text."""
        return {"label": self.predict(text)}


def always(label: Label, **fields: Any) -> Labeller:
    """Return a model that gives every text the same label."""
    return Labeller(lambda _: label, **fields)


def failing(error: type[Exception] = KeyError, **fields: Any) -> Labeller:
    """Return a model that fails on every text, with an error that quotes it."""

    def fail(text: str) -> Label:
        raise error(text)

    return Labeller(fail, **fields)


def canary_of(candidate: Labeller, percent: int = 99, band: float = 0.05) -> Trial:
    """Return a trial of a candidate."""
    return Trial(CANARY, candidate.manifest, percent, None, STARTED_AT, band)


def serve(
    app_module: ModuleType, monkeypatch: pytest.MonkeyPatch, promoted: Labeller, trial: OnTrial
) -> None:
    """Let the app serve a model with another one on trial."""
    loaded = LoadedModel(promoted, "tag", trial)
    monkeypatch.setattr(app_module, "model_cache", ModelCache(lambda _: loaded, 0))


def last_line(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Return the last line of the log."""
    line: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return line
