"""Checks of the pipeline as a whole and of its components, one by one."""

import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from kfp.pipeline_spec import pipeline_spec_pb2 as pb

from book import Book
from ports import TypeEnum, Types, artifact_of, constant_fits, literals_allow, type_name

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,127}")
KNOWN = [kind for kind in TypeEnum.values() if kind]
# Types whose values only KFP itself makes.
MADE_BY_KFP = (Types.TASK_FINAL_STATUS, Types.TASK_CONFIG)


def check_header(spec: pb.PipelineSpec) -> Iterator[str]:
    if not NAME.fullmatch(spec.pipeline_info.name):
        yield (
            f"pipelineInfo.name: {spec.pipeline_info.name!r} is not lower-case"
            " letters, digits and dashes"
        )
    if spec.schema_version != "2.1.0":
        yield f"schemaVersion: KFP reads 2.1.0, not {spec.schema_version!r}"
    if not spec.root.HasField("dag") or not spec.root.dag.tasks:
        yield "root: has no task"
    for name, definition in spec.root.input_definitions.parameters.items():
        if definition.parameter_type in MADE_BY_KFP:
            kind = type_name(definition.parameter_type)
            yield f"root.inputDefinitions.parameters.{name}: nobody can give a {kind}"


def check_parameters(path: str, component: pb.ComponentSpec) -> Iterator[str]:
    for name, definition in component.input_definitions.parameters.items():
        where = f"{path}.inputDefinitions.parameters.{name}"
        kind = definition.parameter_type
        if kind not in KNOWN:
            yield f"{where}: has no parameterType"
        elif definition.HasField("default_value"):
            default = definition.default_value
            if not constant_fits(default, kind):
                yield f"{where}.defaultValue: is no {type_name(kind)}"
            elif not literals_allow(definition, default):
                yield f"{where}.defaultValue: is none of the literals"
    for name, definition in component.output_definitions.parameters.items():
        if definition.parameter_type not in KNOWN:
            yield f"{path}.outputDefinitions.parameters.{name}: has no parameterType"


def check_artifacts(path: str, component: pb.ComponentSpec) -> Iterator[str]:
    for way in ("input", "output"):
        definitions = getattr(component, f"{way}_definitions").artifacts
        for name, definition in definitions.items():
            if not artifact_of(definition).title:
                yield f"{path}.{way}Definitions.artifacts.{name}: has no artifactType"


def check_component(book: Book, name: str) -> Iterator[str]:
    path, component = book.path(name), book.components[name]
    yield from check_parameters(path, component)
    yield from check_artifacts(path, component)
    kind = component.WhichOneof("implementation")
    if not kind:
        yield f"{path}: has neither dag nor executorLabel"
    elif kind == "executor_label" and component.executor_label not in book.executors:
        yield f"{path}: there is no executor {component.executor_label!r}"


def check_uses(book: Book) -> Iterator[str]:
    """Yields components that nothing runs, or that run themselves."""
    graph = {
        name: {task.component_ref.name for task in component.dag.tasks.values()}
        for name, component in book.dags()
    }
    used = set().union(*graph.values())
    for name in book.components:
        if name != "root" and name not in used:
            yield f"components.{name}: no task uses it"
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        yield f"components: a component runs itself: {' < '.join(error.args[1])}"


def check(book: Book) -> Iterator[str]:
    yield from check_header(book.spec)
    for name in book.components:
        yield from check_component(book, name)
    yield from check_uses(book)
