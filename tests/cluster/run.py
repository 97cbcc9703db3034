"""run.py [--bless] [--target T] [--keep] PIPEC ROOT [NAME...]: run goldens.

Each pipeline of testdata/run runs to its end under the real controllers; what
its programs received must be what expect.run says, on every target. Applied
again, it does not run again."""

import argparse
import concurrent.futures
import difflib
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
TOGETHER = 4
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


def ran(found, task):
    return [v for v in found["tasks"].get(task, []) if v.get("start")
            and v["phase"] != "Skipped"]


class Run:
    """One pipeline on one target."""

    def __init__(self, case, target, path, objects):
        self.case, self.target, self.path = case, target, path
        self.engine = ENGINES[target]
        self.object = objects[-1]
        if "template" in case.said:
            self.object = self.engine.run_of(
                objects[-1], case.name + "-by-hand", case.given())
        self.objects = objects + [self.object]
        self.title = "%s on %s" % (case.name, target)
        self.first = None

    def golden(self):
        return self.case.golden(self.target)

    def name(self):
        return self.object["metadata"]["name"]

    def apply(self, cluster):
        cluster.kubectl("apply", "-f", self.path)
        if "template" in self.case.said:
            cluster.apply([self.object])

    def get(self, cluster):
        return cluster.get(self.engine.KIND, self.name())

    def finish(self, cluster):
        status, _, err = cluster.call(
            "wait", "%s/%s" % (self.engine.KIND, self.name()),
            "--for=" + self.engine.DONE, "--timeout=%ds" % DEADLINE,
            timeout=DEADLINE + 60)
        if status:
            raise Failed("%s does not end: %s" % (self.title, err))

    def to_its_end(self, cluster):
        """Applies, waits, applies again; the text of what was seen."""
        self.apply(cluster)
        self.apply(cluster)
        self.finish(cluster)
        run = self.get(cluster)
        self.first = self.engine.started(run)
        self.apply(cluster)
        found, facts = self.engine.observe(cluster, run, self.case)
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

    def ran_once(self, cluster):
        if self.engine.started(self.get(cluster)) != self.first:
            raise Failed("%s: applied again, it ran again" % self.title)


def state(cluster, run):
    """Why a run may have failed, for the log of the test."""
    of = {"argo": "workflows.argoproj.io/workflow",
          "tekton": "tekton.dev/pipelineRun"}[run.target] + "=" + run.name()
    yield cluster.call("get", run.engine.KIND, run.name(), "-o",
                       "jsonpath={.status.phase} {.status.message} "
                       "{.status.conditions}")[1]
    yield cluster.call("get", "pods", "-l", of)[1]
    yield cluster.call("logs", "-l", of, "--all-containers", "--prefix",
                       "--tail=20")[1]
    yield cluster.call("get", "events", "--field-selector", "type=Warning",
                       "-o", "custom-columns=OF:.involvedObject.name,"
                       "WHAT:.message")[1]


def difference(run, got):
    golden = run.golden()
    if not os.path.exists(golden):
        return golden + " is missing\n"
    with open(golden, encoding="utf-8") as file:
        want = file.read()
    return "".join(difflib.unified_diff(
        want.splitlines(True), got.splitlines(True), golden, run.title))


def perform(cluster, run):
    """The text of a run, or what went wrong."""
    begin = time.monotonic()
    try:
        got = run.to_its_end(cluster)
        print("%-36s %4d s" % (run.title, time.monotonic() - begin),
              flush=True)
        return got, None
    except (Failed, k8s.KubectlFailed, KeyError, ValueError) as error:
        return None, "%s: %r\n%s" % (run.title, error,
                                     "\n".join(state(cluster, run)))


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
            runs.append(Run(case, target, path, cluster.read([path])))
    return runs, failures


def blessed(results):
    """Writes the goldens on which their targets agree."""
    failures = 0
    for golden in {run.golden() for run in results}:
        runs = [run for run in results if run.golden() == golden]
        texts = [results[run][0] for run in runs]
        sharing = [target for target in runs[0].case.targets()
                   if runs[0].case.golden(target) == golden]
        if None in texts or len(set(texts)) > 1 or len(runs) < len(sharing):
            failures += 1
            print("".join(difflib.unified_diff(
                (texts[0] or "").splitlines(True),
                (texts[-1] or "").splitlines(True),
                runs[0].title, runs[-1].title)))
            continue
        with open(golden, "w", encoding="utf-8") as file:
            file.write(texts[0])
    return failures


def judged(results):
    failures = 0
    for run, (got, _) in results.items():
        wrong = difference(run, got) if got else None
        if wrong:
            failures += 1
            print(wrong)
    return failures


def everything(cluster, folder, options, chosen):
    runs, failures = prepared(cluster, folder, options.pipec, chosen,
                              options.target)
    needs.prepare(cluster, [o for run in runs for o in run.objects])
    with concurrent.futures.ThreadPoolExecutor(TOGETHER) as pool:
        results = dict(zip(runs, pool.map(
            lambda run: perform(cluster, run), runs)))
    for run, (got, wrong) in results.items():
        try:
            if got:
                run.ran_once(cluster)
        except Failed as error:
            wrong = str(error)
        if wrong:
            failures += 1
            print(wrong)
    return failures + (blessed if options.bless else judged)(results)


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
