"""Names that can run commands are told from those that models need, however a pickle has them."""

import io
import pickle
from argparse import Namespace
from collections import Counter, OrderedDict, defaultdict
from functools import partial
from html import unescape
from operator import itemgetter
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from tests.support.parity import TRAINING
from train.errors import InputError
from train.export.files.dangerous import dangerous, refusing
from train.export.files.loading import Loading, load
from train.export.files.needs import Name, needs
from train.export.files.recognition import recognize


class Calling:
    """Is pickled as a call of a function."""

    def __init__(self, function: Any, *arguments: object) -> None:
        self.called = function, arguments

    def __reduce__(self) -> Any:
        """Return the call."""
        return self.called


@pytest.mark.parametrize(
    "name",
    [
        *("os.system", "posix.system", "nt.system", "subprocess.Popen", "shutil.rmtree"),
        *("builtins.eval", "builtins.exec", "builtins.open", "builtins.__import__"),
        *("importlib.import_module", "runpy.run_path", "timeit.timeit", "ctypes.CDLL"),
        *("webbrowser.open", "types.FunctionType", "pickle.loads", "logging.FileHandler"),
        *("pip._internal.main", "numpy.testing._private.utils.runstring", "pandas.read_pickle"),
        *("numpy.f2py.os.system", "joblib.load", "setuptools.setup"),
    ],
)
def test_what_runs_commands_or_code_is_dangerous(name: str) -> None:
    module, _, last = name.rpartition(".")
    assert dangerous([Name(module, last)]) == [name]
    assert dangerous([Name(module, last)], [name]) == []


@pytest.mark.parametrize(
    "name", ["re.enum.sys.modules", "collections._sys.exit", "mine.clean.__globals__", "mine.os"]
)
def test_a_way_through_a_harmless_module_is_dangerous(name: str) -> None:
    module, _, path = name.partition(".")
    assert dangerous([Name(module, path)]) == [name]


@pytest.mark.parametrize("protocol", [0, 2, 5])
def test_what_models_hold_is_harmless(tmp_path: Path, protocol: int) -> None:
    vectorizer = TfidfVectorizer(
        preprocessor=unescape, tokenizer=str.split, token_pattern=None
    ).fit(TRAINING)
    parts = [partial(sorted, key=len), itemgetter(1), str.lower, Counter("a"), OrderedDict(a=b"x")]
    parts += [Namespace(rate=1), *([io.BytesIO(b"x"), io.StringIO("x")] if protocol > 1 else [])]
    held = [vectorizer, defaultdict(list), np.random.RandomState(0), np.float64(1), {1}, *parts]
    path = tmp_path / "model.pkl"
    path.write_bytes(pickle.dumps(held, protocol))
    assert dangerous(needs(recognize(path)).names) == []
    assert len(load(recognize(path), Loading())) == len(held)


def of_python_2() -> bytes:
    return b"c__builtin__\neval\n(S'1'\ntR."


def within_an_array() -> bytes:
    file = io.BytesIO()
    joblib.dump(np.array([Calling(eval, "1")], dtype=object), file)
    return file.getvalue()


@pytest.mark.parametrize("content", [of_python_2(), within_an_array()])
def test_loading_refuses_it_in_old_and_in_inner_pickles(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.pkl"
    path.write_bytes(content)
    with pytest.raises(
        InputError, match=r"model.pkl: imports builtins.eval, .* --trust builtins.e"
    ):
        load(recognize(path), Loading())
    load(recognize(path), Loading(trust=["builtins.eval"]))


def test_other_pickles_are_not_refused_after_the_block() -> None:
    with refusing([]):
        pass
    content = pickle.dumps(Calling(eval, "1 + 1"))
    assert pickle.loads(content) == 2  # noqa: S301 - made above
