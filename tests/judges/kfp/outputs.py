"""Checks of the outputs of a DAG: which outputs of its tasks they are."""

from collections.abc import Iterator
from typing import Any

from ports import Types, artifact_fits, artifact_of, parameter_fits, type_name
from scope import Missing, Scope


def check_names(kind: str, declared: Any, given: Any) -> Iterator[str]:
    for name in declared:
        if name not in given:
            yield f"outputs.{kind}.{name}: is declared, but not set"
    for name in given:
        if name not in declared:
            yield f"outputs.{kind}.{name}: is not declared in outputDefinitions"


def selectors_of(output: Any) -> list[Any]:
    """Returns what a parameter is taken from: one task, or one of several."""
    kind = output.WhichOneof("kind")
    if kind == "value_from_oneof":
        return list(output.value_from_oneof.parameter_selectors)
    return [output.value_from_parameter] if kind else []


def check_parameter(
    scope: Scope, output: Any, wanted: int, looped: bool
) -> Iterator[str]:
    selectors = selectors_of(output)
    if not selectors:
        yield "names no task"
    if looped and wanted != Types.LIST:
        yield f"a loop collects a LIST, not a {type_name(wanted)}"
    for selector in selectors:
        key = selector.output_parameter_key
        try:
            given = scope.output_parameter(selector.producer_subtask, key)
        except Missing as missing:
            yield str(missing)
            continue
        # What a loop collects is a list for whatever hands it on inside, too.
        collected = scope.name in scope.book.in_loops and wanted == Types.LIST
        if not collected and not parameter_fits(given, wanted):
            yield (
                f"gets a {type_name(given)} from {selector.producer_subtask!r},"
                f" but is a {type_name(wanted)}"
            )


def check_artifact(
    scope: Scope, output: Any, definition: Any, looped: bool
) -> Iterator[str]:
    wanted = artifact_of(definition)
    if not output.artifact_selectors:
        yield "names no task"
    if looped and not wanted.is_list:
        yield "a loop collects a list of artifacts, not one"
    for selector in output.artifact_selectors:
        key = selector.output_artifact_key
        try:
            given = scope.output_artifact(selector.producer_subtask, key)
        except Missing as missing:
            yield str(missing)
            continue
        if not artifact_fits(given.title, wanted.title):
            yield f"gets a {given.title}, but is a {wanted.title}"
        if given.is_list and not wanted.is_list:
            yield "gets a list of artifacts, but is one artifact"


def check(scope: Scope) -> Iterator[str]:
    declared = scope.component.output_definitions
    given = scope.component.dag.outputs
    yield from check_names("parameters", declared.parameters, given.parameters)
    yield from check_names("artifacts", declared.artifacts, given.artifacts)
    looped = scope.name in scope.book.iterated
    for name, definition in declared.parameters.items():
        if name in given.parameters:
            output, wanted = given.parameters[name], definition.parameter_type
            for problem in check_parameter(scope, output, wanted, looped):
                yield f"outputs.parameters.{name}: {problem}"
    for name, definition in declared.artifacts.items():
        if name in given.artifacts:
            for problem in check_artifact(
                scope, given.artifacts[name], definition, looped
            ):
                yield f"outputs.artifacts.{name}: {problem}"
