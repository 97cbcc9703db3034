"""Random values through pipec, a played platform and the real parser.

A case is one value of one input, on one target: what the program's parser gives
must be what was meant.
"""
import argparse
import collections
import concurrent.futures
import os
import pathlib
import random
import shutil
import sys
import tempfile
import time

import libraries
import pipeline
import tools
import trial
import values

TASKS, PORTS = 6, 14
FAILURES = 20


def tell(mismatch, style, seed, folder):
    case = mismatch.case
    lines = ["MISMATCH %s, %s, batch %s" % (style.label, mismatch.target, seed)]
    if mismatch.why:
        lines.append("  why   %s" % mismatch.why)
    if case:
        lines.append("  case  %s.%s, a %s by %s" % (case.task, case.port,
                                                    case.kind, case.way))
        lines.append("  meant %s" % values.spell(case.value))
        lines.append("  alone in %s" % folder)
    if mismatch.got is not None:
        lines.append("  got   %.2000r" % (mismatch.got,))
    return "\n".join(lines)


def keep(made, mismatch, style):
    """The pipeline of this one value, to look at."""
    if mismatch.case:
        one = trial.Trial(made, style, [mismatch.case], collections.Counter())
        one.run_target(mismatch.target)


class Worker:
    """What a process keeps from batch to batch."""
    hydras = []
    rows = []

    @classmethod
    def start(cls, options):
        cls.options = options
        cls.rows = [style for style in libraries.STYLES
                    if options.style in (None, style.name)]
        folder = options.work / str(os.getpid())
        cls.tools = tools.Tools(options.pipec, options.player, folder)
        cls.hydras = [tools.OldHydra(options.out, version)
                      for version in libraries.Hydra.versions]

    @classmethod
    def batch(cls, number):
        """Counts and messages."""
        options = cls.options
        seed = "%d.%d" % (options.seed, number)
        rnd = random.Random(seed)
        style = cls.rows[number % len(cls.rows)](rnd)
        cases = pipeline.make_cases(rnd, style, TASKS, PORTS)
        counts = collections.Counter()
        older = cls.hydras if style.versions else ()
        done = trial.Trial(cls.tools, style, cases, counts, rnd,
                           options.real / options.count, older)
        messages = []
        for mismatch in done.all():
            folder = options.out / "failures" / (
                "%s-%d" % (seed, len(messages)))
            if len(messages) < FAILURES:
                keep(cls.tools.inner(folder), mismatch, style)
                messages.append(tell(mismatch, style, seed, folder))
        return counts, messages


def run_all(options):
    counts, failures, number = collections.Counter(), 0, 0
    with concurrent.futures.ProcessPoolExecutor(
            options.jobs, initializer=Worker.start,
            initargs=(options,)) as pool:
        while counts["cases"] < options.count and failures < FAILURES:
            some = range(number, number + 4 * options.jobs)
            number = some.stop
            for made, messages in pool.map(Worker.batch, some):
                counts += made
                failures += len(messages)
                for message in messages:
                    print(message, flush=True)
    return counts, failures


def read_options():
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int)
    parser.add_argument("pipec", type=pathlib.Path)
    parser.add_argument("player", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--real", type=int, default=1000,
                        help="cases that are tried in real processes, too")
    parser.add_argument("--style")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    options = parser.parse_args()
    options.out = options.out.resolve()
    return options


def main():
    options = read_options()
    start = time.time()
    shutil.rmtree(options.out / "failures", ignore_errors=True)
    with tempfile.TemporaryDirectory() as work:
        options.work = pathlib.Path(work)
        counts, failures = run_all(options)
    for name, number in sorted(counts.items()):
        print("%8d  %s" % (number, name))
    print("seed %d, %d mismatches, %.0f s" % (options.seed, failures,
                                              time.time() - start))
    return failures > 0


if __name__ == "__main__":
    sys.exit(main())
