# spells run-time values for Hydra, then becomes the program
import json, os, re, sys

def quote(text):
    text = re.sub(r"(\\*)\$\{", r"\1\1\\${", text)
    text = re.sub(r"(\\*)'", r"\1\1\\'", text)
    return "'" + re.sub(r"(\\+)\Z", r"\1\1", text) + "'"

class Number(str):
    """A number as the JSON text has it."""

def spell_key(key):
    number = r"[-+]?(\d[\d_]*\.?[\d_]*|\.[\d_]+)(e[-+]?[\d_]+)?"
    typed = number + r"|[-+]?(inf|nan)|null|true|false"
    legal = r"[-\w./@$%*+?\\ \t()\[\]{}:=,]+"
    if re.fullmatch(typed, key, re.I) or not re.fullmatch(legal, key, re.A):
        sys.exit("pipec: Hydra cannot spell the key " + repr(key))
    return re.sub(r"([\\ \t()\[\]{}:=,])", r"\\\1", key)

def spell(value):
    if isinstance(value, Number):
        return value.replace("Infinity", "inf")
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, list):
        return "[" + ",".join(map(spell, value)) + "]"
    if isinstance(value, dict):
        items = [spell_key(k) + ":" + spell(v) for k, v in value.items()]
        return "{" + ",".join(items) + "}"
    return json.dumps(value)

def override(kind, key, value):
    if kind == "s":
        value = quote(value)
    if kind == "j" and value:
        value = spell(json.loads(value, parse_int=Number, parse_float=Number,
                                 parse_constant=Number))
    return value if kind == "w" else key + "=" + value

mark = sys.argv.index("pipec:hydra")
argv, rest = sys.argv[1:mark], sys.argv[mark + 1:]
argv += map(override, rest[::3], rest[1::3], rest[2::3])
os.execvp(argv[0], argv)
