"""What cannot be cut out of its module is refused with the reason."""

from collections.abc import Callable
from typing import Any

import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import FunctionTransformer

from tests.support import author_undeployable as authors
from train.errors import InputError
from train.export.functions.exporter import FunctionExporter
from train.export.functions.slices.slice import slice_function


def of_no_source() -> Callable[[str], str]:
    names: dict[str, Any] = {}
    exec("def typed(text):\n    return text", names)  # noqa: S102
    function: Callable[[str], str] = names["typed"]
    return function


def around_nothing() -> Callable[[str], str]:
    if not around_nothing.__doc__:

        def within(text: str) -> str:
            return later + text

        return within
    later = "x"
    return str.lower


def counter() -> Callable[[str], str]:
    seen = 0

    def count(text: str) -> str:
        nonlocal seen
        seen += 1
        return text

    return count


def with_a_lock() -> Callable[[str], str]:
    lock = iter("abc")
    return lambda text: text + next(lock)


def predicting() -> Callable[[str], Any]:
    vectorizer = CountVectorizer(vocabulary=["win"])
    return lambda text: vectorizer.transform([text.lower()])


@pytest.mark.parametrize(
    ("function", "message"),
    [
        pytest.param(predicting(), "it uses 'vectorizer', a CountVectorizer; expected", id="model"),
        pytest.param(authors.counting, "assigns to the global variable 'COUNTER'", id="global"),
        pytest.param(authors.reading, "it calls open, which reads or writes", id="file"),
        pytest.param(authors.by_code, "it calls eval, which runs code", id="eval"),
        pytest.param(authors.with_numpy, "it uses numpy, but the service does not", id="numpy"),
        pytest.param(authors.with_an_array, "it uses numpy, but the service does n", id="array"),
        pytest.param(authors.rounded, "it uses numpy, but the service", id="float32"),
        pytest.param(authors.missing_name, "'undefined_name' has no value in", id="name"),
        pytest.param(authors.missing_attribute, "'string' has no 'no_such_thing'", id="attribute"),
        pytest.param(authors.missing_import, "cannot import 'no_such_module_at_all'", id="import"),
        pytest.param(authors.module_itself, "'tests.support.author_helpers' itself", id="module"),
        pytest.param(of_no_source(), "source of 'typed' is not available; name the", id="source"),
        pytest.param(around_nothing(), "variable 'later' around it has no value", id="no-value"),
        pytest.param(counter(), "cannot be cut out of its module: no binding", id="nonlocal"),
        pytest.param(with_a_lock(), "it uses 'lock', which is no plain data but a", id="object"),
        pytest.param(authors.with_an_object, "uses 'marker', which is no plain data", id="default"),
        pytest.param(FunctionTransformer(), "does nothing; leave it out", id="identity"),
    ],
)
def test_what_cannot_be_sliced_is_refused(function: Any, message: str) -> None:
    with pytest.raises(InputError, match=message) as refused:
        FunctionExporter().reference(function, batch=function is authors.rounded)
    assert "cannot be deployed with the app" in str(refused.value)


def test_a_changed_source_is_refused(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "changing_module.py"
    path.write_text("def clean(text):\n    return text.lower()\n")
    monkeypatch.syspath_prepend(tmp_path)
    import changing_module  # type: ignore[import-not-found]

    path.write_text("def clean(text):\n    return text.upper() \n")
    with pytest.raises(InputError, match="differs from the source in its file; save the model"):
        slice_function(changing_module.clean)
