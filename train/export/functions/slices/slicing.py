"""Cut a function out of its module, with all that it needs and nothing else.

What a name stands for is taken from the running program, not from the text of the module: data
becomes a literal, an author's own function or class is cut out in turn, and what belongs to Python
is imported. So it does not matter how the author computed a list of stop words.
"""

import ast
import builtins
import sys
from collections.abc import Mapping
from types import FunctionType, ModuleType
from typing import Any

from train.export.functions.copied_code import Silent, is_copied
from train.export.functions.data_modules import DataModule
from train.export.functions.nltk_parts.lemma_calls import call_marks
from train.export.functions.origins import (
    Origin,
    is_authors,
    module_of_method,
    origin_of,
    wrapped_by_package,
)
from train.export.functions.slices.functions import define_function
from train.export.functions.slices.importing import Imports
from train.export.functions.slices.literals import assignment, literal
from train.export.functions.slices.names import attribute_names, prepare
from train.export.functions.slices.objects.class_source import class_source, named_tuple_source
from train.export.functions.slices.objects.named_tuples import has_only_fields, is_named_tuple
from train.export.functions.slices.packages.parsers import parsers_of
from train.export.functions.slices.packages.replaced import is_made_by_function, replaced_source
from train.export.functions.slices.refusing import is_fitted, refuse
from train.export.functions.slices.rewriting import rewrite
from train.export.functions.slices.source_code import assigned_expression
from train.export.functions.slices.values import value_source
from train.export.functions.trials import stand_ins

SHORT = 60
"""The longest literal that is written where it is used."""


