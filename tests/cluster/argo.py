"""Workflows: how they are waited for, and what is seen of one."""

import seen

KIND = "workflows.argoproj.io"
KINDS = (KIND, "pods")
LABEL = "workflows.argoproj.io/workflow"
POD = LABEL
CONTAINER = "main"
DONE = "condition=Completed"
NO_ELEMENTS = "Skipped, empty params"
PHASES = {"Succeeded": "Succeeded", "Failed": "Failed", "Error": "Failed",
          "Skipped": "Skipped", "Omitted": "Skipped"}


def run_of(template, name, params):
    """A run of a WorkflowTemplate."""
    return {"apiVersion": template["apiVersion"], "kind": "Workflow",
            "metadata": {"name": name},
            "spec": {"workflowTemplateRef":
                     {"name": template["metadata"]["name"]},
                     "arguments": {"parameters": [
                         {"name": k, "value": v} for k, v in params]}}}


def started(run):
    """What a second run would change."""
    status = run.get("status", {})
    return [status.get("startedAt"), len(status.get("nodes", {}))]


def templates_of(run):
    spec = run["status"].get("storedWorkflowTemplateSpec", run["spec"])
    return {t["name"]: t for t in spec["templates"]}


def location(artifact):
    for store in ("s3", "gcs"):
        if store in artifact:
            return artifact[store].get("key")
    return None


def task_name(nodes, node):
    """A node is called by its place: GROUP.TASK, TASK(0), TASK(0:item)."""
    group = nodes.get(node.get("boundaryID"), {"name": ""})["name"]
    return node["name"][len(group) + 1 if group else 0:].split("(")[0]


def is_kept(node):
    return node.get("memoizationStatus", {}).get("hit", False)


def producers(nodes):
    """Where an artifact lies: the task and port that put it there."""
    found = {}
    for node in nodes.values():
        if node["type"] != "Pod" or is_kept(node):
            continue
        for artifact in node.get("outputs", {}).get("artifacts", []):
            if location(artifact):
                found[location(artifact)] = "%s.%s" % (
                    task_name(nodes, node), seen.port(artifact["name"]))
    return found


def paths(template, node, made):
    """The paths that a pod sees, and the ports they stand for."""
    for artifact in node.get("inputs", {}).get("artifacts", []):
        producer = made.get(location(artifact), seen.port(artifact["name"]))
        yield artifact["path"], "<in:%s>" % producer
    outputs = template.get("outputs", {})
    for artifact in outputs.get("artifacts", []):
        yield artifact["path"], "<out:%s>" % seen.port(artifact["name"])
    for parameter in outputs.get("parameters", []):
        if "path" in parameter.get("valueFrom", {}):
            yield (parameter["valueFrom"]["path"],
                   "<out:%s>" % seen.port(parameter["name"]))


def outputs_of(node):
    return {seen.port(p["name"]): p["value"]
            for p in node.get("outputs", {}).get("parameters", [])
            if "value" in p}


class Observer:
    def __init__(self, snapshot, logs, run):
        self.logs, self.run = logs, run
        self.nodes = run["status"].get("nodes", {})
        self.templates = templates_of(run)
        self.made = producers(self.nodes)
        self.pods = {p["metadata"]["annotations"]
                     ["workflows.argoproj.io/node-id"]: p
                     for p in snapshot.of("Pod", LABEL,
                                          run["metadata"]["name"])}

    def attempts(self, node):
        """The pods of a node, one after the other."""
        children = [self.nodes[c] for c in node.get("children", [])]
        return sorted((c for c in children
                       if c["name"].startswith(node["name"] + "(")),
                      key=lambda n: n["startedAt"])

    def visit(self, node):
        tries = self.attempts(node) if node["type"] == "Retry" else []
        last = tries[-1] if tries else node
        visit = {"phase": PHASES.get(node["phase"], node["phase"]),
                 "start": node.get("startedAt"), "end": node.get("finishedAt"),
                 "outputs": outputs_of(node), "own": [], "paths": []}
        if len(tries) > 1:
            visit["attempts"] = [PHASES.get(n["phase"]) for n in tries]
        if is_kept(last):
            visit["cached"] = True
        pod = self.pods.get(last["id"])
        if pod:
            name = pod["metadata"]["name"]
            main = [c for c in pod["spec"]["containers"]
                    if c["name"] == CONTAINER][0]
            visit.update(seen.recorded(self.logs.get(name, "")))
            visit["pod"] = seen.pod_facts(pod, main)
            visit["own"] = [(name, "<task.id>")]
            visit["paths"] = list(paths(self.template(last), last, self.made))
        return visit

    def template(self, node):
        return self.templates.get(node.get("templateName"), {})

    def left_out(self, template, name):
        """The tasks that do not start when this one does not: a group's."""
        body = self.templates.get(template, {})
        for task in body.get("dag", {}).get("tasks", []):
            yield from self.left_out(task.get("template"), task["name"])
        if "dag" not in body and "suspend" not in body:
            yield name

    def visits(self, node):
        """What a node says about tasks: a group and a helper nothing."""
        name = task_name(self.nodes, node)
        if node.get("message") == NO_ELEMENTS:
            return
        if node["type"] == "Skipped":
            for task in self.left_out(node.get("templateName"), name):
                yield task, {"phase": PHASES.get(node["phase"])}
        elif node["type"] in ("Pod", "Retry") and \
                "dag" not in self.template(node):
            yield name, self.visit(node)

    def tasks(self):
        found = {}
        attempts = {c["id"] for n in self.nodes.values()
                    if n["type"] == "Retry" and "dag" not in self.template(n)
                    for c in self.attempts(n)}
        for node in self.nodes.values():
            if node["id"] not in attempts:
                for name, visit in self.visits(node):
                    found.setdefault(name, []).append(visit)
        return found


def observe(snapshot, logs, run, _case):
    """The run, and the facts of its own that texts may hold."""
    root = run["status"]["nodes"].get(run["metadata"]["name"], {})
    facts = [(run["metadata"]["uid"], "<run.id>"),
             (run["metadata"]["name"], "<run.name>"),
             (run["metadata"]["creationTimestamp"], "<run.time>")]
    return {"phase": PHASES.get(run["status"].get("phase"), "?"),
            "outputs": outputs_of(root),
            "tasks": Observer(snapshot, logs, run).tasks()}, facts
