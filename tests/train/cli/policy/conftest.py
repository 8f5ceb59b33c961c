"""A promoted version whose predictions are known."""

from pathlib import Path

import pytest

from tests.support.commands import Run
from tests.support.policy_commands import rows
from tests.support.predicted import carrying
from train.evaluation.predictions import Predictions, write_predictions
from train.registry.bundle import Bundle, write_bundle


@pytest.fixture
def version(run: Run, default_bundle: Bundle) -> str:
    """Promote a version whose predictions are known."""
    raw = write_predictions(Predictions(("ham", "spam"), tuple(rows())))
    write_bundle(carrying(default_bundle, raw), Path("model"))
    code, output, errors = run("publish", "model", "--promote")
    assert code == 0, errors
    return output.strip()
