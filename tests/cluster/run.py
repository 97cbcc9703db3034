"""run.py [--bless] [--target T] [--keep] PIPEC ROOT [NAME...]: run goldens.

Each pipeline of testdata/run runs to its end under the real controllers; what
its programs received must be what expect.run says, on every target. Applied
again, it does not run again."""

import argparse
import concurrent.futures
import difflib
import json
import os
import re
import subprocess
import sys
import time

import argo
import k8s
import needs
import seen
import tekton

ENGINES = {"argo": argo, "tekton": tekton}
TEMPLATES = {"argo": "WorkflowTemplate", "tekton": "Pipeline"}
# More than the machine has processors: a pod waits more than it works.
TOGETHER = 6
DEADLINE = 900


class Case:
    """A folder of testdata/run; its directives are the comments on top."""

    def __init__(self, folder):
        self.folder = folder
        self.name = os.path.basename(folder)
        self.path = os.path.join(folder, self.name + ".pipe.yaml")
        self.said = {}
        with open(self.path, encoding="utf-8") as file:
            for line in file:
                if not line.startswith("#"):
                    break
                key, found, value = line[1:].partition(":")
                if found and re.fullmatch(r" [a-z]+", key):
                    self.said.setdefault(key.strip(), []).extend(
                        w.strip() for w in value.split(",") if w.strip())

    def golden(self, target):
        """One for all targets, or one for each where they must differ."""
        own = os.path.join(self.folder, "expect.run." + target)
        return own if os.path.exists(own) else \
            os.path.join(self.folder, "expect.run")

    def targets(self):
        return self.said.get("targets", list(ENGINES))

    def order(self):
        """Pairs of tasks, the first of which must be done first."""
        for words in self.said.get("order", []):
            chain = [w.strip() for w in words.split("<")]
            yield from zip(chain, chain[1:])

    def calls(self):
        """Tasks that use a pipeline: Tekton's names start with theirs."""
        return self.said.get("calls", [])

    def helper(self):
        """The image of the tasks that only Tekton needs."""
        with open(self.path, encoding="utf-8") as file:
            found = re.search(r"helper-image: \"?([\w.:/-]+)", file.read())
        return found and found.group(1)

    def given(self):
        return [w.split("=", 1) for w in self.said.get("given", [])]

    def arguments(self):
        path = os.path.join(self.folder, "args")
        if not os.path.exists(path):
            return []
        with open(path, encoding="utf-8") as file:
            return file.read().splitlines()


def cases(root, names=()):
    folder = os.path.join(os.path.abspath(root), "testdata", "run")
    return [Case(os.path.join(folder, name))
            for name in sorted(names or os.listdir(folder))
            if os.path.isdir(os.path.join(folder, name))]


class Failed(Exception):
    pass


def compiled(pipec, case, target):
    words = [pipec, "compile", case.path, "-t", target, *case.arguments()]
    if "template" in case.said:
        words += ["--kind", TEMPLATES[target]]
    done = subprocess.run(words, capture_output=True, encoding="utf-8",
                          cwd=case.folder)
    if done.returncode:
        raise Failed("%s for %s: %s" % (case.name, target, done.stderr))
    return done.stdout


def apply(cluster, files, *options):
    cluster.kubectl(*k8s.APPLY, *options, *(w for f in files
                                            for w in ("-f", f)))


def ran(found, task):
    return [v for v in found["tasks"].get(task, []) if v.get("start")
            and v["phase"] != "Skipped"]


class Run:
    """One pipeline on one target."""

    def __init__(self, case, target, path):
        self.case, self.target = case, target
        self.engine = ENGINES[target]
        self.title = "%s on %s" % (case.name, target)
        self.files = [path]
        self.objects, self.object = [], None
        self.logs, self.got, self.wrong = {}, None, None

    def receive(self, objects):
        """What its file holds; of a template, a run is made."""
        self.objects, self.object = objects, objects[-1]
        if "template" in self.case.said:
            self.object = self.engine.run_of(
                objects[-1], self.case.name + "-by-hand", self.case.given())
            self.objects.append(self.object)
            self.files.append(self.files[0] + ".json")
            with open(self.files[-1], "w", encoding="utf-8") as file:
                json.dump(self.object, file)

    def golden(self):
        return self.case.golden(self.target)

    def text(self):
        with open(self.files[0], encoding="utf-8") as file:
            return file.read()

    def name(self):
        return self.object["metadata"]["name"]

    def finish(self, cluster):
        status, _, err = cluster.call(
            "wait", "%s/%s" % (self.engine.KIND, self.name()),
            "--for=" + self.engine.DONE, "--timeout=%ds" % DEADLINE,
            timeout=DEADLINE + 60)
        if status:
            raise Failed("%s does not end: %s" % (self.title, err))

    def to_its_end(self, cluster):
        """Applies twice and waits; cluster/apply validates what is sent."""
        apply(cluster, self.files * 2, "--validate=false")
        self.finish(cluster)
        self.logs = cluster.told("%s=%s,%s" % (
            self.engine.LABEL, self.name(), self.engine.POD),
            self.engine.CONTAINER)

    def observe(self, cluster, snapshot):
        """The text of what was seen."""
        run = snapshot.named(self.object["kind"], self.name())
        found, facts = self.engine.observe(snapshot, self.logs, run,
                                           self.case)
        self.note_order(found)
        facts.append((cluster.namespace, "<namespace>"))
        for visits in found["tasks"].values():
            for visit in visits:
                pairs = seen.by_length(
                    facts + visit.get("own", []) + visit.get("paths", []))
                visit.update(seen.replaced(visit, pairs))
        found["outputs"] = seen.replaced(found["outputs"],
                                         seen.by_length(facts))
        return seen.text(found)

    def note_order(self, found):
        """`after` names the tasks that were seen to end before the start."""
        for before, after in self.case.order():
            ends = [v["end"] for v in ran(found, before)]
            for visit in ran(found, after):
                if ends and all(ends) and visit["start"] >= max(ends):
                    visit.setdefault("after", []).append(before)

    def started(self, snapshot):
        return self.engine.started(
            snapshot.named(self.object["kind"], self.name()))


