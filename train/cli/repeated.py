"""Options that are given twice: lists are joined, and one value is not replaced without a word."""

from argparse import Action, ArgumentError, ArgumentParser, Namespace
from collections.abc import Sequence
from typing import Any

_GIVEN = "given_options"


class Parser(ArgumentParser):
    """A parser that takes `--data a --data b` as `--data a b`, and refuses `--out a --out b`."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in (None, "store"):
            self.register("action", name, _Stored)


class _Stored(Action):
    """Stores the values of an option, as argparse's own action does, but for repetitions."""

    def __call__(
        self,
        parser: ArgumentParser,
        namespace: Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        """Store the values, after those of the same option."""
        del parser
        given = vars(namespace).setdefault(_GIVEN, set())
        if option_string is not None and self.dest in given:
            if not isinstance(values, list):
                raise ArgumentError(self, "found twice; expected once")
            values = [*getattr(namespace, self.dest), *values]
        given.add(self.dest)
        setattr(namespace, self.dest, values)
