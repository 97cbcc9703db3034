"""A program that reads its words with argparse."""
import argparse

from ports import BOOL, FROM_TEXT, LIST, PORTS, tell


def option(kind):
    if kind == "bool" and BOOL == "flag":
        return {"action": "store_true"}
    if kind == "bool" and BOOL == "switch":
        return {"action": argparse.BooleanOptionalAction, "default": False}
    if kind == "list" and LIST == "repeat":
        return {"action": "append", "default": []}
    if kind == "list" and LIST == "words":
        return {"nargs": "*", "default": []}
    return {"type": FROM_TEXT[kind]}


parser = argparse.ArgumentParser()
for name, kind in PORTS:
    parser.add_argument("--" + name, dest=name, **option(kind))
tell(vars(parser.parse_args()))
