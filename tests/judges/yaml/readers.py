"""Prints the events of files (see events.h) as a Python reader sees them.

usage: readers.py pyyaml|ruamel|json FILE...
"""

import datetime
import json
import sys
from collections.abc import Iterable
from typing import Any

import ruamel.yaml
import yaml


def read_pyyaml(data: bytes) -> Iterable[Any]:
    return yaml.safe_load_all(data)


def read_ruamel(data: bytes) -> Iterable[Any]:
    return ruamel.yaml.YAML(typ="safe", pure=True).load_all(data)


def read_json(data: bytes) -> Iterable[Any]:
    return [json.loads(data, parse_constant=refuse)]


def refuse(word: str) -> Any:
    raise ValueError(f"{word} is no JSON")


READERS = {"pyyaml": read_pyyaml, "ruamel": read_ruamel, "json": read_json}


def text(word: str, value: str) -> str:
    return f"{word} {json.dumps(value, ensure_ascii=False)}"


def scalar(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return f"boolean {str(value).lower()}"
    if isinstance(value, (int, float)):
        return f"number {value!r}"
    if isinstance(value, str):
        return text("string", value)
    if isinstance(value, datetime.date):
        return text("other", value.isoformat())
    return text("other", repr(value))


def events(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        yield "map"
        for key, entry in value.items():
            yield from events(key)
            yield from events(entry)
        yield "end"
    elif isinstance(value, list):
        yield "seq"
        for entry in value:
            yield from events(entry)
        yield "end"
    else:
        yield scalar(value)


def read(reader: str, name: str) -> Iterable[str]:
    yield text("file", name)
    with open(name, "rb") as file:
        data = file.read()
    try:
        for document in READERS[reader](data):
            yield "doc"
            yield from events(document)
    except Exception as error:  # whatever a library of others may raise
        yield text("error", " ".join(str(error).split()))


def main(reader: str, *names: str) -> None:
    # Half of a surrogate pair must come out as it is, not as an error here.
    sys.stdout.reconfigure(encoding="utf-8", errors="surrogatepass")
    for name in names:
        for line in read(reader, name):
            print(line)


if __name__ == "__main__":
    main(*sys.argv[1:])
