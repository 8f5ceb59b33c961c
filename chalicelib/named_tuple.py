"""`NamedTuple`, with classes that take a fifth of the time to make that `typing`'s take.

A cold start makes about 30 such classes, and `typing.NamedTuple` compiles a function for each: a
tenth of what this project adds to a start. Here, all classes share one. Type checkers see
`typing`'s class, and its public methods are here but for `_make`. Creating a tuple from all of its
elements takes about as long; elements that are named or left out take longer.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    from collections import _tuplegetter

    _ANNOTATE = "__annotate_func__"
    """What Python 3.14 has in place of a class's annotations: it computes them when called."""

    class _Maker(type):
        """Makes the classes; a class that derives from such a class is an ordinary one."""

        def __new__(cls, name, bases, members):
            if bases[0].__base__ is not tuple:  # `NamedTuple` itself, or a class below such a class
                return super().__new__(cls, name, bases, members)
            annotations = members.get("__annotations__") or members[_ANNOTATE](1)
            fields = tuple(annotations)
            defaults = {field: members[field] for field in fields if field in members}
            members |= {field: _tuplegetter(at, None) for at, field in enumerate(fields)}
            members |= {
                "__slots__": (),
                "__match_args__": fields,
                "_fields": fields,
                "_field_defaults": defaults,
            }
            return super().__new__(cls, name, bases, members)

    class NamedTuple(tuple, metaclass=_Maker):
        """A tuple whose elements have names, as `typing.NamedTuple`."""

        __slots__ = ()
        _fields = ()

        def __new__(cls, *elements, **named):
            """Return a tuple of the elements, by position, by name or by default."""
            if named or len(elements) != len(cls._fields):
                elements = cls._completed(elements, named)
            return tuple.__new__(cls, elements)

        @classmethod
        def _completed(cls, elements, named):
            """Return all elements; raise TypeError if some are missing, unknown or given twice."""
            fields = cls._fields
            rest = fields[len(elements) :]
            given = cls._field_defaults | named
            if len(elements) > len(fields) or not named.keys() <= {*rest} <= given.keys():
                raise TypeError(f"{cls.__name__} has the fields {', '.join(fields)}")
            return (*elements, *[given[field] for field in rest])

        def __repr__(self):
            """Return the name of the class, and each element with its name."""
            pairs = zip(self._fields, self, strict=True)
            return f"{type(self).__name__}({', '.join(f'{name}={one!r}' for name, one in pairs)})"

        def __getnewargs__(self):
            """Return the arguments with which `pickle` and `copy` call the class."""
            return tuple(self)

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def _replace(self, **named):
            return type(self)(**self._asdict() | named)
