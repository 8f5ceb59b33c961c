"""A model's report: one HTML page, for someone who is no statistician, that needs nothing else."""

from collections.abc import Mapping, Sequence

from train.evaluation import curves
from train.evaluation.comparison import Comparison
from train.evaluation.predictions import Predictions
from train.report import charts as pictures
from train.report.contents import ReportContents
from train.report.html import Markup, bars, element, matrix, page, picture, section, table, visible
from train.report.tables import facts_table, figures_table
from train.report.wording import certainty, confusion, count, gate, lead, moment, names, verdict

LONGEST_MISTAKE = 600


def report(findings: ReportContents) -> bytes:
    """Return the report as one UTF-8 HTML document."""
    facts = findings.facts
    title = f"Model \u201c{facts['recipe']}\u201d, {moment(facts['created'])}"
    parts = [
        _opening(findings, title),
        _current(findings.current),
        section("What was trained on what", facts_table({"": facts})),
        _figures(findings),
        _confusion(findings.shown),
        _pictures(findings),
        _terms(findings.terms),
        _mistakes(findings.mistakes),
    ]
    return page(title, *(part for part in parts if part))


def _opening(findings: ReportContents, title: str) -> Markup:
    shown = findings.shown
    how = (
        f"Measured on {count(len(shown.rows), 'text')} that the model had not seen in training."
        if findings.out_of_fold is None
        else f"Measured by cross-validation on {count(len(shown.rows), 'text')}, each judged by a "
        "model of the same recipe that had not seen it in training."
    )
    return element(
        "header",
        element("p", "How good is this model?", css="kind"),
        element("h1", title),
        element("p", lead(shown), css="lead"),
        element("p", how, " ", certainty(shown), css="note"),
    )


def _figures(findings: ReportContents) -> Markup:
    metrics = findings.facts["metrics"]
    columns = {"Held out": metrics}
    note = f"First column: {count(metrics['texts'], 'text')} ({metrics['protocol']})."
    if folds := metrics.get("cross_validation"):
        columns["Cross-validation"] = folds
        note += (
            f" Cross-validation: mean \N{PLUS-MINUS SIGN} standard deviation over "
            f"{count(folds['folds'], 'fold')} ({folds['protocol']}); the spread shows how much "
            "depends on which texts happen to be in a fold."
        )
    return section("The figures", figures_table(columns, findings.facts["classes"], note))


def _confusion(shown: Predictions) -> Markup:
    return section(
        "What is taken for what",
        element(
            "p",
            "Each row holds the texts that truly are of a class, each column what the model says "
            "of them. On the diagonal (blue) it is right, elsewhere (orange) wrong; the share is "
            "that of the row.",
        ),
        matrix(shown.classes, confusion(shown)),
    )


def _pictures(findings: ReportContents) -> Markup:
    drawn = [
        *_curves_of_two(findings.shown, findings.facts["threshold"]),
        *_calibration(findings.shown),
        *_learning(findings.learning),
    ]
    if not drawn:
        return Markup()
    return section("The curves", element("div", *drawn, css="pictures"))


def _curves_of_two(shown: Predictions, threshold: float | None) -> list[Markup]:
    if not curves.has_both(shown):
        return []
    ordinary, spam = names(shown.classes)
    start = pictures.precision_recall_start(shown)
    drawn = [
        picture(
            "Precision over recall",
            f"The further one goes right, the more {spam} are caught; the higher the line is there,"
            " the fewer others are caught with them. The dot is where the model stands. "
            f"Both axes begin at {start:.0%}.",
            pictures.precision_recall_picture("precision", shown),
        )
    ]
    if threshold is not None and curves.has_probabilities(shown):
        meaning = (
            f"What another threshold would change: the share of {spam} that are caught (above) and "
            f"of {ordinary} that are blocked (below, on a scale of its own). The dotted line is "
            f"the chosen threshold, {threshold:.4g}."
        )
        svg = pictures.threshold_picture("threshold", shown, threshold)
        drawn.append(picture("Choice of threshold", meaning, svg))
    return drawn


def _calibration(shown: Predictions) -> list[Markup]:
    if not curves.has_probabilities(shown):
        return []
    two = len(shown.classes) == 2
    what = f"of {names(shown.classes)[1]}" if two else "that the label is right"
    meaning = (
        f"Can the probability {what} be taken at its word? It can where a dot lies on the dotted "
        "line; above it the model is too careful, below it too sure. The whiskers are what chance "
        "leaves open (95%), the bars how many texts a dot stands for (each step ten times more)."
    )
    return [picture("Calibration", meaning, pictures.calibration_picture("calibration", shown))]


def _learning(points: Sequence[tuple[int, float, float]]) -> list[Markup]:
    if not points:
        return []
    meaning = (
        "How good the recipe is with fewer texts to learn from (Matthews correlation coefficient: "
        "1 is perfect); the band is the standard deviation. Where the line still rises at its "
        "right end, more texts would help."
    )
    return [picture("Learning curve", meaning, pictures.learning_picture("learning", points))]


def _terms(terms: Mapping[str, Sequence[tuple[str, float]]]) -> Markup:
    if not terms:
        return Markup()
    meaning = (
        "The words and parts of words that speak most for each class; the longer the bar, the "
        "more one occurrence counts. \N{OPEN BOX} is a space."
    )
    lists = [
        element(
            "div", element("h3", "For ", visible(name, spaces=False)), bars(heaviest), css="class"
        )
        for name, heaviest in terms.items()
    ]
    return section(
        "Terms that weigh most", element("p", meaning), element("div", *lists, css="pictures")
    )


def _mistakes(mistakes: Sequence[tuple[str, str, str, float]]) -> Markup:
    if not mistakes:
        return Markup()
    meaning = (
        "Where the model was surest and wrong. Some may be labelled wrong in the data: those are "
        "worth mending there."
    )
    items = [_mistake(*mistake) for mistake in mistakes]
    return section(
        "Most confident mistakes", element("p", meaning), element("ul", *items, css="mistakes")
    )


def _mistake(text: str, true: str, said: str, probability: float) -> Markup:
    shown, said, true = (visible(part, spaces=False) for part in (_cut(text), said, true))
    label = element("span", f"{said} ({probability:.1%} sure), in truth {true}", css="note")
    return element("li", label, element("q", element("bdi", shown)))


def _cut(text: str) -> str:
    if len(text) <= LONGEST_MISTAKE:
        return text
    return f"{text[:LONGEST_MISTAKE]}\u2026 ({len(text):,} characters)"


def _current(current: tuple[str, Comparison] | None) -> Markup:
    if current is None:
        return Markup()
    name, comparison = current
    if not comparison.texts:
        words = f"This model and {name} were measured on no text in common."
        return section("Against the model now promoted", element("p", words))
    return section(
        "Against the model now promoted",
        element("p", verdict(comparison, "this model", name), " ", gate(comparison)),
        versus(comparison, "This model", "The promoted one"),
    )


def versus(comparison: Comparison, first: str, second: str) -> Markup:
    """Return McNemar's table: on how many common texts which of two models is right."""
    rows = [
        [f"{first} right", f"{comparison.both_right:,}", f"{comparison.only_first:,}"],
        [f"{first} wrong", f"{comparison.only_second:,}", f"{comparison.both_wrong:,}"],
    ]
    note = (
        f"The {count(comparison.texts, 'text')} that both were measured on. Only those that one "
        "of the two alone has right tell them apart."
    )
    return table(["", f"{second} right", f"{second} wrong"], rows, note)
