"""Complete the CloudFormation template of a stage that scores in bulk.

`chalice package` merges one file, `.chalice/extras.yaml`; this merges `.chalice/bulk.yaml` into the
result with Chalice's own classes, and fills in what boto3 creates for `make deploy`.
"""

import json
from pathlib import Path
from typing import Any

from chalice.package import TemplateDeepMerger, YAMLTemplateSerializer

from deploy.bulk_scoring.definitions import (
    EVENT_PATH,
    KEPT_SECONDS,
    TARGET,
    Document,
    event_pattern,
    machine_template,
    queue_policy,
    trust,
)
from deploy.chalice_file import expecting
from deploy.configuration.policies import StageResources, policy

EXTRAS = "bulk.yaml"
OF_INBOX = "Inbox"
"""How the resources begin that a stage without an inbox does not need."""


def merge_file(template: Path, extras: Path, resources: StageResources) -> None:
    """Complete a template in place; raises `DeployError` if it has no bulk function."""
    yaml = YAMLTemplateSerializer()
    with expecting(template, "a template of Chalice with the function Bulk"):
        chalice = yaml.load_template(template.read_text("utf-8"), str(template))
        _ = chalice["Resources"]["Bulk"]
    added = completed(yaml.load_template(extras.read_text("utf-8"), str(extras)), resources)
    merged = TemplateDeepMerger().merge(added, chalice)
    # YAML writes an object that occurs twice as an alias, which CloudFormation does not read.
    template.write_text(yaml.serialize_template(json.loads(json.dumps(merged))))


def completed(extras: Document, resources: StageResources) -> Document:
    """Return the content of `bulk.yaml` with what it leaves out; no inbox if the stage has none."""
    found = extras["Resources"]
    properties = {name: each["Properties"] for name, each in found.items()}
    properties["BulkMachine"]["Definition"] = machine_template(resources.partition)
    properties["BulkMachineRole"] |= _role("states", "machine", resources)
    properties["InboxRole"] |= _role("events", "inbox", resources)
    properties["InboxRule"]["EventPattern"] = event_pattern(resources.bucket)
    properties["InboxRule"]["Targets"][0] |= {"Id": TARGET, "InputPath": EVENT_PATH}
    properties["InboxQueue"]["MessageRetentionPeriod"] = KEPT_SECONDS
    queue, rule = ({"Fn::GetAtt": [name, "Arn"]} for name in ("InboxQueue", "InboxRule"))
    properties["InboxQueuePolicy"]["PolicyDocument"] = queue_policy(queue, rule)
    if resources.bulk is None or not resources.bulk.has_inbox(resources.bucket):
        found = {name: each for name, each in found.items() if not name.startswith(OF_INBOX)}
    return extras | {"Resources": found}


def _role(service: str, role: str, resources: StageResources) -> dict[str, Any]:
    document = policy(role, resources)
    return {
        "AssumeRolePolicyDocument": trust(service),
        "Policies": [{"PolicyName": role, "PolicyDocument": document}],
    }
