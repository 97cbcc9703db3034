"""Reads a file into its documents, and documents into KFP's own messages."""

import json
from collections.abc import Iterable
from typing import Any, TypeVar

import yaml
from google.protobuf import json_format
from google.protobuf.message import Message

AnyMessage = TypeVar("AnyMessage", bound=Message)


class Bad(Exception):
    """What is wrong with a file, in words that need no traceback."""


class StrictLoader(yaml.SafeLoader):
    """The loader the SDK uses, but one that refuses duplicate keys."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict:
        if isinstance(node, yaml.MappingNode):
            refuse_duplicates(self.construct_object(key, True) for key, _ in node.value)
        return super().construct_mapping(node, deep)


def refuse_duplicates(keys: Iterable[Any]) -> None:
    seen = set()
    for key in keys:
        if not isinstance(key, str):
            raise Bad(f"{key!r}: a key is not text")
        if key in seen:
            raise Bad(f"{key}: duplicate key")
        seen.add(key)


def strict_object(pairs: list[tuple[str, Any]]) -> dict:
    refuse_duplicates(key for key, _ in pairs)
    return dict(pairs)


def refuse_constant(name: str) -> None:
    raise Bad(f"{name} is not JSON")


def load_json(text: str) -> Any:
    return json.loads(
        text, object_pairs_hook=strict_object, parse_constant=refuse_constant
    )


def load(file: str, text: str) -> list[dict]:
    """Returns the documents of the file, each of them a mapping."""
    if file.endswith(".json"):
        documents = [load_json(text)]
    else:
        documents = list(yaml.load_all(text, StrictLoader))
    if not documents:
        raise Bad("holds no document")
    for document in documents:
        if not isinstance(document, dict):
            raise Bad("a document is not a mapping")
    return documents


def parse(path: str, document: Any, message: type[AnyMessage]) -> AnyMessage:
    """Returns the message the document is, which has no field unknown to it."""
    if not isinstance(document, dict):
        raise Bad(f"{path}: is not an object")
    try:
        return json_format.ParseDict(document, message(), ignore_unknown_fields=False)
    # The other two are what protobuf trips over: null in place of a list.
    except (json_format.ParseError, TypeError, AttributeError) as error:
        raise Bad(f"{path}: {error}") from error
