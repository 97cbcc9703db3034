"""A jsonargparse program."""
import jsonargparse

from ports import PORTS, tell

TYPES = {"string": str, "int": int, "float": float, "bool": bool, "list": list,
         "struct": dict}
parser = jsonargparse.ArgumentParser()
for name, kind in PORTS:
    parser.add_argument("--" + name, type=TYPES[kind])
got = parser.parse_args()
tell({name: got[name] for name, _ in PORTS})
