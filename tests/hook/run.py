"""run.py ROOT PIPEC wheel | ROOT PIPEC RUNNER WAY|ways [NAME...]: see run."""
import pathlib
import sys
import unittest

import shell
import ways
from scenarios import Scenarios
from wheel import Wheel


def case(made, pipec, runner, way):
    """The scenarios where the hook is installed in this way."""
    tools = None
    if way == "system":
        tools = shell.OUT / "tools"
        tools.mkdir(exist_ok=True)
        (tools / "pipec").unlink(missing_ok=True)
        (tools / "pipec").symlink_to(pipec)
    configure = staticmethod(
        lambda hook, args: made.config(way, hook, args))
    name = "%s_%s" % (runner.replace("-", "_"), way)
    return type(name, (Scenarios,), {
        "runner": runner, "pipec": pipec, "configure": configure,
        "tools": tools})


def suite(root, pipec, runner, way=None, *names):
    load = unittest.defaultTestLoader
    if runner == "wheel":
        Wheel.root = root
        return load.loadTestsFromTestCase(Wheel)
    made = ways.Ways(root, shell.environment())
    made.forget_others()
    if way == "ways":
        return unittest.TestSuite(
            case(made, pipec, runner, each)("test_new_source")
            for each in ways.NAMES)
    one = case(made, pipec, runner, way)
    return unittest.TestSuite(
        map(one, names or load.getTestCaseNames(one)))


def main(root, pipec, *words):
    chosen = suite(pathlib.Path(root), pathlib.Path(pipec).resolve(), *words)
    done = unittest.TextTestRunner(verbosity=2).run(chosen)
    sys.exit(not done.wasSuccessful())


main(*sys.argv[1:])
