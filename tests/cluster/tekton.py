"""PipelineRuns: how they are waited for, and what is seen of one."""

import re

import seen

KIND = "pipelineruns.tekton.dev"
KINDS = (KIND, "taskruns.tekton.dev", "pods")
LABEL = "tekton.dev/pipelineRun"
POD = "tekton.dev/taskRun"
CONTAINER = "step-main"
DONE = "jsonpath={.status.completionTime}"
NO_ELEMENT = "pipec:no-element"
WORKSPACE = re.compile(r"/workspace/artifacts/([a-z0-9-]+?)--([\w.-]+)")
LINK = "# makes a link"


def run_of(template, name, params):
    """A run of a Pipeline, with a volume where it wants one."""
    spec = {"pipelineRef": {"name": template["metadata"]["name"]},
            "params": [{"name": k, "value": v} for k, v in params]}
    claim = {"spec": {"accessModes": ["ReadWriteOnce"],
                      "resources": {"requests": {"storage": "64Mi"}}}}
    if template["spec"].get("workspaces"):
        spec["workspaces"] = [
            {"name": w["name"], "volumeClaimTemplate": claim}
            for w in template["spec"]["workspaces"]]
    return {"apiVersion": template["apiVersion"], "kind": "PipelineRun",
            "metadata": {"name": name}, "spec": spec}


def started(run):
    """What a second run would change."""
    status = run.get("status", {})
    return [status.get("startTime"), len(status.get("childReferences", []))]


def phase(status):
    for condition in status.get("conditions", []):
        if condition["type"] == "Succeeded":
            return {"True": "Succeeded", "False": "Failed"}.get(
                condition["status"], "Running")
    return "?"


def results(status, key="results"):
    return {seen.port(r["name"]): r["value"] for r in status.get(key, [])}


def ports(name, text, names):
    """Paths of the workspace in a text, and the ports they stand for: what a
    helper made has the name of the input that gets it."""
    for match in WORKSPACE.finditer(text):
        made = names.links.get(match.group(), match.group())
        task, port = WORKSPACE.fullmatch(made).groups()
        known = names.task(task)
        if task == name:
            yield match.group(), "<out:%s>" % seen.port(port)
        elif known:
            yield match.group(), "<in:%s.%s>" % (known, seen.port(port))
        else:
            found = re.search(r"--([\w-]+)=" + match.group(), text)
            yield match.group(), "<in:%s>" % seen.port(
                found.group(1) if found else port)


def links(pods):
    """What helpers made for one of several: a link to it."""
    for pod in pods:
        words = pod["spec"]["containers"][0].get("args", [])
        if any(word.startswith(LINK) for word in words):
            yield words[-2], words[-1]


def visit(logs, name, task, pods, names):
    status = task.get("status", {})
    tries = [phase(s) for s in status.get("retriesStatus") or []]
    found = {"phase": phase(status), "start": status.get("startTime"),
             "end": status.get("completionTime"), "outputs": results(status),
             "own": [(task["metadata"]["name"], "<task.id>"),
                     (task["metadata"]["uid"], "<task.id>")], "paths": []}
    if tries:
        found["attempts"] = tries + [found["phase"]]
    pod = pods.get(status.get("podName"))
    if pod:
        main = [c for c in pod["spec"]["containers"]
                if c["name"] == CONTAINER][0]
        told = seen.recorded(logs.get(status["podName"], ""))
        found.update(told)
        found["pod"] = seen.pod_facts(pod, main)
        found["paths"] = [*ports(name, str(told), names),
                          *(("/tekton/results/" + r["name"],
                             "<out:%s>" % seen.port(r["name"]))
                            for r in status["taskSpec"].get("results", []))]
    return found


class Names:
    """What the tasks of a pipeline are called where it was written."""

    def __init__(self, run, case, pods):
        self.links = dict(links(pods))
        self.calls = "|".join(map(re.escape, case.calls()))
        spec = run["status"].get("pipelineSpec", {})
        self.helpers = {t["name"] for t in spec.get("tasks", [])
                        if t.get("taskSpec", {}).get("steps", [{}])[0]
                        .get("image") == case.helper()}

    def task(self, name):
        """None for a task that only Tekton needs; copies have numbers."""
        if name in self.helpers:
            return None
        name = re.sub(r"(-\d+)+$", "", name)
        return re.sub("^((%s)-)+" % self.calls, "", name) if self.calls \
            else name


def is_element(task):
    """A list without elements has one round, in which nothing runs."""
    return all(p["value"] != NO_ELEMENT
               for p in task["spec"].get("params", []))


def observe(snapshot, logs, run, case):
    """The run, and the facts of its own that texts may hold."""
    of = LABEL, run["metadata"]["name"]
    pods = {p["metadata"]["name"]: p for p in snapshot.of("Pod", *of)}
    names, tasks = Names(run, case, pods.values()), {}
    for task in snapshot.of("TaskRun", *of):
        name = task["metadata"]["labels"]["tekton.dev/pipelineTask"]
        if names.task(name) and is_element(task):
            tasks.setdefault(names.task(name), []).append(
                visit(logs, name, task, pods, names))
    for skipped in run["status"].get("skippedTasks", []):
        if names.task(skipped["name"]):
            tasks.setdefault(names.task(skipped["name"]), []).append(
                {"phase": "Skipped"})
    facts = [(run["metadata"]["uid"], "<run.id>"),
             (run["metadata"]["name"], "<run.name>")]
    return {"phase": phase(run["status"]), "outputs": results(run["status"]),
            "tasks": tasks}, facts
