"""A pipeline that hands many values to tasks of one style."""
import dataclasses
import json
import os

import values

# A constant stands in `with`, is the default of an input or of the pipeline's
# parameter; a run-time value comes from a task, alone or inside of a text. A
# component file spells the words of argparse; some of them are constants.
WAYS = ["with", "with", "default", "param", "upstream", "upstream", "joined",
        "absent"]
FILE_WAYS = ["word", "word", "with", "upstream", "joined", "absent"]
RUN_TIME = ("upstream", "joined")
NEUTRAL = {"string": "neutral", "int": 7, "float": 2.5, "bool": True,
           "list": ["neutral"], "struct": {"neutral": 1}}
FILE_TYPES = {"string": "String", "int": "Integer", "float": "Float",
              "bool": "Bool", "list": "JsonArray", "struct": "JsonObject"}
LETTERS = {"string": "s", "int": "i", "float": "f", "bool": "b", "list": "l",
           "struct": "d"}


@dataclasses.dataclass(eq=False)
class Case:
    task: str
    port: str
    kind: str
    way: str
    value: object = None
    text: str = ""    # of a run-time value, as the upstream task writes it
    before: str = ""  # literal text around it
    after: str = ""
    file: bool = False  # the component is a file
    spelling: str = ""  # of a number, where it is not the usual one

    def output(self):
        """What the player knows its upstream output by."""
        return "make." + self.port_of_make().replace("_", "-")

    def port_of_make(self):
        return "o-%s-%s" % (self.task, self.port)

    def neutral_text(self):
        return as_text(NEUTRAL[self.kind])


def as_text(value, ascii_only=False):
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=ascii_only)


def literal(value):
    """A constant of the language: `${{` is not an expression in it."""
    if isinstance(value, str):
        return value.replace("${{", "$${{")
    if isinstance(value, list):
        return [literal(item) for item in value]
    if isinstance(value, dict):
        return {key: literal(item) for key, item in value.items()}
    return value


def make_case(rnd, style, task, index, file):
    kind = rnd.choice(["string", "string", "string", *values.KINDS])
    way = rnd.choice(FILE_WAYS if file else WAYS)
    if way in ("joined", "word"):
        kind = "string"
    port = LETTERS[kind] + rnd.choice(["", "", "_"]) + str(index)
    case = Case(task, port, kind, way, file=file)
    if case.way == "joined":
        # A `$` before a reference makes it literal text.
        case.before = values.string(rnd).rstrip("$")
        case.after = values.string(rnd)
        case.text = rnd.choice(["", "x", "a b", "it's", "日本", "\\", "1", '"'])
        case.value = case.before + case.text + case.after
    elif case.way != "absent":
        case.value = values.value(rnd, case.kind)
        case.text = as_text(case.value, rnd.random() < 0.3)
    spellings = values.SPELLINGS.get(case.kind)
    if way in ("with", "default", "param") and spellings and (
            rnd.random() < 0.2):
        case.spelling, case.value = rnd.choice(spellings)
    # `{{$` is a placeholder in the words of a file.
    good = style.takes(case) and not (case.way == "word"
                                      and "{{$" in case.value)
    return case if good else make_case(rnd, style, task, index, file)


def make_cases(rnd, style, tasks, ports):
    files = [style.converts and rnd.random() < 0.3 for _ in range(tasks)]
    return [make_case(rnd, style, "t%d" % t, p, files[t])
            for t in range(tasks) for p in range(ports)]


class Lines:
    """The text of a file, and the cases by the lines that show them."""

    def __init__(self):
        self.lines = []
        self.owners = {}

    def add(self, indent, text, case=None):
        self.lines.append("  " * indent + text)
        if case:
            self.owners[len(self.lines)] = case

    def text(self):
        return "\n".join(self.lines) + "\n"


