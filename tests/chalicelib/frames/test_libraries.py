"""What each library is given; `test_examples` runs them. Stand-ins record the calls."""

import sys
from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from chalicelib.errors import ColumnError
from chalicelib.frames import ColumnModel, load
from tests.support.several_labels import several_bundle
from tests.support.stores import promote, publish
from train.registry.writable_store import DirectoryWriter

TEXTS = ["free prize call now", None]


@pytest.fixture(scope="module")
def model(published: DirectoryWriter) -> ColumnModel:
    return load(published.uri)


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> ColumnModel:
    """Return a model that gives a text several labels."""
    store = DirectoryWriter(tmp_path_factory.mktemp("several"))
    promote(publish(several_bundle(), store), store)
    return load(store.uri)


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return a function that lets a module of a library be imported."""

    def module(name: str, **members: object) -> None:
        made = ModuleType(name)
        vars(made).update(members)
        monkeypatch.setitem(sys.modules, name, made)

    return module


class Series(list[Any]):
    """A column of pandas or Polars: its values, and what it was made with."""

    index: Any = "the index"

    def __init__(self, *values: Any, **made_with: Any) -> None:
        super().__init__(values[-1])
        self.name, self.made_with = values[0], made_with

    def tolist(self) -> list[Any]:
        """Return the values, as pandas names it."""
        return [*self]

    to_list = tolist


@pytest.mark.parametrize(("column", "dtype"), [("label", None), ("probability", "float64")])
def test_pandas_keeps_the_index(
    model: ColumnModel, install: Callable[..., None], column: str, dtype: str | None
) -> None:
    install("pandas", Series=Series)
    made = model.pandas(column)(Series(TEXTS))
    assert made.made_with == {"index": "the index", "name": column, "dtype": dtype}
    assert made == [getattr(model, column)(text) for text in TEXTS]


def test_pandas_takes_a_series_only(model: ColumnModel, install: Callable[..., None]) -> None:
    install("pandas", Series=Series)
    with pytest.raises(ColumnError, match=r'type list; expected a Series, such as df\["text"\]'):
        model.pandas()(TEXTS)


class Expression:
    """Stands for an expression of Polars: applies its function at once."""

    def __init__(self, name: str) -> None:
        self.name = name

    def map_batches(self, function: Any, dtype: str, *, is_elementwise: bool) -> "Expression":
        """Keep what was passed."""
        self.made = function(Series(self.name, TEXTS)), dtype, is_elementwise
        return self

    def alias(self, name: str) -> "Expression":
        """Rename the column."""
        self.name = name
        return self


@pytest.mark.parametrize(("column", "dtype"), [("label", "String"), ("probability", "Float64")])
def test_polars_maps_batches_elementwise_to_a_column_of_its_own_name(
    model: ColumnModel, install: Callable[..., None], column: str, dtype: str
) -> None:
    types = {"String": "String", "Float64": "Float64", "List": lambda inner: f"List({inner})"}
    install("polars", Series=Series, Expr=Expression, col=Expression, **types)
    for texts in ("text", Expression("text")):
        made = model.polars(column)(texts)
        assert made.name == column
        assert made.made == ([getattr(model, column)(text) for text in TEXTS], dtype, True)


def test_polars_takes_an_expression_or_a_name_only(
    model: ColumnModel, install: Callable[..., None]
) -> None:
    install("polars", Expr=Expression, String="String", Float64="Float64", List=str)
    message = 'type Series; expected an expression or a column\'s name, such as "text"'
    with pytest.raises(ColumnError, match=message):
        model.polars()(Series("text", TEXTS))


class Connection:
    """Stands for a connection of DuckDB."""

    def __init__(self, missing: type[Exception]) -> None:
        self.functions: dict[str, tuple[Any, ...]] = {}
        self.missing = missing

    def remove_function(self, name: str) -> None:
        """Remove a function, which must exist."""
        if self.functions.pop(name, None) is None:
            raise self.missing

    def create_function(self, name: str, *arguments: Any, null_handling: str) -> None:
        """Create a function, which must not exist."""
        assert self.functions.setdefault(name, arguments) is arguments
        assert null_handling == "special"


def test_duckdb_gets_functions_of_one_text_which_replace_the_ones_before(
    model: ColumnModel, install: Callable[..., None]
) -> None:
    install("duckdb", InvalidInputException=LookupError)
    connection = Connection(LookupError)
    for _ in range(2):
        model.duckdb(connection)
        model.duckdb(connection, "probability", name="ham", of="ham")
    assert {name: made[1:] for name, made in connection.functions.items()} == {
        "label": (["VARCHAR"], "VARCHAR"),
        "ham": (["VARCHAR"], "DOUBLE"),
    }
    ham = model.probability(TEXTS[0], of="ham")
    assert connection.functions["ham"][0](TEXTS[0]) == ham


def test_duckdb_takes_a_connection_only(model: ColumnModel, install: Callable[..., None]) -> None:
    install("duckdb")
    message = r"type str; expected a connection, such as duckdb\.connect\(\)"
    with pytest.raises(ColumnError, match=message):
        model.duckdb("texts.db")


@pytest.mark.parametrize(("column", "name"), [("label", "string"), ("probability", "double")])
def test_spark_gets_a_plain_function(
    model: ColumnModel, install: Callable[..., None], column: str, name: str
) -> None:
    install("pyspark")
    install("pyspark.sql")
    install(
        "pyspark.sql.functions",
        udf=lambda *arguments, **options: SimpleNamespace(arguments=arguments, options=options),
    )
    made = model.spark(column)
    assert made.arguments[0](TEXTS[0]) == getattr(model, column)(TEXTS[0])
    assert made.arguments[1:] == (name,)
    assert made.options == {"useArrow": False}


def test_several_labels_are_a_list_of_strings_in_each_library(
    several: ColumnModel, install: Callable[..., None]
) -> None:
    types = {"String": "String", "Float64": "Float64", "List": lambda inner: f"List({inner})"}
    install("polars", Series=Series, Expr=Expression, col=Expression, **types)
    assert several.polars()("text").made[1] == "List(String)"
    install("duckdb", InvalidInputException=LookupError)
    connection = Connection(LookupError)
    several.duckdb(connection)
    assert connection.functions["label"][2] == "VARCHAR[]"
    install("pyspark")
    install("pyspark.sql")
    install("pyspark.sql.functions", udf=lambda _, name, **__: name)
    assert several.spark() == "array<string>"
