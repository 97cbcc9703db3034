"""The argument styles: what pipec is told, and a program that reads the words
again. The programs that need a package are in libraries.py."""
import argparse
import json
import os
import re
import sys

import pipeline
import values

SETTINGS = {"bool": ["value", "flag", "switch"],
            "list": ["json", "repeat", "words", "csv"]}
TRUTH = {"true": True, "false": False}
FROM_TEXT = {"string": str, "int": int, "float": float,
             "bool": TRUTH.__getitem__, "list": json.loads,
             "struct": json.loads}


class Misread(Exception):
    """The program does not understand its words."""


class Style:
    """A style with its settings, drawn by chance."""
    name = ""
    converts = False   # may be put over a file that spells argparse words
    versions = ()      # of Hydra, to be asked too
    targets = ("argo", "tekton", "vertex", "kfp")
    bools = ["value"]  # the settings it takes; the first one is what it does
    lists = ["json"]   # without a setting

    def __init__(self, rnd):
        self.bool = rnd.choice(self.bools)
        self.list = rnd.choice(self.lists)
        self.renames = rnd.random() < 0.3
        self.label = " ".join([self.name, "bool:" + self.bool,
                               "list:" + self.list,
                               "keys" if self.renames else ""]).strip()

    def spec(self, ports):
        """What stands behind `args:`."""
        spec = {"style": self.name}
        if self.bool != self.bools[0]:
            spec["bool"] = self.bool
        if self.list != self.lists[0]:
            spec["list"] = self.list
        keys = {port: self.key(port) for port in ports if self.renamed(port)}
        if keys:
            spec["keys"] = keys
        return spec if len(spec) > 1 else self.name

    def program(self):
        """Which one of the folder `programs` uses the style."""
        return self.name.replace("-", "_") + "_program"

    def renamed(self, port):
        return self.renames and int(re.sub(r"\D", "", port)) % 3 == 0

    def key(self, port):
        """The name that the program knows an input by."""
        return self.rename(port) if self.renamed(port) else self.usual(port)

    def usual(self, port):
        return port

    def rename(self, port):
        return "key-" + port.replace("_", "-")

    def read(self, words, ports, env):
        """The program's values by key; ports are pairs of name and type."""
        raise NotImplementedError

    def agrees(self, kind, want, got, doubles):
        """What the program has, and what it was given."""
        if kind == "list" and self.list != "json" and isinstance(got, list):
            return len(want) == len(got) and all(
                values.same_element(item, text, doubles)
                for item, text in zip(want, got))
        return values.same(want, got, doubles)

    def absent(self, kind):
        """How it sees an input that it was not given; None: not at all."""
        nothing = {"bool": self.bool != "value", "list": self.list != "json"}
        return {"bool": False, "list": []}[kind] if nothing.get(kind) else None

    def word(self, text):
        """What a literal of a component file means to the program."""
        return text

    def hazard(self, case):
        """Why the program may see something else: a name, or None. A constant
        is refused, if the name begins with `refused: `."""
        return None

    def takes(self, case):
        """False for what is not tried: a file's word `true` is a bool, for
        which a program with flags has no value."""
        return not (case.way == "word" and case.value in TRUTH
                    and self.bool != "value")


def blanks_at_ends(case):
    if case.kind == "list" and any(element(item) != element(item).strip()
                                   for item in case.value or []):
        return "refused: csv: an element with blanks at its ends"
    return None


def element(item):
    """An element of a list as a word."""
    return item if isinstance(item, str) else values.spell(item)


def typed(text):
    """A literal without a declared type, for programs that tell types."""
    if text in TRUTH:
        return TRUTH[text]
    number = r"-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?"
    return json.loads(text) if re.fullmatch(number, text, re.ASCII) else text


# ---- argparse ----------------------------------------------------------------


class Strict(argparse.ArgumentParser):
    def error(self, message):
        raise Misread(message)


