"""A stage that scores in bulk, as the commands `bulk` and `bulk-machine` find it."""

from collections.abc import Callable

from tests.support.stores import BUCKET

Deploy = Callable[..., tuple[int, str, str]]


# The name of the output says what happens.
FUNCTION = """
import json

import boto3


def run(event, context):
    key = event["output"].removeprefix("s3://models-of-the-tests/")
    store = boto3.client("s3")
    place = {"Bucket": "models-of-the-tests"}
    if event["step"] == "plan":
        if "refused" in key:
            raise ValueError("the input has no text")
        plan = {"input": "s3://models-of-the-tests/inbox/a.jsonl", "options": event["options"]}
        store.put_object(Body=json.dumps(plan), **place, Key=key + "_bulk/plan.json")
        assert event["options"] in ({}, {"keep": ["id"], "part_bytes": 65536}), event
        items = {"Key": key + "_bulk/items.json"}
        store.put_object(Body=json.dumps([0, 1, 2, 3]), **place, **items)
        return {"output": event["output"], "items": place | items,
                "map": place | {"Prefix": key + "_bulk/map"}, "parts": 4, "left": 4}
    if event["step"] == "score":
        if "partly" in key and event["item"] == 3:
            raise ValueError("a bad part")
        store.put_object(Body=b"{}", **place, Key=key + f"part-0000{event['item']}.jsonl")
        return {"part": event["item"]}
    if "foreign" in key:
        raise ValueError("part-7 belongs to none")
    reasons = [{"error": "Missing", "reason": "it was not scored"}]
    if "for-good" in key:
        reasons += [{"error": "BulkError", "reason": "a.jsonl: changed"}] * 2
    result = {"complete": "partly" not in key, "parts": 4, "missing": 1, "rows": 5000,
              "labels": {"ham": 4000, "spam": 900}, "without_label": 100,
              "manifest": event["output"] + "manifest.json"}
    manifest = json.dumps(result | {"missing": reasons})
    store.put_object(Body=manifest, **place, Key=key + "manifest.json")
    return result
"""


def bulk(run: Deploy, output: str, *options: str) -> tuple[int, str, list[str]]:
    uri = f"s3://{BUCKET}/outbox/{output}/"
    code, printed, errors = run("bulk", f"s3://{BUCKET}/inbox/a.jsonl", uri, *options)
    assert printed in ("", f"{uri}manifest.json\n")
    return code, printed, errors.splitlines()
