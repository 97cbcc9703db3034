# spells bools and lists of the run as arguments, then becomes the program
import json, os, re, sys

def switch(key, text):
    on, off = key.split("/")
    truth = text.strip().lower()
    if truth not in ("true", "false"):
        sys.exit("pipec: %s is neither true nor false: %r" % (on, text))
    word = on if truth == "true" else off
    return [word] if word else []

def elements(text):
    # strings raw, all else as the JSON text has it
    read = json.JSONDecoder(parse_int=str, parse_float=str).raw_decode
    gap = re.compile(r"[\s,]*")
    if text.strip() and not isinstance(json.loads(text, parse_int=str), list):
        sys.exit("pipec: this is no list: " + repr(text))
    at = gap.match(text, text.find("[") + 1).end()
    while at < len(text) and text[at] != "]":
        value, end = read(text, at)
        yield value if isinstance(value, str) else text[at:end]
        at = gap.match(text, end).end()

def words(kind, key, text):
    if kind == "b":
        return switch(key, text)
    if kind == "l":
        return [key + "=" + element for element in elements(text)]
    if kind == "p":
        return [word for element in elements(text) for word in (key, element)]
    if kind == "m":
        return ([key] if key else []) + list(elements(text))
    return [text if kind == "w" else key + "=" + text]

mark = sys.argv.index("pipec:flags")
argv, rest = sys.argv[1:mark], sys.argv[mark + 1:]
for triple in zip(rest[::3], rest[1::3], rest[2::3]):
    argv += words(*triple)
os.execvp(argv[0], argv)
