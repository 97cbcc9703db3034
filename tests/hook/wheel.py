"""The self-contained wheel is what its name says."""
import os
import platform
import shutil
import subprocess
import sys
import unittest
import zipfile

import yaml

import shell
import ways

MACHINE = platform.machine()
PT_INTERP = 3


def wheel(folder):
    [found] = folder.glob("*.whl")
    return found


def segments(elf):
    """The types of a 64-bit little-endian program's segments."""
    offset = int.from_bytes(elf[32:40], "little")
    size = int.from_bytes(elf[54:56], "little")
    count = int.from_bytes(elf[56:58], "little")
    return [int.from_bytes(elf[at:at + 4], "little")
            for at in range(offset, offset + size * count, size)]


class Wheel(unittest.TestCase):
    root = None  # set by run.py

    def setUp(self):
        self.env = shell.environment()
        self.file = wheel(shell.OUT / "wheel")
        with zipfile.ZipFile(self.file) as packed:
            self.names = packed.namelist()
            [self.program] = [packed.read(name) for name in self.names
                              if name.endswith(".data/scripts/pipec")]
        self.work = shell.OUT / "work" / "wheel"
        self.work.mkdir(parents=True, exist_ok=True)

    def test_contents(self):
        """The command and the terms of all that is linked into it."""
        top = self.file.name.split("-py3-")[0]
        info = top + ".dist-info/"
        self.assertEqual(sorted(self.names), sorted(
            [top + ".data/scripts/pipec"] + [info + name for name in (
                "METADATA", "RECORD", "WHEEL", "licenses/LICENSE",
                "licenses/libc6-dev", "licenses/libpcre2-dev",
                "licenses/libyaml-dev")]))

    def test_no_loader(self):
        self.assertEqual(self.program[:4], b"\x7fELF")
        self.assertNotIn(PT_INTERP, segments(self.program))

    def test_hooks(self):
        """The page shows the hooks that this repository has."""
        own = yaml.safe_load((self.root / ".pre-commit-hooks.yaml").read_text())
        page = self.root / "docs" / "pre-commit.md"
        shown = ways.shown(page, "pipec-hook")[".pre-commit-hooks.yaml"]
        for hook in own:
            del hook["description"]
        self.assertEqual(yaml.safe_load(shown), own[:2])

    def test_installs(self):
        """With glibc and musl, and nowhere else. A newer system takes what an
        older one takes."""
        for system, fits in (("manylinux2014", True), ("manylinux_2_17", True),
                             ("musllinux_1_1", True), ("musllinux_1_0", False),
                             ("macosx_11_0", False)):
            done = subprocess.run(
                [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run",
                 "--ignore-installed", "--target", self.work / "none",
                 "--no-deps", "--only-binary", ":all:", "--python-version",
                 "3.8", "--platform", "%s_%s" % (system, MACHINE), "pipec"],
                env=self.env, capture_output=True, text=True)
            self.assertEqual(done.returncode == 0, fits,
                             system + ": " + done.stderr)

    def test_alone(self):
        """In an empty root, with no environment."""
        if os.geteuid() != 0:
            self.skipTest("chroot is for root")
        top = self.work / "root"
        top.mkdir(exist_ok=True)
        program = top / "pipec"
        program.write_bytes(self.program)
        program.chmod(0o755)
        (top / "one.pipe.yaml").write_bytes(
            (self.root / "examples/hydra/mnist.pipe.yaml").read_bytes())
        done = subprocess.run(["/pipec", "version"], env={}, cwd="/",
                              capture_output=True, text=True,
                              preexec_fn=lambda: os.chroot(top))
        self.assertRegex(done.stdout, r"^pipec \d")
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_same_bytes(self):
        """From a copy in another folder."""
        made = ways.Ways(self.root, self.env)
        bare, _ = made.source()
        copy = self.work / "a copy"
        if not copy.exists():
            shell.run(["git", "clone", "-q", bare, copy], self.work, self.env)
        shell.run(["git", "fetch", "-q", "origin", "main"], copy, self.env)
        shell.run(["git", "reset", "-q", "--hard", "FETCH_HEAD"], copy,
                  self.env)
        again = self.work / "again"
        shutil.rmtree(again, ignore_errors=True)
        shell.run(["tools/wheel", again], copy, os.environ)
        self.assertEqual(self.file.read_bytes(),
                         wheel(again).read_bytes())
