"""Write a function of `functools.singledispatch`."""

from typing import TYPE_CHECKING, Any

from train.export.functions.origins import Origin, origin_of

if TYPE_CHECKING:
    from train.export.functions.slices.slicing import Slicer


def define_dispatch(slicer: "Slicer", function: Any, hint: str) -> None:
    """Make a function of `functools.singledispatch` again, without the types of packages."""
    make = slicer.imports.name("functools", "singledispatch")
    others = dict(function.registry)
    default = slicer.name_of(others.pop(object), f"{hint}_of_any", {})
    name = slicer.assign(function, hint, f"{make}({default})")
    for kind, each in others.items():
        if origin_of(kind.__module__) is not Origin.INSTALLED:
            kind_name = slicer.name_of(kind, kind.__name__, {})
            inner = slicer.name_of(each, f"{hint}_of_{kind.__name__}", {})
            slicer.definitions.append(f"{name}.register({kind_name}, {inner})")
