"""The few things the tests ask of a cluster, all of them by kubectl."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import uuid

SKIPPED = 77

# What an API server says when it is busy rather than unwilling.
HICCUP = re.compile(
    r"connection refused|connection reset|TLS handshake|i/o timeout|"
    r"etcdserver|context deadline exceeded|failed calling webhook|"
    r"the object has been modified|too many requests|unexpected EOF|"
    r"server is currently unable|http2: client connection lost|"
    r"error looking up service account|ServiceUnavailable", re.I)

# Objects of CRDs are merged as JSON, whatever the server's description of them
# says; to read that takes kubectl a second for each object.
APPLY = ("apply", "--openapi-patch=false")
LOGGED = re.compile(r"\[pod/([^/\]]+)/[^\]]+\] (?=PIPEC-RUN )")
UNREAD = re.compile(r"^error: .*(%s)" % HICCUP.pattern, re.I | re.M)


class KubectlFailed(Exception):
    pass


def skip_without_cluster():
    if not os.environ.get("KUBECONFIG"):
        print("skipped: KUBECONFIG names no cluster")
        sys.exit(SKIPPED)


def documents(text):
    """The values of JSON texts one behind the other."""
    decoder, at, found = json.JSONDecoder(), 0, []
    text = text.strip()
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        found.append(value)
        while at < len(text) and text[at].isspace():
            at += 1
    return found


def rights(space, name, group, api, resource, verbs):
    """A role and who has it."""
    meta = {"name": name, "namespace": space}
    rbac = "rbac.authorization.k8s.io"
    return [
        {"apiVersion": rbac + "/v1", "kind": "Role", "metadata": meta,
         "rules": [{"apiGroups": [api], "resources": [resource],
                    "verbs": verbs}]},
        {"apiVersion": rbac + "/v1", "kind": "RoleBinding", "metadata": meta,
         "roleRef": {"apiGroup": rbac, "kind": "Role", "name": name},
         "subjects": [{"apiGroup": rbac, "kind": "Group", "name": group}]}]


class Cluster:
    """kubectl with a kubeconfig of our own, whose namespace is ours."""

    def __init__(self, folder):
        self.program = os.environ.get("KUBECTL", "kubectl")
        self.folder = folder
        self.namespace = "pipec-" + uuid.uuid4().hex[:8]
        self.config = None
        self.made, self.elsewhere = [], []
        # kubectl ends before its garbage matters; half its work would be that.
        self.environment = {"GOGC": "400", **os.environ}

    def __enter__(self):
        config = json.loads(self.kubectl("config", "view", "--raw", "--minify",
                                         "-o", "json"))
        config["contexts"][0]["context"]["namespace"] = self.namespace
        path = os.path.join(self.folder, "kubeconfig")
        with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as to:
            json.dump(config, to)
        self.config = path
        self.make_namespace(self.namespace)
        return self

    def __exit__(self, *unused):
        for words in self.elsewhere:
            self.kubectl("delete", "--ignore-not-found", *words, check=False)
        if self.made:
            self.kubectl("delete", "namespace", "--wait=false",
                         "--ignore-not-found", *self.made, check=False)

    def call(self, *words, text=None, timeout=180):
        """One call, again after a hiccup: status, output, errors."""
        command = [self.program, *words]
        if self.config:
            command.insert(1, "--kubeconfig=" + self.config)
        for pause in (1, 2, 4, 8, 16, 0):
            try:
                done = subprocess.run(command, input=text, timeout=timeout,
                                      env=self.environment,
                                      capture_output=True, encoding="utf-8",
                                      errors="replace")
            except subprocess.TimeoutExpired:
                raise KubectlFailed("no answer to: " + " ".join(words[:9]))
            if done.returncode == 0 or not HICCUP.search(done.stderr):
                break
            time.sleep(pause)
        return done.returncode, done.stdout, done.stderr

    def kubectl(self, *words, text=None, check=True, timeout=180):
        status, out, err = self.call(*words, text=text, timeout=timeout)
        if status and check:
            raise KubectlFailed("kubectl %s: %s" % (" ".join(words[:9]), err))
        return out

    def get(self, *words):
        """What `get` finds, as one object or the items of a list."""
        found = self.kubectl("get", "-o", "json", "--ignore-not-found", *words)
        found = json.loads(found) if found.strip() else {"items": []}
        return found["items"] if "items" in found else found

    def apply(self, objects):
        items = {"apiVersion": "v1", "kind": "List", "items": objects}
        self.kubectl(*APPLY, "--validate=false", "-f", "-",
                     text=json.dumps(items))

    def read(self, paths):
        """The objects of manifests, in their order; nothing is sent."""
        files = [w for path in paths for w in ("-f", path)]
        return documents(self.kubectl(
            "create", "--dry-run=client", "--validate=false", "-o", "json",
            *files)) if files else []

    def told(self, label, container):
        """What pods with a label told in that container: texts by name. Who
        never started has no log."""
        for _ in range(5):
            logs = self.kubectl("logs", "-l", label, "-c", container,
                                "--prefix", "--tail=-1", "--ignore-errors",
                                timeout=600)
            if not UNREAD.search(logs):
                break
            time.sleep(2)
        found = {}
        for line in logs.splitlines():
            mark = LOGGED.search(line)
            if mark:
                told = found.get(mark.group(1), "")
                found[mark.group(1)] = told + line[mark.end():] + "\n"
        return found

    def allow_caches(self, names):
        """Argo's controller keeps results in config maps of its namespace."""
        found = self.get("deployments", "-A", "--field-selector",
                         "metadata.name=workflow-controller")
        space = found[0]["metadata"]["namespace"] if found else "argo"
        self.apply(rights(space, self.namespace,
                          "system:serviceaccounts:" + space, "",
                          "configmaps", ["create", "update"]))
        self.elsewhere += [
            ("-n", space, "role,rolebinding", self.namespace),
            ("-n", space, "configmap", *sorted(names))]

    def make_namespace(self, name):
        """A namespace in which Argo's executor may say what came out."""
        for _ in range(120):
            found = self.get("namespace", name)
            if not found:
                self.kubectl("create", "namespace", name)
                self.made.append(name)
                break
            if found["status"].get("phase") == "Active":
                break
            time.sleep(1)
        self.apply(rights(name, "executor", "system:serviceaccounts:" + name,
                          "argoproj.io", "workflowtaskresults",
                          ["create", "patch"]))
        for _ in range(60):
            if self.get("serviceaccount", "default", "-n", name):
                return
            time.sleep(0.5)
        raise KubectlFailed("no default service account in " + name)


class Snapshot:
    """All objects of some kinds, asked for at once."""

    def __init__(self, cluster, kinds):
        self.items = cluster.get(",".join(kinds))

    def named(self, kind, name):
        return [o for o in self.items if o["kind"] == kind and
                o["metadata"]["name"] == name][0]

    def of(self, kind, label, value):
        return [o for o in self.items if o["kind"] == kind and
                o["metadata"].get("labels", {}).get(label) == value]


def scratch():
    return tempfile.TemporaryDirectory(prefix="pipec-cluster-")
