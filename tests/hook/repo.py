"""A git repository with pipelines in it, and what a commit there says."""
import pathlib
import re
import shlex
import tempfile

import shell

PIPELINE = """\
pipec: 1
name: %s
components:
  work: {image: "registry.example.com/work:%s", command: [work]}
tasks:
  work: {component: work}
"""
USING = """\
pipec: 1
name: %s
components:
  work: {uses: %s}
tasks:
  work: {component: work}
"""
COMPONENT = """\
name: work
implementation:
  container:
    image: registry.example.com/work:%s
    command: [work]
"""
PROJECT = """\
version: 1
pipelines:
  - source: pipelines/*.pipe.yaml
    targets: [argo, tekton]
"""
TARGETS = ("argo", "tekton")


def pipeline(name, tag="1.0"):
    return PIPELINE % (name, tag)


def manifests(*names, verb=None, top=""):
    """The lines, or the paths, of the manifests of pipelines."""
    paths = ["%smanifests/%s.%s.yaml" % (top, name, target)
             for name in names for target in TARGETS]
    return ["%s %s" % (verb, path) for path in paths] if verb else paths


class Said:
    """What a commit, or another run of the hook, gave."""

    def __init__(self, status, text):
        self.status, self.text, self.end = status, text, text[-3000:]
        lines = [line.strip() for line in text.splitlines()]
        self.changes = [line for line in lines
                        if re.match(r"(created|updated|removed) ", line)]
        self.codes = re.findall(r"\[([EW]\d{4})\]$", text, re.MULTILINE)
        self.add = [line for line in lines if line.startswith(("git add ", "git --literal-pathspecs add "))]

    def added(self):
        """The paths of the line that is printed for the user."""
        return [word for line in self.add for word in shlex.split(line)[2:]
                if word != "--"]


class Repo:
    """The runner's own configuration is committed; the first manifests too."""

    def __init__(self, folder, runner, pipec, config, top="", tools=None):
        self.folder, self.runner, self.pipec = folder, runner, pipec
        folder.mkdir()
        self.env = shell.environment(tools)
        self.git("init", "-q", "-b", "main")
        self.top = top
        self.write(top + "pipec.yaml", PROJECT)
        self.write(top + "pipelines/train.pipe.yaml", pipeline("train"))
        self.write(".pre-commit-config.yaml", config)
        self.build()
        self.git("add", "--all")
        self.git("commit", "-q", "-m", "first")
        self.sh(runner + " install")

    # ---- files ---------------------------------------------------------------

    def write(self, path, text):
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def read(self, path):
        return (self.folder / path).read_text()

    def is_there(self, path):
        return (self.folder / path).exists()

    # ---- commands ------------------------------------------------------------

    def git(self, *words, status=0):
        return shell.run(["git", "-c", "core.quotePath=false", *words],
                         self.folder, self.env, status)

    def sh(self, line, status=0):
        return shell.run(["sh", "-c", line], self.folder, self.env, status)

    def build(self, *words, status=0, folder=None):
        top = (folder or self.folder) / self.top
        return shell.run([self.pipec, "build", *words], top, self.env, status)

    def add(self, path, text):
        self.write(path, text)
        self.git("add", path)

    def commit(self, *words, folder="."):
        done = shell.run(["git", "commit", "-m", "next", *words],
                         self.folder / folder, self.env, None)
        return Said(*done)

    def hook(self, *words):
        return Said(*self.sh("%s run %s" % (self.runner, " ".join(words)),
                             None))

    # ---- state ---------------------------------------------------------------

    def state(self):
        """One line per path that differs, as git status prints it."""
        found = self.git("status", "--porcelain", "-z", "-uall").split("\0")
        return sorted(line for line in found if line)

    def committed(self):
        """The paths of the last commit, and what it did with each."""
        text = self.git("show", "-z", "--no-renames", "--name-status",
                        "--format=", "HEAD").strip("\0")
        words = text.split("\0")
        return {path: how for how, path in zip(words[::2], words[1::2])}

    def fresh(self):
        """What someone else gets is whole: nothing is to do there."""
        clone = tempfile.mkdtemp(dir=self.folder.parent)
        shell.run(["git", "clone", "-q", self.folder, clone],
                  self.folder.parent, self.env)
        self.build("--check", "--all", folder=pathlib.Path(clone))
