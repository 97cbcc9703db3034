"""pipec's two sides of Hydra's grammar of values, and Hydra's own.

What pipec writes for a constant must be read as that constant, by every version
of Hydra; what it reads, a parser of Hydra's must read alike.
"""
import argparse
import itertools
import json
import math
import os
import pathlib
import random
import subprocess
import sys

import hydra_reader
import libraries
import tools
import values
from hydra.core.override_parser.types import (ChoiceSweep, Glob, OverrideType,
                                              QuotedString, RangeSweep, Sweep)
from hydra.errors import HydraException
from omegaconf import OmegaConf

KEYS = ["k%d" % number for number in range(20)]
PIECES = ["'", '"', "\\", "\\'", "${", "}", "{", "[", "]", ",", "=", ":", " ",
          "(", ")", "a", "b", "1", "0", "-1", "1.5", "1e5", ".", "_", "-", "+",
          "null", "true", "False", "inf", "nan", "?", "???", "|", "/", "$", "@",
          "*", "%", "#", "é", "日", "\n", "\t", "~", "007", "0x1f", "\\,", "\\(",
          "int(", "float(", "str(", "bool(", "choice(", "range(", "sort(",
          "1,", "a,", ",b", "[1", "{a:", "'a'", '"b"', "reverse=true"]
TAME = ["a", "b", "1", "0", "-1", "1.5", "1e5", "x_y", "null", "true", "a b",
        "'a'", '"b c"', "inf", "10", "0.1", "[1,2]", "{a: 1}", "1_000", "???",
        "2024-01-01", "a/b", "\\,", "'it\\'s'", "${x}", "'\\${x}'", "'日'"]
SHAPES = ["choice(%s,%s)", "%s,%s", "range(1,%s)", "range(%s,%s,%s)",
          "sort(%s,%s)", "int(%s)", "str(%s)", "float(%s)", "bool(%s)",
          "[%s,%s]", "{a:%s,b:%s}", "'%s'", '"%s"', "sort(%s,%s,reverse=true)",
          "choice([%s],%s)", "json_str(%s)", "interval(%s,%s)", "glob(%s)",
          "tag(a,%s)", "shuffle(%s,%s)"]
MANY = 1000
WRONG, TOO_MANY = object(), object()


class Program:
    """A test program: NUL-terminated texts in, lines of JSON out."""

    def __init__(self, path):
        self.path = path

    def ask(self, texts):
        done = subprocess.run([self.path], stdout=subprocess.PIPE, check=True,
                              input=b"".join(t.encode() + b"\0" for t in texts))
        return [json.loads(line) for line in done.stdout.splitlines()]


# ---- what pipec writes -------------------------------------------------------


def constant(rnd):
    return values.value(rnd, rnd.choice(values.KINDS))


def good(value):
    return "???" not in values.leaves(value)


def check_written(rnd, spell, olds):
    """Twenty constants through each Hydra."""
    wanted = [value for value in (constant(rnd) for _ in KEYS) if good(value)]
    spelled = spell.ask([json.dumps(value, ensure_ascii=False)
                         for value in wanted])
    words, meant, mistakes = [], {}, []
    for key, value, text in zip(KEYS, wanted, spelled):
        if (text is None) != libraries.has_odd_key(value):
            mistakes.append(("spelled", value, text))
        elif text is not None:
            words.append("%s=%s" % (key, text))
            meant[key] = value
    answers = [{"values": hydra_reader.read(words, KEYS)}]
    answers += [old.read(words, KEYS) for old in olds]
    return mistakes + [("read", words, answer) for answer in answers
                       if not values.same(answer.get("values"), meant)]


# ---- what pipec reads --------------------------------------------------------


def text_of_hydra(rnd):
    def piece():
        if rnd.random() < 0.8:
            return rnd.choice(TAME)
        return "".join(rnd.choices(PIECES, k=rnd.choice([1, 1, 2, 3])))

    shape = rnd.choice([None, None, *SHAPES])
    if shape:
        return shape % tuple(piece() for _ in range(shape.count("%s")))
    return "".join(rnd.choices(PIECES, k=rnd.randint(0, 7)))


