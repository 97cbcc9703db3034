# spells run-time values as Python literals, then becomes the program
import json, os, re, sys

class Number(str):
    """A number as its text has it."""
    def __repr__(self):
        if self.lower().endswith("nan"):
            sys.exit("pipec: there is no Python literal for NaN")
        return re.sub(r"(?i)\.?inf(inity)?$", "1e999", self)

def truth(text):
    if text.strip().lower() not in ("true", "false"):
        sys.exit("pipec: this is neither true nor false: " + repr(text))
    return text.strip().lower() == "true"

def number(text):
    return Number(text.strip())

def tree(text):
    return json.loads(text, parse_int=Number, parse_float=Number,
                      parse_constant=Number) if text.strip() else None

def words(kind, key, text):
    if "/" in key:
        key = key.split("/")[not truth(text)]
        return [key] if key else []
    read = {"s": str, "n": number, "b": truth, "j": tree}.get(kind)
    if read:
        text = repr(read(text))
    return [text if kind == "w" else key + "=" + text]

mark = sys.argv.index("pipec:fire")
argv, rest = sys.argv[1:mark], sys.argv[mark + 1:]
for triple in zip(rest[::3], rest[1::3], rest[2::3]):
    argv += words(*triple)
os.execvp(argv[0], argv)
