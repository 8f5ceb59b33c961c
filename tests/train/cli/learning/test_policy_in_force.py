"""What `learn` and `ask` say of the policy in force: its lists decide, its band is of a version."""

import pytest

from tests.support.commands import Run
from tests.support.learn_command import NOW, REST, Setup, current, learn
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
    expected = f"1 report contradicts a list of the policy {policy.id}"
    assert (expected in errors) == told


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        pytest.param({"unsure": {"from": 0.2, "to": 0.8}}, True, id="band"),
        pytest.param({"threshold": 0.6}, True, id="threshold"),
        pytest.param({"deny": lists(phrases=["choir sings"])}, False, id="lists"),
    ],
)
def test_what_was_chosen_for_the_version_before_is_told(
    run: Run, setup: Setup, changes: dict[str, object], told: bool
) -> None:
    put_in_force(setup.store, current(setup.store), **changes)
    label, text = REST[0]
    report(setup.store, text, label, "user", NOW)
    _, result, errors = learn(run, setup, "--dry-run")
    expected = f"'python -m train policy --unsure ERROR --version {result['version']}' chooses"
    assert (expected in errors, "stays in force" in errors) == (told, told)
    # A schedule mails the JSON alone.
    assert any(expected in each for each in result.get("notes", [])) == told
