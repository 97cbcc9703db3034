"""Checks of the platform document: what Kubernetes is to do for an executor."""

from collections.abc import Iterator
from typing import Any

from google.protobuf import json_format
from google.protobuf.message import Message
from kfp.kubernetes import kubernetes_executor_config_pb2 as kube
from kfp.pipeline_spec import pipeline_spec_pb2 as pb

import reading
from book import Book
from ports import QUANTITY, Types, constant_fits, type_name
from scope import Missing, Scope, producer

# The message field -> the values that Kubernetes knows.
CHOICES = {
    "kfp_kubernetes.Toleration.operator": {"", "Equal", "Exists"},
    "kfp_kubernetes.Toleration.effect": {
        "",
        "NoSchedule",
        "PreferNoSchedule",
        "NoExecute",
    },
    "kfp_kubernetes.KubernetesExecutorConfig.image_pull_policy": {
        "",
        "Always",
        "IfNotPresent",
        "Never",
    },
    "kfp_kubernetes.EmptyDirMount.medium": {"", "Memory"},
}
# The fields that become a volume -> the one that names it.
VOLUMES = {
    "secret_as_volume": "secret_name",
    "config_map_as_volume": "config_map_name",
    "pvc_mount": "constant",
    "empty_dir_mounts": "volume_name",
    "generic_ephemeral_volume": "volume_name",
}
# The messages that are about something with a name -> where that may stand.
NAMED = {
    "SecretAsVolume": ("secret_name_parameter", "secret_name"),
    "SecretAsEnv": ("secret_name_parameter", "secret_name"),
    "ConfigMapAsVolume": ("config_map_name_parameter", "config_map_name"),
    "ConfigMapAsEnv": ("config_map_name_parameter", "config_map_name"),
    "ImagePullSecret": ("secret_name_parameter", "secret_name"),
    "PvcMount": (
        "pvc_name_parameter",
        "constant",
        "component_input_parameter",
        "task_output_parameter",
    ),
    "EmptyDirMount": ("volume_name",),
    "SecretKeyToEnvMap": ("secret_key",),
    "ConfigMapKeyToEnvMap": ("config_map_key",),
    "FieldPathAsEnv": ("field_path",),
}
VARIABLES = ("secret_as_env", "config_map_as_env")


def fields_of(message: Message, path: str) -> Iterator[tuple[str, Message, Any, Any]]:
    """Yields every set field under a message: path, owner, descriptor, value."""
    for field, value in message.ListFields():
        values = value if field.is_repeated else [value]
        for index, item in enumerate(values):
            at = f"[{index}]" if field.is_repeated else ""
            where = f"{path}.{field.json_name}{at}"
            yield where, message, field, item
            if isinstance(item, Message) and not is_reference(item):
                yield from fields_of(item, where)


def is_reference(item: Any) -> bool:
    kind = pb.TaskInputsSpec.InputParameterSpec
    return isinstance(item, kind)


def reference_of(owner: Message, field: Any, item: Any) -> Any:
    """Returns the InputParameterSpec a field is, or is the old form of."""
    if is_reference(item):
        return item
    reference = pb.TaskInputsSpec.InputParameterSpec()
    if field.name == "component_input_parameter":
        reference.component_input_parameter = item
    elif field.name == "task_output_parameter":
        reference.task_output_parameter.CopyFrom(item)
    else:
        return None
    return reference


def wanted_type(field: Any) -> int:
    """Returns the type of a reference, which the name of its field tells."""
    if not field.name.endswith("_json"):
        return Types.STRING
    return Types.STRUCT


def check_reference(
    scope: Scope, task: Any, reference: Any, kind: int
) -> Iterator[str]:
    try:
        given = scope.parameter(reference)
    except Missing as missing:
        yield str(missing)
        return
    value = reference.runtime_value
    if reference.WhichOneof("kind") == "runtime_value":
        if kind == Types.STRING and not constant_fits(value.constant, kind):
            yield f"runtimeValue.constant: is no {type_name(kind)}"
    elif kind == Types.STRING and given not in (None, Types.STRING):
        yield f"gets a {type_name(given)}, but is a {type_name(kind)}"
    other = producer(reference)
    if other and other not in task.dependent_tasks:
        yield f"the task does not wait for {other!r}, whose output it takes"


