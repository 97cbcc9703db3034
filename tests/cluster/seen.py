"""What was seen of a run, in words that fit both engines, and its text.

A run is {"phase", "outputs", "tasks": {name: [visit, ...]}}; a task of a loop
has a visit for each iteration. A visit is a map with those of these keys that
say something: phase, attempts, after, argv, env, files, other things that the
program told, pod, outputs. start and end are for checks of order only."""

import json
import re

ORDER = ("phase", "attempts", "after", "argv", "env", "files", "pod",
         "outputs")
HIDDEN = ("start", "end", "own", "paths")
MARK = "PIPEC-RUN "
PLAIN = re.compile(r"(--?)?[A-Za-z_/<][A-Za-z0-9_./<>=:*-]*")
WORDS = re.compile(r"(y|n|yes|no|on|off|true|false|null)", re.I)


def recorded(log):
    """What a program told: JSON objects behind the mark, laid together."""
    told = {}
    for line in log.splitlines():
        if MARK not in line:
            continue
        for key, value in json.loads(line.split(MARK, 1)[1]).items():
            if isinstance(value, list):
                value = told.get(key, []) + value
            told[key] = value
    return told


def replaced(value, pairs):
    """The value with texts replaced, the longest first."""
    if isinstance(value, dict):
        return {replaced(k, pairs): replaced(v, pairs)
                for k, v in value.items()}
    if isinstance(value, list):
        return [replaced(v, pairs) for v in value]
    if isinstance(value, str):
        for old, new in pairs:
            value = value.replace(old, new)
    return value


def by_length(pairs):
    return sorted(pairs, key=lambda pair: -len(pair[0]))


def port(name):
    return name.replace("_", "-")


# ---- pods -------------------------------------------------------------------

OURS = ("/pipe/", "/workspace", "/tekton", "/argo", "/var/run/argo",
        "/var/run/secrets/kubernetes.io", "/mainctrfs")
THEIRS = re.compile(r"argoproj\.io/|tekton\.dev/|kubernetes\.io/")


def source(volume, mount):
    kinds = (("secret", "secretName"), ("configMap", "name"),
             ("persistentVolumeClaim", "claimName"), ("hostPath", "path"),
             ("emptyDir", "sizeLimit"))
    for kind, key in kinds:
        if kind not in volume:
            continue
        words = [kind, volume[kind].get(key, ""),
                 volume[kind].get("medium", ""),
                 "read-only" if mount.get("readOnly") else ""]
        return " ".join(w for w in words if w)
    return "?"


def mounts(pod, container):
    volumes = {v["name"]: v for v in pod["spec"].get("volumes", [])}
    return {m["mountPath"]: source(volumes[m["name"]], m)
            for m in container.get("volumeMounts", [])
            if not m["mountPath"].startswith(OURS)
            and m["name"] in volumes}


def ours(words):
    return {k: v for k, v in (words or {}).items() if not THEIRS.search(k)}


def pod_facts(pod, container):
    """What a task's settings came to, wherever an engine puts them."""
    spec = pod["spec"]
    facts = {
        "labels": ours(pod["metadata"].get("labels")),
        "annotations": ours(pod["metadata"].get("annotations")),
        "node-selector": spec.get("nodeSelector"),
        "tolerations": [t for t in spec.get("tolerations", [])
                        if not THEIRS.search(t.get("key", ""))],
        "security": {**spec.get("securityContext", {}),
                     **container.get("securityContext", {})},
        "resources": container.get("resources"),
        "mounts": mounts(pod, container),
        "pull-secrets": [s["name"] for s in spec.get("imagePullSecrets", [])],
    }
    if spec.get("serviceAccountName", "default") != "default":
        facts["account"] = spec["serviceAccountName"]
    return {k: v for k, v in facts.items() if v}


# ---- text -------------------------------------------------------------------

def scalar(value):
    if isinstance(value, str) and PLAIN.fullmatch(value) and \
            not WORDS.fullmatch(value) and not value.endswith(":"):
        return value
    return json.dumps(value, ensure_ascii=False)


def lines(value, indent=""):
    """YAML, in the order of the keys."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, (dict, list)) and inner:
                yield "%s%s:" % (indent, scalar(key))
                yield from lines(inner, indent + "  ")
            else:
                yield "%s%s: %s" % (indent, scalar(key), scalar(inner))
    elif isinstance(value, list):
        for inner in value:
            if isinstance(inner, (dict, list)) and inner:
                first, *rest = lines(inner, indent + "  ")
                yield indent + "- " + first[len(indent) + 2:]
                yield from rest
            else:
                yield "%s- %s" % (indent, scalar(inner))


def by_key(value):
    if not isinstance(value, dict):
        return value
    return {key: by_key(value[key]) for key in sorted(value)}


def ordered(visit):
    keys = [k for k in ORDER[:-2] if k in visit]
    keys += sorted(k for k in visit if k not in ORDER and k not in HIDDEN)
    keys += [k for k in ORDER[-2:] if k in visit]
    return {k: by_key(visit[k]) for k in keys if visit[k] not in ({}, [])}


def told_visits(visits):
    """Rounds that were skipped say nothing where another one was not."""
    return [v for v in visits if v["phase"] != "Skipped"] or visits[:1]


def text(run):
    """The golden of a run: tasks by name, iterations by what they got."""
    tasks = {}
    for name in sorted(run["tasks"]):
        visits = sorted(map(ordered, told_visits(run["tasks"][name])),
                        key=lambda v: "\n".join(lines(v)))
        tasks[name] = visits[0] if len(visits) == 1 else visits
    whole = {"phase": run["phase"]}
    if run["outputs"]:
        whole["outputs"] = dict(sorted(run["outputs"].items()))
    return "\n".join(lines({**whole, "tasks": tasks})) + "\n"
