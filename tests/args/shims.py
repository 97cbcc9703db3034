"""Runs the small programs that pipec puts in front of a component's own,
in this process: the words that the component's program gets."""
import functools
import os
import sys

PROGRAM = ["python3", "main.py"]


class Refused(Exception):
    """The shim ended the task."""


class Replaced(Exception):
    """The shim became another program."""


def become(name, words, env=None):
    raise Replaced(words)


@functools.lru_cache(maxsize=64)
def compiled(text):
    return compile(text, "<shim>", "exec")


def run_shim(words):
    """words: what follows `python3 -c`, the shim first."""
    kept = sys.argv, os.execvp
    sys.argv, os.execvp = ["-c", *words[1:]], become
    try:
        exec(compiled(words[0]), {"__name__": "__main__"})
    except Replaced as done:
        return done.args[0]
    except SystemExit as ended:
        raise Refused(ended.code) from ended
    finally:
        sys.argv, os.execvp = kept
    raise AssertionError("the shim ended by itself")


def without_env(argv, env):
    """`env K=V … PROGRAM` as the program and its environment."""
    at, env = 1, dict(env)
    while "=" in argv[at]:
        name, value = argv[at].split("=", 1)
        env[name] = value
        at += 1
    return argv[at:], env


def program_words(argv, env):
    """The arguments of the component's program, and its environment."""
    if argv[0] == "env":
        argv, env = without_env(argv, env)
    if argv[:2] == ["python3", "-c"]:
        argv = run_shim(argv[2:])
    if argv[:2] != PROGRAM:
        raise AssertionError("not the program: %r" % argv)
    return argv[2:], env
