"""The versions that learned from reports which are erased: a fitted model cannot forget."""

import os
from argparse import Namespace
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from chalicelib.settings import read_settings
from train.cli.console import note
from train.erasure.retraining import retraining_commands
from train.erasure.sought_texts import SoughtTexts, with_texts
from train.erasure.versions import search_store
from train.registry.writable_store import is_same_store, open_writer

if TYPE_CHECKING:
    from train.registry.writable_store import StoreWriter


def say_learned_versions(args: Namespace, reports: "StoreWriter", texts: Collection[str]) -> None:
    """Say which versions learned from texts, and how to be rid of them.

    They are sought next to the reports, and where `MODEL_URI` says. What is erased because of its
    age alone is not sought: a model may learn from it as long as it counts.
    """
    if not texts or not (args.texts or args.reporter or args.caller):
        return
    _say(reports, texts)
    models = read_settings(os.environ).model_uri
    is_there = models.startswith("s3://") or Path(models).is_dir()
    if is_there and not is_same_store(models, reports.uri):
        _say(open_writer(models), texts)


def _say(writer: "StoreWriter", texts: Collection[str]) -> None:
    searched = search_store(writer, with_texts(SoughtTexts((), frozenset()), texts), ())
    for reason in searched.unsearched:
        note(reason)
    trained = [each for each in searched.versions if each.found.is_trained]
    for each in trained:
        note(f"{writer.uri}: {each.manifest.version} learned from it")
    if trained:
        note(
            "a fitted model cannot forget; train a new one and delete these. To erase their other "
            "traces of a text, run 'python -m train forget' with the text:"
        )
        for command in retraining_commands(trained, (), writer.uri, {}):
            note(f"  {command}")