class Pipeline:
    """The files of a pipeline, by name."""

    def __init__(self, style, cases, neutral=()):
        self.style = style
        self.cases = cases
        self.neutral = set(neutral)
        self.tasks = {}
        for case in cases:
            self.tasks.setdefault(case.task, []).append(case)
        self.main = Lines()
        self.files = {"input.pipe.yaml": self.main}
        self.write()

    def owner(self, finding):
        lines = self.files.get(os.path.basename(finding["file"]))
        return lines and lines.owners.get(finding["line"])

    def constant(self, case):
        if case.spelling and case not in self.neutral:
            return case.spelling
        value = NEUTRAL[case.kind] if case in self.neutral else case.value
        return values.spell(literal(value))

    def write(self):
        add = self.main.add
        add(0, "pipec: 1")
        add(0, "name: args")
        add(0, "root: gs://my-bucket/args")
        self.write_params()
        add(0, "components:")
        self.write_make()
        for task, cases in self.tasks.items():
            self.write_component(task, cases)
        add(0, "tasks:")
        if any(case.way in RUN_TIME for case in self.cases):
            add(1, "make: {component: make}")
        for task, cases in self.tasks.items():
            self.write_task(task, cases)

    def write_params(self):
        params = [case for case in self.cases if case.way == "param"]
        self.main.add(0, "params:" if params else "params: {}")
        for case in params:
            self.main.add(1, "%s-%s: {type: %s, default: %s}" % (
                case.task, case.port, case.kind, self.constant(case)), case)

    def write_make(self):
        upstream = [case for case in self.cases if case.way in RUN_TIME]
        if not upstream:
            return
        self.main.add(1, "make:")
        self.main.add(2, "image: registry.example.com/make:1")
        self.main.add(2, "command: [make]")
        self.main.add(2, "outputs:")
        for case in upstream:
            self.main.add(3, "%s: %s" % (case.port_of_make(), case.kind))

    def write_component(self, task, cases):
        spec = values.spell(self.style.spec([case.port for case in cases]))
        if cases[0].file:
            self.write_file(task, cases)
            self.main.add(1, "c-%s: {uses: c-%s.yaml, args: %s}" % (task, task,
                                                                    spec))
            return
        add = self.main.add
        add(1, "c-%s:" % task)
        add(2, "image: registry.example.com/main:1")
        add(2, "command: [python3, main.py]")
        add(2, "args: " + spec)
        add(2, "env: {VAR: value of VAR}")
        add(2, "inputs:")
        for case in cases:
            more = ""
            if case.way == "absent":
                more = ", optional: true"
            if case.way == "default":
                more = ", default: " + self.constant(case)
            add(3, "%s: {type: %s%s}" % (case.port, case.kind, more), case)

    def write_file(self, task, cases):
        lines = self.files["c-%s.yaml" % task] = Lines()
        inputs = [case for case in cases if case.way != "word"]
        lines.add(0, "name: c-" + task)
        lines.add(0, "inputs:" if inputs else "inputs: []")
        for case in inputs:
            more = ", optional: true" if case.way == "absent" else ""
            lines.add(1, "- {name: %s, type: %s%s}" % (
                case.port, FILE_TYPES[case.kind], more), case)
        lines.add(0, "implementation:")
        lines.add(1, "container:")
        lines.add(2, "image: registry.example.com/main:1")
        lines.add(2, "command: [python3, main.py]")
        lines.add(2, "env: {VAR: value of VAR}")
        lines.add(2, "args:")
        for number, case in enumerate(cases):
            self.write_words(lines, case, number % 2)

    def write_words(self, lines, case, two):
        value = "{inputValue: %s}" % case.port
        if case.way == "word":
            text = "neutral" if case in self.neutral else case.value
            lines.add(3, "- " + values.spell("--%s=%s" % (case.port, text)),
                      case)
        elif case.way == "absent":
            lines.add(3, "- {if: {cond: {isPresent: %s}, then: [--%s, %s]}}" % (
                case.port, case.port, value), case)
        elif two:
            lines.add(3, "- --" + case.port, case)
            lines.add(3, "- " + value, case)
        else:
            lines.add(3, "- {concat: [--%s=, %s]}" % (case.port, value), case)

    def write_task(self, task, cases):
        add = self.main.add
        add(1, "%s:" % task)
        add(2, "component: c-%s" % task)
        given = [c for c in cases if c.way not in ("absent", "default", "word")]
        add(2, "with:" if given else "with: {}")
        for case in given:
            add(3, "%s: %s" % (case.port, self.given(case)), case)

    def given(self, case):
        reference = "${{ make.%s }}" % case.port_of_make()
        if case.way == "param":
            return "${{ params.%s-%s }}" % (case.task, case.port)
        if case.way == "upstream":
            return reference
        if case.way == "joined":
            if case in self.neutral:
                return values.spell("x" + reference)
            return values.spell(literal(case.before) + reference
                                + literal(case.after))
        return self.constant(case)
