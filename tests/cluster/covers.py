"""covers.py ROOT: each construct that Argo or Tekton has is in a run golden.

The comments on top of a run golden list constructs by the names that
ir/constructs.def gives them; docs/semantics.md says who has them."""

import os
import re
import sys

import run

# No run golden can show these on a cluster that is nobody's in particular.
EXEMPT = {
    "param-artifact": "the object must lie in the bucket before the run",
    "root-gs": "a bucket of Google's",
    "command-absent": "the controller asks the registry of the image",
    "schedule": "it starts when its time comes; see cluster/apply",
    "schedule-keys": "the same",
    "gpu": "a node with GPUs of a type",
    "gpu-resource": "a node with GPUs",
    "gpu-untyped": "a node with GPUs",
}
TARGETS = {"argo": 1, "tekton": 2}


def constructs(root):
    path = os.path.join(root, "ir", "constructs.def")
    with open(path, encoding="utf-8") as file:
        names = re.findall(r"^(?:CONSTRUCT|FLOW|CHECKED)\((\w+),",
                           file.read(), re.M)
    return [name.lower().replace("_", "-") for name in names]


def rows(root):
    path = os.path.join(root, "docs", "semantics.md")
    with open(path, encoding="utf-8") as file:
        lines = [line for line in file if line.startswith("|")]
    return [re.split(r"\s+\|\s+", line.strip().strip("|"))
            for line in lines[2:]]


def main():
    root = sys.argv[1]
    known, table = constructs(root), rows(root)
    wrong = [] if len(known) == len(table) else ["the page has other rows"]
    shown = {target: set() for target in TARGETS}
    for case in run.cases(root):
        for target in case.targets():
            shown[target].update(case.said.get("covers", []))
        wrong += ["%s: '%s' is no construct" % (case.name, word)
                  for word in case.said.get("covers", []) if word not in known]
    for name, row in zip(known, table):
        for target, column in TARGETS.items():
            has = re.match(r"native|how", row[column])
            if has and name not in shown[target] and name not in EXEMPT:
                wrong.append("%s: no run golden shows it on %s" %
                             (name, target))
    print("\n".join(wrong) or "%d constructs" % len(known))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
