"""Commands of a test, in an environment that knows nothing of this machine."""
import json
import os
import pathlib
import subprocess
import sys

# Where packages, wheel and caches are.
OUT = pathlib.Path(os.environ["PIPEC_HOOK"])


def uv_home(packages):
    """A home with settings of uv, which prek does not let have them from the
    environment. Its cache would not see that the wheel is another one."""
    file = OUT / "home" / ".config" / "uv" / "uv.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("no-cache = true\nno-index = true\nfind-links = %s\n" %
                    json.dumps(packages))
    return str(OUT / "home")


def environment(tools=None):
    """What git, the runners and their installers see: our packages and caches,
    no network, no settings of the user; first of all the folder of tools."""
    out = str(OUT)
    packages = [out + "/packages", out + "/wheel"]
    path = [str(tools)] if tools else []
    path += [os.path.dirname(sys.executable), os.environ["PATH"]]
    return {
        "PATH": ":".join(path),
        "HOME": uv_home(packages), "LANG": "C.UTF-8", "TZ": "UTC",
        "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com",
        "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com",
        "GIT_TERMINAL_PROMPT": "0", "GIT_EDITOR": "true",
        "PRE_COMMIT_HOME": out + "/pre-commit", "PREK_HOME": out + "/prek",
        "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": " ".join(packages),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_CACHE_DIR": out + "/pip",
        "UV_PYTHON_DOWNLOADS": "never", "NO_COLOR": "1",
    }


def run(words, folder, env, status=0, given=None):
    """What it prints, both streams in one; another status is a mistake of the
    test. None takes any, and gives it too."""
    done = subprocess.run([str(word) for word in words], cwd=folder, env=env,
                          input=given, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=600)
    if status is None:
        return done.returncode, done.stdout
    if done.returncode != status:
        raise AssertionError("%s gave %d, not %d:\n%s" % (
            " ".join(map(str, words)), done.returncode, status, done.stdout))
    return done.stdout


def commit_all(folder, env, message, git=("git",)):
    """The name of a commit that is the same for the same files and message."""
    then = {"GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z",
            "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z"}
    run([*git, "add", "--all"], folder, env)
    tree = run([*git, "write-tree"], folder, env).strip()
    name = run([*git, "commit-tree", tree, "-m", message], folder,
               {**env, **then}).strip()
    run([*git, "update-ref", "refs/heads/main", name], folder, env)
    return name
