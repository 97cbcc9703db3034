"""
run.py [--bless] PIPEC YAML_JSON: runs the recipes of docs/ci.
run.py --texts DIR YAML_JSON: writes their shell texts into DIR.

Each case plays a build server: it takes a copy of examples/deploy, sets the
variables that the server would set and runs the steps of a recipe one after the
other, with the programs that the step's image has and no others. Those are
stubs (stub.py), but for pipec. What was called is tests/recipes/expect.CASE.
Then every variable is given text that a shell would run, if it ever became
code. What the services ask of a file itself is looked at first.
"""
import concurrent.futures
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
RECIPES = os.path.join(ROOT, "docs", "ci")
EXAMPLE = os.path.join(ROOT, "examples", "deploy")
IMAGES = {
    "ubuntu-24.04": ["python3"],
    "registry.example.com/ci/python:3.12": ["python3"],
    "registry.example.com/ci/gcloud:528":
        ["gcloud", "kubectl", "curl", "python3"],
    "registry.example.com/ci/kubectl:1.33": ["kubectl"],
    "registry.example.com/ci/lint:1": ["argo", "kubeconform"],
}
# What a step finds in any image.
BASE = ["cat", "env", "mkdir", "ls", "rm", "sh", "touch"]
# The actions of GitHub that bring a program.
ACTIONS = {"google-github-actions/get-gke-credentials": "kubectl"}
SERVER = {"PROJECT_ID": "my-project", "SHORT_SHA": "1a2b3c4"}
# Runs where it is read again: unquoted, and in quotes of either kind.
NASTY = "x$(touch pwned)'; touch pwned; '"

failures = []


def fail(what, text):
    failures.append(what)
    print("%s: %s" % (what, text.rstrip()), flush=True)


# ---- reading recipes ---------------------------------------------------------

def read(tools, name):
    done = subprocess.run([tools["yaml_json"], os.path.join(RECIPES, name)],
                          capture_output=True, encoding="utf-8")
    if done.returncode:
        sys.exit(done.stderr)
    return json.loads(done.stdout)[0]


class Step:
    """A shell text, what it is run with and where."""

    def __init__(self, name, text, env, image, command=None):
        self.name, self.text, self.env = name, text, env
        self.image, self.command = image, command


def github(recipe, _):
    for job, about in recipe["jobs"].items():
        image = about.get("container") or about["runs-on"]
        programs = []
        for number, step in enumerate(about["steps"]):
            programs.append(ACTIONS.get(step.get("uses", "").split("@")[0]))
            if "run" in step:
                made = Step("%s %d" % (job, number), step["run"],
                            step.get("env", {}), image, ["sh", "-e"])
                made.programs = [p for p in programs if p]
                made.job = job
                yield made


def gitlab(recipe, _):
    for job, about in recipe.items():
        if isinstance(about, dict) and "script" in about:
            yield Step(job, "\n".join(about["script"]) + "\n",
                       about.get("variables", {}), about["image"],
                       ["sh", "-e"])


def substituted(text, values):
    """As Cloud Build does it; a name without a value is a mistake."""
    return re.sub(r"\$(?:\$|\{(\w+)\}|(\w+))", lambda found: "$"
                  if found[0] == "$$" else values[found[1] or found[2]], text)


def cloud_build(recipe, values):
    values = {**recipe.get("substitutions", {}), **SERVER, **values}
    substituted(recipe["serviceAccount"], values)
    for step in recipe["steps"]:
        env = dict(substituted(pair, values).split("=", 1)
                   for pair in step.get("env", []))
        yield Step(step["id"], step["script"], env, step["name"])


def steps_of(tools, name, values):
    reader = {"github.yaml": github, "gitlab.yaml": gitlab}
    return list(reader.get(name, cloud_build)(read(tools, name), values))


# ---- what can be seen without running ----------------------------------------

def check_shell(name, step):
    for shell in ("dash", "sh", "bash"):
        if not shutil.which(shell):
            continue
        done = subprocess.run([shell, "-n"], input=step.text,
                              capture_output=True, encoding="utf-8")
        if done.returncode or done.stderr:
            fail("%s, %s" % (name, step.name), done.stderr)
    if "${{" in step.text:
        fail(name, "%s: an expression in a shell's text" % step.name)
    if not step.command and not step.text.startswith("#!/bin/sh\nset -eu\n"):
        fail(name, "%s: no #!/bin/sh, set -eu" % step.name)


def check_github(name, recipe):
    if "pull_request_target" in recipe["on"]:
        fail(name, "pull_request_target")
    if recipe["permissions"] != {"contents": "read"}:
        fail(name, "more rights than needed")
    for job, about in recipe["jobs"].items():
        for step in about["steps"]:
            if not re.search(r"@[0-9a-f]{40}$", step.get("uses", "@" + 40 * "0")):
                fail(name, "%s is not pinned" % step["uses"])
        if "id-token" in about.get("permissions", {}) and not (
                "environment" in about and "refs/heads/main" in about["if"]):
            fail(name, "%s: an identity without protection" % job)