class Slicer:
    """The definitions of a slice in order; each value has one name.

    Parameters
    ----------
    attributes
        The names of attributes that some definition uses: methods with other names are left out.
    constructed
        The classes that some definition calls; these keep their `__init__`.
    """

    def __init__(self, attributes: set[str], constructed: set[type]) -> None:
        self.attributes = attributes
        self.constructed = constructed
        self.used = set(attributes)
        self.called = set(constructed)
        self.imports = Imports(self.take_name)
        self.definitions: list[str] = []
        self.data_modules: dict[str, str] = {}
        self.copied: set[str] = set()
        self._names: dict[int, str] = {}
        self._class_names: dict[int, str] = {}
        self._kept: list[Any] = []
        self._taken: set[str] = set(dir(builtins))

    def name_of(self, value: Any, hint: str, names: Mapping[str, Any]) -> str:
        """Return the name of a value in the slice; define it at its first use."""
        if isinstance(value, type):
            self.called.add(value)
        if id(value) not in self._names:
            self._kept.append(value)  # so that no other value gets its id
            self._define(value, hint, names)
        return self._names[id(value)]

    def class_name(self, kind: type) -> str:
        """Return the name of the class of an instance: its `__init__` is not needed."""
        if id(kind) not in self._class_names:
            self._define_class(kind)
        return self._class_names[id(kind)]

    def expression(self, value: Any, hint: str, names: Mapping[str, Any]) -> str:
        """Return the source of a value: a literal if it is short data, else its name."""
        text = literal(value)
        return text if text is not None and len(text) <= SHORT else self.name_of(value, hint, names)

    def data_name(self, data: DataModule) -> str:
        """Import the data of a module of its own; return its name in the slice."""
        self.data_modules[data.name] = data.source
        return self.imports.name(f"chalicelib.functions.{data.name}", "DATA")

    def take_name(self, hint: str) -> str:
        """Return a name that the slice does not have yet."""
        if hint.startswith("__"):  # within a class, Python would take it for another name
            hint = hint.strip("_") or "value"
        name, number = hint, 1
        while name in self._taken:
            number += 1
            name = f"{hint}_{number}"
        self._taken.add(name)
        return name

    def other_name(self, name: str, taken: set[str]) -> str:
        """Return another name for what has a name, which none of the variables in `taken` has."""
        other = name
        while other in taken:
            other = self.take_name(name)
        self.definitions.append(f"{other} = {name}")
        return other

    def _define(self, value: Any, hint: str, names: Mapping[str, Any]) -> None:
        """Define a value under its own name, or under the hint if it has none."""
        if (imported := self._of_package(value, hint)) is not None:
            self._names[id(value)] = imported
        elif (text := replaced_source(self, value)) is not None:
            self.assign(value, hint, text)
        elif (wrapped := wrapped_by_package(value)) is not None:
            self._names[id(value)] = self.name_of(wrapped, hint, names)
        elif self._define_own(value, hint):
            pass
        elif (text := value_source(self, value, hint, names)) is not None:
            self.assign(value, hint, text)
        elif (text := self._imported(value)) is not None:
            self._names[id(value)] = text
        elif (node := _assigned(value, hint, names)) is not None:
            self.assign(value, hint, ast.unparse(rewrite(node, names, self)))
        else:
            refuse(value, hint)

    def _define_own(self, value: Any, hint: str) -> bool:
        """Define a function or a class of the author's; return whether it is one."""
        if isinstance(value, FunctionType) and is_authors(value):
            self._note_copied(value)
            define_function(self, value, hint)
        elif isinstance(value, type) and origin_of(value.__module__) is Origin.AUTHOR:
            self._names[id(value)] = self.class_name(value)
        else:
            return False
        return True

    def _note_copied(self, value: Any) -> None:
        if is_copied(value.__module__):
            self.copied.add(value.__module__.partition(".")[0])

    def assign(self, value: Any, hint: str, text: str) -> str:
        """Define a value by the expression that makes it, unless it is defined; return its name."""
        if id(value) not in self._names:
            self.definitions.append(assignment(self.new_name(value, hint), text))
        return self._names[id(value)]

    def new_name(self, value: Any, hint: str) -> str:
        """Return a new name of a value, before its definition, which may use the name."""
        self._names[id(value)] = self.take_name(hint)
        return self._names[id(value)]

    def rewritten(self, node: ast.AST, module: str | None, names: dict[str, Any]) -> Any:
        """Return a definition whose names are those of the slice."""
        if is_copied(module or ""):
            node = Silent().visit(node)
        package = str(getattr(sys.modules.get(module or ""), "__package__", "") or "")
        names = names | prepare(node, package)
        for parser in parsers_of(node, names):
            self.imports.require(parser)
        rewritten = rewrite(node, names, self)
        self.used |= attribute_names(rewritten) | call_marks(rewritten)
        return ast.fix_missing_locations(rewritten)

    def _define_class(self, kind: type) -> None:
        self._kept.append(kind)
        self._note_copied(kind)
        if is_named_tuple(kind) and has_only_fields(kind):
            name = self.assign(kind, kind.__name__, named_tuple_source(self, kind))
            self._class_names[id(kind)] = name
            return
        name = self._class_names[id(kind)] = self.take_name(kind.__name__)
        if not is_made_by_function(kind):
            self._names[id(kind)] = name
        self.definitions.append(class_source(self, kind, name))

    def _of_package(self, value: Any, hint: str) -> str | None:
        """Import a module, a method that a package names itself, or what stands for a function."""
        if (stand_in := stand_ins.stand_in_of(value, self.attributes)) is not None:
            return self.imports.stand_in(stand_in)
        if isinstance(value, ModuleType):
            return self.imports.module(value, hint)
        module = module_of_method(value)
        if module is None or stand_ins.object_of(value.__self__, self.used) is not None:
            return None
        return self.imports.name(module, value.__name__)

    def _imported(self, value: Any) -> str | None:
        """Import a function or a class of Python or of a package."""
        module, name = str(getattr(value, "__module__", "")), getattr(value, "__qualname__", "")
        is_there = getattr(sys.modules.get(module), name, None) is value
        if not is_there or not name.isidentifier() or stand_ins.needs_data(value):
            return None
        return str(name) if module == "builtins" else self.imports.name(module, name)


def _assigned(value: Any, hint: str, names: Mapping[str, Any]) -> ast.expr | None:
    """Return the expression that a module assigns to the name, if the name has this value."""
    if is_fitted(value) or names.get(hint) is not value:
        return None
    return assigned_expression(hint, names)
