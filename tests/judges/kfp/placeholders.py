"""Placeholders: `{{$...}}`, and the objects Concat and IfPresent."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kfp.pipeline_spec import pipeline_spec_pb2 as pb

# Only single quotes and no spaces: the launcher replaces the exact text.
KEY = r"\['[^'}]*'\]"
PARAMETER = re.compile(r"inputs\.parameters\['([^'}]*)'\](?:\.json_escape\[\d+\])?")
PORTS = {
    "input parameter": PARAMETER,
    "input artifact": re.compile(
        r"inputs\.artifacts\['([^'}]*)'\]"
        rf"(?:\.uri|\.path|\.metadata(?:{KEY})?|\.properties{KEY})?"
    ),
    "output parameter": re.compile(r"outputs\.parameters\['([^'}]*)'\]\.output_file"),
    "output artifact": re.compile(
        r"outputs\.artifacts\['([^'}]*)'\]" rf"(?:\.uri|\.path|\.metadata(?:{KEY})?)"
    ),
}
RUN = re.compile(
    r"pipeline_(?:job_(?:name|resource_name|uuid|create_time_utc|schedule_time_utc)"
    r"|task_(?:name|uuid)|root)|workspace_path"
)
CONTAINER = re.compile(r"outputs\.output_file|outputMetadataUri|json_escape\[\d+\]")
VERTEX = re.compile(
    r"pipeline_(?:google_cloud_(?:project_id|location)|service_account|network"
    r"|encryption_key_name|persistent_resource_id)"
)

OPENING = re.compile(r"\{\{\s*\$(?=\s*(?:\.|\}\}))")
TAG = re.compile(r"\{\{\$(?:\.((?:[^'}]|'[^']*')*))?\}\}")
# What the SDK calls a value while it compiles; it must never be left over.
LEFTOVER = re.compile(r"\{\{channel:")

STRUCTS = ("Concat", "IfPresent")
STRUCT = re.compile(r'\s*\{\s*"(?:Concat|IfPresent)"')


@dataclass(frozen=True)
class Ports:
    """The names that the placeholders of one place may use, by their kind."""

    names: dict[str, set[str]]
    in_container: bool = False
    on_vertex: bool = False

    @staticmethod
    def of(component: pb.ComponentSpec, on_vertex: bool) -> "Ports":
        inputs, outputs = component.input_definitions, component.output_definitions
        names = {
            "input parameter": set(inputs.parameters),
            "input artifact": set(inputs.artifacts),
            "output parameter": set(outputs.parameters),
            "output artifact": set(outputs.artifacts),
        }
        return Ports(names, True, on_vertex)

    @staticmethod
    def inputs(names: set[str], on_vertex: bool) -> "Ports":
        return Ports({"input parameter": names}, False, on_vertex)

    def has_input(self, name: str) -> bool:
        return any(
            name in self.names.get(kind, ())
            for kind in ("input parameter", "input artifact")
        )


def check_tag(body: str, ports: Ports) -> str | None:
    """Returns what is wrong with the text between `{{$.` and `}}`, if anything."""
    for kind, pattern in PORTS.items():
        match = pattern.fullmatch(body)
        if not match:
            continue
        if kind not in ports.names:
            return f"an {kind} cannot be used here"
        if match[1] not in ports.names[kind]:
            return f"there is no {kind} {match[1]!r}"
        return None
    if RUN.fullmatch(body):
        return None
    if ports.in_container and CONTAINER.fullmatch(body):
        return None
    if VERTEX.fullmatch(body):
        return None if ports.on_vertex else "only Vertex knows this"
    return "not a placeholder that KFP knows"


def check_text(text: str, ports: Ports) -> Iterator[str]:
    """Yields what is wrong with the placeholders in a piece of text."""
    if LEFTOVER.search(text):
        yield "holds a channel that the compiler left over"
    for opening in OPENING.finditer(text):
        tag = TAG.match(text, opening.start())
        if not tag:
            yield f"{text[opening.start():][:40]}: not a placeholder that KFP knows"
        elif tag[1] is not None:
            problem = check_tag(tag[1], ports)
            if problem:
                yield f"{tag[0]}: {problem}"
        elif not ports.in_container:
            yield f"{tag[0]}: only a container has this"


def check_value(value: Any, ports: Ports) -> Iterator[str]:
    """Yields what is wrong with the placeholders anywhere in a JSON value."""
    if isinstance(value, str):
        yield from check_text(value, ports)
    elif isinstance(value, list):
        for item in value:
            yield from check_value(item, ports)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from check_text(key, ports)
            yield from check_value(item, ports)


def check_branch(item: Any, ports: Ports, in_concat: bool) -> Iterator[str]:
    if isinstance(item, list) and not in_concat:
        for element in item:
            yield from check_item(element, ports, False)
    else:
        yield from check_item(item, ports, in_concat)


def check_if_present(body: Any, ports: Ports, in_concat: bool) -> Iterator[str]:
    if not isinstance(body, dict):
        yield "IfPresent is not an object"
        return
    for key in sorted(set(body) - {"InputName", "Then", "Else"}):
        yield f"IfPresent knows no {key!r}"
    name = body.get("InputName")
    if not isinstance(name, str) or not ports.has_input(name):
        yield f"IfPresent: there is no input {name!r}"
    if "Then" not in body:
        yield "IfPresent has no 'Then'"
    for key in ("Then", "Else"):
        if key in body:
            yield from check_branch(body[key], ports, in_concat)


def check_item(item: Any, ports: Ports, in_concat: bool) -> Iterator[str]:
    """Yields what is wrong with text, or with an object in its place."""
    if isinstance(item, str):
        yield from check_text(item, ports)
    elif not isinstance(item, dict) or len(item) != 1:
        yield f"{json.dumps(item)}: neither text, Concat nor IfPresent"
    elif "IfPresent" in item:
        yield from check_if_present(item["IfPresent"], ports, in_concat)
    elif isinstance(item.get("Concat"), list):
        for element in item["Concat"]:
            yield from check_item(element, ports, True)
    else:
        yield f"{json.dumps(item)}: neither text, Concat nor IfPresent"


def check_argument(text: str, ports: Ports) -> Iterator[str]:
    """Yields what is wrong with one word of a command or its arguments."""
    if not STRUCT.match(text):
        yield from check_text(text, ports)
        return
    # KFP looks at the very first characters to tell an object from text.
    if not text.startswith(tuple(f'{{"{name}": ' for name in STRUCTS)):
        yield f"{text[:40]}: KFP takes this for text, not for an object"
        return
    try:
        struct = json.loads(text)
    except json.JSONDecodeError as error:
        yield f"{text[:40]}: not JSON: {error}"
        return
    yield from check_item(struct, ports, False)


def inputs_named_in(value: Any) -> set[str]:
    """Returns the input parameters that the placeholders in a value name."""
    if isinstance(value, str):
        bodies = (tag[1] or "" for tag in TAG.finditer(value))
        matches = (PARAMETER.fullmatch(body) for body in bodies)
        return {match[1] for match in matches if match}
    items = value.values() if isinstance(value, dict) else value
    if not isinstance(value, (list, dict)):
        return set()
    return set().union(*(inputs_named_in(item) for item in items))
