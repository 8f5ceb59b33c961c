r"""Find phrases in a text, at the boundaries of words, in time that is linear in the text.

The words of all phrases form an automaton (Aho and Corasick, "Efficient string matching", 1975), so
a text is read once, however many phrases there are.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from chalicelib.policy.plain_text import plain_text, words_of

MAX_WORDS = 32
"""Of a phrase; bounds the automaton."""


class PhraseIndex:
    """Finds the first allowed phrase or, without one, the first denied phrase of a text.

    Each phrase has at least one word. A phrase that is allowed and denied is allowed.
    """

    __slots__ = ("_allowed", "_failures", "_found", "_next")

    def __init__(self, allowed: Iterable[str], denied: Iterable[str]) -> None:
        self._next: list[dict[str, int]] = [{}]
        self._found: list[str | None] = [None]
        self._allowed = [False]
        for phrases, is_allowed in ((allowed, True), (denied, False)):
            for phrase in phrases:
                self._add(phrase, is_allowed=is_allowed)
        self._failures = self._linked()

    def first(self, words: Iterable[str]) -> tuple[str | None, str | None]:
        """Return the allowed phrase that ends first, or None, and a denied one before it."""
        state, following, failures, found = 0, self._next, self._failures, self._found
        denied = None
        for word in words:
            while state and word not in following[state]:
                state = failures[state]
            state = following[state].get(word, 0)
            if found[state] is not None:
                if self._allowed[state]:
                    return found[state], denied
                denied = denied or found[state]
        return None, denied

    def _add(self, phrase: str, *, is_allowed: bool) -> None:
        state = 0
        for word in words_of(plain_text(phrase)):
            child = self._next[state].setdefault(word, len(self._next))
            if child == len(self._next):
                self._next.append({})
                self._found.append(None)
                self._allowed.append(False)
            state = child
        if self._found[state] is None:
            self._found[state], self._allowed[state] = phrase, is_allowed

    def _linked(self) -> list[int]:
        """Return for each state the state of its longest proper suffix; note what ends there.

        "cash prize" is found in "free cash prize", although "free cash" may begin another phrase.
        """
        failures = [0] * len(self._next)
        for state, word, child in _breadth_first(self._next):
            if state:
                suffix = failures[state]
                while suffix and word not in self._next[suffix]:
                    suffix = failures[suffix]
                failures[child] = self._next[suffix].get(word, 0)
            self._inherit(child, failures[child])
        return failures

    def _inherit(self, state: int, suffix: int) -> None:
        """Let a state end the phrase of its suffix, unless it ends one that matters as much."""
        if self._found[state] is None or (self._allowed[suffix] and not self._allowed[state]):
            self._found[state], self._allowed[state] = self._found[suffix], self._allowed[suffix]


def _breadth_first(following: Sequence[Mapping[str, int]]) -> Iterator[tuple[int, str, int]]:
    """Yield the steps of the automaton, shorter beginnings first: a suffix is always shorter."""
    level = [0]
    while level:
        steps = [
            (state, word, child) for state in level for word, child in following[state].items()
        ]
        yield from steps
        level = [child for _, _, child in steps]
