"""The findings with which pipec may refuse a constant, and which constants
each may be about."""
import re

import hazards
import values


def texts(case):
    if case.way == "joined":
        return [case.before, case.after]
    return list(values.leaves(case.value))


def any_text(test):
    return lambda case, target: any(map(test, texts(case)))


def braces(case, target):
    return any("{{" in t or t.endswith("{") for t in texts(case))


def dollars(case, target):
    return any(re.search(r"\$[$(\x80-\U0010ffff]", t) for t in texts(case))


# name, code, pattern of the text, targets (empty: any), test
REASONS = [
    ("kfp placeholder", "E0505", r"'\{\{\$' in text would be expanded",
     ("vertex", "kfp"), any_text(lambda t: "{{$" in t or t.startswith("{\""))),
    ("argo braces", "E0505", r"has '\{\{' in it", ("argo",), braces),
    ("argo control", "E0505", r"has a control character in it", ("argo",),
     any_text(hazards.argo_breaks)),
    ("tekton parameter", "E0505", r"Tekton or the kubelet would expand",
     ("tekton",), dollars),
    ("kubelet parameter", "E0505", r"the kubelet would expand",
     ("vertex", "kfp"), dollars),
    ("hydra ???", "E0206", r"(is|has) three question marks", (),
     any_text(lambda t: t == "???")),
    ("hydra key", "E0206", r"is a struct with a key that Hydra cannot spell",
     (), lambda case, target: case.kind in ("list", "struct")),
    ("csv", "E0206", r"has an element with a blank at its end", (),
     lambda case, target: case.kind == "list"),
]


def reason(finding, case, target):
    """The name of the reason, or None: this refusal is a mistake."""
    for name, code, pattern, targets, test in REASONS:
        if (finding["code"] == code and re.search(pattern, finding["text"])
                and (not targets or target in targets) and test(case, target)):
            return name
    return None
