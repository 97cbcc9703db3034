#!/usr/bin/env python3
"""edits.py [--seed N] PIPEC STEPS: random projects, random edits.

After any edits `pipec build` must leave what a build in an empty folder makes
of the same sources, and besides only what is not its own: files that no lock
named, and orphans that were edited. `--check` before it says 1 exactly when
build changes something, its difference is a patch that does the same, and after
it there is nothing to say. When something is wrong nothing is written.
"""
import argparse
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

TARGETS = ["ir", "dot", "mermaid", "{to: argo, kind: WorkflowTemplate}",
           "{to: argo, env: prod, kind: WorkflowTemplate}", "tree"]
OUTS = ["manifests", "made/deep", "."]


class Project:
    """What pipec.yaml and the sources say; written as files on demand."""

    def __init__(self, rng):
        self.rng = rng
        self.sources = {}
        self.entries = []
        self.out = "manifests"
        self.who = 0
        self.part = 0
        for name in "abc"[:rng.randint(1, 3)]:
            self.add_source(name)

    def add_source(self, name):
        folder = self.rng.choice(["", "p/", "p/q/"])
        path = "%s%s.pipe.yaml" % (folder, name)
        self.sources[path] = {"name": name, "version": 1, "wrong": False,
                              "part": self.rng.random() < 0.3}
        self.entries.append({"source": path, "targets": self.some_targets(),
                             "matrix": self.rng.random() < 0.2})

    def some_targets(self):
        return self.rng.sample(TARGETS, self.rng.randint(1, 3))

    def source_text(self, s):
        say = ("uses: %s" % s["part_path"] if s["part"] else
               "image: registry.example.com/say:%d" % s["version"])
        return ("pipec: 1\nname: %s\nparams: {who: x}\ncomponents:\n"
                "  say: {%s, %s: [say, v%d]}\ntasks:\n"
                "  say: {component: say}\nenvs: {prod: {}}\n" %
                (s["name"], say, "comand" if s["wrong"] else "command",
                 s["version"]))

    def files(self):
        made = {"parts/say.yaml":
                "name: say\nimplementation:\n  container:\n"
                "    image: registry.example.com/part:%d\n"
                "    command: [say]\n" % self.part,
                "values.yaml": "who: nobody %d\n" % self.who}
        for path, s in self.sources.items():
            s["part_path"] = "../" * path.count("/") + "parts/say.yaml"
            made[path] = self.source_text(s)
        lines = ["version: 1", "out: %s" % self.out,
                 "params-file: values.yaml", "pipelines:"]
        for e in self.entries:
            matrix = ", matrix: [{name: one}, {name: two, params: {who: two}}]"
            lines.append("  - {source: %s, targets: [%s]%s}" % (
                e["source"], ", ".join(e["targets"]),
                matrix if e["matrix"] else ""))
        if not self.entries:
            lines[-1] = "pipelines: []"
        made["pipec.yaml"] = "\n".join(lines) + "\n"
        return {path: text.encode() for path, text in made.items()}

    # ---- edits of sources

    def change(self):
        if self.sources:
            self.any_source()["version"] += 1

    def break_or_mend(self):
        if self.sources:
            s = self.any_source()
            s["wrong"] = not s["wrong"] and self.rng.random() < 0.5

    def any_source(self):
        return self.sources[self.rng.choice(sorted(self.sources))]

    def change_part(self):
        self.part += 1

    def change_values(self):
        self.who += 1

    def add(self):
        taken = {s["name"] for s in self.sources.values()}
        free = [n for n in "abcdef" if n not in taken]
        if free:
            self.add_source(self.rng.choice(free))

    def remove(self):
        if len(self.entries) > 1 or self.rng.random() < 0.2:
            path = self.rng.choice(sorted(self.sources) or [None])
            self.sources.pop(path, None)
            if self.rng.random() < 0.9:
                self.entries = [e for e in self.entries
                                if e["source"] != path]

    def rename(self):
        if self.sources:
            old = self.rng.choice(sorted(self.sources))
            new = "r%d/%s" % (self.rng.randint(0, 3), os.path.basename(old))
            if new not in self.sources:
                self.sources[new] = self.sources.pop(old)
                for e in self.entries:
                    if e["source"] == old:
                        e["source"] = new

    def retarget(self):
        if self.entries:
            self.rng.choice(self.entries)["targets"] = self.some_targets()

    def matrix(self):
        if self.entries:
            e = self.rng.choice(self.entries)
            e["matrix"] = not e["matrix"]

    def move_out(self):
        self.out = self.rng.choice(OUTS)


