"""A click program."""
import json

import click

from ports import BOOL, LIST, PORTS, tell

TYPES = {"string": str, "int": int, "float": float, "bool": bool, "list": str,
         "struct": str}


def option(index, name, kind):
    words, more = ["--" + name, "p%d" % index], {"type": TYPES[kind]}
    if kind == "bool" and BOOL == "switch":
        words[0], more = "--%s/--no-%s" % (name, name), {"default": False}
    elif kind == "bool" and BOOL == "flag":
        more = {"is_flag": True}
    elif kind == "list" and LIST == "repeat":
        more["multiple"] = True
    return click.Option(words, **more)


def main(**given):
    values = {}
    for index, (name, kind) in enumerate(PORTS):
        value = given["p%d" % index]
        whole = kind == "struct" or kind == "list" and LIST == "json"
        values[name] = json.loads(value) if whole and value else value
    tell(values)


click.Command("main", callback=main, params=[
    option(index, *port) for index, port in enumerate(PORTS)])()
