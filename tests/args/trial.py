"""Many values of one style, through all targets."""
import json

import hazards
import pipeline
import refusals
import shims
import styles
import values

KFP = ("vertex", "kfp")
CONSTANT = ("with", "default", "word")  # a parameter's may be given anew


class Mismatch:
    def __init__(self, case, target, got, why=""):
        self.case, self.target, self.got, self.why = case, target, got, why


class Trial:
    """A batch of cases. counts is told what happens; real is how often a task
    is run as a process too; older are other versions to ask."""

    def __init__(self, tools, style, cases, counts, rnd=None, real=0, older=()):
        self.tools, self.style, self.cases = tools, style, cases
        self.counts, self.rnd, self.real, self.older = counts, rnd, real, older
        self.mismatches, self.known = [], {}

    # ---- what is meant ------------------------------------------------------

    def arrival(self, case, target):
        text = case.text
        if target in KFP and case.kind in ("list", "struct"):
            text = values.spell(json.loads(text), separators=(",", ":"))
        return hazards.arrival(target, text, case.way)

    def row_alone(self, case, target):
        """Why the value may do anything to its task, or None."""
        if case.way == "upstream":
            arrival = self.arrival(case, target)
            if arrival.text is None:
                return "%s: %s" % (target, arrival.rows[0])
        return None if case.way == "absent" else self.style.hazard(case)

    def given(self, case, target):
        """The value as it arrives."""
        if case.way == "word":
            return self.style.word(case.value)
        if case.kind == "int" and target in KFP:
            return int(float(case.value))
        if case.way != "upstream":
            return case.value
        text = self.arrival(case, target).text
        return text if case.kind == "string" else json.loads(text)

    def agrees(self, case, target, got):
        if case.way == "absent":
            return got is None or got == self.style.absent(case.kind)
        # The rows `number` and `tree`: 3.0 is 3 there.
        return self.style.agrees(case.kind, self.given(case, target), got,
                                 target in KFP and case.kind != "int")

    def count(self, case, target):
        self.counts["cases"] += 1
        self.counts["way: " + case.way] += 1
        rows = []
        if case.way == "upstream":
            rows = self.arrival(case, target).rows
        if case.way not in ("word", "absent") and target in KFP:
            rows = rows + hazards.numbers(case)
        for row in rows:
            self.counts["hazard: %s: %s, as the row says" % (target, row)] += 1

    # ---- one target ---------------------------------------------------------

    def mismatch(self, *args):
        self.mismatches.append(Mismatch(*args))

    def compiled(self, target, neutral=()):
        """The manifest of what this target does not refuse."""
        neutral = set(neutral)
        while True:
            made = pipeline.Pipeline(self.style, self.cases, neutral)
            manifest, errors = self.tools.compile(made, target)
            if not errors:
                return manifest, neutral
            before = len(neutral)
            for finding in errors:
                self.refused(made, finding, target, neutral)
            if len(neutral) == before:
                return None, set(self.cases)

    def refused(self, made, finding, target, neutral):
        case = made.owner(finding)
        why = case and refusals.reason(finding, case, target)
        if not why:
            self.mismatch(case, target, None, "%s %s" % (finding["code"],
                                                         finding["text"]))
        elif case not in neutral:
            self.counts["refused: %s: %s" % (target, why)] += 1
        if case:
            neutral.add(case)

    def outputs(self, neutral):
        return {case.output(): case.neutral_text() if case in neutral
                else case.text
                for case in self.cases if case.way in pipeline.RUN_TIME}

    def run_target(self, target):
        alone = [c for c in self.cases if self.row_alone(c, target)]
        manifest, skipped = self.compiled(
            target, {case for case in alone if case.way != "upstream"})
        if not manifest:
            return
        skipped.update(alone)
        tasks, failures = self.tools.play(target, manifest,
                                          self.outputs(skipped))
        for failure in failures:
            self.mismatch(None, target, None, failure)
        for name in dict.fromkeys(case.task for case in self.cases):
            checked = [c for c in self.cases if c.task == name]
            self.check_task(target, tasks[name], checked, skipped)
        for case in alone:
            self.check_alone(target, case)

    def check_task(self, target, task, cases, skipped):
        try:
            got = self.parse(target, task, cases)
        except (styles.Misread, shims.Refused, AssertionError) as error:
            self.blame(target, task, cases, skipped, error)
            return
        self.check_values(target, cases, skipped, got)
        if self.rnd and self.rnd.random() < self.real:
            self.check_real(target, task, cases, skipped)
        for case in cases:
            if case not in skipped:
                self.count(case, target)

    def check_values(self, target, cases, skipped, got, why=""):
        for case in cases:
            value = got.get(self.style.key(case.port))
            if case not in skipped and not self.agrees(case, target, value):
                self.mismatch(case, target, value, why)

    def check_real(self, target, task, cases, skipped):
        ports = [(case.port, case.kind) for case in cases]
        try:
            got = self.tools.real(self.style, task, ports)
        except AssertionError as error:
            self.mismatch(None, target, task["argv"], str(error))
            return
        self.counts["real processes"] += 1
        self.counts["cases in real processes"] += len(cases)
        self.check_values(target, cases, skipped, got, "in a real process")

    def parse(self, target, task, cases):
        """The program's values; the same words are read once."""
        words, env = shims.program_words(task["argv"], task["env"])
        asked = (task["task"], tuple(words), tuple(env.items()))
        if asked not in self.known:
            ports = [(case.port, case.kind) for case in cases]
            got = self.style.read(words, ports, env)
            self.known[asked] = got
            self.ask_older(target, words, cases, env, got)
        return self.known[asked]

    def ask_older(self, target, words, cases, env, got):
        keys = [self.style.key(case.port) for case in cases]
        for hydra in self.older:
            answer = hydra.read(words, keys, env)
            if not values.same(answer.get("values"), got):
                self.mismatch(None, target, answer, "Hydra %s differs from %r"
                              % (hydra.version, got))

    def blame(self, target, task, cases, skipped, error):
        """Which of the values the program does not understand."""
        found = len(self.mismatches)
        if len(self.cases) == 1:
            self.mismatch(cases[0], target, task["argv"], str(error))
            return
        for case in cases:
            if case not in skipped:
                one = Trial(self.tools.inner(), self.style, [case],
                            self.counts.copy())
                one.run_target(target)
                self.mismatches += one.mismatches
        if len(self.mismatches) == found:
            self.mismatch(None, target, task["argv"], str(error))

    # ---- a value that may do anything to its task ---------------------------

    def check_alone(self, target, case):
        """It gets a task of its own; what becomes of it is counted."""
        self.counts["cases"] += 1
        one = Trial(self.tools.inner(), self.style, [case], self.counts)
        manifest, neutral = one.compiled(target)
        self.mismatches += one.mismatches
        if not manifest or neutral:
            return
        tasks, failures = one.tools.play(target, manifest, one.outputs(()))
        fate = one.fate(target, case, tasks, failures)
        row = self.row_alone(case, target)
        if row.startswith("refused: ") and case.way in CONSTANT:
            self.mismatch(case, target, fate, "it is not refused")
        row = row.removeprefix("refused: ")
        self.counts["hazard: %s: %s" % (row, fate)] += 1
        sure = self.arrival(case, target).fate
        if case.way == "upstream" and sure and fate != sure:
            self.mismatch(case, target, fate, "%s should be: %s" % (row, sure))

    def fate(self, target, case, tasks, failures):
        if failures:
            return "the task fails"
        try:
            got = self.parse(target, tasks[case.task], [case])
        except styles.Misread:
            return "the program does not understand it"
        except shims.Refused:
            return "the shim refuses it"
        same = self.style.agrees(case.kind, case.value,
                                 got.get(self.style.key(case.port)),
                                 target in KFP)
        return "arrives" if same else "another value arrives"

    def all(self):
        for target in self.style.targets:
            self.run_target(target)
        return self.mismatches
