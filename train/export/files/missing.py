"""Say which code a pickle needs that is not here, and how to get it."""

import importlib.util
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import chalicelib
from chalicelib.registry.unpickling import MOVED
from train.export.files.needs import Name, needs
from train.export.files.recognition import ModelFile
from train.export.functions.nltk_parts.missing_data import missing_data

_PACKAGES: Mapping[str, str] = {
    "MeCab": "mecab-python3",
    "bs4": "beautifulsoup4",
    "cleantext": "clean-text",
    "flask_cors": "flask-cors",
    "imblearn": "imbalanced-learn",
    "preprocessor": "tweet-preprocessor",
    "skmultilearn": "scikit-multilearn",
    "sklearn_crfsuite": "sklearn-crfsuite",
    "spellchecker": "pyspellchecker",
    "stop_words": "stop-words",
    "telebot": "pyTelegramBotAPI",
    "telegram": "python-telegram-bot",
}
"""The packages of modules that have another name."""
_PUBLIC = frozenset(
    {
        *("catboost", "cloudpickle", "contractions", "dill", "emoji", "gensim", "jieba", "joblib"),
        *("lightgbm", "lz4", "nltk", "pandas", "polars", "skops", "spacy", "tensorflow"),
        *("textblob", "torch", "transformers", "unidecode", "xgboost"),
        *("aiogram", "autocorrect", "demoji", "fastapi", "flask", "ftfy", "gradio", "inflect"),
        *("langdetect", "neattext", "num2words", "pydantic", "streamlit", "tqdm"),
    }
)
"""Modules whose package has their name."""
_ON_A_GPU = frozenset({"cuml", "cupy"})
"""Modules of NVIDIA's; cuML turns its estimators into those of scikit-learn."""
_PROJECT = Path(chalicelib.__file__).parents[1].resolve()
CUT_SHORT = "ends too early, or is broken; copy it again"
_OF_DILL = Name("builtins", "__main__")
"""The variables of the script, as dill names them; only dill finds them there."""


def missing_modules(names: Iterable[Name], file: Path) -> dict[str, str]:
    """Return the top-level modules that are not here, each with the way to get it.

    One that is next to the file that needs it, or in the folder above, is found there.
    Nothing is imported, so it does not show whether a module that is here has the names.
    """
    tops = dict.fromkeys(name.module.partition(".")[0] for name in names)
    return {
        top: way_to_get(top, (file.parent, file.parent.parent))
        for top in tops
        if top not in ("__main__", *MOVED) and importlib.util.find_spec(top) is None
    }


def way_to_get(module: str, folders: Iterable[Path] = ()) -> str:
    """Return what to do about a missing module, which may be in one of the folders."""
    if module in _ON_A_GPU:
        return "load it where a GPU is, and dump model.as_sklearn()"
    package = _PACKAGES.get(module, module if module in _PUBLIC else None)
    if package is not None:
        return f"pip install {package}"
    near = next(_near(module, folders), None)
    folder = "FOLDER" if near is None else str(near)
    return f"PYTHONPATH={folder} if {module}.py is a file of yours, else pip install its package"


def way_out(failure: BaseException) -> str:
    """Return `; ` and what to do if an import failed for a missing module, else nothing."""
    if not isinstance(failure, ModuleNotFoundError) or not failure.name:
        return ""
    return f"; {way_to_get(failure.name.partition('.')[0])}"


def _near(module: str, folders: Iterable[Path]) -> Iterator[Path]:
    """Yield folders that hold a module of this name: of some, and below the working directory."""
    for folder in folders:
        if (folder / f"{module}.py").is_file() or (folder / module / "__init__.py").is_file():
            yield folder
    for pattern in (f"*/{module}.py", f"*/{module}/__init__.py", f"*/*/{module}.py"):
        for found in sorted(Path().glob(pattern)):
            if not _is_own(found):
                yield found.parent.parent if found.name == "__init__.py" else found.parent


def _is_own(path: Path) -> bool:
    """Return whether a path below the working directory is in a package of this project."""
    top = Path(path.parts[0])
    return Path().resolve() == _PROJECT and (top / "__init__.py").is_file()


def _is_former(module: str) -> bool:
    """Return whether a missing module is one that scikit-learn or NumPy no longer has."""
    return module.partition(".")[0] in ("joblib", "numpy", "scipy", "sklearn")


def is_dilled(file: ModelFile) -> bool:
    """Return whether dill kept functions without the variables of the script that they use."""
    return _OF_DILL in needs(file).names


def missing_code(file: ModelFile, failure: Exception) -> str | None:
    """Return what a pickle that failed to load needs, or None if it is something else."""
    cause = failure.__cause__
    found = needs(file)
    if found.whole and _OF_DILL in found.names:
        return (
            "dill kept functions or classes of the script, but not what they use of it; name that "
            "script, --main my_script.py, or save the model again with dill.dump(model, file, "
            "recurse=True)"
        )
    if (data := missing_data(cause)) is not None:
        return f"code that it imports {data}"
    if isinstance(cause, ModuleNotFoundError) and cause.name and not _is_former(cause.name):
        missing = missing_modules(found.names, file.path) or {cause.name: way_to_get(cause.name)}
        return "needs modules that are not here: " + "; ".join(
            f"{module} ({way})" for module, way in missing.items()
        )
    if isinstance(cause, TypeError) and "code" in str(cause) and file.format != "pickle":
        return (
            f"holds functions that {file.format} took from another version of Python ({cause}); "
            "load it with that version, or put the functions into a module and pickle it again"
        )
    return None if found.whole else CUT_SHORT
