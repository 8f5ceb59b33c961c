"""Decide the label of a text by the rules of a policy, in their order.

Allowed before denied, because blocked ham costs more than missed spam; both before the unsure band;
the band before the threshold.
"""

from typing import NamedTuple

from chalicelib.policy.hosts import NO_HOST, first_listed, hosts_of, plain_host
from chalicelib.policy.link_target import target_hosts
from chalicelib.policy.origin import Origin, domain_of, plain_sender
from chalicelib.policy.phrases import PhraseIndex
from chalicelib.policy.plain_text import readings, without_hidden, words_of
from chalicelib.policy.reader import Below, Between, Lists, Policy

MODEL = "model"
THRESHOLD = "threshold"
UNSURE = "unsure"
"""Both a rule and the label that it gives."""


class Pair(NamedTuple):
    """The positive class, the other one, and the positive one's place among the probabilities."""

    positive: str
    other: str
    place: int


class Decision(NamedTuple):
    """A label, the rule that decided it, and the entry of a list that did, if one did."""

    label: str
    rule: str
    matched: str | None = None


class _Match(NamedTuple):
    """The kind of an entry, and the entry."""

    kind: str
    entry: str


class _Sources(NamedTuple):
    """What senders and domains are compared with: senders, their domains, the hosts of links."""

    senders: tuple[str, ...]
    sender_domains: list[str]
    hosts: list[str]


class _Listed:
    """The senders and domains of one list, by what they are compared with."""

    __slots__ = ("_domains", "_senders")

    def __init__(self, lists: Lists) -> None:
        self._senders = {plain_sender(entry): entry for entry in lists.senders}
        self._domains = {plain_host(entry) or entry: entry for entry in lists.domains}

    def any_of(self, found: _Sources) -> _Match | None:
        """Return the first entry that covers one sender or one host."""
        sender = next((self._senders[one] for one in found.senders if one in self._senders), None)
        domain = first_listed([*found.sender_domains, *found.hosts], self._domains)
        return _first(sender, domain)

    def all_of(self, found: _Sources) -> _Match | None:
        """Return the first entry if the list covers all senders, or else all hosts.

        One good link must not excuse a bad one. But if the senders have domains, these decide: a
        mail of an allowed domain may link to anything.
        """
        senders = [self._senders.get(one) for one in found.senders]
        domains = [
            first_listed([one], self._domains) for one in found.sender_domains or found.hosts
        ]
        return _first(_if_all(senders), _if_all(domains))


def _if_all(entries: list[str | None]) -> str | None:
    return entries[0] if entries and all(entries) else None


def _first(sender: str | None, domain: str | None) -> _Match | None:
    if sender is not None:
        return _Match("sender", sender)
    return None if domain is None else _Match("domain", domain)


class Rules:
    """The rules of a checked policy; `pair` is None if the model has no positive class."""

    __slots__ = (
        "_allow", "_band", "_deny", "_has_domains", "_has_lists", "_pair", "_phrases", "_threshold",
    )  # fmt: skip

    def __init__(self, policy: Policy, pair: Pair | None) -> None:
        allow, deny = policy.allow, policy.deny
        has_phrases = bool(allow.phrases or deny.phrases)
        self._phrases = PhraseIndex(allow.phrases, deny.phrases) if has_phrases else None
        self._allow, self._deny = _Listed(allow), _Listed(deny)
        self._has_lists = any((*allow, *deny))
        self._has_domains = bool(allow.domains or deny.domains)
        self._pair, self._band, self._threshold = pair, policy.unsure, policy.threshold

    def decide(
        self, text: str, origin: Origin, label: str, probabilities: tuple[float, ...] | None
    ) -> Decision:
        """Return the label of a text; `label` and `probabilities` are the model's."""
        pair = self._pair
        if pair is not None and self._has_lists:
            listed = self._listed(readings(text), origin, pair)
            if listed is not None:
                return listed
        if probabilities is None:
            return Decision(label, MODEL)
        if self._is_unsure(probabilities):
            return Decision(UNSURE, UNSURE)
        if pair is not None and self._threshold is not None:
            is_positive = probabilities[pair.place] > self._threshold
            return Decision(pair.positive if is_positive else pair.other, THRESHOLD)
        return Decision(label, MODEL)

    def _listed(self, plain: list[str], origin: Origin, pair: Pair) -> Decision | None:
        """Return the decision of the lists."""
        allowed, denied = self._first_phrases(plain)
        if allowed is not None:
            return Decision(pair.other, "allow phrase", allowed)
        found = self._sources(plain, origin)
        if entry := self._allow.all_of(found):
            return Decision(pair.other, f"allow {entry.kind}", entry.entry)
        if denied is not None:
            return Decision(pair.positive, "deny phrase", denied)
        if entry := self._deny.any_of(found):
            return Decision(pair.positive, f"deny {entry.kind}", entry.entry)
        return None

    def _first_phrases(self, plain: list[str]) -> tuple[str | None, str | None]:
        if self._phrases is None:
            return None, None
        # What a mail's reader does not see divides no phrase, and excuses nothing.
        seen = [without_hidden(each) for each in plain]
        found = [self._phrases.first(words_of(each)) for each in seen]
        allowed = next((allowed for allowed, _ in found if allowed), None)
        if allowed is None and seen != plain:
            found += [self._phrases.first(words_of(each)) for each in plain]
        return allowed, next((denied for _, denied in found if denied), None)

    def _is_unsure(self, probabilities: tuple[float, ...]) -> bool:
        band = self._band
        if isinstance(band, Between) and self._pair is not None:
            return band.low <= probabilities[self._pair.place] <= band.high
        return isinstance(band, Below) and max(probabilities) < band.limit

    def _sources(self, plain: list[str], origin: Origin) -> _Sources:
        if not self._has_domains:
            return _Sources(origin.senders, [], [])
        hosts = [host for each in plain for host in hosts_of(each)]
        hosts += [host for link in dict.fromkeys(origin.links) for host in target_hosts(link)]
        domains = [domain_of(one) or NO_HOST for one in origin.senders]
        return _Sources(origin.senders, domains if any(domains) else [], hosts)