def plain(value):
    """Hydra's values as plain ones, and OmegaConf's escapes taken off."""
    if isinstance(value, QuotedString):
        value = value.text
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {plain(k): plain(v) for k, v in value.items()}
    if isinstance(value, str) and "${" in value:
        made = OmegaConf.create({"k": value})
        return OmegaConf.to_container(made, resolve=True)["k"]
    return value


def has_live_text(value):
    if isinstance(value, QuotedString):
        value = value.text
    if isinstance(value, list):
        return any(map(has_live_text, value))
    if isinstance(value, dict):
        return any(map(has_live_text, [*value, *value.values()]))
    if not isinstance(value, str):
        return False
    try:
        plain(value)
    except Exception:
        return True
    return False


def elements(sweep):
    """The values of a sweep, or WRONG where there are none to write down."""
    if isinstance(sweep, ChoiceSweep) and not sweep.shuffle:
        return sweep.list
    if isinstance(sweep, RangeSweep) and not sweep.shuffle:
        try:
            some = list(itertools.islice(sweep.range(), MANY))
        except HydraException:
            return WRONG
        return TOO_MANY if len(some) == MANY else some
    return WRONG


def by_hydra(text):
    """The kind and the value, by Hydra's parser."""
    if text.startswith("shuffle("):
        return "wrong", None
    try:
        override = hydra_reader.PARSER.parse_overrides(["k=" + text])[0]
    except Exception:
        return "wrong", None
    if override.type is not OverrideType.CHANGE:
        return "wrong", None
    value, kind = override._value, "constant"
    if isinstance(value, (Sweep, Glob)):
        value, kind = elements(value), "sweep"
    if value is WRONG or value is TOO_MANY:
        return ("wrong" if value is WRONG else "too many"), None
    return ("interpolation", None) if has_live_text(value) else (
        kind, plain(value))


def shown(value):
    """The reader's value: a float is {"float": its spelling}."""
    if isinstance(value, list):
        return [shown(item) for item in value]
    if isinstance(value, dict) and list(value) == ["float"]:
        return float(value["float"].replace(".inf", "inf").replace(".nan",
                                                                   "nan"))
    if isinstance(value, dict):
        return {key: shown(item) for key, item in value.items()}
    return value


def near(a, b):
    if isinstance(a, float) and isinstance(b, float):
        return math.isclose(a, b) or (math.isnan(a) and math.isnan(b))
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(near, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return list(map(str, a)) == list(b) and all(
            map(near, a.values(), b.values()))
    return type(a) is type(b) and a == b


def check_read(rnd, reader, counts):
    texts = [text_of_hydra(rnd) for _ in range(100)]
    mistakes = []
    for text, answer in zip(texts, reader.ask(texts)):
        kind, value = by_hydra(text)
        counts[answer["kind"]] = counts.get(answer["kind"], 0) + 1
        if kind == "too many":
            continue
        if answer["kind"] != kind or kind in ("constant", "sweep") and not near(
                value, shown(answer.get("value"))):
            mistakes.append((text, (kind, value), answer))
    return mistakes


# ---- all ---------------------------------------------------------------------


def read_options():
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int)
    for name in ("spell", "reader"):
        parser.add_argument(name, type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    return parser.parse_args()


def main():
    options = read_options()
    rnd, counts, mistakes = random.Random(options.seed), {}, []
    olds = [tools.OldHydra(options.out, version)
            for version in libraries.Hydra.versions]
    for _ in range(options.count // len(KEYS)):
        mistakes += check_written(rnd, Program(options.spell), olds)
    for _ in range(options.count // 100):
        mistakes += check_read(rnd, Program(options.reader), counts)
    for mistake in mistakes[:20]:
        print("MISMATCH %r" % (mistake,))
    print("%d constants written; read: %s" % (options.count, counts))
    print("seed %d, %d mismatches" % (options.seed, len(mistakes)))
    sys.stdout.flush()
    os._exit(bool(mistakes))


if __name__ == "__main__":
    main()
