"""Types of parameters and artifacts, and what fits where."""

import re
from dataclasses import dataclass
from typing import Any

from google.protobuf import json_format
from google.protobuf.struct_pb2 import Value
from kfp.pipeline_spec import pipeline_spec_pb2 as pb

Types = pb.ParameterType
TypeEnum = Types.ParameterTypeEnum

# The fields of a Value that a constant of the type may have.
CONSTANTS = {
    Types.NUMBER_DOUBLE: "number_value",
    Types.NUMBER_INTEGER: "number_value",
    Types.STRING: "string_value",
    Types.BOOLEAN: "bool_value",
    Types.LIST: "list_value",
    Types.STRUCT: "struct_value",
    Types.TASK_FINAL_STATUS: "struct_value",
    Types.TASK_CONFIG: "struct_value",
}


# An amount as Kubernetes reads it.
QUANTITY = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?\d+)?")


@dataclass(frozen=True)
class Artifact:
    """What matters of a declared artifact, be it an input or an output."""

    title: str
    is_list: bool


def artifact_of(definition: Any) -> Artifact:
    schema = definition.artifact_type
    title = schema.schema_title or schema.schema_uri or schema.instance_schema
    return Artifact(title, definition.is_artifact_list)


def type_name(kind: int) -> str:
    return TypeEnum.Name(kind) if kind in TypeEnum.values() else str(kind)


def parameter_fits(given: int, wanted: int) -> bool:
    """Tells whether a value of a type may go where another is wanted.

    Any integer is a double.
    """
    doubles = (Types.NUMBER_INTEGER, Types.NUMBER_DOUBLE)
    return given == wanted or (given, wanted) == doubles


def artifact_fits(given: str, wanted: str) -> bool:
    return given == wanted or "system.Artifact" in (given, wanted)


def constant_fits(value: Value, wanted: int) -> bool:
    """Tells whether a constant is of a type; null is of every type."""
    kind = value.WhichOneof("kind")
    if kind == "null_value":
        return True
    if wanted == Types.NUMBER_INTEGER and kind == "number_value":
        return value.number_value.is_integer()
    return kind == CONSTANTS.get(wanted)


def as_value(item: Any) -> Value:
    return json_format.ParseDict(item, Value())


def literals_allow(definition: Any, value: Value) -> bool:
    """Tells whether a value is one of those that the input is limited to."""
    return not definition.literals or value in definition.literals
