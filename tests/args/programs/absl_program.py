"""A program with absl's flags."""
import json

from absl import app, flags

from ports import BOOL, LIST, PORTS, tell

LISTS = {"csv": flags.DEFINE_list, "repeat": flags.DEFINE_multi_string,
         "json": flags.DEFINE_string}
DEFINE = {"string": flags.DEFINE_string, "int": flags.DEFINE_integer,
          "float": flags.DEFINE_float, "bool": flags.DEFINE_boolean,
          "struct": flags.DEFINE_string, "list": LISTS[LIST]}


def main(rest):
    assert not rest[1:], rest
    values = {}
    for name, kind in PORTS:
        value = flags.FLAGS[name].value
        whole = kind == "struct" or kind == "list" and LIST == "json"
        values[name] = json.loads(value) if whole and value else value
    tell(values)


NOTHING = {"bool": None if BOOL == "value" else False,
           "list": [] if LIST == "repeat" else None}
for name, kind in PORTS:
    DEFINE[kind](name, NOTHING.get(kind), "")
app.run(main)