def state(cluster, run):
    """Why a run may have failed, for the log of the test."""
    of = "%s=%s" % (run.engine.LABEL, run.name())
    yield cluster.call("get", run.engine.KIND, run.name(), "-o",
                       "jsonpath={.status.phase} {.status.message} "
                       "{.status.conditions}")[1]
    yield cluster.call("get", "pods", "-l", of)[1]
    yield cluster.call("logs", "-l", of, "--all-containers", "--prefix",
                       "--tail=20")[1]
    yield cluster.call("get", "events", "--field-selector", "type=Warning",
                       "-o", "custom-columns=OF:.involvedObject.name,"
                       "WHAT:.message")[1]


def explained(cluster, run, error):
    return "%s: %r\n%s" % (run.title, error, "\n".join(state(cluster, run)))


def difference(run, got):
    golden = run.golden()
    if not os.path.exists(golden):
        return golden + " is missing\n"
    with open(golden, encoding="utf-8") as file:
        want = file.read()
    return "".join(difflib.unified_diff(
        want.splitlines(True), got.splitlines(True), golden, run.title))


ERRORS = (Failed, k8s.KubectlFailed, LookupError, ValueError)


def perform(cluster, run):
    begin = time.monotonic()
    try:
        run.to_its_end(cluster)
    except ERRORS as error:
        run.wrong = explained(cluster, run, error)
    print("%-36s %4d s" % (run.title, time.monotonic() - begin), flush=True)


def observe(cluster, engine, runs):
    """Looks at runs that ended, and applies them again."""
    before = k8s.Snapshot(cluster, engine.KINDS)
    apply(cluster, [f for run in runs for f in run.files])
    for run in runs:
        try:
            run.got = run.observe(cluster, before)
        except ERRORS as error:
            run.wrong = explained(cluster, run, error)
    after = k8s.Snapshot(cluster, [engine.KIND])
    for run in runs:
        if run.started(before) != run.started(after):
            run.wrong = "%s: applied again, it ran again" % run.title


def prepared(cluster, folder, pipec, chosen, targets):
    """The runs, and how many pipelines could not be compiled."""
    runs, failures = [], 0
    for case in chosen:
        for target in case.targets():
            if target not in targets:
                continue
            path = os.path.join(folder, "%s.%s.yaml" % (case.name, target))
            try:
                with open(path, "w", encoding="utf-8") as file:
                    file.write(compiled(pipec, case, target))
            except Failed as error:
                failures += 1
                print(error)
                continue
            runs.append(Run(case, target, path))
    objects = iter(cluster.read([run.files[0] for run in runs]))
    for run in runs:
        count = 1 + len(re.findall("^---$", run.text(), re.M))
        run.receive([next(objects) for _ in range(count)])
    return runs, failures


def blessed(runs):
    """Writes the goldens on which their targets agree."""
    failures = 0
    for golden in {run.golden() for run in runs}:
        some = [run for run in runs if run.golden() == golden]
        texts = [run.got for run in some]
        sharing = [target for target in some[0].case.targets()
                   if some[0].case.golden(target) == golden]
        if None in texts or len(set(texts)) > 1 or len(some) < len(sharing):
            failures += 1
            print("".join(difflib.unified_diff(
                (texts[0] or "").splitlines(True),
                (texts[-1] or "").splitlines(True),
                some[0].title, some[-1].title)))
            continue
        with open(golden, "w", encoding="utf-8") as file:
            file.write(texts[0])
    return failures


def judged(runs):
    failures = 0
    for run in runs:
        wrong = difference(run, run.got) if run.got else None
        if wrong:
            failures += 1
            print(wrong)
    return failures


def everything(cluster, folder, options, chosen):
    runs, failures = prepared(cluster, folder, options.pipec, chosen,
                              options.target)
    needs.prepare(cluster, [o for run in runs for o in run.objects])
    # The longest first, so that none is left over when the others are done.
    longest = sorted(runs, key=lambda run: -len(run.text()))
    with concurrent.futures.ThreadPoolExecutor(TOGETHER) as pool:
        list(pool.map(lambda run: perform(cluster, run), longest))
    for engine in ENGINES.values():
        ended = [r for r in runs if r.engine is engine and not r.wrong]
        if ended:
            observe(cluster, engine, ended)
    for run in runs:
        if run.wrong:
            failures += 1
            print(run.wrong)
    return failures + (blessed if options.bless else judged)(runs)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bless", action="store_true",
                        help="write expect.run where the targets agree")
    parser.add_argument("--target", action="append", choices=list(ENGINES))
    parser.add_argument("--keep", action="store_true",
                        help="leave the namespace behind")
    parser.add_argument("pipec")
    parser.add_argument("root")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    options.pipec = os.path.abspath(options.pipec)
    k8s.skip_without_cluster()
    if options.bless and (os.environ.get("CI") or options.target):
        sys.exit("run.py: goldens are blessed by hand, for all targets")
    options.target = options.target or list(ENGINES)
    chosen = cases(options.root, options.names)
    with k8s.scratch() as temporary, k8s.Cluster(temporary) as cluster:
        failures = everything(cluster, temporary, options, chosen)
        if options.keep:
            print("kept: namespace " + cluster.namespace)
            cluster.made.clear()
    print("%d pipelines, %d failures" % (len(chosen), failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
