"""The programs that the test runs."""
import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent


class Tools:
    """pipec and the player, and a folder for what they read and write."""

    def __init__(self, pipec, player, folder):
        self.pipec, self.player, self.folder = pipec, player, folder
        folder.mkdir(parents=True, exist_ok=True)

    def inner(self, name="one"):
        return Tools(self.pipec, self.player, self.folder / name)

    def compile(self, made, target):
        """The manifest's file, and the findings that are errors."""
        manifest = self.folder / ("manifest." + target)
        for name, lines in made.files.items():
            (self.folder / name).write_text(lines.text())
        source = self.folder / "input.pipe.yaml"
        with open(manifest, "wb") as out:
            done = subprocess.run(
                [self.pipec, "compile", source, "-t", target, "--format",
                 "json"], stdout=out, stderr=subprocess.PIPE)
        if done.returncode not in (0, 1):
            raise AssertionError("pipec gave %d: %s" % (done.returncode,
                                                        done.stderr.decode()))
        findings = [json.loads(line) for line in done.stderr.splitlines()]
        return manifest, [f for f in findings if f["severity"] == "error"]

    def play(self, target, manifest, outputs):
        """What the tasks start, by name, and what the platform refused."""
        file = self.folder / ("outputs." + target)
        file.write_text(json.dumps(outputs, ensure_ascii=False))
        done = subprocess.run([self.player, file, target, manifest],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if done.returncode not in (0, 1):
            raise AssertionError("the player gave %d" % done.returncode)
        started = map(json.loads, done.stdout.splitlines())
        return ({task["task"]: task for task in started},
                done.stderr.decode().splitlines())

    def real(self, style, task, ports):
        """The values that a program of this style prints, started with the
        words and the environment as they are."""
        folder = self.inner("real").folder
        main = folder / "main.py"
        main.unlink(missing_ok=True)
        main.symlink_to(HERE / "programs" / (style.program() + ".py"))
        path = str(pathlib.Path(sys.executable).parent) + os.pathsep
        known = [(style.key(port), kind) for port, kind in ports]
        env = {**os.environ, **task["env"], "PORTS": json.dumps(known),
               "STYLE": json.dumps([style.bool, style.list]),
               "PATH": path + os.environ["PATH"],
               "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(task["argv"], env=env, cwd=folder,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if done.returncode:
            raise AssertionError("the program gave %d: %s" % (
                done.returncode, done.stderr.decode(errors="replace")))
        return json.loads(done.stdout)


class OldHydra:
    """A reader process with another version of Hydra."""

    def __init__(self, out, version):
        self.version = version
        path = {"PYTHONPATH": str(out / ("hydra-" + version))}
        self.process = subprocess.Popen(
            [sys.executable, "-B", "-S", str(HERE / "hydra_reader.py")],
            env={**os.environ, **path}, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)

    def read(self, words, keys, env=()):
        self.process.stdin.write(json.dumps([words, keys, dict(env)]) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())
