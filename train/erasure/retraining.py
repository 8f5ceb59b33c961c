"""The commands after which no model is left that learned from a text: a model cannot forget it."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from chalicelib.manifest import Manifest
from train.corpus.labels.positive_class import choose_positive
from train.erasure.versions import SearchedVersion
from train.recipe_name import RecipeName, read_recipe_name


def retraining_commands(
    trained: Sequence[SearchedVersion],
    data: Sequence[Path],
    uri: str,
    copies: Mapping[str, str],
    options: Sequence[str] = (),
) -> Iterator[str]:
    """Yield the commands: fit again, publish, delete each version that learned from the text.

    The corpus files of `data` no longer hold it. `copies` are the names of the versions that have
    replaced others, by the names of those. `options` are more of `fit`, such as names of columns.
    """
    newest = next((each for each in trained if each.state == "current"), trained[-1])
    name = read_recipe_name(newest.manifest.document.get("recipe"))
    to = ["--to", uri]
    if name is not None:
        files = [str(path) for path in data] or ["FILE"]
        options = (*_positive(newest.manifest), *_options(name), *options)
        yield _command("fit", "--data", *files, "--recipe", name.recipe, *options)
    else:
        yield _command("export", "FILE")
    # The new model was measured on other texts than the old one.
    yield _command("publish", "--promote", "--force", *to)
    for each in trained:
        version = each.manifest.version
        # After the promotion, what is the current version now is the previous one.
        force = ["--force"] if each.state == "current" else []
        yield _command("delete", copies.get(version, version), *force, *to)


def _options(name: RecipeName) -> Iterator[str]:
    """Yield the options of `fit` that a name stands for."""
    if name.terms is not None:
        yield from ("--terms", str(name.terms))
    if name.masked:
        yield "--mask-numbers"


def _positive(manifest: Manifest) -> tuple[str, ...]:
    """Return the option that names the positive class, if its name does not say so."""
    by_name = choose_positive(dict.fromkeys(manifest.classes, 0)).label
    if manifest.positive in (None, by_name):
        return ()
    return ("--positive", str(manifest.positive))


def _command(*words: str) -> str:
    return f"python -m train {shlex.join(words)}"