PROJECT_EDITS = [Project.change, Project.change, Project.change_part,
                 Project.change_values, Project.add, Project.remove,
                 Project.rename, Project.retarget, Project.matrix,
                 Project.move_out, Project.break_or_mend,
                 Project.break_or_mend]


def read_tree(root):
    found = {}
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as f:
                found[os.path.relpath(path, root)] = f.read()
    return found


def stamps(root):
    found = {}
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.join(folder, name)
            st = os.stat(path)
            found[os.path.relpath(path, root)] = (st.st_ino, st.st_mtime_ns)
    return found


def write(root, path, text):
    whole = os.path.join(root, path)
    os.makedirs(os.path.dirname(whole), exist_ok=True)
    with open(whole, "wb") as f:
        f.write(text)


def unix(text):
    return text.replace(b"\r\n", b"\n")


def lock_lines(tree):
    """{path: digest} of a pipec.lock of ours."""
    found = {}
    for line in tree.get("pipec.lock", b"").decode().splitlines():
        if not line.startswith("#") and line.strip():
            if line.startswith('"'):
                path, end = json.JSONDecoder().raw_decode(line)
                found[path] = line[end:].split()[0]
            else:
                found[line.split()[0]] = line.split()[1]
    return found


class Trial:
    def __init__(self, pipec, rng, work):
        self.pipec, self.rng = pipec, rng
        self.root = os.path.join(work, "project")
        self.fresh = os.path.join(work, "fresh")
        self.patched = os.path.join(work, "patched")
        self.project = Project(rng)
        self.laid = set()
        os.makedirs(self.root)
        self.lay()

    def run(self, root, *words):
        done = subprocess.run([self.pipec, "build", *words], cwd=root,
                              stdin=subprocess.DEVNULL, capture_output=True)
        return (done.returncode,
                done.stdout.decode(errors="surrogateescape"),
                done.stderr.decode(errors="surrogateescape"))

    # ---- edits of what was made

    def lay(self):
        files = self.project.files()
        for path in self.laid - set(files):
            os.unlink(os.path.join(self.root, path))
        for path, text in files.items():
            whole = os.path.join(self.root, path)
            if not os.path.exists(whole) or open(whole, "rb").read() != text:
                write(self.root, path, text)
        self.laid = set(files)

    def any_output(self):
        made = sorted(set(read_tree(self.root)) - self.laid - {"pipec.lock"})
        return self.rng.choice(made) if made else None

    def edit_output(self):
        path = self.any_output()
        if path:
            with open(os.path.join(self.root, path), "ab") as f:
                f.write(self.rng.choice([b"# mine\n", b"mine", b"\0\xff\r",
                                         b"\xff\r\n"]))

    def empty_output(self):
        path = self.any_output()
        if path:
            write(self.root, path, b"")

    def crlf_output(self):
        """As some checkouts have it; that is no change."""
        path = self.any_output()
        if path:
            text = open(os.path.join(self.root, path), "rb").read()
            write(self.root, path, unix(text).replace(b"\n", b"\r\n"))

    def drop_output(self):
        path = self.any_output()
        if path:
            os.unlink(os.path.join(self.root, path))

    def drop_folder(self):
        shutil.rmtree(os.path.join(self.root, "manifests"),
                      ignore_errors=True)

    def edit_lock(self):
        path = os.path.join(self.root, "pipec.lock")
        if not os.path.exists(path):
            return
        lines = open(path).read().splitlines(True)
        how = self.rng.randrange(4)
        if how == 0:
            os.unlink(path)
            return
        if how == 1 and len(lines) > 1:
            lines.pop(self.rng.randrange(1, len(lines)))
        if how == 2:
            lines.append("# a remark\n")
        if how == 3 and len(lines) > 2:
            at = self.rng.randrange(1, len(lines))
            lines.append(lines.pop(at))
        write(self.root, "pipec.lock", "".join(lines).encode())

    def put_in_the_way(self):
        name = self.rng.choice("abcdef")
        path = os.path.join(self.rng.choice(OUTS), name + ".ir")
        if path not in self.laid:
            write(self.root, path, b"in the way\n")

    def swap_outputs(self):
        one, other = self.any_output(), self.any_output()
        if one and one != other:
            text = open(os.path.join(self.root, one), "rb").read()
            write(self.root, other, text)

    def edit(self):
        own = [Trial.edit_output, Trial.drop_output, Trial.drop_folder,
               Trial.edit_lock, Trial.put_in_the_way, Trial.swap_outputs,
               Trial.empty_output, Trial.crlf_output]
        done = []
        for _ in range(self.rng.choice([0, 1, 1, 1, 2, 3])):
            if self.rng.random() < 0.6:
                step = self.rng.choice(PROJECT_EDITS)
                step(self.project)
                self.lay()
            else:
                step = self.rng.choice(own)
                step(self)
            done.append(step.__name__)
        return done

    # ---- what must hold

    def build_fresh(self):
        shutil.rmtree(self.fresh, ignore_errors=True)
        for path, text in self.project.files().items():
            write(self.fresh, path, text)
        code, _, err = self.run(self.fresh)
        return code, err, read_tree(self.fresh)

    def wanted(self, before, fresh):
        """The fresh tree, and what build must not touch."""
        tree = dict(fresh)
        lock = lock_lines(before)
        kept = []
        for path, text in before.items():
            ours = lock.get(path) == hashlib.sha256(
                unix(text)).hexdigest()
            if unix(text) == fresh.get(path):
                tree[path] = text
            if path not in fresh and not ours:
                tree[path] = text
                if path in lock:
                    kept.append(path)
        tree["pipec.lock"] = self.wanted_lock(before, fresh, kept)
        return tree

    def wanted_lock(self, before, fresh, kept):
        """As afresh, and the lines of orphans that were edited."""
        was = before.get("pipec.lock", b"").decode().splitlines(True)
        new = fresh.get("pipec.lock", b"").decode().splitlines(True)
        lines = [l for l in new if not l.startswith("#")]
        lines += [l for l in was if l.split(" ")[0] in kept]
        return "".join(sorted(lines)).encode()

    def read_lock(self, tree):
        lines = tree.get("pipec.lock", b"").decode().splitlines(True)
        tree["pipec.lock"] = "".join(
            l for l in lines if not l.startswith("#")).encode()

    def must(self, holds, what, *more):
        if not holds:
            raise AssertionError("\n".join([what, *map(str, more)]))

    def check_told(self, out, before, after):
        told = sorted(out.splitlines())
        wanted = []
        for path in set(before) | set(after):
            if before.get(path) == after.get(path) or path == "pipec.lock":
                continue
            verb = ("created" if path not in before else
                    "removed" if path not in after else "updated")
            wanted.append("%s %s" % (verb, path))
        told = [line for line in told if not line.endswith(" pipec.lock")]
        self.must(told == sorted(wanted), "build told", told, sorted(wanted))

    def check_patch(self, diff, before, after):
        shutil.rmtree(self.patched, ignore_errors=True)
        for path, text in before.items():
            write(self.patched, path, text)
        if any(b"\0" in t for t in before.values()):
            return
        done = subprocess.run(["patch", "-s", "-p1", "-E", "--binary"], cwd=self.patched,
                              input=diff.encode(errors="surrogateescape"),
                              capture_output=True)
        self.must(done.returncode == 0, "patch fails", done.stdout, diff)
        got = read_tree(self.patched)
        got.pop("pipec.lock", None)
        rest = {p: t for p, t in after.items() if p != "pipec.lock"}
        self.must(got == rest, "the patch makes another tree",
                  sorted(p for p in set(got) | set(rest)
                         if got.get(p) != rest.get(p)), diff)

    def step(self):
        before, old = read_tree(self.root), stamps(self.root)
        fresh_code, fresh_err, fresh = self.build_fresh()
        check, diff, check_err = self.run(self.root, "--check")
        self.must(stamps(self.root) == old, "--check wrote")
        code, out, err = self.run(self.root)
        after = read_tree(self.root)
        if fresh_code != 0:
            self.must(code == check == fresh_code, "codes", code, check,
                      fresh_code, fresh_err, err, check_err)
            self.must(stamps(self.root) == old and not out,
                      "a failed build wrote", out)
            return
        if code != 0:
            self.must(code == 1 and "[E0811]" in err, "build fails", err)
            self.must(stamps(self.root) == old and not out,
                      "a failed build wrote", out)
            self.must(check == 1 and "[E0811]" in check_err,
                      "--check does not", check, check_err)
            code, out, err = self.run(self.root, "--force")
            self.must(code == 0, "--force fails", err)
            after = read_tree(self.root)
        else:
            self.must(check == (before != after), "--check", check, diff,
                      check_err, out, err)
            self.check_patch(diff, before, after)
        wanted = self.wanted(before, fresh)
        self.read_lock(after)
        self.must(after == wanted, "another tree than afresh",
                  *("%s: %s, wanted %s" % (p, after.get(p), wanted.get(p))
                    for p in sorted(set(after) | set(wanted))
                    if after.get(p) != wanted.get(p)))
        new = stamps(self.root)
        for path, stamp in old.items():
            self.must(after.get(path) != before[path] or new[path] == stamp,
                      "touched: " + path)
        self.check_told(out, before, after)
        for words in ["--check"], ["--check", "--all"]:
            code, out, err = self.run(self.root, *words)
            self.must((code, out) == (0, "") and
                      err.count(": error") == 0 and
                      err.count("[W") == err.count("[W0812]") +
                      err.count("[W0402]") * ("--all" in words),
                      "afterwards it says", words, code, out, err)


def run_project(pipec, seed, most):
    """One project; its steps, or -1."""
    rng = random.Random(seed)
    done = 0
    history = []
    with tempfile.TemporaryDirectory(prefix="pipec-edits-") as work:
        trial = Trial(pipec, rng, work)
        try:
            for done in range(1, min(most, 20) + 1):
                trial.step()
                history.append(trial.edit())
        except AssertionError as e:
            print("seed %d, after %s:\n%s" % (seed, history[-1:], e))
            print(trial.project.files()["pipec.yaml"].decode())
            kept = os.path.join(tempfile.gettempdir(), "pipec-edits-failed")
            shutil.rmtree(kept, ignore_errors=True)
            shutil.copytree(work, kept, symlinks=True)
            print("kept in", kept)
            return -1
    return done


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("pipec")
    p.add_argument("steps", type=int)
    a = p.parse_args()
    seed, done = a.seed, 0
    while done < a.steps:
        steps = run_project(os.path.abspath(a.pipec), seed, a.steps - done)
        if steps < 0:
            return 1
        done, seed = done + steps, seed + 1
    print("%d steps, %d projects" % (done, seed - a.seed))
    return 0


if __name__ == "__main__":
    sys.exit(main())
