"""Export the author's functions that a model calls: references for its files, and modules."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import chalicelib.functions
from chalicelib.errors import FunctionError
from chalicelib.registry.functions import resolver
from chalicelib.scoring.author_function import AuthorFunction
from chalicelib.strict_json import Record
from train.errors import InputError
from train.export.files.cutting import left_out
from train.export.functions.data_modules import digests_of
from train.export.functions.slice_module import module_of
from train.export.functions.slices.slice import Cells, slice_function
from train.export.functions.trials.held_strings import held_strings
from train.export.functions.trials.originals import FirstRow, OfTexts, as_row, original_of
from train.export.functions.trials.set_attributes import hint_of
from train.export.functions.trials.texts import TEXTS, texts_of_terms, with_joined
from train.export.functions.trials.trial import DIFFERS, compare
from train.export.functions.trials.trial_process import MemorySources

OPTION = "--no-functions"


class FunctionExporter:
    """The functions of one model; each is cut out of its module and compared with the original.

    Parameters
    ----------
    consent
        Whether the author agreed that these functions become part of the deployment.
    row
        The author's function that makes a row of a table from a text.
    """

    def __init__(self, consent: bool = True, row: Callable[[str], Any] | None = None) -> None:
        self.row = None if row is None else as_row(row, TEXTS[3])
        self.modules: dict[str, str] = {}
        self.data_modules: dict[str, str] = {}
        self.requirements: list[str] = []
        self.notes: list[str] = []
        self._consent = consent
        self._terms: list[str] = []
        self._references: dict[tuple[int, bool, Cells], tuple[Any, dict[str, Any]]] = {}

    def reference(
        self,
        function: Any,
        hint: str = "function",
        *,
        batch: bool = False,
        cells: Cells = None,
    ) -> dict[str, Any]:
        """Return the reference that stands for a function in a file of the model.

        Parameters
        ----------
        function, hint, batch, cells
            See `slice_function`.

        Raises
        ------
        InputError
            If the function cannot be deployed, or its author did not agree to; names it, and the
            reason.
        """
        if not self._consent:
            raise InputError(
                f"the model calls {display_name(function)}, a function of its author; a model "
                f"cannot contain code: without {OPTION} (in publish, functions=False) the function "
                "is written to chalicelib/functions/, and deployed with the app"
            )
        key = (id(function), batch, cells)
        if key not in self._references:
            self._references[key] = (function, self._export(function, hint, batch, cells))
        return dict(self._references[key][1])

    def refer(self, function: Any) -> dict[str, Any] | None:
        """Return the reference, or None without the author's consent."""
        if not self._consent:
            return None
        if isinstance(function, OfTexts):
            return self.reference(function.function, batch=True)
        return self.reference(function)

    def resolve(self, reference: Record) -> AuthorFunction:
        """Return a function of the model before its module is written."""
        return resolver(self.digests, MemorySources(self._sources))(reference)

    def __getstate__(self) -> dict[str, Any]:
        """Return what pickles of a bundle keep: the modules, without the author's own objects."""
        return vars(self) | {"_references": {}, "row": None}

    @property
    def digests(self) -> dict[str, str]:
        """The manifest's `functions`: the SHA-256 of each module by name, also of data."""
        return digests_of(self._sources)

    @property
    def _sources(self) -> dict[str, str]:
        return self.modules | self.data_modules

    def try_terms_of(self, vectorizer: Any) -> None:
        """Compare each slice with its original on terms that a vectorizer knows, too."""
        self._terms = texts_of_terms(vectorizer)

    def check(self, score: Callable[[str], Any]) -> None:
        """Refuse a model whose functions fail where the model calls them, whatever the text.

        Raises
        ------
        InputError
            If they fail on every text; `score` is what the service calls.
        """
        failures = [_failure(score, text) for text in TEXTS] if self.modules else [None]
        if None not in failures:
            raise InputError(f"{failures[0]}; so the service would fail on every text")

    def write(self, project: Path | None = None) -> list[str]:
        """Write the modules and add the requirements that are missing; tell what was done.

        Parameters
        ----------
        project
            The folder that holds `chalicelib` and requirements.txt; by default this project's.
        """
        folder = Path(chalicelib.functions.__path__[0])
        if project is not None:
            folder = project / "chalicelib" / "functions"
        told: list[str] = []
        folder.mkdir(parents=True, exist_ok=True)
        for name, source in sorted(self._sources.items()):
            path = folder / f"{name}.py"
            if not path.exists() or path.read_bytes() != source.encode():
                path.write_bytes(source.encode())
                told.append(f"wrote chalicelib/functions/{path.name}: deploy before you promote")
        return told + _add_requirements(folder.parents[1], self.requirements)

    def _export(self, function: Any, hint: str, batch: bool, cells: Cells) -> dict[str, Any]:
        shown = display_name(function)
        try:
            sliced = slice_function(function, hint, batch=batch, cells=cells)
            reference, module, source = module_of(sliced, shown)
            sources = {module: source, **sliced.data_modules}
            original = picked(original_of(function, batch), cells)
            own = function.function if isinstance(function, FirstRow) else function
            more = [*self._terms, *with_joined(held_strings(own))]
            failures = compare(original, reference, sources, sliced.requirements, more)
        except InputError as exc:
            hint = hint_of(function) if DIFFERS in str(exc) else ""
            raise InputError(
                f"function {shown} cannot be deployed with the app: {exc}{hint}"
            ) from exc
        self.modules[module] = source
        self.data_modules |= sliced.data_modules
        self.requirements = sorted({*self.requirements, *sliced.requirements})
        told = [f"function {shown}: {each}" for each in (*failures, *left_out(own))]
        self.notes = [*dict.fromkeys([*self.notes, *told])]
        return reference


def display_name(function: Any) -> str:
    """Return how a function is named in messages: without addresses and paths.

    >>> display_name(str.lower), display_name(Path("x"))
    ('str.lower', 'PosixPath')
    """
    inner = getattr(function, "func", function)
    name = getattr(inner, "__qualname__", None) or type(inner).__qualname__
    return str(name).replace("<locals>.", "").replace("<lambda>", "lambda")


def picked(function: Callable[[str], Any], cells: Cells) -> Callable[[str], Any]:
    """Return a function that returns only some elements of what another one returns."""
    if cells is None:
        return function
    if isinstance(cells, tuple):
        return lambda text: [function(text)[cell] for cell in cells]
    return lambda text: function(text)[cells]


def _failure(score: Callable[[str], Any], text: str) -> str | None:
    try:
        score(text)
    except FunctionError as exc:
        return str(exc)
    return None


def _add_requirements(project: Path, requirements: list[str]) -> list[str]:
    """Append the requirements that requirements.txt does not name yet."""
    path = project / "requirements.txt"
    before = path.read_text("utf-8") if path.exists() else ""
    missing = [line for line in requirements if line not in before.splitlines()]
    if missing:
        ending = "" if before.endswith("\n") or not before else "\n"
        path.write_text(before + ending + "\n".join(missing) + "\n", "utf-8")
    return [f"added {line} to requirements.txt" for line in missing]
