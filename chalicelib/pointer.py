"""Read the pointer, `current.json`, from strict JSON: what is promoted, and what is on trial.

It holds whole documents, not only names: the promoted manifest, the policy in force, and the
manifest of a version on trial. So a cold start needs one read before it fetches the artifacts.
"""

from chalicelib import strict_json
from chalicelib.errors import FormatError
from chalicelib.manifest import FORMAT, Manifest, read_manifest
from chalicelib.named_tuple import NamedTuple
from chalicelib.strict_json import Record, describe
from chalicelib.version_names import digested, is_time, is_version

POINTER_KEY = "current.json"
MAX_POINTER_BYTES = 2**22
SHADOW = "shadow"
CANARY = "canary"

BAND = 0.05
"""How far a canary may move the share of a label, unless its trial says otherwise."""

_TRIALS = (SHADOW, CANARY)


class NamedPolicy(NamedTuple):
    """A policy's name, which holds its digest, and its document, which is not checked here."""

    id: str
    document: dict[str, object]


class PublicPolicy(NamedTuple):
    """What clients may know of the policy in force: nothing of its lists."""

    id: str
    threshold: float | None
    unsure: dict[str, float] | None


class Trial(NamedTuple):
    """A version on trial next to the promoted one.

    A shadow scores what the promoted version has labelled. A canary responds to `percent` of the
    requests; a shadow has 0. `policy` is in force with this version and is promoted with it.
    `started_at`, a time such as `20260131T093000Z`, names the trial: the next one of the same
    version begins anew. A canary stops if it moves the share of a label by more than `band`.
    """

    kind: str
    manifest: Manifest
    percent: int
    policy: NamedPolicy | None
    started_at: str
    band: float = BAND


class Pointer(NamedTuple):
    """The promoted manifest and its policy, the pair promoted before, and the trial, if any.

    If the pair before has the same version, because a policy alone was promoted since, `earlier`
    is the version before it, and `earlier_policy` the policy that it had.
    """

    manifest: Manifest
    previous: str | None = None
    policy: NamedPolicy | None = None
    previous_policy: str | None = None
    trial: Trial | None = None
    earlier: str | None = None
    earlier_policy: str | None = None


def read_pointer(raw: bytes) -> Pointer:
    """Check the bytes of the pointer; pointers of before 1.3 name no policy and no trial.

    Raises
    ------
    FormatError
        If a manifest is refused (`read_manifest`), or a field is missing or has the wrong type.
    """
    record = Record(strict_json.parse(raw, POINTER_KEY), POINTER_KEY)
    record.expect_format(FORMAT)
    fields = record.fields()
    manifest = _manifest(record)
    previous = record.text_or_none("previous")
    return Pointer(
        manifest,
        previous,
        _policy(record),
        _policy_id(record, "previous_policy"),
        _trial(record) if fields.get("trial") is not None else None,
        record.text_or_none("earlier") if "earlier" in fields else None,
        _policy_id(record, "earlier_policy"),
    )


def pointer_document(pointer: Pointer) -> dict[str, object]:
    """Return the fields of a pointer, ready for JSON; those that are empty are left out."""
    optional = {
        "policy": pointer.policy and pointer.policy.document,
        "previous_policy": pointer.previous_policy,
        "trial": pointer.trial and _trial_document(pointer.trial),
        "earlier": pointer.earlier,
        "earlier_policy": pointer.earlier_policy,
    }
    return {
        "format": FORMAT,
        "version": pointer.manifest.version,
        "manifest": pointer.manifest.document,
        "previous": pointer.previous,
    } | {name: value for name, value in optional.items() if value is not None}


def differing_task(promoted: Manifest, candidate: Manifest) -> str:
    """Return why a candidate cannot serve the promoted version's requests, or an empty string."""
    before, after = ", ".join(promoted.classes)[:200], ", ".join(candidate.classes)[:200]
    if promoted.classes != candidate.classes:
        return (
            f"{candidate.version} has the classes {after} and the promoted version "
            f"{promoted.version} has {before}"
        )
    if promoted.several != candidate.several:
        return f"only one of {candidate.version} and {promoted.version} gives a text several labels"
    return ""


def named_policy(document: object, where: str) -> NamedPolicy:
    """Return a policy with the name that its content has.

    Raises
    ------
    FormatError
        If it is no object, or has no time of creation.
    """
    fields = Record(document, where).fields()
    policy_id = digested(fields, where)
    if not is_version(policy_id):
        raise FormatError(
            f"{where}: created is {describe(fields.get('created'))}; expected a time such as "
            "'20260131T093000Z'"
        )
    return NamedPolicy(policy_id, fields)


def _manifest(record: Record) -> Manifest:
    version = record.text("version")
    return read_manifest(record.take("manifest"), version, f"{record.where}: manifest")


def _policy(record: Record) -> NamedPolicy | None:
    if record.fields().get("policy") is None:
        return None
    return named_policy(record.take("policy"), f"{record.where}: policy")


def _policy_id(record: Record, name: str) -> str | None:
    if name not in record.fields():
        return None
    policy_id = record.text_or_none(name)
    if policy_id is not None and not is_version(policy_id):
        raise FormatError(
            f"{record.where}: {name} is {policy_id[:60]!r}; expected a name such as "
            "20260131T093000Z-0123456789ab"
        )
    return policy_id


def _trial(record: Record) -> Trial:
    trial = Record(record.take("trial"), f"{record.where}: trial")
    kind = trial.text("kind", _TRIALS)
    started_at = trial.text("started_at")
    if not is_time(started_at):  # it becomes part of a key
        raise trial.error(
            f"started_at is {describe(started_at)}; expected a time such as '20260131T093000Z'"
        )
    percent, band = 0, BAND
    if kind == CANARY:
        percent, band = trial.integer("percent", 1, 99), trial.number("band")
        if not 0 < band < 1:
            raise trial.error(f"band is {band}; expected a share between 0 and 1")
    return Trial(kind, _manifest(trial), percent, _policy(trial), started_at, band)


def _trial_document(trial: Trial) -> dict[str, object]:
    document: dict[str, object] = {
        "kind": trial.kind,
        "version": trial.manifest.version,
        "manifest": trial.manifest.document,
        "policy": trial.policy and trial.policy.document,
        "started_at": trial.started_at,
    }
    if trial.kind == CANARY:
        document |= {"percent": trial.percent, "band": trial.band}
    return document
