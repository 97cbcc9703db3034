"""
Stands in the place of every program that a recipe calls; its name says which.
It writes down the call and what kubectl, curl and gcloud would have been given,
and answers as $STUB_ANSWERS says. pipec itself is called for real, and so is
python3 but for `-m pip` and `-m venv`, which only put pipec where the recipe
will look for it.
"""
import json
import os
import shlex
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(sys.argv[0]))
NAME, WORDS = os.path.basename(sys.argv[0]), sys.argv[1:]


def note(text):
    with open(os.environ["STUB_LOG"], "a", encoding="utf-8") as log:
        log.write(text + "\n")


def note_call(*about):
    note(shlex.join([NAME, *WORDS]))
    for line in about:
        note("    " + line)


def after(*names):
    """The words that follow these options."""
    return [value for name, value in zip(WORDS, WORDS[1:]) if name in names]


def add_program(folder, name):
    os.makedirs(folder, exist_ok=True)
    if not os.path.lexists(os.path.join(folder, name)):
        os.symlink(os.path.realpath(sys.argv[0]), os.path.join(folder, name))


# ---- what is in a file -------------------------------------------------------

def documents(path):
    done = subprocess.run([os.environ["STUB_YAML_JSON"], path],
                          capture_output=True, check=True)
    return json.loads(done.stdout)


def files(path):
    if not os.path.isdir(path):
        return [path]
    return sorted(os.path.join(path, name) for name in os.listdir(path)
                  if name.endswith((".yaml", ".yml", ".json")))


def summary(thing):
    meta = thing["metadata"]
    labels = ["%s=%s" % pair for pair in meta.get("labels", {}).items()]
    return " ".join([thing["apiVersion"], thing["kind"], meta["name"],
                     ",".join(labels)]).strip()


def objects(paths):
    return [summary(thing) for path in paths for file in files(path)
            for thing in documents(file)]


def typed():
    """What stands between the lines of a here-document."""
    with open("typed", "w", encoding="utf-8") as file:
        file.write(sys.stdin.read())
    return "typed"


# ---- the programs ------------------------------------------------------------

def pipec():
    done = subprocess.run([os.environ["STUB_PIPEC"], *WORDS])
    note_call(*["exit %d" % done.returncode] * (done.returncode != 0))
    sys.exit(done.returncode)


def python3():
    if WORDS[:2] == ["-m", "venv"]:
        add_program(os.path.join(WORDS[2], "bin"), "pip")
    elif WORDS[:2] == ["-m", "pip"]:
        add_program(HERE, "pipec")
    else:
        os.execv(sys.executable, [sys.executable, *WORDS])
    note_call()


def pip():
    add_program(HERE, "pipec")
    note_call()


def kubectl():
    note_call(*objects([typed() if path == "-" else path
                        for path in after("-f")]))


def lint():
    note_call(*[file for word in WORDS if word.startswith("manifests")
                for file in files(word)])


def gcloud():
    note_call()
    if WORDS[:2] == ["auth", "print-access-token"]:
        print("ya29.token")


def body(path):
    with open(path, encoding="utf-8") as file:
        sent = json.load(file)
    request = sent.get("createPipelineJobRequest")
    if request:
        request["pipelineJob"] = job(request["pipelineJob"])
        return json.dumps(sent)
    return job(sent)


def job(sent):
    with open("manifests/vertex/churn.vertex.json", encoding="utf-8") as file:
        same = sent == json.load(file)
    return "(the job)" if same else "(ANOTHER JOB)"


def curl():
    method, url = after("--request")[0], WORDS[-1]
    note_call("header: " + sys.stdin.readline().rstrip("\n"),
              *[body(word[1:]) for word in after("--data-binary")])
    for asked, part, status, answer in json.loads(os.environ["STUB_ANSWERS"]):
        if asked == method and part in url:
            break
    else:
        sys.exit("no answer for %s %s" % (method, url))
    with open(after("--output")[0], "w", encoding="utf-8") as file:
        json.dump(answer, file)
    print(status, end="")


PROGRAMS = {"pipec": pipec, "python3": python3, "pip": pip, "kubectl": kubectl,
            "argo": lint, "kubeconform": lint, "gcloud": gcloud, "curl": curl}
PROGRAMS[NAME]()
