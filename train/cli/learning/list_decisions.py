"""Reports that no model can heed: a list of the policy decides their texts, whatever is learned."""

from typing import TYPE_CHECKING

from train.cli.console import note
from train.counted import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from chalicelib.pointer import NamedPolicy
    from chalicelib.scoring.model import Model
    from chalicelib.serving.served_model import Servable
    from train.learning.current_model import CurrentModel
    from train.learning.reported import Report

LISTS = ("allow ", "deny ")


def served_under(model: "Model", policy: "NamedPolicy | None") -> "Servable":
    """Return a model as a service serves it under a policy, to texts without a sender."""
    from chalicelib.policy.governed import under_policy
    from chalicelib.serving.served_model import ServedModel

    served = ServedModel(model)
    return served if policy is None else under_policy(served, policy)


def say_list_decisions(
    current: "CurrentModel", reports: "Iterable[Report]", say: "Callable[[str], None]" = note
) -> None:
    """Say how many reports a list contradicts; entries for senders do not count."""
    if current.policy is None:
        return
    served = served_under(current.model, current.policy)
    against = 0
    for report in reports:
        made = served.classify(report.text)
        against += made.rule.startswith(LISTS) and made.label != report.label
    if against:
        say(
            f"{counted(against, 'report contradicts', 'reports contradict')} a list of the policy "
            f"{current.policy.id}, which overrides what is learned; 'python -m train show "
            "--policy' prints its lists, and 'matched' in POST /explain names the entry of a text"
        )
