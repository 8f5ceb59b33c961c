"""The state of an author's transformer is data, and nothing else."""

import re
from typing import Any

import pytest

from chalicelib.errors import FormatError
from chalicelib.registry.function_state import read_state


def test_json_and_the_marked_kinds_are_read() -> None:
    state = {
        "plain": [None, True, 1, 2.5, "x", {"a": [1]}],
        "pair": {"$tuple": [1, {"$tuple": []}]},
        "words": {"$frozenset": ["a"]},
        "numbers": {"$dict": [[1, "one"], [{"$tuple": [1, 2]}, "pair"]]},
        "pattern": {"$pattern": ["a b # c\n", int(re.VERBOSE | re.IGNORECASE | re.UNICODE)]},
    }
    assert read_state(state, "state") == {
        "plain": [None, True, 1, 2.5, "x", {"a": [1]}],
        "pair": (1, ()),
        "words": frozenset({"a"}),
        "numbers": {1: "one", (1, 2): "pair"},
        "pattern": re.compile("a b # c\n", re.VERBOSE | re.IGNORECASE),
    }


@pytest.mark.parametrize(
    ("state", "message"),
    [
        pytest.param([], "found an array of 0; expected an object", id="array"),
        pytest.param({"__class__": 1}, "'__class__' is not the name of an", id="dunder"),
        pytest.param({"a.b": 1}, "'a.b' is not the name of an attribute", id="name"),
        pytest.param({"a": {"$code": []}}, r"key '\$code'; expected one key of \$tuple", id="kind"),
        pytest.param({"a": {"$set": [], "b": 1}}, "expected one key of", id="two-keys"),
        pytest.param({"a": {"$set": "ab"}}, "expected one key of", id="no-array"),
        pytest.param({"a": {"$set": [[]]}}, "found an array where only plain", id="unhashable"),
        pytest.param({"a": {"$dict": [[[], 1]]}}, "found an array where only", id="unhashable-key"),
        pytest.param({"a": {"$dict": [[1]]}}, r"only pairs in \$dict", id="pair"),
        pytest.param({"a": {"$pattern": ["a"]}}, "and the flags of re in", id="no-flags"),
        pytest.param({"a": {"$pattern": ["a", 128]}}, "and the flags of re in", id="debug"),
        pytest.param({"a": {"$pattern": ["a", -1]}}, "and the flags of re in", id="negative"),
        pytest.param({"a": {"$pattern": ["(", 0]}}, "not a regular expression", id="pattern"),
        pytest.param({"a": {"$pattern": ["a", 288]}}, "not a regular expression", id="ascii-and-u"),
        pytest.param({"a": {"$pattern": ["a" * 1001, 0]}}, "expected at most 1000", id="long"),
    ],
)
def test_anything_else_is_refused(state: Any, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        read_state(state, "state")
