"""The cleaning that an author's code does before the vectorizers, as steps of the model."""

from collections.abc import Sequence
from typing import Any

from train.export.cleaning.own_cleaning import of_one_text, split_by
from train.export.cleaning.parsing import Written, parse_cleaning
from train.export.cleaning.text_functions import Config
from train.export.functions.exporter import FunctionExporter


def cleaning_before(
    written: Sequence[Written], estimators: Sequence[Any], functions: FunctionExporter
) -> list[Config]:
    """Return the steps; vectorizers that take tokens split texts by the last, if it makes these.

    Parameters
    ----------
    written
        Steps, and functions of a text or of a list of texts.
    estimators
        The estimators; the parameters of their vectorizers may be changed in place.
    functions
        Takes the functions.

    Raises
    ------
    InputError
        If a step cannot be read, or a function cannot be deployed.
    """
    return parse_cleaning(split_by([*map(of_one_text, written)], estimators), functions.refer)
