"""The parser of the command line: every command with a description and an example."""

from argparse import ArgumentParser

from train.cli.command import adder
from train.cli.drift.drift_command import add_drift_command
from train.cli.erasure.options import add_erasure_commands
from train.cli.export.export_options import add_export_commands
from train.cli.learning.learning_options import add_learning_commands
from train.cli.model_options import add_model_commands
from train.cli.policy.policy_options import add_policy_command
from train.cli.registry.options import add_registry_commands
from train.cli.repeated import Parser
from train.cli.reports.options import add_report_commands


def build_parser(model_uri: str) -> ArgumentParser:
    """Return the parser of all commands; `model_uri` is the default store."""
    program = "python -m train"
    parser: ArgumentParser = Parser(program, description="Train and publish a text classifier.")
    add = adder(parser.add_subparsers(metavar="COMMAND", required=True), program)
    add_model_commands(add, model_uri)
    add_export_commands(add, model_uri)
    add_registry_commands(add, model_uri)
    add_policy_command(add, model_uri)
    add_learning_commands(add, model_uri)
    add_erasure_commands(add, model_uri)
    add_report_commands(add, model_uri)
    add_drift_command(add, model_uri)
    return parser
