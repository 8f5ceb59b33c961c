"""Contents of reports, and a parser that reads a report back as its words and tags."""

from html.parser import HTMLParser
from typing import Any

from train.evaluation.comparison import Comparison
from train.evaluation.cross_validation import LearningPoint
from train.evaluation.predictions import Prediction, Predictions
from train.report.contents import Mistake, PromotedComparison, ReportContents, WeightedTerm
from train.report.model_report import report


def two(caught: int, missed: int, blocked: int, passed: int) -> Predictions:
    """Return so many predictions for spam (caught, missed) and for ham (blocked, passed)."""
    rows = [
        *[("spam", "spam", 0.9)] * caught,
        *[("spam", "ham", 0.3)] * missed,
        *[("ham", "spam", 0.7)] * blocked,
        *[("ham", "ham", 0.1)] * passed,
    ]
    return Predictions(
        ("ham", "spam"), tuple(Prediction(str(at), *row) for at, row in enumerate(rows))
    )


METRICS: dict[str, Any] = {
    "protocol": "held out: a tenth",
    "texts": 300,
    "classes": ["ham", "spam"],
    "confusion": [[199, 1], [2, 98]],
    "accuracy": 0.99,
    "mcc": 0.9775,
    "f1": None,
    "spam_caught": 0.98,
    "blocked_ham": 0.005,
}
FACTS: dict[str, Any] = {
    "recipe": "default",
    "created": "20260102T030405Z",
    "classes": ["ham", "spam"],
    "positive": "spam",
    "threshold": 0.5,
    "data": {"sha256": "ab" * 32, "rows": 3000, "labels": {"ham": 2000, "spam": 1000}},
    "libraries": {"scikit-learn": "1.9.1"},
    "metrics": METRICS,
}
BARE = ReportContents(FACTS, two(98, 2, 1, 199), None, (), {}, (), None)
EVIL = "<b>&\"'</b>"
THREE = ("a", EVIL, "c")
MANY = ReportContents(
    FACTS
    | {
        "classes": list(THREE),
        "positive": None,
        "threshold": None,
        "metrics": {
            "protocol": "other",
            "texts": 4,
            "accuracy": 0.75,
            "mcc": 0.5,
            "recall": {"a": 1.0, EVIL: 0.625, "c": None},
            "precision": {"a": 1.0, EVIL: 0.5, "c": 0.25},
            "cross_validation": {
                "protocol": "distinct",
                "folds": 5,
                "recall": {name: {"mean": 0.5, "std": None} for name in THREE},
            },
        },
    },
    Predictions(
        THREE,
        (
            Prediction("1", "a", "a", 0.9),
            Prediction("2", EVIL, EVIL, 0.8),
            Prediction("3", EVIL, "c", 0.7),
            Prediction("4", "c", "c", 0.6),
        ),
    ),
    None,
    [LearningPoint(10, 0.5, 0.1)],
    {
        EVIL: [
            WeightedTerm("a b\n", 2.0),
            WeightedTerm(EVIL, -1.0),
            WeightedTerm("\x00\u202e", 0.5),
        ]
    },
    [Mistake(f"{EVIL}\ud83d \x00", EVIL, "a", 0.875)],
    PromotedComparison(EVIL, Comparison(0, 0, 0, 0, 0, 1.0)),
)


class Page(HTMLParser):
    """The words and tags of a page; fails if a tag is not closed in order."""

    VOID = ("meta", "br")

    def __init__(self, raw: bytes) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(raw.decode("utf-8"))
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the tag."""
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the self-closing tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Check that it closes the tag opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep the words unless they are style."""
        if self.open[-1:] != ["style"]:
            self.words.append(data)

    def text(self) -> str:
        """Return all words, separated by single spaces."""
        return " ".join(" ".join(self.words).split())


_REPORTS: dict[int, tuple[ReportContents, bytes]] = {}


def report_page(contents: ReportContents) -> bytes:
    """Return the report of the contents, rendered once.

    The cache also keeps the contents, so that Python does not reuse their id.
    """
    if id(contents) not in _REPORTS:
        _REPORTS[id(contents)] = (contents, report(contents))
    return _REPORTS[id(contents)][1]


def report_words(contents: ReportContents) -> str:
    """Return the words of the report."""
    return Page(report_page(contents)).text()
