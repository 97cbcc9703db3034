"""Judges compiled Kubeflow pipelines.

    judge.py FILE...

A file is a pipeline spec (YAML or JSON, with the platform spec as a second
YAML document if need be) or a PipelineJob for Vertex. Each file gets a line
`FILE: ok`, or lines `FILE: bad: WHAT`. Exits 0 when all are ok, else 1.
"""

import sys
import traceback
from collections.abc import Iterator

import yaml
from kfp import components

import definitions
import executors
import jobs
import outputs
import platforms
import reading
import tasks
from book import Book, open_book
from scope import Scope


def check_book(book: Book) -> Iterator[str]:
    yield from definitions.check(book)
    for name, component in book.dags():
        scope = Scope(book, name, component)
        for check in (tasks.check, outputs.check):
            for problem in check(scope):
                yield f"{scope.path}.{problem}"
    yield from executors.check(book)


def check_with_sdk(documents: list[dict]) -> Iterator[str]:
    """Yields what keeps the SDK from loading a pipeline as a component."""
    text = yaml.safe_dump_all(documents, sort_keys=False)
    try:
        components.load_component_from_text(text)
    except Exception as error:  # whatever the SDK raises, the file is bad
        yield f"kfp.components: {type(error).__name__}: {error}"


def check_job(job: dict) -> Iterator[str]:
    spec = job["pipelineSpec"]
    book = open_book(spec, on_vertex=True)
    yield from jobs.check(book, job)
    yield from check_book(book)
    yield from check_with_sdk([spec])


def check_pipeline(documents: list[dict]) -> Iterator[str]:
    if len(documents) > 2:
        yield f"holds {len(documents)} documents, where two may be"
        return
    book = open_book(documents[0], on_vertex=False)
    yield from check_book(book)
    if len(documents) == 2:
        yield from platforms.check(book, documents[1])
    yield from check_with_sdk(documents)


def check_file(file: str) -> Iterator[str]:
    try:
        with open(file, encoding="utf-8") as stream:
            documents = reading.load(file, stream.read())
        if "pipelineSpec" not in documents[0]:
            yield from check_pipeline(documents)
        elif len(documents) > 1:
            yield "a PipelineJob stands alone"
        else:
            yield from check_job(documents[0])
    except reading.Bad as error:
        yield str(error)
    except (ValueError, yaml.YAMLError) as error:
        yield f"cannot be read: {error}"


def judge(file: str) -> bool:
    """Prints the verdict on a file and returns whether it is good."""
    problems = list(dict.fromkeys(" ".join(text.split()) for text in check_file(file)))
    for problem in problems:
        print(f"{file}: bad: {problem}")
    if not problems:
        print(f"{file}: ok")
    return not problems


def main(files: list[str]) -> int:
    if not files:
        print("usage: judge FILE...", file=sys.stderr)
        return 2
    try:
        verdicts = [judge(file) for file in files]
    except OSError as error:
        print(f"judge: {error}", file=sys.stderr)
        return 2
    except Exception:  # a mistake of ours must not look like a verdict
        traceback.print_exc()
        return 2
    return 0 if all(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
