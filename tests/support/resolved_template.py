"""A CloudFormation template with its parameters filled in."""

import re
from typing import Any

Template = dict[str, Any]
STACK = "spam-or-ham-dev"
PSEUDO = {"AWS::StackName": STACK, "AWS::Region": "us-east-1", "AWS::NoValue": None}


def resolved(template: Template, **parameters: object) -> Template:
    """Return the properties of the resources that CloudFormation would create.

    `parameters` override the defaults. A reference to a resource becomes its name; properties
    without a value are left out.
    """
    values: Template = {name: name for name in template["Resources"]} | PSEUDO
    values["RestAPI.Stage"] = template["Resources"]["RestAPI"]["Properties"]["StageName"]
    values |= {name: each["Default"] for name, each in template["Parameters"].items()} | parameters
    values |= {name: evaluate(each, values) for name, each in template["Conditions"].items()}
    return {
        name: evaluate(each["Properties"], values)
        for name, each in template["Resources"].items()
        if values.get(each.get("Condition"), True)
    }


def evaluate(node: Any, values: Template) -> Any:
    if isinstance(node, list):
        return [each for each in (evaluate(one, values) for one in node) if each is not None]
    if not isinstance(node, dict):
        return node
    if len(node) == 1 and next(iter(node)).startswith(("Fn::", "Ref")):
        return call(*next(iter(node.items())), values)
    pairs = {key: evaluate(each, values) for key, each in node.items()}
    return {key: each for key, each in pairs.items() if each is not None}


def call(function: str, arguments: Any, values: Template) -> Any:
    match function, arguments:
        case "Ref", name:
            return values[name]
        case "Fn::If", [condition, one, other]:
            return evaluate(one if values[condition] else other, values)
        case "Fn::Not", [condition]:
            return not evaluate(condition, values)
        case "Fn::And" | "Fn::Or", conditions:
            return (all if function == "Fn::And" else any)(evaluate(conditions, values))
        case "Fn::Equals", [one, other]:
            return str(evaluate(one, values)) == str(evaluate(other, values))
        case "Fn::GetAtt", [name, _]:
            return name
        case "Fn::Sub", pattern:
            return substituted(pattern, values)
    raise NotImplementedError(function)


def substituted(pattern: Any, values: Template) -> str:
    if isinstance(pattern, list):
        pattern, own = pattern
        values = values | evaluate(own, values)
    return re.sub(r"\$\{(.+?)\}", lambda name: str(values.get(name[1], name[1])), pattern)
