"""A program whose words have no names."""
import csv
import sys

from ports import FROM_TEXT, LIST, PORTS, tell


def value(kind, word):
    if kind == "string" or not word:
        return word
    if kind == "list" and LIST == "csv":
        return next(csv.reader([word], strict=True))
    return FROM_TEXT[kind](word)


words = sys.argv[1:]
assert len(words) <= len(PORTS), words
tell({name: value(kind, word)
      for (name, kind), word in zip(PORTS, words)})
