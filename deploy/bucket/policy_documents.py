"""A bucket's policy and lifecycle configuration: add what is missing, lose nothing.

An existing bucket may have statements and rules of its owner's. They are kept, and nothing is added
if one of them already has the desired effect.
"""

from collections.abc import Sequence
from typing import Any

from chalicelib.reports.stored_report import EXPIRY_DAYS
from deploy.configuration.policies import REPORTS

Document = Any
"""A part of a bucket's configuration as S3 returns it; None if it was never set."""

OLD_VERSIONS_DAYS = 90
UNFINISHED_UPLOADS_DAYS = 7
OLD_REPORTS_DAYS = 1
MAX_ID_CHARACTERS = 255
REPORTS_RULE = "reports-of-users-"
STATEMENT = "RefusePlainHttp"
RULE = "old-versions-and-unfinished-uploads"
WHOLE_BUCKET = {"Prefix": ""}
CLEANUP: dict[str, Any] = {
    "NoncurrentVersionExpiration": {"NoncurrentDays": OLD_VERSIONS_DAYS},
    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": UNFINISHED_UPLOADS_DAYS},
}


def describe_policy(policy: Document) -> str:
    """Describe whether a policy denies plain HTTP, and how many statements it has.

    >>> describe_policy({"Statement": {"Effect": "Allow"}})
    'allowed by a policy with 1 statement'
    """
    statements = _as_list(policy.get("Statement"))
    verb = "denied" if any(map(_denies_http, statements)) else "allowed"
    return f"{verb} by a policy with {len(statements)} statement{'s' * (len(statements) != 1)}"


def with_http_denied(policy: Document, arn: str) -> Document:
    """Return the policy, with a statement added if it does not deny plain HTTP."""
    statements = [] if policy is None else _as_list(policy.get("Statement"))
    bucket_and_objects = {arn, f"{arn}/*"}
    for statement in filter(_denies_http, statements):
        if bucket_and_objects <= set(_as_list(statement.get("Resource"))):
            return policy
    denial = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": sorted(bucket_and_objects),
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    if all(statement.get("Sid") != STATEMENT for statement in statements):
        denial = {"Sid": STATEMENT, **denial}  # S3 rejects a duplicate Sid
    return {"Version": "2012-10-17", **(policy or {}), "Statement": [*statements, denial]}


def _denies_http(statement: Document) -> bool:
    """Return whether a statement denies everything to everybody over plain HTTP."""
    condition = statement.get("Condition")
    return (
        statement.get("Effect") == "Deny"
        and statement.get("Principal") in ("*", {"AWS": "*"}, {"AWS": ["*"]})
        and not {"s3:*", "*"}.isdisjoint(_as_list(statement.get("Action")))
        and condition
        in [{"Bool": {"aws:SecureTransport": no}} for no in ("false", ["false"], False)]
    )


def describe_lifecycle(lifecycle: Document) -> str:
    """Describe how long old versions and unfinished uploads are kept.

    >>> describe_lifecycle({"Rules": []})
    'old versions kept forever, unfinished uploads forever'
    """
    periods = []
    for action, days in (
        ("NoncurrentVersionExpiration", "NoncurrentDays"),
        ("AbortIncompleteMultipartUpload", "DaysAfterInitiation"),
    ):
        kept = [rule[action].get(days, 0) for rule in lifecycle["Rules"] if _applies(rule, action)]
        periods.append(f"{min(kept)} days" if kept else "forever")
    reports = max(map(_report_days, lifecycle["Rules"]), default=0)
    of_reports = f", reports {reports} days" if reports else ""
    return f"old versions kept {periods[0]}, unfinished uploads {periods[1]}{of_reports}"


def with_cleanup(lifecycle: Document, _: str) -> Document:
    """Return the lifecycle, with a rule for each action of `CLEANUP` that no rule takes yet.

    A rule that takes the action after another number of days is enough.
    """
    current = {} if lifecycle is None else lifecycle
    rules = current.get("Rules", [])
    if all(any(_applies(rule, action) for rule in rules) for action in CLEANUP):
        return lifecycle
    others = [_with_filter(rule) for rule in rules if rule.get("ID") != RULE]
    own = {"ID": RULE, "Status": "Enabled", "Filter": WHOLE_BUCKET}
    for action, default in CLEANUP.items():
        if not any(_applies(rule, action) for rule in others):
            earlier = [
                rule[action] for rule in rules if rule.get("ID") == RULE and _applies(rule, action)
            ]
            own[action] = earlier[0] if earlier else default
    return {**current, "Rules": [*others, own]}


def with_reports(lifecycle: Document, prefixes: Sequence[str]) -> Document:
    """Return the lifecycle, with a rule for the reports below each prefix that has none yet.

    A rule of the owner's that deletes them earlier is enough. Reports are personal data, so their
    old versions are not kept as long as those of the models.
    """
    rules = lifecycle["Rules"]
    for prefix in prefixes:
        folder = f"{prefix}/{REPORTS}" if prefix else REPORTS
        if not any(_report_days(rule, folder) for rule in rules):
            own = {
                "ID": f"{REPORTS_RULE}{prefix}"[:MAX_ID_CHARACTERS],
                "Status": "Enabled",
                "Filter": {"Prefix": folder},
                "Expiration": {"Days": EXPIRY_DAYS},
                "NoncurrentVersionExpiration": {"NoncurrentDays": OLD_REPORTS_DAYS},
            }
            others = [_with_filter(rule) for rule in rules if rule.get("ID") != own["ID"]]
            rules = [*others, own]
    return lifecycle if rules is lifecycle["Rules"] else {**lifecycle, "Rules": rules}


def _report_days(rule: Document, folder: str | None = None) -> int:
    """Return after how many days a rule deletes reports with their old versions; 0 if it does not.

    Without a folder, those of any.
    """
    prefix = _with_filter(rule)["Filter"].get("Prefix", "")
    days: int = rule.get("Expiration", {}).get("Days", 0)
    old = rule.get("NoncurrentVersionExpiration", {}).get("NoncurrentDays", EXPIRY_DAYS)
    applies = prefix == folder or (folder is None and prefix.endswith(REPORTS))
    enough = 0 < days <= EXPIRY_DAYS and old <= OLD_REPORTS_DAYS
    return days if rule["Status"] == "Enabled" and applies and enough else 0


def _applies(rule: Document, action: str) -> bool:
    """Return whether a rule is enabled for the whole bucket and takes the action."""
    scope = rule.get("Filter", {"Prefix": rule.get("Prefix", "")})
    return action in rule and rule["Status"] == "Enabled" and scope in ({}, WHOLE_BUCKET)


def _with_filter(rule: Document) -> Document:
    """Return a rule in the current form: S3 rejects rules that mix `Filter` and `Prefix`."""
    if "Filter" in rule:
        return rule
    rest = {name: value for name, value in rule.items() if name != "Prefix"}
    return {**rest, "Filter": {"Prefix": rule.get("Prefix", "")}}


def _as_list(value: Document) -> list[Any]:
    """Return a list from a value that a policy may write with or without one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
