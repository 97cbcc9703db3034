# writes the values into a JSON file, then becomes the program
import json, os, re, sys, tempfile

def number(text):
    text = text.strip()
    if re.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?", text, re.A):
        return text
    return json.dumps(float(re.sub(r"(?i)\.(inf|nan)$", r"\1", text)))

def truth(text):
    if text.strip().lower() not in ("true", "false"):
        sys.exit("pipec: this is neither true nor false: " + repr(text))
    return text.strip().lower()

def tree(text):
    json.loads(text or "null", parse_int=str)
    return text or "null"

spell = {"s": json.dumps, "n": number, "b": truth, "j": tree}
mark = sys.argv.index("pipec:json-file")
argv, rest = sys.argv[1:mark], sys.argv[mark + 1:]
triples = list(zip(rest[::3], rest[1::3], rest[2::3]))
members = [json.dumps(key) + ": " + spell[kind](text)
           for kind, key, text in triples if kind in spell]
file, path = tempfile.mkstemp(prefix="pipec-", suffix=".json")
with open(file, "w") as out:
    out.write("{" + ", ".join(members) + "}\n")
argv += [key + path if kind == "f" else text
         for kind, key, text in triples if kind not in spell]
os.execvp(argv[0], argv)
