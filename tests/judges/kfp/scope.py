"""What a task can refer to: its siblings, and the inputs of its component."""

from dataclasses import dataclass
from typing import Any

from kfp.pipeline_spec import pipeline_spec_pb2 as pb

from book import Book
from ports import Artifact, Types, artifact_of


class Missing(Exception):
    """What a reference names is not there."""


@dataclass(frozen=True)
class Scope:
    """The DAG of one component."""

    book: Book
    name: str
    component: pb.ComponentSpec

    @property
    def path(self) -> str:
        return f"{self.book.path(self.name)}.dag"

    @property
    def tasks(self) -> Any:
        return self.component.dag.tasks

    @property
    def inputs(self) -> pb.ComponentInputsSpec:
        return self.component.input_definitions

    def component_of(self, task: str) -> pb.ComponentSpec:
        if task not in self.tasks:
            raise Missing(f"there is no task {task!r} in this DAG")
        name = self.tasks[task].component_ref.name
        if name not in self.book.components:
            raise Missing(f"the component of {task!r} is not there")
        return self.book.components[name]

    def collects(self, task: str, component: pb.ComponentSpec) -> bool:
        """Tells whether a task turns the outputs of one container into lists."""
        iterates = self.tasks[task].WhichOneof("iterator")
        return bool(iterates) and not component.HasField("dag")

    def output_parameter(self, task: str, key: str) -> int:
        """Returns the type of an output parameter of a task."""
        component = self.component_of(task)
        outputs = component.output_definitions
        if key not in outputs.parameters:
            other = " (but an artifact)" if key in outputs.artifacts else ""
            raise Missing(f"{task!r} has no output parameter {key!r}{other}")
        if self.collects(task, component):
            return Types.LIST
        return outputs.parameters[key].parameter_type

    def output_artifact(self, task: str, key: str) -> Artifact:
        component = self.component_of(task)
        outputs = component.output_definitions
        if key not in outputs.artifacts:
            other = " (but a parameter)" if key in outputs.parameters else ""
            raise Missing(f"{task!r} has no output artifact {key!r}{other}")
        artifact = artifact_of(outputs.artifacts[key])
        if self.collects(task, component):
            return Artifact(artifact.title, True)
        return artifact

    def input_parameter(self, name: str) -> int:
        if name not in self.inputs.parameters:
            raise Missing(f"{self.name} has no input parameter {name!r}")
        return self.inputs.parameters[name].parameter_type

    def input_artifact(self, name: str) -> Artifact:
        if name not in self.inputs.artifacts:
            raise Missing(f"{self.name} has no input artifact {name!r}")
        return artifact_of(self.inputs.artifacts[name])

    def parameter(self, source: Any) -> int | None:
        """Returns the type of what an InputParameterSpec refers to.

        A constant, and a value that a selector takes out of another, has none.
        """
        kind = source.WhichOneof("kind")
        found = None
        if kind is None:
            raise Missing("has no value")
        if kind == "task_output_parameter":
            place = source.task_output_parameter
            found = self.output_parameter(
                place.producer_task, place.output_parameter_key
            )
        elif kind == "component_input_parameter":
            found = self.input_parameter(source.component_input_parameter)
        elif kind == "task_final_status":
            self.component_of(source.task_final_status.producer_task)
            found = Types.TASK_FINAL_STATUS
        return None if source.parameter_expression_selector else found

    def artifact(self, source: Any) -> Artifact:
        kind = source.WhichOneof("kind")
        if kind is None:
            raise Missing("has no value")
        if kind == "task_output_artifact":
            place = source.task_output_artifact
            return self.output_artifact(place.producer_task, place.output_artifact_key)
        return self.input_artifact(source.component_input_artifact)


def producer(source: Any) -> str | None:
    """Returns the task that the value of an input comes from, if one."""
    kind = source.WhichOneof("kind")
    if kind in (None, "runtime_value") or kind.startswith("component_input"):
        return None
    return getattr(source, kind).producer_task


def producers(task: pb.PipelineTaskSpec) -> set[str]:
    """Returns the tasks whose outputs a task takes."""
    sources = (*task.inputs.parameters.values(), *task.inputs.artifacts.values())
    return {name for source in sources if (name := producer(source))}
