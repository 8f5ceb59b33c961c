"""A bucket's policy and its lifecycle, with what is missing added and nothing lost.

An existing bucket may have statements and rules of somebody else's: they stay as they are, and
where one of them does what is wanted already, nothing is added.
"""

from typing import Any

Document = Any
"""A part of a bucket's configuration as S3 gives it; None where it was never set."""

OLD_VERSIONS_DAYS = 90
UNFINISHED_UPLOADS_DAYS = 7
STATEMENT = "RefusePlainHttp"
RULE = "old-versions-and-unfinished-uploads"
WHOLE_BUCKET = {"Prefix": ""}
CLEANING: dict[str, Any] = {
    "NoncurrentVersionExpiration": {"NoncurrentDays": OLD_VERSIONS_DAYS},
    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": UNFINISHED_UPLOADS_DAYS},
}


def policy_words(policy: Document) -> str:
    """Tell whether a policy refuses plain HTTP, and how much else it says.

    >>> policy_words({"Statement": {"Effect": "Allow"}})
    'accepted by a policy of 1 statement'
    """
    statements = _listed(policy.get("Statement"))
    verb = "refused" if any(map(_refuses_http, statements)) else "accepted"
    return f"{verb} by a policy of {len(statements)} statement{'s' * (len(statements) != 1)}"


def with_http_refused(policy: Document, arn: str) -> Document:
    """Return the policy, with a statement more where it lets plain HTTP in."""
    statements = [] if policy is None else _listed(policy.get("Statement"))
    whole = {arn, f"{arn}/*"}
    for statement in filter(_refuses_http, statements):
        if whole <= set(_listed(statement.get("Resource"))):
            return policy
    refusal = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": sorted(whole),
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    if all(statement.get("Sid") != STATEMENT for statement in statements):
        refusal = {"Sid": STATEMENT, **refusal}  # S3 accepts no name twice
    return {"Version": "2012-10-17", **(policy or {}), "Statement": [*statements, refusal]}


def _refuses_http(statement: Document) -> bool:
    """Tell whether a statement refuses everything to everybody over plain HTTP."""
    condition = statement.get("Condition")
    return (
        statement.get("Effect") == "Deny"
        and statement.get("Principal") in ("*", {"AWS": "*"}, {"AWS": ["*"]})
        and not {"s3:*", "*"}.isdisjoint(_listed(statement.get("Action")))
        and condition
        in [{"Bool": {"aws:SecureTransport": no}} for no in ("false", ["false"], False)]
    )


def lifecycle_words(lifecycle: Document) -> str:
    """Tell how long old versions and unfinished uploads stay.

    >>> lifecycle_words({"Rules": []})
    'old versions for ever, unfinished uploads for ever'
    """
    kept = []
    for what, days in (
        ("NoncurrentVersionExpiration", "NoncurrentDays"),
        ("AbortIncompleteMultipartUpload", "DaysAfterInitiation"),
    ):
        found = [rule[what].get(days, 0) for rule in lifecycle["Rules"] if _cleans(rule, what)]
        kept.append(f"{min(found)} days" if found else "for ever")
    return f"old versions {kept[0]}, unfinished uploads {kept[1]}"


def with_cleaning(lifecycle: Document, _: str) -> Document:
    """Return the lifecycle, with a rule for what nothing cleans up yet, after however many days."""
    found = {} if lifecycle is None else lifecycle
    rules = found.get("Rules", [])
    if all(any(_cleans(rule, what) for rule in rules) for what in CLEANING):
        return lifecycle
    others = [_with_filter(rule) for rule in rules if rule.get("ID") != RULE]
    mine = {"ID": RULE, "Status": "Enabled", "Filter": WHOLE_BUCKET}
    for what, how in CLEANING.items():
        if not any(_cleans(rule, what) for rule in others):
            own = [rule[what] for rule in rules if rule.get("ID") == RULE and _cleans(rule, what)]
            mine[what] = own[0] if own else how
    return {**found, "Rules": [*others, mine]}


def _cleans(rule: Document, what: str) -> bool:
    """Tell whether a rule is in force for the whole bucket and does this."""
    where = rule.get("Filter", {"Prefix": rule.get("Prefix", "")})
    return what in rule and rule["Status"] == "Enabled" and where in ({}, WHOLE_BUCKET)


def _with_filter(rule: Document) -> Document:
    """Return a rule in the present form: S3 takes no configuration that mixes it with the old."""
    if "Filter" in rule:
        return rule
    rest = {name: value for name, value in rule.items() if name != "Prefix"}
    return {**rest, "Filter": {"Prefix": rule.get("Prefix", "")}}


def _listed(value: Document) -> list[Any]:
    """Return what a policy may write as one thing or as a list of them."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
