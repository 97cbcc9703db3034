"""Checks of control flow: iterators, conditions and tasks that run at the end."""

from collections.abc import Iterator
from typing import Any

from kfp.pipeline_spec import pipeline_spec_pb2 as pb

import reading
from conditions import check_condition
from ports import Types, as_value, constant_fits, type_name
from scope import Scope, producer

Strategy = pb.PipelineTaskSpec.TriggerPolicy


def items_of(task: pb.PipelineTaskSpec) -> set[str]:
    """Returns the input that the iterator of a task sets, if it has one."""
    kind = task.WhichOneof("iterator")
    return {getattr(task, kind).item_input} if kind else set()


def check_raw(text: str, kind: int) -> Iterator[str]:
    try:
        items = reading.load_json(text)
    except ValueError as error:
        yield f"raw: is not JSON: {error}"
        return
    except reading.Bad as error:
        yield f"raw: {error}"
        return
    if not isinstance(items, list):
        yield "raw: is not a list"
        return
    for index, item in enumerate(items):
        if not constant_fits(as_value(item), kind):
            yield f"raw[{index}]: is no {type_name(kind)}"


def check_parameter_iterator(task: Any, declared: Any) -> Iterator[str]:
    iterator = task.parameter_iterator
    path, item = "parameterIterator", iterator.item_input
    if item not in declared.parameters:
        yield f"{path}.itemInput: the component has no input parameter {item!r}"
        return
    if item in task.inputs.parameters:
        yield f"{path}.itemInput: the task sets {item!r} itself"
    source = iterator.items.input_parameter
    kind = iterator.items.WhichOneof("kind")
    if kind == "raw":
        element = declared.parameters[item].parameter_type
        for problem in check_raw(iterator.items.raw, element):
            yield f"{path}.items.{problem}"
    elif kind is None:
        yield f"{path}.items: has neither raw nor inputParameter"
    elif source not in task.inputs.parameters:
        yield f"{path}.items.inputParameter: the task does not set {source!r}"
    elif source in declared.parameters:
        given = declared.parameters[source].parameter_type
        if given not in (Types.LIST, Types.STRING):
            yield f"{path}.items.inputParameter: {source!r} is a {type_name(given)}"


def check_artifact_iterator(task: Any, declared: Any) -> Iterator[str]:
    iterator = task.artifact_iterator
    path, item = "artifactIterator", iterator.item_input
    if item not in declared.artifacts:
        yield f"{path}.itemInput: the component has no input artifact {item!r}"
    elif declared.artifacts[item].is_artifact_list:
        yield f"{path}.itemInput: {item!r} is a list of artifacts"
    if item in task.inputs.artifacts:
        yield f"{path}.itemInput: the task sets {item!r} itself"
    source = iterator.items.input_artifact
    if source not in task.inputs.artifacts or source not in declared.artifacts:
        yield f"{path}.items.inputArtifact: the task does not set {source!r}"
    elif not declared.artifacts[source].is_artifact_list:
        yield f"{path}.items.inputArtifact: {source!r} is one artifact"


def check_iterator(task: Any, component: pb.ComponentSpec) -> Iterator[str]:
    kind = task.WhichOneof("iterator")
    if kind == "parameter_iterator":
        yield from check_parameter_iterator(task, component.input_definitions)
    elif kind == "artifact_iterator":
        yield from check_artifact_iterator(task, component.input_definitions)
    elif task.HasField("iterator_policy"):
        yield "iteratorPolicy: the task has no iterator"
    if task.iterator_policy.parallelism_limit < 0:
        yield "iteratorPolicy.parallelismLimit: is negative"


def check_at_end(task: Any, component: pb.ComponentSpec) -> Iterator[str]:
    """Yields what is wrong with a task that runs even when others fail.

    What comes from a task that may have failed needs something instead.
    """
    if not task.dependent_tasks:
        yield "triggerPolicy.strategy: the task waits for no other"
    declared = component.input_definitions
    for kind in ("parameters", "artifacts"):
        for name, source in getattr(task.inputs, kind).items():
            definition = getattr(declared, kind).get(name)
            status = source.WhichOneof("kind") == "task_final_status"
            if definition is None or status or not producer(source):
                continue
            default = kind == "parameters" and definition.HasField("default_value")
            if not definition.is_optional and not default:
                yield (
                    f"inputs.{kind}.{name}: comes from a task that may fail,"
                    " but is neither optional nor has a default"
                )


def check_status(task: Any, name: str, source: Any, at_end: bool) -> Iterator[str]:
    path = f"inputs.parameters.{name}.taskFinalStatus"
    if not at_end:
        yield f"{path}: the task runs only when all has gone well"
    if list(task.dependent_tasks) != [source.task_final_status.producer_task]:
        yield f"{path}: the task must wait for its producerTask, and for no other"


def check_trigger(task: Any, component: pb.ComponentSpec) -> Iterator[str]:
    policy = task.trigger_policy
    if policy.strategy not in Strategy.TriggerStrategy.values():
        yield f"triggerPolicy.strategy: there is no strategy {policy.strategy}"
    at_end = policy.strategy == Strategy.ALL_UPSTREAM_TASKS_COMPLETED
    if at_end:
        yield from check_at_end(task, component)
    for name, source in task.inputs.parameters.items():
        if source.WhichOneof("kind") == "task_final_status":
            yield from check_status(task, name, source, at_end)
    if policy.condition:
        given = {*task.inputs.parameters, *task.inputs.artifacts, *items_of(task)}
        inputs = component.input_definitions
        for problem in check_condition(policy.condition, inputs, given):
            yield f"triggerPolicy.condition: {problem}"


def check(scope: Scope, task: Any, component: pb.ComponentSpec) -> Iterator[str]:
    yield from check_iterator(task, component)
    yield from check_trigger(task, component)
