#!/usr/bin/env python3
"""together.py PIPEC: several `pipec build` and `--check` at once.

While sources change: each build succeeds, each check says 0 or 1, no manifest
is ever seen half written. At the end the project is as a lone build makes it,
and then none of many at once finds anything to do.
"""
import os
import subprocess
import sys
import tempfile
import threading
import time

SOURCES = 6
ROUNDS = 12


def source(i, version):
    return ("pipec: 1\nname: p%d\ncomponents:\n  say:\n"
            "    image: registry.example.com/say:%d\n"
            "    command: [say, v%d]\n"
            "tasks:\n  say: {component: say}\n# end\n" % (i, version, version))


def put(root, name, text):
    temp = os.path.join(root, "%s.new-%d" % (name, threading.get_ident()))
    with open(temp, "w") as f:
        f.write(text)
    os.rename(temp, os.path.join(root, name))


def lay(root, version):
    for i in range(SOURCES):
        put(root, "p%d.pipe.yaml" % i, source(i, version + i % 2))
    # One pipeline comes and goes.
    wanted = range(SOURCES - version % 2)
    put(root, "pipec.yaml", "version: 1\npipelines:\n" + "".join(
        "  - {source: p%d.pipe.yaml, targets: [ir, dot]}\n" % i
        for i in wanted))


def tree(root):
    found = {}
    for folder, _, names in os.walk(root):
        for name in names:
            with open(os.path.join(folder, name), "rb") as f:
                found[os.path.relpath(os.path.join(folder, name), root)] = \
                    f.read()
    return found


class Together:
    def __init__(self, pipec, root):
        self.pipec, self.root = pipec, root
        self.done = False
        self.mistakes = []
        self.counts = {}

    def run(self, *words):
        p = subprocess.run([self.pipec, "build", *words], cwd=self.root,
                           capture_output=True, text=True)
        self.counts[words, p.returncode] = \
            self.counts.get((words, p.returncode), 0) + 1
        return p

    def fail(self, what, p):
        self.mistakes.append("%s: %d\n%s%s" % (what, p.returncode, p.stdout,
                                               p.stderr))

    def build(self):
        while not self.done:
            p = self.run()
            if p.returncode != 0:
                self.fail("build", p)

    def check(self):
        while not self.done:
            p = self.run("--check")
            if p.returncode not in (0, 1) or "[E080" in p.stderr.replace(
                    "[E0803]", "").replace("[E0804]", "").replace(
                    "[E0805]", "").replace("[E0806]", "").replace(
                    "[E0809]", ""):
                self.fail("check", p)

    def look(self):
        """A manifest ends as it should whenever it is there."""
        while not self.done:
            for i in range(SOURCES):
                path = os.path.join(self.root, "manifests/p%d.dot" % i)
                try:
                    text = open(path).read()
                except FileNotFoundError:
                    continue
                if not text.endswith("}\n"):
                    self.mistakes.append("half a manifest: %r" % text)
            time.sleep(0.001)

    def change(self):
        threads = [threading.Thread(target=t) for t in
                   [self.build] * 4 + [self.check] * 2 + [self.look]]
        for t in threads:
            t.start()
        for version in range(1, ROUNDS + 1):
            lay(self.root, version)
            time.sleep(0.05)
        self.done = True
        for t in threads:
            t.join()

    def rest(self):
        """All is done: none of many finds anything to do."""
        before = tree(self.root)
        runs = [subprocess.Popen([self.pipec, "build", *words],
                                 cwd=self.root, stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT)
                for words in ([], ["--check"], []) for _ in range(6)]
        for p in runs:
            out = p.communicate()[0]
            if p.returncode or out:
                self.mistakes.append("at rest: %d %r" % (p.returncode, out))
        if tree(self.root) != before:
            self.mistakes.append("at rest files changed")


def build_alone(pipec, root):
    lay(root, ROUNDS)
    subprocess.run([pipec, "build"], cwd=root, check=True,
                   stdout=subprocess.DEVNULL)
    return tree(root)


def main():
    pipec = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="pipec-together-") as work:
        alone, shared = os.path.join(work, "alone"), os.path.join(work, "all")
        os.mkdir(alone)
        os.mkdir(shared)
        wanted = build_alone(pipec, alone)
        lay(shared, 0)
        t = Together(pipec, shared)
        t.change()
        p = t.run()
        if p.returncode:
            t.fail("the last build", p)
        got = tree(shared)
        for path in sorted(set(got) | set(wanted)):
            if got.get(path) != wanted.get(path):
                t.mistakes.append("%s differs from a lone build's" % path)
        t.rest()
    for m in t.mistakes[:10]:
        print(m)
    print(t.counts, len(t.mistakes), "mistakes")
    return 1 if t.mistakes else 0


if __name__ == "__main__":
    sys.exit(main())
