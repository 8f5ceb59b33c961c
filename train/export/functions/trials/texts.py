"""The texts of a trial: of many scripts and signs, and of the terms that a model knows."""

from typing import Any

from sklearn.pipeline import Pipeline

TRIED_TERMS = 200
"""How many terms of a vocabulary, evenly spread, a function is tried on."""
TEXTS = (
    "",
    " \t\n ",
    "a",
    "Hello, World! It's 3:15pm; isn't it?",
    "RUNNING flies happily: the Studies were cancelled and relational",
    "WIN a FREE prize!!! Call 0800-123-456 or visit https://www.example.com/a?b=c&d=1 NOW",
    "mail me@example.com, @you #winner <b>bold</b> &amp; 50% off $9.99 \u00a35",
    "the quick brown fox is not in the house and he was very happy",
    "snake_case camelCase kebab-case don't won't can't I'm you're",
    "line one\nline two\r\n\ttab  double  space\u00a0nbsp\u2003em",
    "Cr\u00e8me br\u00fbl\u00e9e na\u00efve cafe\u0301 \u0130stanbul stra\u00dfe \u1e9e \ufb01ne",
    "\u4f60\u597d\u4eca\u5929 \u041f\u0440\u0438\u0432\u0435\u0442 \u0645\u0631\u062d\u0628\u0627",
    "\U0001f389\U0001f389 party \u2764\ufe0f \u00bd \u00b2 \u0663",
    "\u201cquotes\u201d \u2018single\u2019 \u2013 dash \u2026 dots... ???",
    "nul \0 lone \ud83d surrogate \x1c separator",
    "http://a.b/c/d.e-f.com www.test.org/x_y 12/31/2024 1,000.50",
    "a/b/c com news.com-au/sport/tennis",
    "Dr. Stone met Mr. J. R. Reed at 5 p.m. Please see the U.S. Navy, e.g. near St. Ives.",
    "It is 1990. International law of Jan. 3. He saw Plan B. Smith or Plan B. Nothing etc. Yes.",
    "Wait... what?! (Really?) \"Yes.\" 'No!' she said, etc. And so... The 2. is No. 7. Of 3, 5.",
    "\u201cStop.\u201d \u00abGo!\u00bb A.B. Then i. e. nothing. . . . More.-- Next?\n\nNew.Old .",
    "cannot gonna wanna go, gimme 'tis d'ye more'n 'odd' they'll 'n ``a'' \"b\" ''c'' $3-4/5",
    ":) :-D <3 @u_1 #tag-a &lt; &#65; sooo!!!!! +1 555-123-4567 \U0001f469\u200d\U0001f467 1\u00ba",
    "women wives men mice geese oxen loaves boxes dishes quizzes cities buses data glasses was has",
    "went ate taught tried stopped hoping hopes hoped studied lying better bigger nicest worse is",
    "wugs wugses glorbmen blickies snorfing snorfed zibber zibbest dogss wugedses Us AS less",
    "aaa bbb " * 200,
)
"""None is from anybody's corpus."""


def texts_of_terms(vectorizer: Any) -> list[str]:
    """Return some terms of a vectorizer, evenly spread, and texts of several."""
    terms = sorted(_terms(vectorizer))
    return with_joined(terms[:: 1 + len(terms) // TRIED_TERMS])


def with_joined(some: list[str]) -> list[str]:
    """Return strings, and texts of 20 of them each."""
    return some + [" ".join(some[at : at + 20]) for at in range(0, len(some), 20)]


def _terms(vectorizer: Any) -> set[str]:
    """Return the terms of a vectorizer, or of those within a union or a pipeline."""
    found = {term for term in getattr(vectorizer, "vocabulary_", ()) if isinstance(term, str)}
    is_pipeline = isinstance(vectorizer, Pipeline)
    steps = vectorizer.steps if is_pipeline else getattr(vectorizer, "transformer_list", ())
    return found.union(*(_terms(inner) for _, inner, *_ in steps))
