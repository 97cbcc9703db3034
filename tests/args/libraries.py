"""Styles whose programs use a package."""
import contextlib
import io
import json
import re

import absl.flags
import click
import fire
import jsonargparse
import omegaconf

import hydra_reader
import styles
import values
from styles import Misread, Style

SPELLED_KEY = re.compile(r"[-\w./@$%*+?\\ \t()\[\]{}:=,]+", re.ASCII)
TYPED_KEY = re.compile(
    r"[-+]?(\d[\d_]*\.?[\d_]*|\.[\d_]+)(e[-+]?[\d_]+)?|[-+]?(inf|nan)|null|"
    r"true|false", re.IGNORECASE)


def keys_of(value):
    if isinstance(value, list):
        for item in value:
            yield from keys_of(item)
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from keys_of(item)


def has_odd_key(value):
    return any(not SPELLED_KEY.fullmatch(key) or TYPED_KEY.fullmatch(key)
               for key in keys_of(value))


# What YAML folds in a quoted text, or refuses, where the JSON is not of pipec's
# making; and escapes that it reads as two characters.
NOT_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
PAIR = re.compile(r"\\u[dD][89abAB]")


def read_as_yaml(case):
    """Why a reader of YAML takes the JSON of a list or struct for another."""
    if case.kind not in ("list", "struct"):
        return None
    if case.way in ("upstream", "word") and any(
            map(NOT_YAML.search, values.leaves(case.value))):
        return "what YAML takes for a line's end in JSON"
    if case.way == "upstream" and PAIR.search(case.text):
        return "JSON's pairs of \\u, which YAML has not"
    return None


class Hydra(Style):
    name = "hydra"
    converts = True
    versions = ("1.1", "1.2")

    def __init__(self, rnd):
        super().__init__(rnd)
        self.more = {}
        if rnd.random() < 0.3:
            self.more["prefix"] = "force"
        if rnd.random() < 0.25:
            self.more["transport"] = "env"
            self.targets = ("argo", "tekton")
        self.label += " " + " ".join(self.more.values())

    def spec(self, ports):
        spec = super().spec(ports)
        if not self.more:
            return spec
        spec = {"style": spec} if isinstance(spec, str) else spec
        return {**spec, **self.more}

    def rename(self, port):
        return ("model.sub." if port[0] == "s" else "run_") + port

    def hazard(self, case):
        if "transport" in self.more and case.way != "word":
            return self.hazard_of_variable(case)
        if "???" in values.leaves(case.value):
            return "refused: hydra: ??? stands for no value"
        if has_odd_key(case.value):
            return "refused: hydra: a key it cannot spell"
        return None

    def hazard_of_variable(self, case):
        """OmegaConf makes lists and structs of the variable's text, and then
        reads what stands in them."""
        found = list(values.leaves(case.value))
        if case.kind in ("list", "struct") and (
                "???" in found or any("${" in text for text in found)):
            return "hydra, by a variable: ${ or ??? in a list or struct"
        reason = read_as_yaml(case)
        return reason and "hydra, by a variable: " + reason

    def word(self, text):
        return styles.typed(text)

    def read(self, words, ports, env):
        try:
            return hydra_reader.read(words, [self.key(p) for p, _ in ports],
                                     env)
        except (Exception, SystemExit) as error:
            raise Misread("%s: %s" % (type(error).__name__, error)) from error


# ---- click -------------------------------------------------------------------

CLICK_TYPES = {"string": str, "int": int, "float": float, "bool": bool,
               "list": str, "struct": str}


class Click(Style):
    """typer's programs are click's."""
    name = "click"
    converts = True
    bools = ["switch", "value", "flag"]
    lists = ["repeat", "json"]

    def program(self):
        typer = (self.bool, self.list) == ("switch", "repeat")
        return "typer_program" if typer else "click_program"

    def usual(self, port):
        return port.replace("_", "-")

    def read(self, words, ports, env):
        options = [self.option(port, kind) for port, kind in ports]
        command = click.Command("main", params=options)
        try:
            context = command.make_context("main", list(words))
        except click.ClickException as error:
            raise Misread(error.format_message()) from error
        given = {p: context.params["p_" + p] for p, _ in ports}
        return {self.key(port): self.from_click(kind, given[port])
                for port, kind in ports if given[port] is not None}

    def option(self, port, kind):
        name, more = "--" + self.key(port), {"type": CLICK_TYPES[kind]}
        if kind == "bool" and self.bool == "switch":
            name, more = "%s/--no-%s" % (name, self.key(port)), {}
        elif kind == "bool" and self.bool == "flag":
            more = {"is_flag": True}
        elif kind == "list" and self.list == "repeat":
            more["multiple"] = True
        if kind == "bool" and self.bool != "value":
            more["default"] = False
        return click.Option([name, "p_" + port], **more)

    def from_click(self, kind, value):
        if kind == "list" and self.list == "repeat":
            return list(value)
        return json.loads(value) if kind in ("list", "struct") else value


