"""Let installed packages compute once what they compute for each session, request or estimator.

The results are the same. What is kept is a third of what a test with boto3 costs, and a tenth of
what one with scikit-learn or a command does.
"""

import gettext
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import numpy as np
import pytest
from botocore import client, hooks, useragent
from botocore.compat import accepts_kwargs
from botocore.loaders import create_loader
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.utils import _param_validation, validation

from deploy.__main__ import _parser
from train.cli.parser import build_parser

NOT_TABLES = {np.ndarray, list, sparse.csr_matrix}


@contextmanager
def computed_once() -> Iterator[None]:
    """Replace functions until the context ends."""
    with pytest.MonkeyPatch.context() as patch:
        _parsers(patch)
        _botocore(patch)
        _scikit_learn(patch)
        yield


def _parsers(patch: pytest.MonkeyPatch) -> None:
    """Build the parser of the commands once, not for each command; look for translations once."""
    patch.setattr("train.__main__.build_parser", cache(build_parser))
    patch.setattr("deploy.__main__._parser", cache(_parser))
    find: Callable[..., Any] = gettext.find
    patch.setattr(gettext, "find", cache(find))


def _botocore(patch: pytest.MonkeyPatch) -> None:
    """Read the descriptions of AWS's services once, and make the methods of a client once."""
    patch.setattr("botocore.session.create_loader", cache(create_loader))
    clean = "sanitize_user_agent_string_component"
    patch.setattr(useragent, clean, cache(getattr(useragent, clean)))
    # Of a method, only the function is kept, lest the cache keep its client.
    of_function = cache(accepts_kwargs)
    patch.setattr(
        hooks, "accepts_kwargs", lambda handler: of_function(getattr(handler, "__func__", handler))
    )
    _aliases(patch)
    creator: Any = client.ClientCreator
    create, methods = creator._create_methods, dict[str, Any]()

    def create_methods(self: Any, service_model: Any) -> Any:
        key = service_model.service_name
        if key not in methods:
            methods[key] = create(self, service_model)
        return dict(methods[key])

    patch.setattr(creator, "_create_methods", create_methods)


def _aliases(patch: pytest.MonkeyPatch) -> None:
    """Find the other name of an event once: all sessions have the same names."""
    kept: dict[str, str] = {}
    aliaser: Any = hooks.EventAliaser
    find: Callable[[Any, str], str] = aliaser._alias_event_name

    def alias(self: Any, event_name: str) -> str:
        name = kept.get(event_name)
        if name is None:
            name = kept[event_name] = find(self, event_name)
        return name

    patch.setattr(aliaser, "_alias_event_name", alias)


def _scikit_learn(patch: pytest.MonkeyPatch) -> None:
    """Look at the parameters of scikit-learn's own functions once, and at no array for a table."""
    is_table: Callable[[Any], bool] = validation._nw_into_df_or_series
    patch.setattr(
        validation,
        "_nw_into_df_or_series",
        lambda values: type(values) not in NOT_TABLES and is_table(values),
    )
    patch.setattr(_param_validation, "signature", cache(_param_validation.signature))
    find: Any = BaseEstimator._get_param_names
    names = cache(find.__func__)

    def param_names(kind: type) -> Any:
        own = kind.__module__.startswith("sklearn.")
        return list(names(kind)) if own else find.__func__(kind)

    patch.setattr(BaseEstimator, "_get_param_names", classmethod(param_names))
