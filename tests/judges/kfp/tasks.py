"""Checks of the inputs of the tasks of a DAG, and of what they wait for."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Any

from google.protobuf import json_format
from kfp.pipeline_spec import pipeline_spec_pb2 as pb

import control
import executors
import placeholders
from conditions import check_selector
from placeholders import Ports
from ports import (
    artifact_fits,
    artifact_of,
    constant_fits,
    literals_allow,
    parameter_fits,
    type_name,
)
from scope import Missing, Scope, producers


def constant_of(source: Any) -> Any:
    """Returns the constant of an input, or none if it has another source."""
    value = source.runtime_value
    return value.constant if value.WhichOneof("value") == "constant" else None


def named_in_constants(task: pb.PipelineTaskSpec) -> set[str]:
    """Returns the inputs of a task that its constants take in."""
    constants = (constant_of(source) for source in task.inputs.parameters.values())
    return set().union(
        *(
            placeholders.inputs_named_in(json_format.MessageToDict(constant))
            for constant in constants
            if constant is not None
        )
    )


def check_constant(
    scope: Scope, task: Any, source: Any, definition: Any
) -> Iterator[str]:
    constant = constant_of(source)
    if constant is None:
        yield "runtimeValue: has no constant"
        return
    value = json_format.MessageToDict(constant)
    ports = Ports.inputs(set(task.inputs.parameters), scope.book.on_vertex)
    for problem in placeholders.check_value(value, ports):
        yield f"runtimeValue.constant: {problem}"
    if definition is None or placeholders.inputs_named_in(value):
        return
    kind = definition.parameter_type
    if not source.parameter_expression_selector and not constant_fits(constant, kind):
        yield f"runtimeValue.constant: is no {type_name(kind)}"
    elif not literals_allow(definition, constant):
        yield "runtimeValue.constant: is none of the literals"


def check_parameter(
    scope: Scope, task: Any, source: Any, definition: Any
) -> Iterator[str]:
    """Yields what is wrong with where the value of an input comes from."""
    try:
        given = scope.parameter(source)
    except Missing as missing:
        yield str(missing)
        return
    if source.parameter_expression_selector:
        problem = check_selector(source.parameter_expression_selector)
        if problem:
            yield f"parameterExpressionSelector: {problem}"
    if source.WhichOneof("kind") == "runtime_value":
        yield from check_constant(scope, task, source, definition)
    elif given is not None and definition is not None:
        wanted = definition.parameter_type
        if not parameter_fits(given, wanted):
            yield f"gets a {type_name(given)}, but is a {type_name(wanted)}"


def check_artifact(scope: Scope, source: Any, definition: Any) -> Iterator[str]:
    try:
        given = scope.artifact(source)
    except Missing as missing:
        yield str(missing)
        return
    wanted = artifact_of(definition)
    if not artifact_fits(given.title, wanted.title):
        yield f"gets a {given.title}, but is a {wanted.title}"
    if given.is_list != wanted.is_list:
        words = ("one artifact", "a list of artifacts")
        yield f"gets {words[given.is_list]}, but is {words[wanted.is_list]}"


def check_inputs(scope: Scope, task: Any, component: pb.ComponentSpec) -> Iterator[str]:
    declared = component.input_definitions
    injected = named_in_constants(task)
    if component.executor_label in scope.book.executors:
        executor = scope.book.executors[component.executor_label]
        injected |= executors.named_in_texts(executor)
    for name, source in task.inputs.parameters.items():
        definition = declared.parameters.get(name)
        if definition is None and name not in injected:
            yield f"inputs.parameters.{name}: the component has no such input"
        for problem in check_parameter(scope, task, source, definition):
            yield f"inputs.parameters.{name}: {problem}"
    for name, source in task.inputs.artifacts.items():
        if name not in declared.artifacts:
            yield f"inputs.artifacts.{name}: the component has no such input"
            continue
        for problem in check_artifact(scope, source, declared.artifacts[name]):
            yield f"inputs.artifacts.{name}: {problem}"


def check_required(task: Any, component: pb.ComponentSpec) -> Iterator[str]:
    """Yields the inputs that the component needs and the task does not set."""
    declared = component.input_definitions
    items = control.items_of(task)
    for name, definition in declared.parameters.items():
        optional = definition.is_optional or definition.HasField("default_value")
        if not optional and name not in task.inputs.parameters and name not in items:
            yield f"inputs.parameters.{name}: is required, but not set"
    for name, definition in declared.artifacts.items():
        given = name in task.inputs.artifacts or name in items
        if not definition.is_optional and not given:
            yield f"inputs.artifacts.{name}: is required, but not set"


def check_waiting(scope: Scope, name: str, task: Any) -> Iterator[str]:
    """Yields what is wrong with the tasks that a task waits for.

    KFP orders tasks by dependentTasks alone: a producer that is not among them
    may not have run yet.
    """
    waits = list(task.dependent_tasks)
    for other in waits:
        if other not in scope.tasks:
            yield f"dependentTasks: there is no task {other!r} in this DAG"
        elif waits.count(other) > 1:
            yield f"dependentTasks: names {other!r} more than once"
    for other in sorted(producers(task)):
        if other in scope.tasks and other not in waits:
            yield f"dependentTasks: does not name {other!r}, whose output it takes"


def check_retries(task: Any) -> Iterator[str]:
    policy = task.retry_policy
    if policy.max_retry_count < 0:
        yield "retryPolicy.maxRetryCount: is negative"
    if policy.backoff_factor < 0:
        yield "retryPolicy.backoffFactor: is negative"
    if policy.backoff_duration.ToNanoseconds() < 0:
        yield "retryPolicy.backoffDuration: is negative"


def check_task(scope: Scope, name: str, task: pb.PipelineTaskSpec) -> Iterator[str]:
    if not task.task_info.name:
        yield "taskInfo.name: is empty"
    yield from check_waiting(scope, name, task)
    yield from check_retries(task)
    component = scope.book.components.get(task.component_ref.name)
    if component is None:
        yield f"componentRef.name: there is no component {task.component_ref.name!r}"
        return
    yield from check_inputs(scope, task, component)
    yield from check_required(task, component)
    yield from control.check(scope, task, component)


def check_order(scope: Scope) -> Iterator[str]:
    graph = {
        name: {*task.dependent_tasks, *producers(task)}
        for name, task in scope.tasks.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        yield f"tasks: wait for each other: {' < '.join(error.args[1])}"


def check(scope: Scope) -> Iterator[str]:
    for name, task in scope.tasks.items():
        for problem in check_task(scope, name, task):
            yield f"tasks.{name}.{problem}"
    yield from check_order(scope)
