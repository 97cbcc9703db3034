"""Judges whether all readers of YAML see the same in a manifest.

usage: judge.py BIN FILE...

Every file is read by each of the readers in the folder BIN. Documents, keys,
types and values must be the same for all of them; numbers are compared by
value, as JSON knows only one kind of them. A JSON file is read by Python's
JSON reader as well.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

HERE = os.path.dirname(os.path.abspath(__file__))
READERS = {
    "libyaml": ["libyaml"],
    "libfyaml": ["libfyaml"],
    "PyYAML": ["venv/bin/python", f"{HERE}/readers.py", "pyyaml"],
    "ruamel.yaml": ["venv/bin/python", f"{HERE}/readers.py", "ruamel"],
    "sigs.k8s.io/yaml": ["sigs"],
    "json": ["venv/bin/python", f"{HERE}/readers.py", "json"],
}
# Crashes or loops on bytes that are not UTF-8; libyaml tells these.
GUARDED = "libfyaml"
GUARD = "libyaml"


class Trouble(Exception):
    """The judge cannot do its work."""


class Scalar(NamedTuple):
    type: str
    value: Any = None

    def __str__(self) -> str:
        if self.value is None:
            return self.type
        return f"{self.type} {json.dumps(self.value, ensure_ascii=False)}"


ABSENT = Scalar("nothing")
Node = Scalar | list | dict


@dataclass
class Seen:
    """What one reader saw in one file."""

    documents: list[Node] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def number(lexeme: str) -> int | float:
    for base, prefix in (16, "0x"), (8, "0o"):
        if lexeme.lstrip("+-").startswith(prefix):
            return int(lexeme, base)
    try:
        return int(lexeme)
    except ValueError:
        return float(lexeme)


def scalar(word: str, rest: str) -> Scalar:
    if word == "number":
        return Scalar(word, number(rest))
    if word == "boolean":
        return Scalar(word, rest == "true")
    return Scalar(word, json.loads(rest)) if rest else Scalar(word)


def key_of(node: Node, seen: Seen) -> Scalar:
    if isinstance(node, Scalar):
        return node
    seen.errors.append("a key is a collection")
    return Scalar("other")


def mapping(lines: Iterator[str], seen: Seen) -> dict:
    entries: dict[Scalar, Node] = {}
    for line in lines:
        if line == "end":
            break
        key = key_of(node(line, lines, seen), seen)
        if key in entries:
            seen.errors.append(f"duplicate key {key}")
        entries[key] = node(next(lines), lines, seen)
    return entries


def sequence(lines: Iterator[str], seen: Seen) -> list:
    entries = []
    for line in lines:
        if line == "end":
            break
        entries.append(node(line, lines, seen))
    return entries


def node(line: str, lines: Iterator[str], seen: Seen) -> Node:
    word, _, rest = line.partition(" ")
    if word == "map":
        return mapping(lines, seen)
    if word == "seq":
        return sequence(lines, seen)
    return scalar(word, rest)


def read_file(block: str) -> tuple[str, Seen]:
    """Reads the events of one file; the name stands in the first line."""
    name, *lines = block.split("\n")
    seen = Seen()
    for line in lines:
        if line.startswith("error "):
            seen.errors.append(json.loads(line[len("error ") :]))
    if not seen.errors:
        rest = iter([line for line in lines if line])
        for _ in rest:  # "doc"
            seen.documents.append(node(next(rest), rest, seen))
    # A document without anything is left out by some and null for others.
    seen.documents = [d for d in seen.documents if d != Scalar("null")]
    return json.loads(name), seen


def run_reader(binaries: str, reader: str, files: list[str]) -> dict[str, Seen]:
    if not files:
        return {}
    command = [os.path.join(binaries, READERS[reader][0]), *READERS[reader][1:]]
    done = subprocess.run(command + files, stdout=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise Trouble(f"the reader {reader} ended with {done.returncode}")
    output = "\n" + done.stdout.decode("utf-8", "surrogatepass")
    return dict(read_file(block) for block in output.split("\nfile ")[1:])


def run_readers(binaries: str, files: list[str]) -> dict[str, dict[str, Seen]]:
    """Gives for each file what each of its readers saw."""
    all_seen: dict[str, dict[str, Seen]] = {file: {} for file in files}
    for reader in READERS:
        mine = files
        if reader == GUARDED:
            mine = [file for file in files if not all_seen[file][GUARD].errors]
        elif reader == "json":
            mine = [file for file in files if file.endswith(".json")]
        for file, seen in run_reader(binaries, reader, mine).items():
            all_seen[file][reader] = seen
    return all_seen


def step(path: str, key: Scalar) -> str:
    if key.type != "string":
        return f"{path}.<{key}>".lstrip(".")
    if key.value.replace("_", "").replace("-", "").isalnum():
        return f"{path}.{key.value}".lstrip(".")
    return f"{path}[{json.dumps(key.value, ensure_ascii=False)}]"


def shape(node: Node) -> str:
    if isinstance(node, dict):
        return "a mapping"
    return f"a list of {len(node)}" if isinstance(node, list) else str(node)


def disagreement(path: str, nodes: Mapping[str, Node]) -> str:
    sides: dict[str, list[str]] = {}
    for reader, seen in nodes.items():
        sides.setdefault(shape(seen), []).append(reader)
    told = (f"{what} ({', '.join(who)})" for what, who in sides.items())
    return f"{path}: {'; '.join(told)}"


def differences(path: str, nodes: dict[str, Node]) -> Iterable[str]:
    first, *others = nodes.values()
    if all(isinstance(each, dict) for each in nodes.values()):
        keys = dict.fromkeys(key for each in nodes.values() for key in each)
        for key in keys:
            below = {who: each.get(key, ABSENT) for who, each in nodes.items()}
            yield from differences(step(path, key), below)
    elif isinstance(first, list) and all(
        isinstance(each, list) and len(each) == len(first) for each in others
    ):
        for i in range(len(first)):
            below = {who: each[i] for who, each in nodes.items()}
            yield from differences(f"{path}[{i}]", below)
    elif any(each != first for each in others):
        yield disagreement(path, nodes)


def judge(seen: dict[str, Seen]) -> list[str]:
    errors = [f"{who}: {what}" for who, each in seen.items() for what in each.errors]
    if errors:
        return list(dict.fromkeys(errors))
    if not all(each.documents for each in seen.values()):
        return ["no document"]
    counts = {who: Scalar("number", len(each.documents)) for who, each in seen.items()}
    if len(set(counts.values())) > 1:
        return [disagreement("documents", counts)]
    found: list[str] = []
    for i in range(len(seen[GUARD].documents)):
        documents = {who: each.documents[i] for who, each in seen.items()}
        found += [f"document {i + 1}: {what}" for what in differences("", documents)]
    return found


def same(files: list[str]) -> dict[str, str]:
    """Gives for each file the first of those with the same text."""
    first: dict[tuple[str, bytes], str] = {}
    found = {}
    for name in files:
        with open(name, "rb") as file:
            text = os.path.splitext(name)[1], file.read()
        found[name] = first.setdefault(text, name)
    return found


def main(binaries: str, *files: str) -> int:
    twins = same(list(files))
    all_seen = run_readers(binaries, list(dict.fromkeys(twins.values())))
    verdicts = {file: judge(seen) for file, seen in all_seen.items()}
    for file, twin in twins.items():
        for what in verdicts[twin]:
            print(f"{file}: bad: {' '.join(what.split())}")
        if not verdicts[twin]:
            print(f"{file}: ok")
    return int(any(verdicts.values()))


if __name__ == "__main__":
    # Names and values are shown as far as the terminal can.
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    if len(sys.argv) < 3:
        print("usage: judge FILE...", file=sys.stderr)
        sys.exit(2)
    try:
        sys.exit(main(*sys.argv[1:]))
    except (Trouble, OSError) as error:
        print(f"judge: {error}", file=sys.stderr)
        sys.exit(2)
