"""What the programs of this folder are told by the test: their options."""
import json
import os
import sys

# Pairs of a name and a type; how bools and lists stand in the words.
PORTS = json.loads(os.environ["PORTS"])
BOOL, LIST = json.loads(os.environ["STYLE"])
TRUTH = {"true": True, "false": False}
FROM_TEXT = {"string": str, "int": int, "float": float,
             "bool": TRUTH.__getitem__, "list": json.loads,
             "struct": json.loads}


def tell(values):
    """Prints what the program got; None stands for nothing."""
    json.dump({k: v for k, v in values.items() if v is not None}, sys.stdout)
