"""Checks of the executors: what they run, and the placeholders in that."""

from collections.abc import Iterator
from typing import Any

from google.protobuf import json_format
from kfp.pipeline_spec import pipeline_spec_pb2 as pb

import placeholders
from book import Book
from placeholders import Ports
from ports import QUANTITY, Types, artifact_of

# Fields that KFP fills in with the text of parameters, and with nothing else.
QUANTITIES = (
    "resource_cpu_limit",
    "resource_cpu_request",
    "resource_memory_limit",
    "resource_memory_request",
)


def texts(container: Any) -> Iterator[tuple[str, str]]:
    """Yields the places where only input parameters can be named."""
    yield "image", container.image
    for index, variable in enumerate(container.env):
        yield f"env[{index}].value", variable.value
    resources = container.resources
    for name in QUANTITIES:
        yield f"resources.{name}", getattr(resources, name)
    yield "resources.accelerator.resourceType", resources.accelerator.resource_type
    yield "resources.accelerator.resourceCount", resources.accelerator.resource_count


def check_quantities(resources: Any) -> Iterator[str]:
    for name in QUANTITIES:
        text = getattr(resources, name)
        constant = text and not placeholders.inputs_named_in(text)
        if constant and not QUANTITY.fullmatch(text):
            yield f"container.resources.{name}: {text!r} is no quantity"


def named_in_texts(executor: Any) -> set[str]:
    """Returns the inputs that are named where only inputs can be."""
    words = [text for _, text in texts(executor.container)]
    return placeholders.inputs_named_in(words)


def check_container(container: Any, ports: Ports, inputs: Ports) -> Iterator[str]:
    if not container.image:
        yield "container.image: is empty"
    names = [variable.name for variable in container.env]
    if "" in names:
        yield "container.env: a variable has no name"
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"container.env: {name} is set twice"
    for field in ("command", "args"):
        for index, text in enumerate(getattr(container, field)):
            for problem in placeholders.check_argument(text, ports):
                yield f"container.{field}[{index}]: {problem}"
    yield from check_quantities(container.resources)
    for where, text in texts(container):
        for problem in placeholders.check_text(text, inputs):
            yield f"container.{where}: {problem}"


def check_uri(
    importer: Any, component: pb.ComponentSpec, ports: Ports
) -> Iterator[str]:
    uri = importer.artifact_uri
    kind = uri.WhichOneof("value")
    parameters = component.input_definitions.parameters
    if kind == "constant":
        if uri.constant.WhichOneof("kind") != "string_value":
            yield "importer.artifactUri.constant: is not text"
        names = Ports({}, False, ports.on_vertex)
        for problem in placeholders.check_text(uri.constant.string_value, names):
            yield f"importer.artifactUri.constant: {problem}"
    elif kind != "runtime_parameter":
        yield "importer.artifactUri: has neither constant nor runtimeParameter"
    elif uri.runtime_parameter not in parameters:
        yield (
            "importer.artifactUri.runtimeParameter: there is no input parameter"
            f" {uri.runtime_parameter!r}"
        )
    elif parameters[uri.runtime_parameter].parameter_type != Types.STRING:
        yield f"importer.artifactUri: {uri.runtime_parameter!r} is no STRING"


def check_importer(
    importer: Any, component: pb.ComponentSpec, ports: Ports
) -> Iterator[str]:
    yield from check_uri(importer, component, ports)
    inputs = Ports.inputs(ports.names["input parameter"], ports.on_vertex)
    metadata = json_format.MessageToDict(importer.metadata)
    for problem in placeholders.check_value(metadata, inputs):
        yield f"importer.metadata: {problem}"
    outputs = component.output_definitions
    if list(outputs.artifacts) != ["artifact"] or outputs.parameters:
        yield "importer: its component must have the one output artifact 'artifact'"
    elif artifact_of(outputs.artifacts["artifact"]).title != (
        importer.type_schema.schema_title
        or importer.type_schema.schema_uri
        or importer.type_schema.instance_schema
    ):
        yield "importer.typeSchema: is not the type of the output"


def task_inputs(book: Book, name: str, component: pb.ComponentSpec) -> Ports:
    """Returns the inputs that a component has in each task that runs it.

    The SDK adds inputs to a task that its component does not declare.
    """
    given = [set(task.inputs.parameters) for task in book.tasks_of(name)]
    common = set.intersection(*given) if given else set()
    names = common | set(component.input_definitions.parameters)
    return Ports.inputs(names, book.on_vertex)


def check_executor(
    book: Book, label: str, name: str, component: pb.ComponentSpec
) -> Iterator[str]:
    executor = book.executors[label]
    ports = Ports.of(component, book.on_vertex)
    kind = executor.WhichOneof("spec")
    if kind == "container":
        yield from check_container(
            executor.container, ports, task_inputs(book, name, component)
        )
    elif kind == "importer":
        yield from check_importer(executor.importer, component, ports)
    else:
        yield f"is neither container nor importer, but {kind}"


def check(book: Book) -> Iterator[str]:
    for label in book.executors:
        users = book.users(label)
        if not users:
            yield f"deploymentSpec.executors.{label}: no component uses it"
        for name, component in users:
            for problem in check_executor(book, label, name, component):
                yield f"deploymentSpec.executors.{label}.{problem} (of {name})"