def tasks_that_run(book: Book, label: str) -> Iterator[tuple[Scope, str, Any]]:
    users = {name for name, _ in book.users(label)}
    for name, component in book.dags():
        for key, task in component.dag.tasks.items():
            if task.component_ref.name in users:
                yield Scope(book, name, component), key, task


def check_references(book: Book, label: str, config: Any) -> Iterator[str]:
    for path, owner, field, item in fields_of(config, ""):
        reference = reference_of(owner, field, item)
        if reference is None:
            continue
        for scope, key, task in tasks_that_run(book, label):
            for problem in check_reference(scope, task, reference, wanted_type(field)):
                yield f"{path}: {problem} (in task {key!r})"


def check_fields(config: Any) -> Iterator[str]:
    for path, _, field, item in fields_of(config, ""):
        allowed = CHOICES.get(field.full_name)
        if allowed is not None and item not in allowed:
            yield f"{path}: there is no {item!r}"
        if field.name == "mount_path" and not item.startswith("/"):
            yield f"{path}: {item!r} is no absolute path"
        if field.name in ("size_limit", "size") and not QUANTITY.fullmatch(item):
            yield f"{path}: {item!r} is no quantity"


def check_names(config: Any) -> Iterator[str]:
    """Yields the entries that do not say what they are about."""
    for path, _, _, item in fields_of(config, ""):
        if isinstance(item, Message) and item.DESCRIPTOR.name in NAMED:
            given = {field.name for field, _ in item.ListFields()}
            if not given.intersection(NAMED[item.DESCRIPTOR.name]):
                yield f"{path}: has no name"


def twice(words: list[str]) -> list[str]:
    return sorted({word for word in words if words.count(word) > 1})


def check_volumes(config: Any) -> Iterator[str]:
    """Yields what Kubernetes refuses: names and paths that are taken already."""
    names: list[str] = []
    paths: list[str] = []
    for field, naming in VOLUMES.items():
        for volume in getattr(config, field):
            names += filter(None, [getattr(volume, naming)])
            paths.append(volume.mount_path)
    if config.HasField("enabled_shared_memory"):
        names.append(config.enabled_shared_memory.volume_name)
        paths.append("/dev/shm")
    for name in twice(names):
        yield f": two volumes are named {name!r}"
    for path in twice(paths):
        yield f": two volumes are mounted at {path!r}"
    if "" in paths:
        yield ": a volume has no mountPath"


def check_variables(config: Any) -> Iterator[str]:
    names = [variable.name for variable in config.field_path_as_env]
    for field in VARIABLES:
        for source in getattr(config, field):
            names += (variable.env_var for variable in source.key_to_env)
    if "" in names:
        yield ": a variable has no name"
    for name in twice(names):
        yield f": the variable {name!r} is set twice"


def check_executor(book: Book, label: str, document: dict) -> Iterator[str]:
    try:
        config = reading.parse("", document, kube.KubernetesExecutorConfig)
    except reading.Bad as error:
        yield str(error)
        return
    executor = book.executors.get(label)
    if executor is None:
        yield f": there is no executor {label!r}"
    elif executor.WhichOneof("spec") != "container":
        yield ": the executor is no container"
    yield from check_fields(config)
    yield from check_names(config)
    yield from check_volumes(config)
    yield from check_variables(config)
    yield from check_references(book, label, config)


def check(book: Book, document: dict) -> Iterator[str]:
    spec = reading.parse("platform spec", document, pb.PlatformSpec)
    if not spec.platforms:
        yield "platforms: is empty"
    for name, platform in spec.platforms.items():
        if name != "kubernetes":
            yield f"platforms.{name}: KFP knows only kubernetes"
            continue
        for label, config in platform.deployment_spec.executors.items():
            path = f"platforms.kubernetes.deploymentSpec.executors.{label}"
            for problem in check_executor(
                book, label, json_format.MessageToDict(config)
            ):
                yield f"{path}{problem}"
