"""The state of an author's transformer is data, and nothing else."""

import re
from collections import Counter, OrderedDict, defaultdict
from typing import Any

import pytest

from chalicelib.errors import FormatError
from chalicelib.registry.function_state import read_state


def test_dictionaries_of_collections_are_read() -> None:
    state = read_state(
        {
            "counts": {"$Counter": [["free", 2], [{"$tuple": ["a", "b"]}, 1]]},
            "ranks": {"$OrderedDict": [["b", 1], ["a", 2]]},
            "groups": {"$defaultdict": ["list", [["a", [1]]]]},
            "strict": {"$defaultdict": [None, [["a", 1]]]},
        },
        "state",
    )
    assert state == {
        "counts": Counter({"free": 2, ("a", "b"): 1}),
        "ranks": OrderedDict(b=1, a=2),
        "groups": {"a": [1]},
        "strict": {"a": 1},
    }
    groups, strict = state["groups"], state["strict"]
    assert isinstance(groups, defaultdict)
    assert (groups["new"], dict(groups)) == ([], {"a": [1]})
    assert isinstance(strict, defaultdict)
    with pytest.raises(KeyError, match="new"):
        strict["new"]


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
        pytest.param({"a": {"$dict": [[1]]}}, "expected only pairs in a dictionary", id="pair"),
        pytest.param({"a": {"$Counter": [1]}}, "expected only pairs in", id="counts"),
        pytest.param({"a": {"$defaultdict": ["eval", []]}}, "one of bool, int,", id="factory"),
        pytest.param({"a": {"$defaultdict": ["int"]}}, "one of bool, int, float", id="no-pairs"),
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
