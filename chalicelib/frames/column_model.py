"""A model that labels single texts, lists and columns, and that other processes load by name."""

from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from os import PathLike
from typing import Any, NamedTuple

from chalicelib.errors import ColumnError
from chalicelib.frames.pinned import Pinned, fetch, pin
from chalicelib.frames.texts import checked_text, each
from chalicelib.serving.served_model import Servable

KEPT_MODELS = 8
"""How many models a process keeps; the one that was not used for the longest is dropped first."""

LABEL, PROBABILITY = "label", "probability"
COLUMNS = (LABEL, PROBABILITY)


class Column(NamedTuple):
    """What a library needs to make a column: the functions, and the name of the type in SQL."""

    name: str
    value: Callable[[object], Any]
    values: Callable[[Iterable[object]], list[Any]]
    sql_type: str


def load(uri: str | PathLike[str] = "models", version: str | None = None) -> "ColumnModel":
    """Load a version of a model, or the promoted one; a process loads each version once.

    Parameters
    ----------
    uri
        The store: a directory, in which `~` is the home directory, or `s3://bucket/prefix`.
        Credentials come from the environment or, if it has none, from boto3.
    version
        The version. By default the pointer is read, at each call, and the promoted version is
        loaded with the policy in force.

    Raises
    ------
    SettingError
        If the URI or the version has a wrong form or type.
    ServiceError
        If the store cannot be read, has no promoted version or not this one, or a check fails. If
        `MODEL_PUBLIC_KEY` is set, one of its keys must have signed the version and the policy.
    """
    return load_pinned(*pin(uri, version))


@lru_cache(maxsize=KEPT_MODELS)
def load_pinned(uri: str, version: str, policy: str | None, public_key: str) -> "ColumnModel":
    """Load what another process pinned; see `Pinned` for the parameters."""
    pinned = Pinned(uri, version, policy, public_key)
    return ColumnModel(pinned, fetch(pinned))


class ColumnModel:
    """A published version under its policy. Pickled, it is a name: `load_pinned` loads it again.

    A missing text has the label and the probability None: None itself, NaN, pandas' NA, and a text
    of white space, which the service refuses. A text may have any length. Nothing of a model can be
    assigned, because all callers of `load` in a process share it.
    """

    __slots__ = ("_model", "_pinned")

    def __init__(self, pinned: Pinned, model: Servable) -> None:
        self._pinned, self._model = pinned, model

    @property
    def version(self) -> str:
        """The version."""
        return self._pinned.version

    @property
    def policy(self) -> str | None:
        """The policy in force when the model was loaded, or None."""
        return self._pinned.policy

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes."""
        return self._model.manifest.classes

    @property
    def positive(self) -> str | None:
        """The positive class, or None."""
        return self._model.manifest.positive

    def __reduce__(self) -> tuple[Callable[..., "ColumnModel"], Pinned]:
        """Return how to load the same model in another process."""
        return load_pinned, self._pinned

    def __repr__(self) -> str:
        """Return the loaded version and its store."""
        return f"<model {self.version} of {self._pinned.uri}>"

    def label(self, text: object) -> str | list[str] | None:
        """Return the label of a text; a list of labels if the model gives a text several.

        Raises
        ------
        ColumnError
            If it is neither a string nor missing.
        FunctionError
            If a function of the model's author fails.
        """
        checked = checked_text(text)
        if checked is None:
            return None
        label = self._model.predict(checked)
        return label if isinstance(label, str) else [*label]

    def labels(self, texts: Iterable[object]) -> list[str | list[str] | None]:
        """Return the label of each text, as `label` does."""
        return each(self.label, texts)

    def probability(self, text: object, of: str | None = None) -> float | None:
        """Return the probability of a class; by default that of the positive class.

        Raises
        ------
        ColumnError
            As `label`, or if the model has no probabilities or not this class.
        """
        return self._at(self._place(of), text)

    def probabilities(self, texts: Iterable[object], of: str | None = None) -> list[float | None]:
        """Return the probability of a class for each text, as `probability` does."""
        return each(partial(self._at, self._place(of)), texts)

    def pandas(self, column: str = LABEL, *, of: str | None = None) -> Callable[[Any], Any]:
        """Return a function from a pandas Series of texts to one of labels or probabilities.

        Parameters
        ----------
        column
            "label" or "probability".
        of
            The class whose probability it is; by default the positive one.

        Raises
        ------
        ColumnError
            If the model does not have the column. The function raises it as `label` does.
        """
        from chalicelib.frames.libraries import pandas_function

        return pandas_function(self._column(column, of))

    def polars(self, column: str = LABEL, *, of: str | None = None) -> Callable[[Any], Any]:
        """Return a function from a Polars expression, or a column's name, to an expression.

        The new column is named "label" or "probability". See `pandas` for the rest.
        """
        from chalicelib.frames.libraries import polars_function

        return polars_function(self._column(column, of))

    def duckdb(
        self,
        connection: Any,
        column: str = LABEL,
        *,
        name: str | None = None,
        of: str | None = None,
    ) -> None:
        """Create a SQL function of one VARCHAR in a DuckDB connection, or replace it.

        It is named like the column, or `name`. See `pandas` for the rest.
        """
        from chalicelib.frames.libraries import create_duckdb_function

        wanted = self._column(column, of)
        create_duckdb_function(connection, name or wanted.name, wanted)

    def spark(self, column: str = LABEL, *, of: str | None = None) -> Any:
        """Return a Spark function of a string column; `spark.udf.register` names it for SQL.

        Its workers load the model by name, each process once. See `pandas` for the rest.
        """
        from chalicelib.frames.libraries import spark_function

        return spark_function(self._column(column, of))

    def _column(self, column: str, of: str | None) -> Column:
        if column not in COLUMNS:
            raise ColumnError(f"found the column {column!r}; expected {' or '.join(COLUMNS)}")
        if column == PROBABILITY:
            # DuckDB counts the parameters that are left: one.
            value = partial(self._at, self._place(of))
            return Column(column, value, partial(each, value), "DOUBLE")
        if of is not None:
            raise ColumnError(
                f"found of={of!r} for the column {LABEL!r}; only {PROBABILITY!r} has one"
            )
        sql_type = "VARCHAR[]" if self._model.manifest.several else "VARCHAR"
        return Column(column, self.label, partial(each, self.label), sql_type)

    def _at(self, place: int, text: object) -> float | None:
        checked = checked_text(text)
        if checked is None:
            return None
        probabilities = self._model.classify(checked).probabilities
        return None if probabilities is None else probabilities[place]

    def _place(self, of: str | None) -> int:
        """Return the place of a class, or of the positive one, among the probabilities."""
        name = self.positive if of is None else of
        if not self._model.has_probabilities:
            raise ColumnError(f"{self.version} has no probabilities, only labels")
        if name in self.classes:
            return self.classes.index(name)
        if name is None:
            found = "it has no positive class"
        elif isinstance(name, str):
            found = f"no class {name[:40]!r}"
        else:
            found = f"found of= of type {type(name).__name__}"
        raise ColumnError(f"{self.version}: {found}; expected of= one of {_shown(self.classes)}")


def _shown(classes: tuple[str, ...]) -> str:
    return ", ".join(name[:40] for name in classes[:10])
