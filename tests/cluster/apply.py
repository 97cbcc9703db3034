"""apply.py PIPEC ROOT: a real cluster takes our manifests.

Templates of goldens, examples and run goldens are applied as they were written
and then applied again: nothing changes, `kubectl diff` is empty. Run objects,
and what else becomes of the tests' inputs, are sent as a dry run."""

import argparse
import concurrent.futures
import os
import re
import subprocess
import sys

import k8s
import needs

TEMPLATES = ("WorkflowTemplate", "ClusterWorkflowTemplate", "CronWorkflow",
             "Pipeline", "ConfigMap", "CronJob")
KINDS = (("argo", "Workflow"), ("argo", "WorkflowTemplate"),
         ("tekton", "PipelineRun"), ("tekton", "Pipeline"))
TWICE = re.compile(r"expect\.[^/]*$|^examples/|^testdata/run/")
GOLDEN = re.compile(r"expect\.((argo|tekton)(\.\w+)?\.yaml|out)$")
INPUT = re.compile(r"(input\.\w.*|\.pipe\.yaml)$")


def walk(root, *folders):
    for folder in folders:
        for where, inner, names in os.walk(os.path.join(root, folder)):
            inner.sort()
            for name in sorted(names):
                yield os.path.join(where, name)


def goldens(root):
    """The manifests that the tests expect, by what they are called."""
    for path in walk(root, "testdata"):
        if GOLDEN.search(path):
            with open(path, encoding="utf-8", errors="replace") as file:
                text = file.read()
            if re.match(r"apiVersion: (argoproj|tekton)", text):
                yield os.path.relpath(path, root), text


def arguments(path):
    """Those of the case, but for the ones that choose a kind."""
    path = os.path.join(os.path.dirname(path), "args")
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        words = file.read().splitlines()
    return [] if "--kind" in words else words


def compiled(pipec, root):
    """What becomes of the tests' inputs and the examples, in every kind."""
    def compile_it(job):
        path, target, kind = job
        done = subprocess.run(
            [pipec, "compile", path, "-t", target, "--kind", kind,
             *arguments(path)],
            capture_output=True, encoding="utf-8", errors="replace",
            cwd=os.path.dirname(path))
        return done.returncode == 0 and (
            "%s.%s.%s" % (os.path.relpath(path, root), target, kind),
            done.stdout)

    jobs = [(path, *kind) for path in walk(root, "testdata", "examples")
            if INPUT.search(path) for kind in KINDS]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return [found for found in pool.map(compile_it, jobs) if found]


class Document:
    """One object of a manifest, in a file of its own."""

    def __init__(self, folder, name, index, text):
        self.is_golden = bool(TWICE.search(name))
        self.path = os.path.join(folder, "%s.%d.yaml" %
                                 (name.replace("/", "__"), index))
        self.object = None
        with open(self.path, "w", encoding="utf-8") as file:
            file.write(text)

    def kind(self):
        return self.object["kind"]

    def is_long(self):
        return os.path.getsize(self.path) > 250000

    def is_template(self):
        return self.is_golden and self.kind() in TEMPLATES

    def key(self):
        meta = self.object["metadata"]
        return self.kind(), meta.get("namespace"), meta.get("name")


def split(folder, manifests):
    found, seen = [], set()
    for name, text in manifests:
        for index, part in enumerate(re.split(r"^---$\n", text, flags=re.M)):
            if part.strip() and part not in seen:
                seen.add(part)
                found.append(Document(folder, name, index, part))
    return found


def groups(documents):
    """Parts without two objects of one name."""
    parts = []
    for document in documents:
        for part in parts:
            if document.key() not in part:
                part[document.key()] = document
                break
        else:
            parts.append({document.key(): document})
    return [list(part.values()) for part in parts]


class Judge:
    def __init__(self, cluster):
        self.cluster = cluster
        self.failures = 0

    def fail(self, what, detail):
        self.failures += 1
        print("%s:\n%s" % (what, detail.strip()), flush=True)

    def send(self, verb, documents, *options):
        files = [w for d in documents for w in ("-f", d.path)]
        words = k8s.APPLY if verb == "apply" else [verb]
        status, _, err = self.cluster.call(*words, *options, *files,
                                           timeout=600)
        return "" if status == 0 else err

    def versions(self, documents):
        files = [w for d in documents for w in ("-f", d.path)]
        found = self.cluster.get(*files)
        found = found if isinstance(found, list) else [found]
        return {(o["kind"], o["metadata"].get("namespace"),
                 o["metadata"]["name"]): o["metadata"]["resourceVersion"]
                for o in found}

    def changed(self, documents):
        """What a further apply changes; controllers may still be busy with
        the first, so it is asked again."""
        for _ in range(3):
            before = self.versions(documents)
            wrong = self.send("apply", documents)
            if wrong:
                return wrong
            after = self.versions(documents)
            if before == after:
                return ""
        return "\n".join(map(str, (k for k in after
                                   if before.get(k) != after[k])))

    def templates(self, documents):
        wrong = self.send("apply", documents)
        if wrong:
            self.fail("refused", wrong)
            return
        wrong = self.changed(documents)
        if wrong:
            self.fail("changed by a second apply", wrong)
        status, out, err = self.cluster.call(
            "diff", *[w for d in documents for w in ("-f", d.path)])
        if status:
            self.fail("differs from what was applied", out + err)
        self.send("delete", documents, "--wait=false", "--ignore-not-found")

    def planted(self, folder):
        """A judge that takes everything is none."""
        for name in sorted(os.listdir(folder)):
            status, _, _ = self.cluster.call(
                "apply", "--dry-run=server", "-f", os.path.join(folder, name))
            if status == 0:
                self.fail("taken, though it is wrong", name)

    def tried(self, documents):
        """What has no name, or is too long for what apply notes of it, is for
        create."""
        named = [d for d in documents if "name" in d.object["metadata"]
                 and not d.is_long()]
        others = [d for d in documents if d not in named]
        for verb, part in (("apply", named), ("create", others)):
            for at in range(0, len(part), 100):
                wrong = self.send(verb, part[at:at + 100], "--dry-run=server")
                if wrong:
                    self.fail("refused as a dry run", wrong)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pipec")
    parser.add_argument("root")
    options = parser.parse_args()
    options.pipec = os.path.abspath(options.pipec)
    options.root = os.path.abspath(options.root)
    k8s.skip_without_cluster()
    with k8s.scratch() as folder, k8s.Cluster(folder) as cluster:
        documents = split(folder, [*goldens(options.root),
                                   *compiled(options.pipec, options.root)])
        for document, obj in zip(documents,
                                 cluster.read([d.path for d in documents])):
            document.object = obj
        needs.prepare(cluster, [d.object for d in documents])
        judge = Judge(cluster)
        templates = [d for d in documents if d.is_template()]
        others = [d for d in documents if not d.is_template()]
        judge.planted(os.path.join(os.path.dirname(__file__), "planted"))
        judge.tried(others)
        for part in groups(templates):
            judge.templates(part)
    print("%d templates applied twice, %d objects tried, %d failures" %
          (len(templates), len(others), judge.failures))
    return 1 if judge.failures else 0


if __name__ == "__main__":
    sys.exit(main())
