"""A program that reads one JSON file."""
import json
import sys

from ports import tell

word, = sys.argv[1:]
with open(word.split("=", 1)[-1], encoding="utf-8") as file:
    tell(json.load(file))
