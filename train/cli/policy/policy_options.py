"""The command `policy`, with its options."""

from argparse import ArgumentParser, ArgumentTypeError

from train.cli.argument_types import local_path, probability
from train.cli.command import AddCommand, add_written_store
from train.cli.policy import policy_command

NONE = "none"


def add_policy_command(add: AddCommand, model_uri: str) -> None:
    """Add `policy`."""
    policy = add("policy", policy_command.policy, "--unsure 0.01 --deny deny.txt --promote")
    policy.add_argument(
        "--threshold",
        type=_probability_or_none,
        metavar="P",
        help="the probability above which the positive class wins; none: the version's threshold",
    )
    policy.add_argument(
        "--unsure",
        type=_error_or_none,
        metavar="ERROR",
        help="choose the smallest unsure band outside which at most this share of the labels is "
        "wrong, such as 0.01; none: no band",
    )
    about = "choose the band from this version's predictions; default: the promoted version"
    policy.add_argument("--version", metavar="VERSION", help=about)
    _add_lists(policy)
    policy.add_argument("--promote", action="store_true", help="also put the policy in force")
    policy.add_argument(
        "--sign",
        metavar="KEY",
        help="sign the policy with the private key in a PEM file or in AWS KMS, as awskms:///KEY",
    )
    policy.add_argument(
        "--dry-run", action="store_true", help="only print what the command would do"
    )
    add_written_store(policy, model_uri)


def _add_lists(policy: ArgumentParser) -> None:
    for side, wins in (("allow", "the other class"), ("deny", "the positive class")):
        policy.add_argument(
            f"--{side}",
            type=local_path,
            metavar="FILE",
            help=f"the list of entries that give a text {wins}, one per line: 'phrase: free cash', "
            "'sender: ann@shop.example' or 'domain: shop.example'; an empty file clears the list",
        )


def _probability_or_none(value: str) -> float | str:
    return NONE if value == NONE else _or_none(value)


def _error_or_none(value: str) -> float | str:
    return NONE if value == NONE else _or_none(value, 0.5)


def _or_none(value: str, *largest: float) -> float:
    try:
        return probability(value, *largest)
    except ArgumentTypeError as exc:
        raise ArgumentTypeError(f"{exc}, or none") from exc
