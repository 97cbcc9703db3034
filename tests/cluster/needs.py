"""What manifests name and a cluster must have: made by rule, so that goldens
can tell the values. The key K of a secret holds `secret K`, that of a config
map `config K`."""

import base64


def walk(value, visit):
    if isinstance(value, dict):
        for key, inner in value.items():
            visit(key, inner)
            walk(inner, visit)
    elif isinstance(value, list):
        for inner in value:
            walk(inner, visit)


class Needs:
    """What the objects of one namespace name."""

    def __init__(self):
        self.accounts, self.claims = set(), set()
        self.secrets, self.maps = {}, {}
        self.repositories, self.caches = {}, set()

    def add(self, obj):
        walk(obj, self.visit)

    def visit(self, key, value):
        if key == "serviceAccountName":
            self.accounts.add(value)
        elif key == "imagePullSecrets":
            for entry in value:
                self.secrets.setdefault(entry["name"], set())
        elif key == "secret" and isinstance(value, dict):
            self.secrets.setdefault(value["secretName"], set())
        elif key == "secretKeyRef" and not value.get("optional"):
            self.secrets.setdefault(value["name"], set()).add(value["key"])
        elif key == "configMapKeyRef" and not value.get("optional"):
            self.maps.setdefault(value["name"], set()).add(value["key"])
        elif key in ("volumes", "artifactRepositoryRef"):
            self.visit_holder(key, value)
        elif key == "memoize":
            self.caches.add(value["cache"]["configMap"]["name"])
        elif key == "persistentVolumeClaim":
            self.claims.add(value["claimName"])

    def visit_holder(self, key, value):
        """`configMap` means something else in each of its places."""
        if key == "artifactRepositoryRef":
            self.repositories[value["configMap"]] = value.get("key")
            return
        for volume in value:
            if "configMap" in volume:
                self.maps.setdefault(volume["configMap"]["name"], set())

    def objects(self):
        for name in sorted(self.accounts - {"default"}):
            yield {"apiVersion": "v1", "kind": "ServiceAccount",
                   "metadata": {"name": name}}
        for name, keys in sorted(self.secrets.items()):
            data = {k: base64.b64encode(("secret " + k).encode()).decode()
                    for k in keys | {"text"}}
            yield {"apiVersion": "v1", "kind": "Secret",
                   "metadata": {"name": name}, "data": data}
        for name, keys in sorted(self.maps.items()):
            yield {"apiVersion": "v1", "kind": "ConfigMap",
                   "metadata": {"name": name},
                   "data": {k: "config " + k for k in keys | {"text"}}}
        for name in sorted(self.claims):
            yield {"apiVersion": "v1", "kind": "PersistentVolumeClaim",
                   "metadata": {"name": name},
                   "spec": {"accessModes": ["ReadWriteOnce"],
                            "resources": {"requests": {"storage": "64Mi"}}}}


def repository(cluster):
    """The default artifact repository of the namespace `default`, and the
    secrets it names: what a namespace of ours must have as well. A cluster
    without it has one in Argo's own configuration."""
    found = cluster.get("configmap", "artifact-repositories", "-n", "default")
    if not found:
        return None, []
    text = "\n".join(found["data"].values())
    secrets = [s for s in cluster.get("secret", "-n", "default")
               if s["metadata"]["name"] in text]
    return found, secrets


DEFAULT = "workflows.argoproj.io/default-artifact-repository"


def copied(obj):
    marks = obj["metadata"].get("annotations", {})
    return {"apiVersion": "v1", "kind": obj["kind"], "data": obj["data"],
            "metadata": {"name": obj["metadata"]["name"],
                         "annotations": {k: v for k, v in marks.items()
                                         if k == DEFAULT}}}


def called(found, name, key):
    """The default repository by another name."""
    default = found["metadata"]["annotations"][DEFAULT]
    return {"apiVersion": "v1", "kind": "ConfigMap",
            "metadata": {"name": name},
            "data": {key: found["data"][default]}}


def prepare(cluster, objects):
    """Makes all that the objects name, in their namespaces."""
    spaces = {cluster.namespace: Needs()}
    for obj in objects:
        space = obj["metadata"].get("namespace", cluster.namespace)
        spaces.setdefault(space, Needs()).add(obj)
    found, secrets = repository(cluster)
    for space, needs in spaces.items():
        if space != cluster.namespace:
            cluster.make_namespace(space)
        if needs.caches:
            cluster.allow_caches(needs.caches)
        made = list(needs.objects())
        if found:
            made += map(copied, [found, *secrets])
            made += [called(found, name, key)
                     for name, key in needs.repositories.items()]
        for obj in made:
            obj["metadata"]["namespace"] = space
        cluster.apply(made)
