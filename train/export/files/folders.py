"""The model files within a directory: an MLflow model folder, or the pickles of any folder."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from train.errors import InputError
from train.export.files.loading import Tell
from train.export.files.recognition import HEAD, booster_format
from train.files import read_bytes

MLFLOW = "MLmodel"
_ENDINGS = frozenset(
    {
        *(".pkl", ".pickle", ".joblib", ".skops", ".sav", ".cloudpickle", ".dill", ".p", ".model"),
        *(".ubj", ".cbm", ".bst", ".xgb", ".lgb", ".cb"),
        *(".gz", ".z", ".bz2", ".xz", ".lzma", ".lz4", ".pck", ".pcl", ".dump", ".jbl"),
    }
)


FLAVORS = {
    "sklearn": ("scikit-learn", "pickled_model", "sklearn_version"),
    "xgboost": ("XGBoost", "data", "xgb_version"),
    "lightgbm": ("LightGBM", "data", "lgb_version"),
    "catboost": ("CatBoost", "data", "catboost_version"),
}
"""For each flavor of MLflow the library, and the fields with the file and the version."""


class Folder(NamedTuple):
    """The model files of a path, and the folders from which Python must import their code."""

    files: tuple[Path, ...]
    code: tuple[Path, ...] = ()


def model_files(path: Path, tell: Tell) -> Folder:
    """Return the model files that a path leads to; a path of a file leads to this file.

    Raises
    ------
    InputError
        If a directory holds none.
    """
    if not path.is_dir():
        return Folder((path,)) if path.name != MLFLOW else _mlflow(path, tell)
    if (path / MLFLOW).exists():
        return _mlflow(path / MLFLOW, tell)
    inside = sorted(each for each in path.iterdir() if each.is_file())
    files = tuple(each for each in inside if _may_be_model(each))
    if not files:
        kind = "is a TensorFlow model" if (path / "saved_model.pb").exists() else "holds no model"
        raise InputError(f"{path}: {kind}; expected pickles, joblib files, skops files or {MLFLOW}")
    others = [each.name for each in inside if each not in files]
    if others:
        more = f" and {len(others) - 10} more" if len(others) > 10 else ""
        tell(f"{path}: ignored {', '.join(others[:10])}{more}")
    return Folder(files)


def _may_be_model(path: Path) -> bool:
    """Return whether a file's name, or how it begins, is that of a model."""
    ending = path.suffix.lower()
    if ending in (".json", ".txt"):
        with path.open("rb") as file:
            return booster_format(file.read(HEAD)) is not None
    return ending in _ENDINGS


def _mlflow(path: Path, tell: Tell) -> Folder:
    """Return the file that an MLmodel names, within its folder."""
    flavors = _mapping(_parsed(path).get("flavors"), path, "flavors")
    kind = next((each for each in FLAVORS if each in flavors), None)
    if kind is None:
        raise InputError(
            f"{path}: has the flavors {', '.join(map(str, flavors))}; expected one of "
            f"{', '.join(FLAVORS)} among them"
        )
    flavor = _mapping(flavors[kind], path, f"flavors.{kind}")
    library, field, version = FLAVORS[kind]
    name = flavor.get(field)
    model = _within(path, name, field)
    if not model.is_file():
        raise InputError(f"{path}: names {name!r}; no such file: download the whole folder")
    code = flavor.get("code")
    tell(f"{path}: names {name}, which {library} {flavor.get(version, 'an unknown version')} made")
    return Folder((model,), () if code is None else (_within(path, code, "code"),))


def _within(path: Path, name: object, field: str) -> Path:
    """Return a path within the folder that its MLmodel names."""
    if not isinstance(name, str) or not name:
        raise InputError(f"{path}: {field} is {name!r}; expected the name of a file")
    found = path.parent / name
    if not found.resolve().is_relative_to(path.parent.resolve()):
        raise InputError(f"{path}: {field} is {name!r}; expected a name within the folder")
    return found


def _parsed(path: Path) -> Mapping[str, Any]:
    import yaml

    try:
        document = yaml.safe_load(read_bytes(path))
    except (yaml.YAMLError, ValueError, RecursionError) as exc:
        reason = " ".join(str(exc).split())
        raise InputError(f"{path}: expected YAML as MLflow writes it ({reason})") from exc
    return _mapping(document, path, "the document")


def _mapping(value: object, path: Path, what: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise InputError(f"{path}: {what} is {type(value).__name__}; expected a mapping")
    return value