class Argparse(Style):
    name = "argparse"
    converts = True
    bools = SETTINGS["bool"]
    lists = ["json", "repeat", "words"]

    def read(self, words, ports, env):
        parser = Strict()
        for port, kind in ports:
            add_option(parser, self.key(port), kind, self.bool, self.list)
        return vars(parser.parse_args(words))

    def hazard(self, case):
        several = self.list == "repeat" and case.kind == "list" and case.value
        if sys.version_info < (3, 13) and (
                case.value == "--" or several and "--" in several):
            return "argparse: before Python 3.13 --key=-- is a list"
        if case.kind == "list" and self.list == "words" and case.value:
            if any(looks_like_option(element(item)) for item in case.value):
                return "argparse: a word that looks like an option"
        return None


def add_option(parser, name, kind, bools, lists):
    """An option of a program: bools and lists as the settings say."""
    more = {"dest": name, "default": argparse.SUPPRESS}
    if kind == "bool" and bools == "flag":
        more.update(action="store_true", default=False)
    elif kind == "bool" and bools == "switch":
        more.update(action=argparse.BooleanOptionalAction, default=False)
    elif kind == "list" and lists == "repeat":
        more.update(action="append", default=[])
    elif kind == "list" and lists == "words":
        more.update(nargs="*", default=[])
    else:
        more.update(type=FROM_TEXT[kind])
    parser.add_argument("--" + name, **more)


def looks_like_option(text):
    """argparse takes a word for an option when it begins with `-`, unless it
    is a plain negative number or has a blank in it, but for `--key=a b`."""
    if not text.startswith("-") or text == "-":
        return False
    if " " in text and not re.match(r"--[^ ]*=", text):
        return False
    return not re.fullmatch(r"-\d+|-\d*\.\d+", text)


class ArgparseSpace(Argparse):
    name = "argparse-space"

    def program(self):
        return "argparse_program"

    def hazard(self, case):
        text = pipeline.as_text(case.value)
        elements = case.value if case.kind == "list" else []
        if looks_like_option(text) or any(
                looks_like_option(element(item)) for item in elements
                if self.list != "json"):
            return "argparse-space: a value that looks like an option"
        return None


# ---- programs without a parser -----------------------------------------------


class Env(Style):
    name = "env"
    converts = True

    def usual(self, port):
        return port.upper()

    def rename(self, port):
        return "KEY_" + port.upper()

    def read(self, words, ports, env):
        if words:
            raise Misread("words: %r" % words)
        return {self.key(port): FROM_TEXT[kind](env[self.key(port)])
                for port, kind in ports if self.key(port) in env}


class JsonFile(Style):
    name = "json-file"
    converts = True

    def __init__(self, rnd):
        super().__init__(rnd)
        self.option = rnd.choice(["--config", "--params", ""])
        self.label += " option:" + self.option

    def spec(self, ports):
        spec = super().spec(ports)
        if self.option == "--config":
            return spec
        spec = {"style": spec} if isinstance(spec, str) else spec
        return {**spec, "option": self.option}

    def rename(self, port):
        return "the \"key\" of " + port

    def read(self, words, ports, env):
        before = self.option + "=" if self.option else ""
        if len(words) != 1 or not words[0].startswith(before):
            raise Misread("not one file: %r" % words)
        path = words[0][len(before):]
        with open(path, encoding="utf-8") as file:
            got = json.load(file)
        os.unlink(path)
        return got

    def word(self, text):
        return typed(text)


class Positional(Style):
    """A value's word has no name; words behind the last value are missing."""
    name = "positional"
    converts = True
    lists = ["json", "csv"]

    def __init__(self, rnd):
        super().__init__(rnd)
        self.renames = False

    def read(self, words, ports, env):
        if len(words) > len(ports):
            raise Misread("too many words: %r" % words)
        return {port: self.from_word(kind, word)
                for (port, kind), word in zip(ports, words)}

    def from_word(self, kind, word):
        if kind == "string" or not word:
            return word
        if kind == "list" and self.list == "csv":
            return values.from_commas(word)
        return FROM_TEXT[kind](word)

    def absent(self, kind):
        return ""

    def agrees(self, kind, want, got, doubles):
        if want == [] and self.list == "csv":
            return got == ""
        return super().agrees(kind, want, got, doubles)

    def hazard(self, case):
        return blanks_at_ends(case) if self.list == "csv" else None
