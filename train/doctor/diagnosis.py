"""The doctor's findings about model files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from train.doctor.anatomy import Described, described
from train.doctor.costs import Cost, cost_of
from train.doctor.file_facts import FileFacts
from train.doctor.obstacles import tried
from train.errors import InputError
from train.export.cleaning.parsing import Written
from train.export.files.contents import parts
from train.export.files.estimators import importable
from train.export.files.folders import model_files
from train.export.files.loading import Loading, load
from train.export.files.named_function import load_function, with_functions
from train.export.files.part import Part
from train.export.files.recognition import recognize
from train.export.ordering.order import in_order
from train.export.warnings import export_warnings


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The estimators in files, what keeps them from being exported, and what serving costs.

    `functions` are the modules that the author's functions become. `warnings` say what may differ.
    """

    estimators: list[Described]
    obstacles: list[str]
    cost: Cost | None
    functions: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def diagnose(
    paths: Sequence[Path],
    facts: Sequence[FileFacts],
    loading: Loading,
    clean: Sequence[str] = (),
    row: str | None = None,
) -> Diagnosis:
    """Load the files that can be loaded, and try to export what is in them.

    `clean` are the steps of `--clean`, and `row` is the function of `--row`.
    """
    obstacles = [each for fact in facts for each in fact.obstacles]
    broken = {fact.path for fact in facts if fact.obstacles}
    found: list[Part] = []
    for path in paths:
        found += _found(path, broken, loading, obstacles)
    estimators = _ordered(found, obstacles, loading)
    if not estimators:
        return Diagnosis([described(part.estimator, part.where) for part in found], obstacles, None)
    shown = [described(estimator) for estimator in estimators]  # before a cleaning changes them
    trial = tried(estimators, *_own_code(clean, row, obstacles))
    cost, functions, warnings = None, [], []
    if trial.export is not None and not obstacles:
        cost = cost_of(trial.export, trial.functions.resolve)
        functions = sorted(trial.functions.modules)
        warnings = [*trial.functions.notes, *export_warnings(estimators)]
    return Diagnosis(shown, obstacles + trial.obstacles, cost, functions, warnings)


def _own_code(
    clean: Sequence[str], row: str | None, obstacles: list[str]
) -> tuple[list[Written], Callable[[str], Any] | None]:
    """Return the steps of the cleaning and the function of rows that can be loaded."""
    steps: list[Written] = []
    for step in clean:
        try:
            steps += with_functions([step])
        except InputError as exc:
            obstacles.append(f"--clean: {exc}")
    try:
        return steps, None if row is None else load_function(row)
    except InputError as exc:
        obstacles.append(f"--row: {exc}")
        return steps, None


def _found(path: Path, broken: set[Path], loading: Loading, obstacles: list[str]) -> list[Part]:
    """Return the estimators in a file, or in each file of a directory."""
    if path in broken:
        return []
    found: list[Part] = []
    folder = model_files(path, lambda line: None)
    with importable(folder.code):
        for each in folder.files:
            if each not in broken:
                try:
                    found += parts(load(recognize(each), loading), str(each), loading.tell)
                except InputError as exc:
                    obstacles.append(str(exc))
    return found


def _ordered(found: list[Part], obstacles: list[str], loading: Loading) -> list[Any]:
    try:
        return in_order(found, **loading.order)
    except InputError as exc:
        obstacles.append(str(exc))
        return []
