"""The ways in which a repository gets the hook: the text of its configuration.

The mirror repositories are those that docs/pre-commit.md shows."""
import functools
import hashlib
import re
import shutil

import shell

# The address that the page gives to the folder of the wheels.
BUCKET = "https://bucket.example.com/wheels/"


def config(repo, hook, args, rev):
    lines = ["repos:", "  - repo: %s" % repo, "    rev: " + rev,
             "    hooks:", "      - id: " + hook]
    lines += ["        args: [%s]" % ", ".join(args)] if args else []
    return "\n".join(lines) + "\n"


def shown(page, folder):
    """The files that the page shows under a title in this folder."""
    text = page.read_text()
    found = re.findall(r"^```\w+ title=%s/(\S+)\n(.*?)^```$" % folder, text,
                       re.MULTILINE | re.DOTALL)
    assert found, "%s shows no files of %s" % (page, folder)
    return dict(found)


class Ways:
    """Makes what a way needs; the same sources give the same commits, so the
    runners find what they installed before."""

    def __init__(self, root, env):
        self.root, self.out, self.env = root, shell.OUT, env
        [self.wheel] = (self.out / "wheel").glob("*.whl")
        self.page = root / "docs" / "pre-commit.md"

    def source(self):
        """This tree, built where it is installed."""
        bare = self.out / "source.git"
        if not bare.exists():
            shell.run(["git", "init", "-q", "--bare", "-b", "main", bare],
                      self.out, self.env)
        # Nothing is built of them, so nothing is built again for them.
        (bare / "info" / "exclude").write_text("/tests\n/testdata\n")
        git = ["git", "--git-dir", bare, "--work-tree", self.root]
        rev = shell.commit_all(self.root, self.env, "source", git)
        return bare, rev

    def _mirror(self, name, files):
        folder = self.out / name
        shutil.rmtree(folder, ignore_errors=True)
        for path, text in files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(text, bytes):
                file.write_bytes(text)
            else:
                file.write_text(text)
        shell.run(["git", "init", "-q", "-b", "main"], folder, self.env)
        digest = hashlib.sha256(self.wheel.read_bytes()).hexdigest()
        return folder, shell.commit_all(folder, self.env, digest)

    def index(self):
        """A mirror that names the version; the wheel comes from an index."""
        return self._mirror("mirror-index", shown(self.page, "pipec-hook"))

    def _like_index(self, folder):
        """The page shows what is different."""
        return {**shown(self.page, "pipec-hook"), **shown(self.page, folder)}

    def bucket(self):
        """A mirror that names the address and the hash of the wheel."""
        files = self._like_index("pipec-hook-bucket")
        text = files["pyproject.toml"]
        digest = hashlib.sha256(self.wheel.read_bytes()).hexdigest()
        for name in re.findall(re.escape(BUCKET) + r"(\S+?)#", text):
            assert name.replace("aarch64", "x86_64") == \
                self.wheel.name.replace("aarch64", "x86_64"), name
        text = re.sub("sha256=[0-9a-f]+…", "sha256=" + digest, text)
        files["pyproject.toml"] = text.replace(
            BUCKET, self.wheel.parent.as_uri() + "/")
        return self._mirror("mirror-bucket", files)

    def inside(self):
        """A mirror that holds the wheel."""
        files = self._like_index("pipec-hook-wheels")
        files["wheels/" + self.wheel.name] = self.wheel.read_bytes()
        return self._mirror("mirror-wheels", files)

    @functools.cache
    def repo(self, way):
        """Made once: others may work in the tree while tests run."""
        return getattr(self, "source" if way == "system" else way)()

    def forget_others(self):
        """What was installed for other sources is not kept."""
        mark = self.out / "installed"
        key = " ".join(self.repo("source")[1:] + self.repo("index")[1:])
        if mark.exists() and mark.read_text() == key:
            return
        for cache in ("pre-commit", "prek", "pip"):
            shutil.rmtree(self.out / cache, ignore_errors=True)
        mark.write_text(key)

    def config(self, way, hook="pipec", args=()):
        repo, rev = self.repo(way)
        return config(repo, hook + "-system" * (way == "system"), args, rev)


NAMES = ("source", "index", "bucket", "inside", "system")
