"""Tell where a module belongs: to Python, to an installed package, or to the author."""

import importlib.metadata
import sys
import sysconfig
from enum import Enum
from functools import cache, lru_cache
from pathlib import Path
from types import FunctionType, MethodType, ModuleType
from typing import Any

from train.errors import InputError
from train.export.functions.copied_code import is_copied

UNWANTED = {
    **dict.fromkeys(
        ("numpy", "scipy", "sklearn", "pandas"),
        "the service does not have it; write it in plain Python, such as "
        "[clean(text) for text in X]",
    ),
    **dict.fromkeys(
        ("spacy", "torch", "tensorflow", "transformers", "gensim", "pyvi"),
        "it is too large to deploy; write what it does to a text in plain Python, or as steps of "
        "docs/cleaning.md",
    ),
}
"""Packages that no function may need when it serves, each with the reason and the way out."""


class Origin(Enum):
    """Whose a module is; what is copied of a package is treated like an author's."""

    PYTHON = "Python"
    INSTALLED = "installed"
    AUTHOR = "author"


def origin_of(module: str) -> Origin:
    """Return whose a module is, by its full name."""
    top = module.partition(".")[0]
    if top == "__main__":
        return Origin.AUTHOR
    if top in sys.stdlib_module_names or top == "builtins":
        return Origin.PYTHON
    if top == "chalicelib":
        return Origin.PYTHON  # deployed with the app
    if is_copied(module):
        return Origin.AUTHOR
    return Origin.INSTALLED if _is_installed(sys.modules.get(top), top) else Origin.AUTHOR


def is_authors(function: Any) -> bool:
    """Return whether a function or a class is the author's."""
    module = getattr(function, "__module__", None) or ""
    # The module of a function that was pickled whole may not be there.
    return origin_of(module) is Origin.AUTHOR or module not in sys.modules


def module_of_method(value: Any) -> str | None:
    """Return the module of an installed package in which a method is a name of its own, or None.

    jieba has `cut = dt.cut`, say, where `dt` is an object of the package.
    """
    owner = getattr(value, "__self__", None)
    module = type(owner).__module__
    if not isinstance(value, MethodType) or origin_of(module) is not Origin.INSTALLED:
        return None
    found = getattr(sys.modules.get(module), value.__name__, None)
    return module if found is value else None


def wrapped_by_package(value: Any) -> Any:
    """Return the author's function in a wrapper of Python's or of a package's, or None.

    `functools.lru_cache` and `streamlit.cache_data` would keep texts in memory, which the service
    never does. What else a wrapper changes, the trial finds. A method is no wrapper: what it has of
    its function, such as scikit-learn's around `transform`, lacks its object.
    """
    if isinstance(value, MethodType):
        return None
    wrapped = getattr(value, "__wrapped__", None)
    if isinstance(value, type(lru_cache(str))):
        return wrapped
    if not isinstance(wrapped, FunctionType) or isinstance(value, type) or not is_authors(wrapped):
        return None
    of_wrapper = getattr(value, "__globals__", {}).get("__name__") or type(value).__module__
    return wrapped if origin_of(of_wrapper) is Origin.INSTALLED else None


def _is_installed(module: ModuleType | None, top: str) -> bool:
    path = getattr(module, "__file__", None)
    if path is not None and "site-packages" in Path(path).parts:
        return True  # at once: to read what is installed takes 0.2 seconds
    return top in distributions() and not _is_editable(path)


def _is_editable(path: str | None) -> bool:
    """Return whether a package is installed from its author's own folder."""
    if path is None:
        return False
    folders = {Path(sysconfig.get_path(name)) for name in ("purelib", "platlib")}
    is_outside = not any(Path(path).is_relative_to(folder) for folder in folders)
    return is_outside and not _has_metadata_beside(path)


def _has_metadata_beside(path: str) -> bool:
    """Return whether a package lies in a folder that `pip install --target` filled."""
    folder = Path(path).parent.parent
    return any(folder.glob("*.dist-info"))


@cache
def distributions() -> dict[str, str]:
    """Return the distribution that each top-level package or module comes from."""
    found = importlib.metadata.packages_distributions()
    return {name: names[0] for name, names in found.items()}


def requirement(module: str) -> str:
    """Return the line of requirements.txt for the package of a module.

    Raises
    ------
    InputError
        If the package is one that the service must do without, or its version is not known.
    """
    top = module.partition(".")[0]
    if top in UNWANTED:
        raise InputError(f"it uses {top}, but {UNWANTED[top]}")
    name = distributions().get(top)
    if name is None:
        raise InputError(f"it uses {top}, and no installed package is known to bring it")
    return f"{name}=={importlib.metadata.version(name)}"
