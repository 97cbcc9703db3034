# quotes run-time text for Hydra, then becomes the program
import os, re, sys

def quote(text):
    text = re.sub(r"(\\*)\$\{", r"\1\1\\${", text)
    text = re.sub(r"(\\*)'", r"\1\1\\'", text)
    return "'" + re.sub(r"(\\+)\Z", r"\1\1", text) + "'"

def override(kind, key, value):
    if kind == "s":
        value = quote(value)
    return value if kind == "w" else key + "=" + value

mark = sys.argv.index("pipec:hydra")
argv, rest = sys.argv[1:mark], sys.argv[mark + 1:]
argv += map(override, rest[::3], rest[1::3], rest[2::3])
os.execvp(argv[0], argv)
