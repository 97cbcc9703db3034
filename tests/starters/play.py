"""play.py JOB PROJECT OUT: runs the tasks of a PipelineJob on this machine.

Each program is started as Vertex AI would, in the folder of its component; what
it writes goes to OUT/TASK. Every declared output must be there, and `loss` small.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

INPUT = re.compile(r"\{\{\$\.inputs\.(parameters|artifacts)\['(\w+)'\](?:\.path)?\}\}")
OUTPUT = re.compile(
    r"\{\{\$\.outputs\.(?:parameters|artifacts)\['(\w+)'\]\.(?:path|output_file)\}\}"
)


class Play:
    def __init__(self, job, project, out):
        self.spec = job["pipelineSpec"]
        self.given = job["runtimeConfig"].get("parameterValues", {})
        self.project, self.out = project, out

    def component(self, task):
        return self.spec["components"][task["componentRef"]["name"]]

    def parameter(self, source):
        if "componentInputParameter" in source:
            name = source["componentInputParameter"]
            declared = self.spec["root"]["inputDefinitions"]["parameters"][name]
            return self.given.get(name, declared.get("defaultValue"))
        if "taskOutputParameter" in source:
            made = source["taskOutputParameter"]
            return self.place(made["producerTask"], made["outputParameterKey"]).read_text()
        return source["runtimeValue"]["constant"]

    def place(self, task, output):
        return self.out / task / output

    def values(self, task):
        """The texts of the task's inputs; those that are absent are not there."""
        inputs = task.get("inputs", {})
        declared = self.component(task).get("inputDefinitions", {}).get("parameters", {})
        values = {k: d["defaultValue"] for k, d in declared.items() if "defaultValue" in d}
        for name, source in inputs.get("parameters", {}).items():
            values[name] = self.parameter(source)
        for name, source in inputs.get("artifacts", {}).items():
            made = source["taskOutputArtifact"]
            values[name] = self.place(made["producerTask"], made["outputArtifactKey"])
        return {k: v if isinstance(v, (str, Path)) else json.dumps(v) for k, v in values.items()}

    def words(self, words, name, values):
        for word in words:
            if word.startswith('{"IfPresent"'):
                present = json.loads(word)["IfPresent"]
                arm = "Then" if present["InputName"] in values else "Else"
                yield from self.words(present.get(arm, []), name, values)
                continue
            word = INPUT.sub(lambda m: str(values[m[2]]), word)
            word = OUTPUT.sub(lambda m: str(self.place(name, m[1])), word)
            assert "{{" not in word, word
            yield word

    def run(self, name, task):
        component = self.component(task)
        executors = self.spec["deploymentSpec"]["executors"]
        container = executors[component["executorLabel"]]["container"]
        folder = self.project / "components" / re.search(r"/(\w+):", container["image"])[1]
        words = container["command"] + container.get("args", [])
        (self.out / name).mkdir(parents=True)
        words = list(self.words(words, name, self.values(task)))
        print(folder.name, *words, flush=True)
        subprocess.run(words, cwd=folder, check=True)
        for outputs in component.get("outputDefinitions", {}).values():
            for output in outputs:
                text = self.place(name, output).read_text()
                assert text, f"{name} wrote no {output}"
                assert output != "loss" or float(text) < 0.1, text

    def run_all(self):
        waiting = dict(self.spec["root"]["dag"]["tasks"])
        while waiting:
            name = next(
                n for n, t in waiting.items() if not set(t.get("dependentTasks", ())) & set(waiting)
            )
            self.run(name, waiting.pop(name))


def main():
    job, project, out = map(Path, sys.argv[1:])
    Play(json.loads(job.read_text()), project.resolve(), out.resolve()).run_all()


main()
