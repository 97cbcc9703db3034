"""Conditions and selectors, compiled by CEL itself with KFP's own types."""

from collections.abc import Iterator
from typing import Any

from cel_expr_python import cel
from google.protobuf import any_pb2, descriptor_pb2, descriptor_pool, message_factory
from kfp.pipeline_spec import pipeline_spec_pb2 as pb

from ports import Types

INPUTS = pb.ExecutorInput.Inputs.DESCRIPTOR.full_name
PARSE_JSON = cel.FunctionDecl(
    "parseJson",
    [cel.Overload("", return_type=cel.Type.DYN, parameters=[cel.Type.STRING])],
)
COMPARISONS = ("_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_")
ORDERED = ("number", "string")

# What the values of a type are in CEL, where every number is a double.
KINDS = {
    Types.NUMBER_DOUBLE: "number",
    Types.NUMBER_INTEGER: "number",
    Types.STRING: "string",
    Types.BOOLEAN: "bool",
    Types.LIST: "list",
    Types.STRUCT: "struct",
    Types.TASK_FINAL_STATUS: "struct",
    Types.TASK_CONFIG: "struct",
}
CONSTANTS = {
    "bool_value": "bool",
    "int64_value": "number",
    "uint64_value": "number",
    "double_value": "number",
    "string_value": "string",
}
CONVERSIONS = {"int": "number", "double": "number", "string": "string", "bool": "bool"}

# The part of CEL's syntax tree that is looked at: message -> (field, number,
# type). The library hands its trees out, but not the messages they are made of.
REPEATED, PRESENT = "*", "?"
TREE = {
    "Checked": [("expr", 4, "Expr")],
    "Expr": [
        ("const", 3, "Const?"),
        ("ident", 4, "Ident?"),
        ("select", 5, "Select?"),
        ("call", 6, "Call?"),
        ("list", 7, "List?"),
    ],
    "Const": [
        ("bool_value", 2, "bool?"),
        ("int64_value", 3, "int64?"),
        ("uint64_value", 4, "uint64?"),
        ("double_value", 5, "double?"),
        ("string_value", 6, "string?"),
    ],
    "Ident": [("name", 1, "string")],
    "Select": [("operand", 1, "Expr"), ("field", 2, "string")],
    "Call": [("target", 1, "Expr"), ("function", 2, "string"), ("args", 3, "Expr*")],
    "List": [("elements", 1, "Expr*")],
}


def add_field(
    message: descriptor_pb2.DescriptorProto, name: str, number: int, kind: str
) -> None:
    field = message.field.add(name=name, number=number)
    field.label = field.LABEL_REPEATED if REPEATED in kind else field.LABEL_OPTIONAL
    bare = kind.rstrip(REPEATED + PRESENT)
    if bare in TREE:
        field.type, field.type_name = field.TYPE_MESSAGE, f".tree.{bare}"
    else:
        field.type = getattr(field, f"TYPE_{bare.upper()}")
    if PRESENT in kind:
        field.oneof_index = 0


def tree_class() -> Any:
    """Returns the class of a checked expression."""
    file = descriptor_pb2.FileDescriptorProto(
        name="tree.proto", package="tree", syntax="proto3"
    )
    for name, fields in TREE.items():
        message = file.message_type.add(name=name)
        if any(PRESENT in kind for _, _, kind in fields):
            message.oneof_decl.add(name="kind")
        for field in fields:
            add_field(message, *field)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("tree.Checked"))


CHECKED = tree_class()
CONDITIONS = cel.NewEnv(
    descriptor_pool.Default(),
    variables={"inputs": cel.Type(INPUTS)},
    functions=[PARSE_JSON],
)
SELECTORS = cel.NewEnv(
    descriptor_pool.Default(),
    variables={
        "null_value": cel.Type.DYN,
        "number_value": cel.Type.DOUBLE,
        "string_value": cel.Type.STRING,
        "bool_value": cel.Type.BOOL,
        "struct_value": cel.Type.Map(cel.Type.STRING, cel.Type.DYN),
        "list_value": cel.Type.List(cel.Type.DYN),
    },
    functions=[PARSE_JSON],
)


def compiled(env: cel.Env, text: str) -> tuple[cel.Expression | None, str]:
    """Returns the expression, or none and the first line of CEL's complaint."""
    try:
        return env.compile(text), ""
    except RuntimeError as error:
        return None, str(error).splitlines()[0]


def tree_of(expression: cel.Expression) -> Any:
    wrapped = any_pb2.Any.FromString(expression.serialize())
    return CHECKED.FromString(wrapped.value).expr


def walk(node: Any) -> Iterator[Any]:
    yield node
    kind = node.WhichOneof("kind")
    if kind == "select":
        yield from walk(node.select.operand)
    elif kind == "call":
        if node.call.HasField("target"):
            yield from walk(node.call.target)
        for argument in node.call.args:
            yield from walk(argument)
    elif kind == "list":
        for element in node.list.elements:
            yield from walk(element)


def input_of(node: Any) -> tuple[str, str] | None:
    """Returns the map and the name of the input that a node reads, if it does."""
    call = node.call
    if node.WhichOneof("kind") != "call" or call.function != "_[_]":
        return None
    source, key = call.args
    if source.select.operand.ident.name != "inputs":
        return None
    return source.select.field, key.const.string_value


def kind_of(node: Any, inputs: pb.ComponentInputsSpec) -> str | None:
    """Returns what a node's value is, where that is known."""
    place = input_of(node)
    if place:
        name = place[1]
        known = place[0] == "parameter_values" and name in inputs.parameters
        return KINDS.get(inputs.parameters[name].parameter_type) if known else None
    if node.WhichOneof("kind") == "const":
        return CONSTANTS.get(node.const.WhichOneof("kind"))
    if node.WhichOneof("kind") == "list":
        return "list"
    return CONVERSIONS.get(node.call.function)


def check_comparison(node: Any, inputs: pb.ComponentInputsSpec) -> str | None:
    left, right = (kind_of(side, inputs) for side in node.call.args)
    if left and right and left != right:
        return f"compares a {left} with a {right}"
    ordered = node.call.function not in ("_==_", "_!=_")
    kind = left or right
    if ordered and kind and kind not in ORDERED:
        return f"asks which {kind} is greater"
    return None


def check_input(
    place: tuple[str, str], inputs: pb.ComponentInputsSpec, given: set[str]
) -> str | None:
    where, name = place
    if where == "parameters":
        return f"inputs.parameters[{name!r}] is of schema 2.0.0"
    declared = inputs.artifacts if where == "artifacts" else inputs.parameters
    if name not in declared:
        return f"names {name!r}, which the component does not declare"
    if name not in given:
        return f"names {name!r}, which the task does not set"
    return None


def check_condition(
    text: str, inputs: pb.ComponentInputsSpec, given: set[str]
) -> Iterator[str]:
    """Yields what is wrong with the condition of a task.

    It reads the inputs of the component that are given to the task.
    """
    expression, complaint = compiled(CONDITIONS, text)
    if expression is None:
        yield complaint
        return
    tree = tree_of(expression)
    for node in walk(tree):
        place = input_of(node)
        problem = place and check_input(place, inputs, given)
        if problem:
            yield problem
        if node.call.function in COMPARISONS:
            problem = check_comparison(node, inputs)
            if problem:
                yield problem
    if expression.return_type() != cel.Type.BOOL and kind_of(tree, inputs) != "bool":
        yield "is not a condition, but a value"


def check_selector(text: str) -> str | None:
    """Returns what is wrong with a parameterExpressionSelector, if anything."""
    return compiled(SELECTORS, text)[1] or None
