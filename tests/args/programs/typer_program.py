"""A typer program; its options stand in the signature of a function."""
import inspect
import json
from typing import List, Optional

import typer

from ports import PORTS, tell

TYPES = {"string": Optional[str], "int": Optional[int],
         "float": Optional[float], "bool": bool, "list": List[str],
         "struct": Optional[str]}
NOTHING = {"bool": False, "list": []}


def main(**given):
    values = {}
    for index, (name, kind) in enumerate(PORTS):
        value = given["p%d" % index]
        values[name] = (json.loads(value) if kind == "struct" and value
                        else value)
    tell(values)


def parameter(index, name, kind):
    names = ["--" + name]
    if kind == "bool":
        names = ["--%s/--no-%s" % (name, name)]
    return inspect.Parameter(
        "p%d" % index, inspect.Parameter.KEYWORD_ONLY, annotation=TYPES[kind],
        default=typer.Option(NOTHING.get(kind), *names))


main.__signature__ = inspect.Signature(
    [parameter(index, *port) for index, port in enumerate(PORTS)])
main.__annotations__ = {"p%d" % index: TYPES[kind]
                        for index, (_, kind) in enumerate(PORTS)}
typer.run(main)
