"""`learn` and `ask` say which reports cannot help, because a list of the policy decides."""

import pytest

from tests.support.commands import Run
from tests.support.learn_command import NOW, Setup, current
from tests.support.policies import lists, put_in_force
from tests.support.reported import report

TEXT = "the choir sings on Sunday, we need you"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        pytest.param({"deny": lists(phrases=["choir sings"])}, True, id="denied"),
        pytest.param({"allow": lists(phrases=["choir sings"])}, False, id="allowed"),
        pytest.param({"threshold": 0.999}, False, id="threshold"),
    ],
)
@pytest.mark.parametrize("command", ["learn --dry-run", "ask --dry-run"])
def test_reports_against_a_list_are_told(
    run: Run, setup: Setup, command: str, changes: dict[str, object], told: bool
) -> None:
    policy = put_in_force(setup.store, current(setup.store), **changes)
    report(setup.store, TEXT, "ham", "user", NOW)
    errors = run(*command.split(), "--data", setup.base)[2]
    expected = f"1 report(s) say otherwise than a list of the policy {policy.id}"
    assert (expected in errors) == told