# ---- the others --------------------------------------------------------------


class Fire(Style):
    name = "fire"
    converts = True

    def rename(self, port):
        return "key_" + port

    def read(self, words, ports, env):
        got = {}
        try:
            with contextlib.redirect_stderr(io.StringIO()):
                fire.Fire(lambda **given: got.update(given),
                          command=list(words))
        except SystemExit as error:
            raise Misread("fire gave %s" % error.code) from error
        return got

    def word(self, text):
        return styles.typed(text)


class Absl(Style):
    name = "absl"
    converts = True
    bools = ["value", "switch"]
    lists = ["csv", "json", "repeat"]

    def rename(self, port):
        return "key_" + port

    def read(self, words, ports, env):
        flags = absl.flags.FlagValues()
        for port, kind in ports:
            self.define(flags, self.key(port), kind)
        try:
            rest = flags(["main", *words])[1:]
        except absl.flags.Error as error:
            raise Misread(str(error)) from error
        if rest:
            raise Misread("these are no flags: %r" % rest)
        return {name: self.from_flag(kind, flags[name].value)
                for name, kind in ((self.key(p), k) for p, k in ports)
                if flags[name].value is not None}

    def define(self, flags, name, kind):
        make = {"string": absl.flags.DEFINE_string,
                "int": absl.flags.DEFINE_integer,
                "float": absl.flags.DEFINE_float,
                "bool": absl.flags.DEFINE_boolean,
                "struct": absl.flags.DEFINE_string,
                "list": self.list_flag()}[kind]
        nothing = self.absent(kind)
        make(name, nothing, "", flag_values=flags)

    def list_flag(self):
        return {"csv": absl.flags.DEFINE_list,
                "repeat": absl.flags.DEFINE_multi_string,
                "json": absl.flags.DEFINE_string}[self.list]

    def from_flag(self, kind, value):
        whole = kind == "struct" or kind == "list" and self.list == "json"
        return json.loads(value) if whole else value

    def hazard(self, case):
        return styles.blanks_at_ends(case) if self.list == "csv" else None


JSONARGPARSE_TYPES = {"string": str, "int": int, "float": float, "bool": bool,
                      "list": list, "struct": dict}


class Jsonargparse(Style):
    name = "jsonargparse"
    converts = True

    def rename(self, port):
        return "model.sub." + port

    def read(self, words, ports, env):
        parser = jsonargparse.ArgumentParser(exit_on_error=False)
        for port, kind in ports:
            parser.add_argument("--" + self.key(port),
                                type=JSONARGPARSE_TYPES[kind])
        try:
            got = parser.parse_args(words)
        except (jsonargparse.ArgumentError, SystemExit) as error:
            raise Misread(str(error)) from error
        return {self.key(p): got[self.key(p)] for p, _ in ports
                if got[self.key(p)] is not None}

    def hazard(self, case):
        if case.value == "--":
            return styles.Argparse.hazard(self, case)
        reason = read_as_yaml(case)
        return reason and "jsonargparse: " + reason


def inside(tree, key):
    """What stands at a dotted key, in a list; an empty list: nothing does."""
    for part in key.split("."):
        if part not in tree:
            return []
        tree = tree[part]
    return [tree]


class Dotlist(Style):
    name = "dotlist"
    converts = True

    def rename(self, port):
        return "model.sub." + port

    def read(self, words, ports, env):
        try:
            config = omegaconf.OmegaConf.from_dotlist(words)
            plain = omegaconf.OmegaConf.to_container(
                config, resolve=True, throw_on_missing=True)
        except Exception as error:
            raise Misread("%s: %s" % (type(error).__name__, error)) from error
        got = {}
        for port, _ in ports:
            found = inside(plain, self.key(port))
            if found:
                got[self.key(port)] = found[0]
        return got

    def hazard(self, case):
        if "???" in values.leaves(case.value):
            return "refused: dotlist: ??? stands for no value"
        return None

    def word(self, text):
        return styles.typed(text)


STYLES = [styles.Argparse, styles.ArgparseSpace, Hydra, Click, Fire, Absl,
          Jsonargparse, Dotlist, styles.Env, styles.JsonFile,
          styles.Positional]
