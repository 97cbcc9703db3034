"""A pipeline spec, read into KFP's messages, with what its checks look up."""

from dataclasses import dataclass, field
from typing import Any

from kfp.pipeline_spec import pipeline_spec_pb2 as pb

import reading


@dataclass(frozen=True)
class Book:
    """The components by name, the root among them, and the executors by label."""

    spec: pb.PipelineSpec
    components: dict[str, pb.ComponentSpec]
    executors: dict[str, Any]
    on_vertex: bool
    # The components of the tasks that have an iterator, and what these run.
    iterated: set[str] = field(default_factory=set)
    in_loops: set[str] = field(default_factory=set)

    def path(self, name: str) -> str:
        return name if name == "root" else f"components.{name}"

    def dags(self) -> list[tuple[str, pb.ComponentSpec]]:
        return [
            (name, component)
            for name, component in self.components.items()
            if component.HasField("dag")
        ]

    def tasks_of(self, name: str) -> list[pb.PipelineTaskSpec]:
        """Returns the tasks, of whatever DAG, that run a component."""
        return [
            task
            for _, component in self.dags()
            for task in component.dag.tasks.values()
            if task.component_ref.name == name
        ]

    def users(self, label: str) -> list[tuple[str, pb.ComponentSpec]]:
        """Returns the components that run an executor."""
        return [
            (name, component)
            for name, component in self.components.items()
            if component.executor_label == label
        ]


def mark_loops(book: Book) -> None:
    for _, component in book.dags():
        for task in component.dag.tasks.values():
            if task.WhichOneof("iterator"):
                book.iterated.add(task.component_ref.name)
    names = list(book.iterated)
    while names:
        name = names.pop()
        if name in book.components and name not in book.in_loops:
            book.in_loops.add(name)
            tasks = book.components[name].dag.tasks.values()
            names += (task.component_ref.name for task in tasks)


def open_book(document: dict, on_vertex: bool) -> Book:
    spec = reading.parse("pipeline spec", document, pb.PipelineSpec)
    deployment = document.get("deploymentSpec", document.get("deployment_spec", {}))
    executors = reading.parse(
        "deploymentSpec", deployment, pb.PipelineDeploymentConfig
    ).executors
    if "root" in spec.components:
        raise reading.Bad("components.root: only the pipeline itself is called so")
    components = {"root": spec.root, **spec.components}
    book = Book(spec, components, dict(executors), on_vertex)
    mark_loops(book)
    return book
