"""Load what one file holds: a pickle of any kind, a skops file, a booster's file.

Says first what it will run.
"""

import io
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib.errors import FormatError
from chalicelib.registry.old_estimators import renewed
from chalicelib.registry.unpickling import noting_versions
from train.errors import InputError
from train.export.files.booster_files import load_booster
from train.export.files.dangerous import Refused, refusing
from train.export.files.dilled import define_what_is_used, variables_of
from train.export.files.missing import is_dilled, missing_code
from train.export.files.needs import main_names, pickles_of
from train.export.files.recognition import ModelFile
from train.export.files.script import in_place_of_main
from train.export.old_pickles import load_pickle

Tell = Callable[[str], None]


def _tell_nobody(line: str) -> None:
    """Ignore a line; the default where no user is watching."""


@dataclass(frozen=True, slots=True)
class Loading:
    """How to load: whom to tell, what files may name, and the script that is `__main__`.

    `trust` are types that skops files may hold beside those that skops trusts, and names that
    pickles may import although they are dangerous.

    `per_label`, `features` and `classifier` are what `in_order` is given.
    """

    tell: Tell = _tell_nobody
    trust: Sequence[str] = ()
    main: Path | None = None
    per_label: bool = False
    features: Sequence[str] = ()
    classifier: str | None = None

    @property
    def order(self) -> dict[str, Any]:
        """How `in_order` puts what was loaded into its order."""
        names = ("per_label", "features", "classifier")
        return {name: getattr(self, name) for name in names}


def load(file: ModelFile, loading: Loading) -> Any:
    """Return the object in a file, or a list of those that were dumped into it one by one.

    Raises
    ------
    InputError
        If it cannot be loaded; names what is missing, and how to get it.
    """
    if not file.runs_code:
        loading.tell(f"loading {file}: runs no code of the file")
        is_skops = file.format == "skops"
        return _load_skops(file, loading.trust) if is_skops else load_booster(file)
    names = main_names(file)
    if names and loading.main is None:
        raise InputError(
            f"{file.path}: needs {', '.join(names)} of the script or notebook that wrote it; "
            "name that file: --main my_script.py"
        )
    loading.tell(f"unpickling {file}: this can run any code in it, so it must be one you trust")
    dilled = loading.main is not None and is_dilled(file)
    with in_place_of_main(loading.main, names) as module:
        try:
            with variables_of(module) if dilled else nullcontext(), refusing(loading.trust):
                found = [load_pickle(io.BytesIO(each)) for each in pickles_of(file)]
        except FormatError as exc:
            refused = exc.__cause__ if isinstance(exc.__cause__, Refused) else None
            reason = refused or missing_code(file, exc) or exc
            raise InputError(f"{file.path}: {reason}") from exc
        if loading.main is not None and dilled:
            define_what_is_used(found, module, loading.main)
    return found[0] if len(found) == 1 else found


def check_types(file: ModelFile, trust: Sequence[str]) -> None:
    """Check the types in a skops file; nothing of it is loaded.

    Raises
    ------
    InputError
        If there are types that neither skops trusts nor `trust` names, or skops is not installed,
        or cannot read the file.
    """
    found = _with_skops(file, lambda skops: skops.get_untrusted_types(data=file.content))
    others = sorted(set(found) - set(trust))
    if others:
        raise InputError(
            f"{file.path}: contains types that skops does not trust: {', '.join(others)}; "
            f"if you do, add --trust {' '.join(others)}"
        )


def _load_skops(file: ModelFile, trust: Sequence[str]) -> Any:
    check_types(file, trust)
    unpickled = _with_skops(
        file,
        lambda skops: noting_versions(lambda: skops.loads(file.content, trusted=list(trust))),
    )
    try:
        return renewed(unpickled)
    except FormatError as exc:
        raise InputError(f"{file.path}: {exc}") from exc


def _with_skops(file: ModelFile, use: Callable[[Any], Any]) -> Any:
    try:
        from skops import io as skops_io
    except ImportError as exc:
        raise InputError(
            f"{file.path}: needs skops, which is not installed: pip install skops"
        ) from exc
    try:
        return use(skops_io)
    except Exception as exc:  # skops raises what reading ZIP, JSON and NumPy may raise
        reason = next(iter(str(exc).splitlines()), "")
        raise InputError(
            f"{file.path}: skops cannot load it ({type(exc).__name__}: {reason})"
        ) from exc
