"""Checks of a PipelineJob: what is around the pipeline spec for Vertex."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import reading
from book import Book
from ports import as_value, constant_fits, literals_allow, type_name

# The fields of a PipelineJob, and of its runtimeConfig, that a request may set.
JOB = {
    "displayName",
    "pipelineSpec",
    "labels",
    "runtimeConfig",
    "encryptionSpec",
    "serviceAccount",
    "network",
    "reservedIpRanges",
    "pscInterfaceConfig",
    "templateUri",
    "preflightValidations",
}
RUNTIME = {"gcsOutputDirectory", "parameterValues", "failurePolicy", "inputArtifacts"}
POLICIES = ("PIPELINE_FAILURE_POLICY_FAIL_SLOW", "PIPELINE_FAILURE_POLICY_FAIL_FAST")

# Lower-case letters, and those of scripts without cases.
LABEL_LETTERS = ("Ll", "Lo")
LABEL_DIGITS = ("Nd", "Nl", "No")
LABEL_LONGEST = 63
RESERVED_LABEL = "vertex-ai-pipelines-run-billing-id"
BUCKET = re.compile(r"gs://[a-z0-9][a-z0-9._-]*(/.*)?")
ACCOUNT = re.compile(r"[^@\s]+@[^@\s]+|[0-9]+")
KEY = re.compile(r"projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+")
NETWORK = re.compile(r"projects/[^/]+/global/networks/[^/]+")


def check_fields(path: str, given: Any, known: set[str]) -> Iterator[str]:
    if not isinstance(given, dict):
        raise reading.Bad(f"{path.rstrip('.') or 'the job'}: is not an object")
    for key in given:
        if key not in known:
            yield f"{path}{key}: there is no such field"


def check_text(job: dict, key: str, pattern: re.Pattern[str]) -> Iterator[str]:
    text = job.get(key)
    if text is not None and not (isinstance(text, str) and pattern.fullmatch(text)):
        yield f"{key}: {text!r} is none"


def check_key(spec: Any) -> Iterator[str]:
    yield from check_fields("encryptionSpec.", spec, {"kmsKeyName"})
    if "kmsKeyName" not in spec:
        yield "encryptionSpec.kmsKeyName: is not set"
    for problem in check_text(spec, "kmsKeyName", KEY):
        yield f"encryptionSpec.{problem}"


def is_label(text: str) -> bool:
    return len(text) <= LABEL_LONGEST and all(
        c in "_-" or unicodedata.category(c) in LABEL_LETTERS + LABEL_DIGITS
        for c in text
    )


def is_label_key(text: str) -> bool:
    return is_label(text) and unicodedata.category(text[:1] or "-") in LABEL_LETTERS


def check_labels(labels: Any) -> Iterator[str]:
    if not isinstance(labels, dict):
        yield "labels: is not an object"
        return
    if len(labels) > 64:
        yield f"labels: has {len(labels)} entries, where 64 may be"
    for key, value in labels.items():
        if not is_label_key(key):
            yield f"labels.{key}: is no key of a label"
        if key == RESERVED_LABEL:
            yield f"labels.{key}: is reserved"
        if not isinstance(value, str) or not is_label(value):
            yield f"labels.{key}: {value!r} is no value of a label"


def check_values(book: Book, values: Any) -> Iterator[str]:
    path = "runtimeConfig.parameterValues"
    if not isinstance(values, dict):
        yield f"{path}: is not an object"
        return
    declared = book.spec.root.input_definitions.parameters
    for name, item in values.items():
        if name not in declared:
            yield f"{path}.{name}: the pipeline has no such parameter"
            continue
        definition, value = declared[name], as_value(item)
        if not constant_fits(value, definition.parameter_type):
            yield f"{path}.{name}: is no {type_name(definition.parameter_type)}"
        elif not literals_allow(definition, value):
            yield f"{path}.{name}: is none of the literals"
    for name, definition in declared.items():
        optional = definition.is_optional or definition.HasField("default_value")
        if not optional and name not in values:
            yield f"{path}.{name}: is required, but not set"


def check_artifacts(book: Book, given: Any) -> Iterator[str]:
    path = "runtimeConfig.inputArtifacts"
    if not isinstance(given, dict):
        yield f"{path}: is not an object"
        return
    declared = book.spec.root.input_definitions.artifacts
    for name in given:
        if name not in declared:
            yield f"{path}.{name}: the pipeline has no such artifact"
    for name, definition in declared.items():
        if not definition.is_optional and name not in given:
            yield f"{path}.{name}: is required, but not set"


def check_runtime(book: Book, runtime: Any) -> Iterator[str]:
    yield from check_fields("runtimeConfig.", runtime, RUNTIME)
    directory = runtime.get("gcsOutputDirectory")
    if not isinstance(directory, str) or not BUCKET.fullmatch(directory):
        yield f"runtimeConfig.gcsOutputDirectory: {directory!r} is no place in a bucket"
    policy = runtime.get("failurePolicy")
    if policy not in (None, *POLICIES):
        yield f"runtimeConfig.failurePolicy: there is no {policy!r}"
    yield from check_values(book, runtime.get("parameterValues", {}))
    yield from check_artifacts(book, runtime.get("inputArtifacts", {}))


def check(book: Book, job: dict) -> Iterator[str]:
    yield from check_fields("", job, JOB)
    name = job.get("displayName")
    if not isinstance(name, str) or not 1 <= len(name) <= 128:
        yield f"displayName: {name!r} is not 1 to 128 characters"
    yield from check_labels(job.get("labels", {}))
    yield from check_text(job, "serviceAccount", ACCOUNT)
    yield from check_text(job, "network", NETWORK)
    if "encryptionSpec" in job:
        yield from check_key(job["encryptionSpec"])
    if "runtimeConfig" not in job:
        yield "runtimeConfig: is not set"
    else:
        yield from check_runtime(book, job["runtimeConfig"])
