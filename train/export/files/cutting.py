"""Cut a function that labels a text where the model begins: what is before it cleans the text.

    def predict(text):                              def predict(text):
        text = re.sub("[^a-z]", " ", text.lower())      text = re.sub("[^a-z]", " ", text.lower())
        label = model.predict([text])[0]                return text
        return NAMES[label]

The lines of the script keep their numbers, by which sources of functions are found.
"""

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

CUT = "cut_before"
"""The attribute of a function that was cut: the call that is the first to be left out."""
_MODEL = frozenset({"decision_function", "predict", "predict_proba", "transform"})
_MODELS = frozenset({"catboost", "imblearn", "lightgbm", "sklearn", "xgboost"})
_ARRAYS = frozenset({"Series", "array", "asarray"})
_SIMPLE = ast.Assign | ast.AnnAssign | ast.Expr | ast.Return
_FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef


class Cut(NamedTuple):
    """A script with a function that was cut, and the call that is the first to be left out."""

    source: str
    before: str


def cut_function(source: str, name: str) -> Cut | None:
    """Return a script whose function ends before the first call of a model.

    Parameters
    ----------
    source, name
        The script, and the function.

    Returns
    -------
    Cut or None
        None if the function calls no model with a list of texts, or may return before it does, or
        gives different texts to several.
    """
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError):
        return None
    found = [each for each in statements if isinstance(each, _FUNCTION) and each.name == name]
    if not found:
        return None
    function = found[-1]
    own = _own_objects([*statements, *function.body])
    at = next((at for at, each in enumerate(function.body) if _calls(own, each)), None)
    if at is None or function.body[0].lineno == function.lineno:
        return None
    before, first = function.body[:at], function.body[at]
    if not isinstance(first, _SIMPLE) or _returns(before):
        return None
    call = _calls(own, first)[0]
    texts = {_text_of(each.args[0], before) for each in _calls(own, *function.body[at:])} - {None}
    text = _text_of(call.args[0], before)
    if text is None or len(texts) > 1:
        return None
    names = _names([*before, ast.parse(text)])
    parameters = [each for each in _parameters(function.args) if each.partition("=")[0] in names]
    changed = _written(source, function, at, text, parameters)
    return Cut(changed, f"{ast.unparse(call.func)}() in line {call.lineno}")


def left_out(function: object) -> list[str]:
    """Return what to tell of a function that was cut; nothing of others."""
    before = getattr(function, CUT, None)
    told = f"it is taken up to before {before}; what it does with the label is left out"
    return [] if before is None else [told]


def _own_objects(statements: Sequence[ast.stmt]) -> set[str]:
    """Return the variables that hold an object of a class of the author's, which is no model.

    A class is the author's if the script defines it, or imports it from elsewhere than a package
    that has models.
    """
    classes = {each.name for each in statements if isinstance(each, ast.ClassDef)}
    classes |= {
        alias.asname or alias.name
        for each in statements
        if isinstance(each, ast.ImportFrom) and str(each.module).partition(".")[0] not in _MODELS
        for alias in each.names
        if alias.name[:1].isupper()
    }
    return {
        target.id
        for each in statements
        if isinstance(each, ast.Assign) and isinstance(each.value, ast.Call)
        for target in each.targets
        if isinstance(target, ast.Name) and ast.unparse(each.value.func) in classes
    }


def _calls(own: set[str], *nodes: ast.stmt) -> list[ast.Call]:
    """Return the calls of models, those within the arguments of others first.

    What `own` names is no model.
    """
    calls = [
        node
        for each in nodes
        for node in ast.walk(each)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _MODEL
        and len(node.args) == 1
        and ast.unparse(node.func.value) not in own
    ]
    return calls[::-1]


def _returns(statements: Iterable[ast.stmt]) -> bool:
    """Return whether statements may leave the function with a result, or yield one."""
    leaving = (ast.Return, ast.Yield, ast.YieldFrom, ast.Await)
    return any(isinstance(node, leaving) for each in statements for node in _own(each))


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and those within it, without those of functions that it defines."""
    yield node
    if not isinstance(node, _FUNCTION | ast.Lambda):
        for inner in ast.iter_child_nodes(node):
            yield from _own(inner)


def _text_of(given: ast.expr, before: Sequence[ast.stmt]) -> str | None:
    """Return the expression of the text, or of the texts, that a model is given; None if unknown.

    What is no list is no texts: another object may have a method `transform` of one text.
    """
    if isinstance(given, ast.Call) and given.args:
        name = given.func.attr if isinstance(given.func, ast.Attribute) else ""
        return _text_of(given.args[0], before) if name in _ARRAYS else None
    if isinstance(given, ast.List) and len(given.elts) == 1:
        return ast.unparse(given.elts[0])
    if isinstance(given, ast.ListComp):
        return ast.unparse(given)
    if not isinstance(given, ast.Name):
        return None
    values = [
        each.value
        for each in before
        if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == given.id
    ]
    last = values[-1] if values else None
    if isinstance(last, ast.Call) and ast.unparse(last.func).endswith("DataFrame"):
        return given.id  # rows of a table, for --row
    if isinstance(last, ast.List) and len(last.elts) + _appended(given.id, before) == 1:
        return f"{given.id}[0]"
    return given.id if isinstance(last, ast.ListComp) else None


def _appended(name: str, before: Sequence[ast.stmt]) -> int:
    """Return how often a statement of its own appends to a list."""
    return sum(
        isinstance(each, ast.Expr) and ast.unparse(each).startswith(f"{name}.append(")
        for each in before
    )


def _names(nodes: Iterable[ast.AST]) -> set[str]:
    return {node.id for each in nodes for node in ast.walk(each) if isinstance(node, ast.Name)}


def _parameters(given: ast.arguments) -> list[str]:
    """Return the parameters with their defaults, without their types."""
    plain = [*given.posonlyargs, *given.args]
    missing: list[ast.expr | None] = [None] * (len(plain) - len(given.defaults))
    defaults = [*missing, *given.defaults, *given.kw_defaults]
    return [
        arg.arg if default is None else f"{arg.arg}={ast.unparse(default)}"
        for arg, default in zip([*plain, *given.kwonlyargs], defaults, strict=True)
    ]


def _written(
    source: str,
    function: ast.FunctionDef | ast.AsyncFunctionDef,
    at: int,
    text: str,
    names: list[str],
) -> str:
    """Return the script with the function's head and end replaced, in as many lines as before."""
    lines = source.splitlines(keepends=True)
    first, cut = function.body[0].lineno, function.body[at].lineno
    start = min([function.lineno, *(each.lineno for each in function.decorator_list)])
    indent = " " * function.body[0].col_offset
    head = [f"def {function.name}({', '.join(names)}):\n", *["\n"] * (first - start - 1)]
    end = [f"{indent}return {text}\n", *["\n"] * (int(function.end_lineno or cut) - cut)]
    return "".join(
        [
            *lines[: start - 1],
            *head,
            *lines[first - 1 : cut - 1],
            *end,
            *lines[cut + len(end) - 1 :],
        ]
    )
