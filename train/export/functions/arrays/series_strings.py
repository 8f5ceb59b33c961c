"""Turn what pandas does to the strings of a series into what Python does to those of a list.

`X.str.lower()` becomes `[*map(lambda each_text: each_text.lower(), X)]`. The service passes lists.
"""

import ast
import re
from collections.abc import Callable
from typing import Any

Resolve = Callable[[ast.expr], Any]
"""Returns the value of a name or of a chain of names, or None."""

_TEXT = "each_text"
_SAME = frozenset({
    *("lower", "upper", "title", "capitalize", "swapcase", "casefold", "encode", "decode"),
    *("strip", "lstrip", "rstrip", "removeprefix", "removesuffix", "startswith", "endswith"),
    *("isupper", "islower", "istitle", "isalpha", "isalnum", "isdigit", "isspace", "isnumeric"),
})  # fmt: skip
"""Methods that `str` has, too, with the same arguments."""
_SEARCHING = {
    "count": "len(re.findall({}, {}))",
    "findall": "re.findall({}, {})",
    "contains": "bool(re.search({}, {}))",
}
_BUILTINS = frozenset({"map", "len", "bool", "str"})


class SeriesStrings(ast.NodeTransformer):
    """Replaces methods of `series.str`, `series.astype(str)` and `series.fillna("")`."""

    def __init__(self, resolve: Resolve, variables: set[str], known: dict[str, Any]) -> None:
        self._resolve = resolve
        self._variables = variables
        self._known = known

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Replace the call of a method of a series."""
        self.generic_visit(node)
        function = node.func
        if not isinstance(function, ast.Attribute) or self._variables & (_BUILTINS | {_TEXT}):
            return node
        owner, given = function.value, ", ".join(map(ast.unparse, [*node.args, *node.keywords]))
        made: str | None = None
        if isinstance(owner, ast.Attribute) and owner.attr == "str":
            owner, made = owner.value, self._of_one(function.attr, node)
        elif (function.attr, given) == ("astype", "str"):
            made = f"str({_TEXT})"
        elif function.attr == "fillna" and given in ("''", "' '"):
            made = _TEXT  # no text of a request is missing
        texts = self._texts(owner)
        if made is None or texts is None:
            return node
        each = ast.parse(f"lambda {_TEXT}: {made}", mode="eval").body
        mapped = ast.Call(ast.Name("map", ast.Load()), [each, texts], [])
        return ast.List([ast.Starred(mapped, ast.Load())], ast.Load())

    def _texts(self, node: ast.expr) -> ast.expr | None:
        """Return what a series is made of, or None if the expression is none."""
        if isinstance(node, ast.Name):
            return node if node.id in self._variables else None
        if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
            kind = self._resolve(node.func)
            module, name = getattr(kind, "__module__", "") or "", getattr(kind, "__name__", "")
            is_series = (module.partition(".")[0], name) == ("pandas", "Series")
            return node.args[0] if is_series else None
        if isinstance(node, ast.List) and [type(each) for each in node.elts] == [ast.Starred]:
            return node
        return None

    def _of_one(self, method: str, node: ast.Call) -> str | None:
        """Return what a method of `series.str` makes of one text, or None if it is not known."""
        arguments = [ast.unparse(each) for each in node.args]
        options = {str(each.arg): ast.unparse(each.value) for each in node.keywords}
        if method == "replace":
            return self._replaced(arguments, options)
        if options:
            return None
        if method == "len":
            return f"len({_TEXT})"
        if method in _SEARCHING and len(arguments) == 1:
            return _SEARCHING[method].format(arguments[0], _TEXT) if self._has_re() else None
        is_plain = method in _SAME or (method == "split" and not arguments)
        return f"{_TEXT}.{method}({', '.join(arguments)})" if is_plain else None

    def _replaced(self, arguments: list[str], options: dict[str, str]) -> str | None:
        """Return a replacement; since pandas 2 of a string, if `regex` is not said to be true."""
        names = ("pat", "repl")
        given = dict(zip(names, arguments, strict=False)) | options
        regex, flags = given.pop("regex", "False"), given.pop("flags", "0")
        if {*given} != {*names} or regex not in ("True", "False"):
            return None
        if regex == "False":
            return f"{_TEXT}.replace({given['pat']}, {given['repl']})" if flags == "0" else None
        more = "" if flags == "0" else f", flags={flags}"
        return f"re.sub({given['pat']}, {given['repl']}, {_TEXT}{more})" if self._has_re() else None

    def _has_re(self) -> bool:
        return "re" not in self._variables and self._known.setdefault("re", re) is re