def check_cloud_build(name, recipe):
    if "logging" not in recipe.get("options", {}):
        fail(name, "options.logging must stand beside serviceAccount")
    used = set(re.findall(r"\$\{?(_\w+)", json.dumps(
        [recipe["serviceAccount"]] + [s.get("env") for s in recipe["steps"]])))
    declared = set(recipe.get("substitutions", {}))
    if used != declared:
        fail(name, "substitutions: %s" % sorted(used ^ declared))


def check_text(name):
    with open(os.path.join(RECIPES, name), encoding="utf-8") as file:
        text = file.read()
    if "secrets." in text:
        fail(name, "a stored secret")
    for image in re.findall(r"^ *(?:- )?(?:image|container|name): (\S+/\S+)",
                            text, flags=re.M):
        if image not in IMAGES:
            fail(name, "an unknown image: " + image)
    with open(os.path.join(RECIPES, "README.md"), encoding="utf-8") as file:
        if "(%s)" % name not in file.read():
            fail("README.md", "%s is not told about" % name)


def check(tools, name):
    recipe = read(tools, name)
    check_text(name)
    if name == "github.yaml":
        check_github(name, recipe)
    elif name != "gitlab.yaml":
        check_cloud_build(name, recipe)
    for step in steps_of(tools, name, {}):
        check_shell(name, step)


# ---- running -----------------------------------------------------------------

class Machine:
    """A folder with a copy of the example, and one with the images."""

    def __init__(self, tools, folder, answers):
        self.tools, self.folder = tools, folder
        self.log = os.path.join(folder, "log")
        self.work = os.path.join(folder, "work")
        self.more = {}  # folders that a job of GitHub adds to PATH
        shutil.copytree(EXAMPLE, self.work)
        self.env = {
            "HOME": folder, "STUB_LOG": self.log,
            "STUB_PIPEC": tools["pipec"], "STUB_YAML_JSON": tools["yaml_json"],
            "STUB_ANSWERS": json.dumps(answers),
            "RUNNER_TEMP": os.path.join(folder, "runner"),
            "GITHUB_PATH": os.path.join(folder, "path"),
        }
        open(self.log, "w").close()

    def programs(self, step):
        """A folder with what the step can call."""
        folder = os.path.join(self.folder, "images",
                              re.sub(r"\W", "-", step.image))
        os.makedirs(folder, exist_ok=True)
        names = IMAGES[step.image] + getattr(step, "programs", [])
        for name, what in [(n, self.stub()) for n in names] + [
                (n, shutil.which(n)) for n in BASE]:
            if not os.path.lexists(os.path.join(folder, name)):
                os.symlink(what, os.path.join(folder, name))
        return folder

    def stub(self):
        path = os.path.join(self.folder, "stub")
        if not os.path.exists(path):
            with open(os.path.join(HERE, "stub.py"), encoding="utf-8") as file:
                text = file.read()
            with open(path, "w", encoding="utf-8") as file:
                file.write("#!%s -BSE\n%s" % (sys.executable, text))
            os.chmod(path, 0o755)
        return path

    def run(self, step):
        path = [self.programs(step)]
        job = getattr(step, "job", None)
        path = self.more.get(job, []) + path
        script = os.path.join(self.folder, "script")
        with open(script, "w", encoding="utf-8") as file:
            file.write(step.text)
        os.chmod(script, 0o755)
        with open(self.log, "a", encoding="utf-8") as log:
            log.write("== %s\n" % step.name)
        done = subprocess.run(
            [*(step.command or []), script], cwd=self.work,
            env={**self.env, **step.env, "PATH": ":".join(path)},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, encoding="utf-8")
        self.take_path(job)
        return done

    def take_path(self, job):
        if os.path.exists(self.env["GITHUB_PATH"]):
            with open(self.env["GITHUB_PATH"], encoding="utf-8") as file:
                self.more[job] = file.read().split()
            os.remove(self.env["GITHUB_PATH"])

    def said(self):
        with open(self.log, encoding="utf-8") as file:
            said = file.read().replace(self.folder, "/tmp/machine")
        return re.sub(r"'pipec @ https:[^']*'", "WHEEL", said)


def play(machine, steps):
    """Runs the steps up to the first that fails; what was printed."""
    said = []
    for step in steps:
        done = machine.run(step)
        said.append(done.stdout)
        if done.returncode:
            with open(machine.log, "a", encoding="utf-8") as log:
                log.write("exit %d\n" % done.returncode)
            break
    return "".join(said)


# ---- cases -------------------------------------------------------------------

PARENT = "projects/my-project/locations/asia-northeast1"
FOUND = {"name": PARENT + "/schedules/42", "state": "ACTIVE"}
ENDED = {"name": PARENT + "/schedules/41", "state": "COMPLETED"}


