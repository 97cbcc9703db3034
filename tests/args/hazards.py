"""What a platform makes of a text that is known only when the pipeline runs.
The rows are called as in backends/hazards.def."""
import pathlib
import re
import unicodedata

TABLE = pathlib.Path(__file__).parents[2] / "backends" / "hazards.def"
ROWS = set(re.findall(r"^HAZARD\((\w+),", TABLE.read_text(), re.MULTILINE))
assert ROWS >= {"tag", "control", "newline", "reference", "dollars", "variable",
                "wide", "placeholder", "number", "integer", "tree"}
VARIABLE = "value of VAR"
TEKTON_NAMES = re.compile(
    r"\$\((?:params[.\[]|context\.task(?:Run)?\.|workspaces\.|tasks\.)"
    r"[^)\n]*\)")
TEKTON_FACTS = {"$(context.taskRun.name)": "<taskrun.name>",
                "$(context.taskRun.namespace)": "<run.namespace>",
                "$(context.task.retry-count)": "0",
                "$(credentials.path)": "/tekton/creds"}
# Of three braces Argo takes the first two.
ARGO_TAG = re.compile(r"(?<!\{)\{\{(workflow\.name|=1\+1)\}\}")
ARGO_TAGS = {"workflow.name": "<run.name>", "=1+1": "2"}
CONTROL = re.compile("[\x00-\x07\x0b\x0e-\x1f\x7f]")
ARGO_HEADS = ("inputs.", "outputs.", "workflow.", "tasks.", "steps.", "item.",
              "item[", "pod.", "node.", "retries", "lastRetry.", "=")
ARGO_BLANKS = " \x85\xa0\u1680\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200b)))


class Arrival:
    """The text that arrives, and why: rows of the table. Without a text the
    row tells that it is another one or that the task fails; fate is which of
    these, where that is certain."""

    def __init__(self, text, *rows, fate=None):
        self.text, self.fate = text, fate
        self.rows = [row for row in rows if row]


def argo_reads(text):
    """An own `{{` of Argo in it, or one that swallows what follows."""
    at = text.find("{{")
    while at >= 0:
        end = text.find("}}", at + 2)
        tag = text[at + 2:end]
        name = tag.strip(ARGO_BLANKS)
        if end < 0 or "{{" in tag or name.startswith(ARGO_HEADS):
            return True
        if name.startswith("item") and not name[4:].strip(ARGO_BLANKS):
            return True
        at = text.find("{{", end + 2)
    return False


def argo_breaks(text):
    """A character that Go quotes in a way that JSON does not know."""
    return any(CONTROL.match(c)
               or c > "\uffff" and unicodedata.category(c)[0] == "C"
               for c in text)


def expand(text):
    """The kubelet's rule, with the one variable there is."""
    out, at, rows = "", 0, set()
    while at < len(text):
        follower = text[at + 1:at + 2]
        end = text.find(")", at)
        if text[at] != "$" or not follower:
            out, at = out + text[at], at + 1
        elif follower == "$":
            out, at = out + "$", at + 2
            rows.add("dollars")
        elif follower == "(" and end >= 0:
            name, at = text[at + 2:end], end + 1
            out += VARIABLE if name == "VAR" else "$(" + name + ")"
            rows.add("variable" if name == "VAR" else None)
        elif ord(follower) >= 0x80:
            # It takes the first byte for a character; the player shows the
            # others as U+FFFD.
            head, *rest = follower.encode()
            out += "$" + chr(head) + "\ufffd" * len(rest)
            at += 2
            rows.add("wide")
        else:
            out, at = out + "$", at + 1
    return out, rows


def argo(text, way):
    rows = []
    if way == "upstream" and text.endswith("\n"):
        text = text[:-1]
        rows.append("newline")
    if argo_breaks(text):
        return Arrival(None, "control", *rows, fate=argo_fate(text))
    if "{{" in ARGO_TAG.sub("", text) and argo_reads(text):
        return Arrival(None, "tag", *rows)
    if ARGO_TAG.search(text):
        rows.append("tag")
        text = ARGO_TAG.sub(lambda tag: ARGO_TAGS[tag[1]], text)
    return Arrival(text, *rows)


def argo_fate(text):
    """What is printable beyond U+FFFF depends on Go's version."""
    return "the task fails" if CONTROL.search(text) else None


def tekton(text, way):
    changed = text
    for fact, value in TEKTON_FACTS.items():
        changed = changed.replace(fact, value)
    if TEKTON_NAMES.search(changed):
        return Arrival(None, "reference", fate="the task fails")
    arrival = kubelet(changed)
    if changed != text:
        arrival.rows.append("reference")
    return arrival


def kubelet(text):
    text, rows = expand(text)
    return Arrival(text, *rows)


def kfp(text, way):
    # The player never looks into a value again; the platform may.
    arrival = kubelet(text)
    if "{{$" in text:
        arrival.rows.append("placeholder")
    return arrival


def numbers(case):
    """Rows of a number, list or struct on Vertex and KFP."""
    if case.kind == "int" and int(float(case.value)) != case.value:
        return ["integer"]
    if case.kind == "float" and (case.value.is_integer()
                                 or "e" in repr(case.value)):
        return ["number"]
    if case.kind in ("list", "struct") and case.way == "upstream":
        return ["tree"]
    return []


TARGETS = {"argo": argo, "tekton": tekton, "vertex": kfp, "kfp": kfp}


def arrival(target, text, way):
    return TARGETS[target](text, way)
