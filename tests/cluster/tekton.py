"""PipelineRuns: how they are waited for, and what is seen of one."""

import re

import seen

KIND = "pipelineruns.tekton.dev"
DONE = "jsonpath={.status.completionTime}"
WORKSPACE = re.compile(r"/workspace/artifacts/([a-z0-9-]+?)--([\w.-]+)")


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


def ports(name, text):
    """Paths of the workspace in a text, and the ports they stand for."""
    for match in WORKSPACE.finditer(text):
        task, port = match.groups()
        kind = "out:" if task == name else "in:%s." % task
        yield match.group(), "<%s%s>" % (kind, seen.port(port))


def visit(cluster, name, task, pods):
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
                if c["name"] == "step-main"][0]
        code, log, _ = cluster.call("logs", status["podName"], "-c",
                                    "step-main")
        told = seen.recorded(log if code == 0 else "")
        found.update(told)
        found["pod"] = seen.pod_facts(pod, main)
        found["paths"] = [*ports(name, str(told)),
                          *(("/tekton/results/" + r["name"],
                             "<out:%s>" % seen.port(r["name"]))
                            for r in status["taskSpec"].get("results", []))]
    return found


def observe(cluster, run):
    """The run, and the facts of its own that texts may hold."""
    of = "tekton.dev/pipelineRun=" + run["metadata"]["name"]
    pods = {p["metadata"]["name"]: p for p in cluster.get("pods", "-l", of)}
    tasks = {}
    for task in cluster.get("taskruns.tekton.dev", "-l", of):
        name = task["metadata"]["labels"]["tekton.dev/pipelineTask"]
        tasks.setdefault(name, []).append(visit(cluster, name, task, pods))
    for skipped in run["status"].get("skippedTasks", []):
        tasks.setdefault(skipped["name"], []).append({"phase": "Skipped"})
    facts = [(run["metadata"]["uid"], "<run.id>"),
             (run["metadata"]["name"], "<run.name>")]
    return {"phase": phase(run["status"]), "outputs": results(run["status"]),
            "tasks": tasks}, facts