def vertex(schedules, run=200):
    return [["POST", "/pipelineJobs?", run, {}],
            ["GET", "/schedules", 200, {"schedules": schedules}],
            ["POST", "/schedules", 200, {}],
            ["PATCH", "/schedules/42?", 200, {}],
            ["DELETE", "/schedules/42", 200, {}]]


# name: recipe, substitutions, answers of the service
CASES = {
    "github": ("github.yaml", {}, []),
    "gitlab": ("gitlab.yaml", {}, []),
    "cloudbuild": ("cloudbuild.yaml", {}, []),
    "argo": ("deploy-argo.yaml", {}, []),
    "argo-without-run": ("deploy-argo.yaml", {"_RUN": "no"}, []),
    "argo-by-hand": ("deploy-argo.yaml", {"SHORT_SHA": ""}, []),
    "tekton": ("deploy-tekton.yaml", {}, []),
    "vertex": ("deploy-vertex.yaml", {}, vertex([ENDED])),
    "vertex-again": ("deploy-vertex.yaml", {}, vertex([ENDED, FOUND], 409)),
    "vertex-no-schedule":
        ("deploy-vertex.yaml", {"_CRON": "", "_RUN": "no"}, vertex([FOUND])),
    "vertex-nothing":
        ("deploy-vertex.yaml", {"_CRON": "", "_RUN": "no"}, vertex([])),
    "vertex-refused":
        ("deploy-vertex.yaml", {}, vertex([], 403)),
    "vertex-doubled":
        ("deploy-vertex.yaml", {"_RUN": "no"}, vertex([FOUND, FOUND])),
}


def run_case(tools, case, bless):
    recipe, values, answers = CASES[case]
    path = os.path.join(HERE, "expect." + case)
    with tempfile.TemporaryDirectory() as folder:
        machine = Machine(tools, folder, answers)
        printed = play(machine, steps_of(tools, recipe, values))
        said = machine.said()
    if bless:
        with open(path, "w", encoding="utf-8") as file:
            file.write(said)
        return
    with open(path, encoding="utf-8") as file:
        if file.read() == said:
            return
    done = subprocess.run(["diff", "-u", path, "-"], input=said,
                          capture_output=True, encoding="utf-8")
    fail(case, done.stdout + printed)


def edit(machine, name, old, new):
    path = os.path.join(machine.work, name)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace(old, new))
    return [hashlib.sha256(t.encode()).hexdigest()
            for t in (text, text.replace(old, new))]


def make_stale(machine):
    edit(machine, "settings.yaml", "days: 28", "days: 29")


def smuggle(machine):
    """The manifest does not come from the pipeline; pipec.lock says it does."""
    edit(machine, "pipec.lock",
         *edit(machine, "manifests/argo/churn.argo.yaml", "/train:", "/other:"))


def run_refused(tools, recipe, spoil):
    """Manifests that are not what pipec build makes are not deployed."""
    with tempfile.TemporaryDirectory() as folder:
        machine = Machine(tools, folder, vertex([]))
        spoil(machine)
        printed = play(machine, steps_of(tools, recipe, {}))
        said = machine.said()
    found = re.search(r"E080[34]", printed)
    if not found or "exit 1" not in said or re.search("kubectl|curl", said):
        fail("%s, %s" % (recipe, spoil.__name__), said + printed)


def run_nasty(tools, recipe, key, answers):
    """A value may be refused, but it never runs, and is never cut up."""
    with tempfile.TemporaryDirectory() as folder:
        machine = Machine(tools, folder, answers)
        steps = steps_of(tools, recipe, {key: NASTY})
        play(machine, steps)
        for parent, _, names in os.walk(folder):
            if "pwned" in names:
                fail("%s, %s" % (recipe, key), "ran as code in " + parent)


def write_texts(folder, yaml_json):
    for name in sorted(os.listdir(RECIPES)):
        if not name.endswith(".yaml"):
            continue
        for step in steps_of({"yaml_json": yaml_json}, name, {}):
            path = os.path.join(folder, "%s %s.sh" % (name, step.name))
            with open(path, "w", encoding="utf-8") as file:
                file.write("" if step.text.startswith("#!") else "#!/bin/sh\n")
                file.write(step.text)
    return 0


def main(words):
    if words[0] == "--texts":
        return write_texts(*words[1:])
    bless = "--bless" in words
    pipec, yaml_json = [os.path.abspath(w) for w in words if w != "--bless"]
    tools = {"pipec": pipec, "yaml_json": yaml_json}
    names = sorted(n for n in os.listdir(RECIPES) if n.endswith(".yaml"))
    for name in names:
        check(tools, name)
    jobs = [(run_case, tools, case, bless) for case in CASES]
    for name in names:
        jobs += [(run_refused, tools, name, spoil)
                 for spoil in (make_stale, smuggle)]
        keys = read(tools, name).get("substitutions", {})
        for key in [*keys, *SERVER] if keys else []:
            jobs.append((run_nasty, tools, name, key, vertex([FOUND])))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for done in [pool.submit(*job) for job in jobs]:
            done.result()
    return 1 if failures else 0


sys.exit(main(sys.argv[1:]))
