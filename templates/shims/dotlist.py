# spells run-time values as YAML for OmegaConf, then becomes the program
import json, os, re, sys

class Number(str):
    """A number as its text has it."""

def quote(text):
    special = "[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
    return re.sub(special, lambda found: "\\u%04x" % ord(found.group()),
                  json.dumps(text, ensure_ascii=False))

def string(text):
    if text == "???":
        sys.exit("pipec: OmegaConf takes ??? for no value")
    return quote(re.sub(r"(\\*)\$\{", r"\1\1\\${", text))

def number(text):
    text = re.sub(r"(?i)\.?(inf|nan)(inity)?$", r".\1", text).lower()
    return re.sub(r"^([-+]?)\.(?=\d)", r"\g<1>0.", text)

def spell(value):
    if isinstance(value, Number):
        return number(value)
    if isinstance(value, str):
        return string(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(spell, value)) + "]"
    if isinstance(value, dict):
        items = [quote(k) + ": " + spell(v) for k, v in value.items()]
        return "{" + ", ".join(items) + "}"
    return json.dumps(value)

def tree(text):
    return json.loads(text, parse_int=Number, parse_float=Number,
                      parse_constant=Number) if text.strip() else None

def word(kind, key, text):
    if kind == "n":
        text = number(text.strip())
    elif kind == "s":
        text = string(text)
    elif kind == "j":
        text = spell(tree(text))
    return text if kind == "w" else key + "=" + text

mark = sys.argv.index("pipec:dotlist")
argv, rest = sys.argv[1:mark], sys.argv[mark + 1:]
argv += map(word, rest[::3], rest[1::3], rest[2::3])
os.execvp(argv[0], argv)
