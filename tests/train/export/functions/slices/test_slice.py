"""A slice has what its function needs, nothing else, and gives the same results on its own."""

import functools
import importlib
import operator
import re
from collections.abc import Callable, Iterable
from importlib.metadata import version
from typing import Any

import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import FunctionTransformer

from chalicelib.registry.functions import resolver
from chalicelib.strict_json import Record
from tests.support import author_functions as authors
from tests.support import author_transformers as transformers
from tests.support import author_tuples
from train.export.functions.data_modules import digests_of
from train.export.functions.exporter import FunctionExporter, display_name
from train.export.functions.slices.slice import Sliced, slice_function
from train.export.functions.trials.results import plain
from train.export.functions.trials.texts import TEXTS
from train.export.functions.trials.trial_process import MemorySources

HEAVY = ("numpy", "scipy", "sklearn", "nltk", "tests.support")
METHODCALLER = operator.methodcaller("split", "a")
iso: Any = importlib.import_module("dateutil.parser.isoparser")


def year(text: str) -> list[str]:
    """Return the year of a date, by a method that a package names as a function."""
    try:
        return [str(iso.isoparse(text).year)]
    except ValueError:
        return []


def results_of(sliced: Sliced, texts: Iterable[str]) -> list[Any]:
    """Return what a slice makes of texts, in this process."""
    module = f"slice_{'0' * 12}"
    sources = {module: sliced.module_source, **sliced.data_modules}
    fields = {"module": module, "object": sliced.object_name}
    state = {} if sliced.state is None else {"state": sliced.state}
    resolve = resolver(digests_of(sources), MemorySources(sources))
    return [*map(resolve(Record(fields | state, "block 0")), texts)]


FUNCTIONS = [
    authors.tokens,
    authors.steps,
    authors.stems_of_terms,
    authors.from_a_helper,
    authors.local_imports,
    authors.same_name,
    authors.hidden,
    authors.counted,
    authors.countdown,
    authors.decorated,
    authors.uses_cached,
    authors.splitter("-", ["a", "b"]),
    authors.Words(9),
    authors.Words(9).change,
    authors.constructs,
    authors.analyze,
    *authors.ANALYZERS,
    authors.row,
    authors.Marks(),
    authors.pairs,
    authors.either,
    authors.constants,
    authors.submodule,
    authors.with_a_map,
    authors.with_more_words,
    authors.with_a_lambda,
    author_tuples.of_fields,
    author_tuples.of_calls,
    author_tuples.of_methods,
    author_tuples.of_values,
    author_tuples.Annotated(),
    operator.methodcaller("split", sep="a"),
    *authors.LAMBDAS,
    CountVectorizer().build_tokenizer(),
    re.compile(r"\w", re.ASCII).findall,
    functools.partial(authors.stem, endings=("s",), least=1),
    METHODCALLER,
    str.swapcase,
    "-".join,
]


@pytest.mark.parametrize("function", FUNCTIONS, ids=display_name)
def test_a_slice_gives_what_the_function_gives(function: Callable[[str], Any]) -> None:
    sliced = slice_function(function, "tokenizer")
    assert results_of(sliced, TEXTS) == [plain(function(text)) for text in TEXTS]
    lines = sliced.module_source.splitlines()
    imports = [line for line in lines if line.startswith(("import", "from"))]
    assert [line for line in imports if any(name in line for name in HEAVY)] == []


@pytest.mark.parametrize(
    ("transformer", "batch"),
    [
        pytest.param(transformers.Cleaner("#").fit(["a"]), False, id="cleaner"),
        pytest.param(transformers.Cleaner("#", authors.steps).fit(["a"]), False, id="function"),
        pytest.param(transformers.Rules().fit([]), False, id="rules"),
        pytest.param(FunctionTransformer(transformers.lengths), False, id="function-transformer"),
        pytest.param(
            FunctionTransformer(transformers.scaled, kw_args={"factor": 0.5}), False, id="arguments"
        ),
        pytest.param(transformers.matrix, True, id="sparse"),
        pytest.param(transformers.column, True, id="column"),
        pytest.param(transformers.whole, True, id="whole"),
    ],
)
def test_a_transformer_takes_one_text_at_a_time(transformer: Any, batch: bool) -> None:
    rows = (transformer if batch else transformer.transform)(TEXTS)
    rows = rows.toarray() if hasattr(rows, "toarray") else rows
    sliced = slice_function(transformer, batch=batch)
    assert results_of(sliced, TEXTS) == [*map(plain, rows)]
    assert "import numpy" not in sliced.module_source


def test_a_method_that_a_package_names_as_a_function_is_imported() -> None:
    sliced = slice_function(year, "tokenizer")
    assert "from dateutil.parser.isoparser import isoparse\n" in sliced.module_source
    assert sliced.requirements == [f"python-dateutil=={version('python-dateutil')}"]
    assert results_of(sliced, ["2026-01-31", "see you"]) == [["2026"], []]


def test_the_state_of_a_transformer_is_data_of_the_model() -> None:
    sliced = slice_function(transformers.Cleaner("#").fit(["a"]))
    assert sliced.state == {
        "instead": "#",
        "pattern_": {"$pattern": [r"\d+", 32]},
        "pairs_": {"$dict": [[{"$tuple": ["a", "b"]}, {"$set": [1, 2]}]]},
    }
    assert (
        slice_function(transformers.Cleaner("-").fit(["b"])).module_source == sliced.module_source
    )


def test_data_is_written_as_its_value() -> None:
    source = slice_function(authors.tokens).module_source
    assert "'not'" not in source
    assert "'nobody'" in source
    assert "re.compile('https?://\\\\S+', 34)" in source


def test_only_what_is_reached_is_kept() -> None:
    source = slice_function(authors.Words(9)).module_source
    assert "def change" in source
    assert "trained" not in source
    assert "__init__" not in source
    assert "def fit" not in source


def test_the_same_function_gives_the_same_source() -> None:
    first, again = (slice_function(authors.tokens) for _ in range(2))
    assert isinstance(first, Sliced)
    assert first == again


def test_a_package_becomes_a_requirement() -> None:
    idna = pytest.importorskip("idna")

    def host(text: str) -> str:
        return str(idna.encode("exa" + text[:0]).decode())

    exporter = FunctionExporter()
    exporter.reference(host)
    assert exporter.requirements == [f"idna=={version('idna')}"]


def test_texts_of_the_trial_are_distinct() -> None:
    assert len(set(TEXTS)) == len(TEXTS)
