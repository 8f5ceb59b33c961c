"""What a model file is and needs, found without loading it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from train.errors import InputError
from train.export.files.dangerous import dangerous, refusal
from train.export.files.folders import model_files
from train.export.files.loading import Tell, check_types
from train.export.files.missing import CUT_SHORT, missing_modules
from train.export.files.needs import modules, needs
from train.export.files.recognition import recognize


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file, and what it needs.

    `needs` has the names by top-level module, `versions` the version of scikit-learn by class.
    `obstacles` keep it from being loaded; `dangerous` names, which can run commands, are one.
    """

    path: Path
    description: str
    needs: dict[str, list[str]] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    obstacles: list[str] = field(default_factory=list)
    dangerous: list[str] = field(default_factory=list)


def file_facts(path: Path, trust: Sequence[str], main: Path | None, tell: Tell) -> list[FileFacts]:
    """Return the facts about a file, or about each model file of a directory.

    Raises
    ------
    InputError
        If there is no such file.
    """
    if not path.exists():
        raise InputError(f"{path}: no such file")
    try:
        files = model_files(path, tell).files
    except InputError as exc:
        return [FileFacts(path, "no model", obstacles=[str(exc)])]
    return [_facts(each, trust, main) for each in files]


def _facts(path: Path, trust: Sequence[str], main: Path | None) -> FileFacts:
    try:
        file = recognize(path)
        if not file.runs_code:
            if file.format == "skops":
                check_types(file, trust)
            return FileFacts(path, str(file))
    except InputError as exc:
        return FileFacts(path, "no model", obstacles=[str(exc)])
    found = needs(file)
    named = dict(modules(found.names))
    obstacles = [
        f"{path}: needs {', '.join(named[module][:5])} of a missing module: {way}"
        for module, way in missing_modules(found.names, path).items()
    ]
    threats = dangerous(found.names, trust)
    if threats:
        obstacles.insert(0, f"{path}: {refusal(threats)}")
    if "__main__" in named and main is None:
        wanted = ", ".join(name.partition(".")[2] for name in named["__main__"])
        obstacles.append(
            f"{path}: needs {wanted} of the script or notebook that wrote it; name that file: "
            "--main my_script.py"
        )
    if not found.whole:
        obstacles.append(f"{path}: {CUT_SHORT}")
    return FileFacts(path, str(file), named, found.versions, obstacles, threats)
