"""ReportContents to report on, and a report read back as the words and tags in it."""

from html.parser import HTMLParser
from typing import Any

from train.evaluation.comparison import Comparison
from train.evaluation.predictions import Prediction, Predictions
from train.report.contents import ReportContents
from train.report.model_report import report


def two(caught: int, missed: int, blocked: int, passed: int) -> Predictions:
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
    [(10, 0.5, 0.1)],
    {EVIL: [("a b\n", 2.0), (EVIL, -1.0), ("\x00\u202e", 0.5)]},
    [(f"{EVIL}\ud83d \x00", EVIL, "a", 0.875)],
    (EVIL, Comparison(0, 0, 0, 0, 0, 1.0)),
)


class Page(HTMLParser):
    """The text of a page and the tags in it; a tag closed out of turn fails."""

    VOID = ("meta", "br")

    def __init__(self, raw: bytes) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(raw.decode("utf-8"))
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember the tag."""
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember the tag, which closes itself."""
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Check that it is the one last opened."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep what is not style."""
        if self.open[-1:] != ["style"]:
            self.words.append(data)

    def text(self) -> str:
        """Return all words with single blanks between."""
        return " ".join(" ".join(self.words).split())


MADE: dict[int, tuple[ReportContents, bytes]] = {}


def made(findings: ReportContents) -> bytes:
    """Return the findings' report, made once; the findings are kept, so no id comes again."""
    if id(findings) not in MADE:
        MADE[id(findings)] = (findings, report(findings))
    return MADE[id(findings)][1]


def text(findings: ReportContents) -> str:
    return Page(made(findings)).text()
