# spells the bools of the run as flags, then becomes the program
import os, sys

def switch(key, text):
    on, off = key.split("/")
    truth = text.strip().lower()
    if truth not in ("true", "false"):
        sys.exit("pipec: %s is neither true nor false: %r" % (on, text))
    word = on if truth == "true" else off
    return [word] if word else []

def words(kind, key, text):
    if kind == "b":
        return switch(key, text)
    return [text if kind == "w" else key + "=" + text]

mark = sys.argv.index("pipec:flags")
argv, rest = sys.argv[1:mark], sys.argv[mark + 1:]
for triple in zip(rest[::3], rest[1::3], rest[2::3]):
    argv += words(*triple)
os.execvp(argv[0], argv)
