"""A block of numbers that a function of the model's author counts in a text.

Standard library only, see `chalicelib.scoring.artifact`.
"""

from chalicelib.errors import FunctionError
from chalicelib.scoring.analyzer import Analyzer
from chalicelib.scoring.author_function import AuthorFunction
from chalicelib.scoring.cleaning.analyzer import CleanedAnalyzer
from chalicelib.scoring.cleaning.sources import Resolve, Sources
from chalicelib.scoring.cleaning.steps import Cleaning, read_cleaning
from chalicelib.scoring.patterns import PatternCompiler
from chalicelib.scoring.sparse_vector import BlockVector
from chalicelib.scoring.tfidf_block import TfidfBlock
from chalicelib.strict_json import Record, canonical

MAX_NUMBERS = 10_000


class NumbersBlock(TfidfBlock):
    """One column for each number; the text is cleaned first."""

    __slots__ = ("_function",)
    has_vocabulary = False

    def __init__(
        self, analyzer: CleanedAnalyzer, function: AuthorFunction, first_column: int, width: int
    ) -> None:
        names = (f"<{function.name} {number}>" for number in range(width))
        columns = {name: first_column + number for number, name in enumerate(names)}
        super().__init__(
            analyzer,
            columns,
            first_column,
            None,
            binary=False,
            sublinear_tf=False,
            norm=None,
            weight=1.0,
        )
        self._function = function

    def transform(self, text: str, prepared: str) -> BlockVector:
        """Return the numbers of a text.

        Raises
        ------
        FunctionError
            If the function fails, or returns fewer numbers than expected, or more.
        """
        del text
        function, numbers = self._function, self._function.numbers(prepared)
        if len(numbers) != len(self.columns):
            raise FunctionError(
                f"{function.module}.{function.name}: found {len(numbers)} numbers; "
                f"expected {len(self.columns)}"
            )
        found = {self.first_column + at: number for at, number in enumerate(numbers) if number}
        return BlockVector(found.keys(), [*found.values()], 1.0)


def read_numbers_block(
    record: Record, first_column: int, patterns: PatternCompiler, resolve: Resolve | None
) -> NumbersBlock:
    """Take the fields "numbers" and "cleaning" of a block.

    Raises
    ------
    FormatError
        If a field breaks a rule of docs/format-2.md.
    """
    if resolve is None:
        raise record.error("expected no function")
    sources = Sources(patterns, resolve, [])
    source = canonical(record.fields())
    has_cleaning = "cleaning" in record.fields()
    cleaning = read_cleaning(record, "cleaning", sources) if has_cleaning else Cleaning(())
    numbers = Record(record.take("numbers"), f"{record.where}: numbers")
    record.finish()
    width = numbers.integer("width", 1, MAX_NUMBERS)
    function = resolve(Record(numbers.take("function"), f"{numbers.where}: function"))
    if not isinstance(function, AuthorFunction):
        raise record.error("expected a function of the deployment")
    numbers.finish()
    splitter = Analyzer("char", (1, 1), lowercase=False)
    analyzer = CleanedAnalyzer(
        splitter, cleaning, None, None, source=source, patterns=tuple(sources.found)
    )
    return NumbersBlock(analyzer, function, first_column, width)
