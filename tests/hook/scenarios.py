"""What people do in a repository, and what the hook makes of it. Each is played
by a real `git commit`; a commit that was refused goes through once the printed
line was given to a shell, and what was committed is then whole in a clone."""
import pathlib
import re
import tempfile
import unittest

import shell
from repo import (COMPONENT, PROJECT, USING, Repo, Said, manifests, pipeline)

LOCK, CONFIG = "pipec.lock", ".pre-commit-config.yaml"
LOCKED = "updated " + LOCK
STALE, EDITED, MISSING, LEFT, UNTRACKED, LOCK_STALE = (
    "E0803", "E0804", "E0805", "E0806", "E0807", "E0809")


class Scenarios(unittest.TestCase):
    # Set by run.py: who runs the hook, the command, how the hook is installed,
    # and a folder for the front of PATH.
    runner = pipec = configure = tools = None

    def setUp(self):
        base = shell.OUT / "work"
        base.mkdir(exist_ok=True)
        self.work = tempfile.TemporaryDirectory(dir=base)
        self.addCleanup(self.work.cleanup)
        self.folder = pathlib.Path(self.work.name)

    def repo(self, hook="pipec", args=(), **more):
        config = self.configure(hook, args)
        return Repo(self.folder / "repo", self.runner, self.pipec, config,
                    tools=self.tools, **more)

    # ---- what is asserted ----------------------------------------------------

    def refused(self, said, changes=(), codes=(), more=()):
        """The line is to add what was changed, and more."""
        added = [path_of(change) for change in changes] + list(more)
        self.assertEqual(said.status, 1, said.end)
        self.assertEqual(said.changes, sorted(changes, key=path_of), said.end)
        self.assertEqual(sorted(said.codes), sorted(codes), said.end)
        self.assertEqual(sorted(said.added()), sorted(added), said.end)

    def accepted(self, said):
        self.assertEqual(said.status, 0, said.end)
        self.assertEqual((said.changes, said.codes, said.add), ([], [], []),
                         said.end)

    def settled(self, repo, said, committed, left=()):
        """The line that it printed is all that it takes."""
        self.assertEqual(len(said.add), 1, said.end)
        repo.sh(said.add[0])
        self.accepted(repo.commit())
        self.assertEqual(repo.committed(), committed)
        self.assertEqual(repo.state(), list(left))
        repo.fresh()

    def fast(self, repo, most):
        said = repo.hook("--verbose")
        self.accepted(said)
        [seconds] = re.findall(r"duration: ([\d.]+)\s?s", said.text)
        self.assertLess(float(seconds), most)

    def without_runner(self, repo, *words):
        script = repo.folder / ".git" / "hooks" / "pre-commit"
        script.write_text("#!/bin/sh\nexec '%s' build --hook %s\n" % (
            self.pipec, " ".join(words)))

    # ---- nothing to do -------------------------------------------------------

    def test_nothing_to_do(self):
        repo = self.repo()
        repo.add("README", "words\n")
        self.accepted(repo.commit())
        self.assertEqual(repo.committed(), {"README": "A"})

    def test_nothing_to_do_is_fast(self):
        repo = self.repo()
        repo.hook()
        self.fast(repo, 0.5)

    def test_all_files(self):
        self.accepted(self.repo().hook("--all-files"))

    # ---- sources come, change and go -----------------------------------------

    def test_new_source(self):
        repo = self.repo()
        repo.add("pipelines/eval.pipe.yaml", pipeline("eval"))
        said = repo.commit()
        self.refused(said, [*manifests("eval", verb="created"), LOCKED],
                     [MISSING] * 2)
        self.settled(repo, said, {
            LOCK: "M", "pipelines/eval.pipe.yaml": "A",
            **dict.fromkeys(manifests("eval"), "A")})

    def test_changed_source(self):
        repo = self.repo()
        repo.add("pipelines/train.pipe.yaml", pipeline("train", "2.0"))
        said = repo.commit()
        self.refused(said, [*manifests("train", verb="updated"), LOCKED],
                     [STALE] * 2)
        self.settled(repo, said, dict.fromkeys(
            [LOCK, "pipelines/train.pipe.yaml", *manifests("train")], "M"))
        self.assertIn("work:2.0", repo.read(manifests("train")[0]))

    def test_comment_only(self):
        """The manifests are the same; pipec.lock knows the new source."""
        repo = self.repo()
        repo.add("pipelines/train.pipe.yaml", "# words\n" + pipeline("train"))
        said = repo.commit()
        self.refused(said, [LOCKED], [LOCK_STALE])
        self.settled(repo, said, {LOCK: "M", "pipelines/train.pipe.yaml": "M"})

    def test_deleted_source(self):
        """No file that there is was changed: the runners' lists are empty."""
        repo = self.repo()
        repo.write("pipelines/eval.pipe.yaml", pipeline("eval"))
        repo.build()
        repo.git("add", "--all")
        self.accepted(repo.commit())
        repo.git("rm", "-q", "pipelines/eval.pipe.yaml")
        said = repo.commit()
        self.refused(said, [*manifests("eval", verb="removed"), LOCKED],
                     [LEFT] * 2)
        self.settled(repo, said, {
            LOCK: "M", "pipelines/eval.pipe.yaml": "D",
            **dict.fromkeys(manifests("eval"), "D")})

    def test_renamed_source(self):
        """The manifests' names come from the pipeline, not from the file."""
        repo = self.repo()
        repo.git("mv", "pipelines/train.pipe.yaml", "pipelines/b.pipe.yaml")
        said = repo.commit()
        self.refused(said, [LOCKED], [LOCK_STALE])
        self.settled(repo, said, {
            LOCK: "M", "pipelines/b.pipe.yaml": "A",
            "pipelines/train.pipe.yaml": "D"})

    def test_renamed_pipeline(self):
        repo = self.repo()
        repo.git("rm", "-q", "pipelines/train.pipe.yaml")
        repo.add("pipelines/fit.pipe.yaml", pipeline("fit"))
        said = repo.commit()
        self.refused(said, [*manifests("fit", verb="created"), LOCKED,
                            *manifests("train", verb="removed")],
                     [MISSING, MISSING, LEFT, LEFT])
        self.settled(repo, said, {
            LOCK: "M", "pipelines/fit.pipe.yaml": "A",
            "pipelines/train.pipe.yaml": "D",
            **dict.fromkeys(manifests("fit"), "A"),
            **dict.fromkeys(manifests("train"), "D")})

    def test_changed_project(self):
        repo = self.repo()
        repo.add("pipec.yaml", PROJECT.replace("[argo, tekton]", "[tekton]"))
        said = repo.commit()
        argo = "manifests/train.argo.yaml"
        self.refused(said, ["removed " + argo, LOCKED], [LEFT])
        self.settled(repo, said, {LOCK: "M", "pipec.yaml": "M", argo: "D"})

    def test_mistake_in_source(self):
        """It is said where it stands, and nothing is written."""
        repo = self.repo()
        broken = pipeline("train").replace("component: work", "component: wrok")
        repo.add("pipelines/train.pipe.yaml", broken)
        said = repo.commit()
        self.refused(said, codes=["E0307"])
        self.assertIn("pipelines/train.pipe.yaml:6:", said.text)
        self.assertEqual(repo.state(), ["M  pipelines/train.pipe.yaml"])

    # ---- what git does not know ----------------------------------------------

    def test_untracked_include(self):
        """The manifests are right, but the next person could not make them."""
        repo = self.repo()
        repo.add("pipelines/train.pipe.yaml",
                 USING % ("train", "../components/work.yaml"))
        repo.write("components/work.yaml", COMPONENT % "1.0")
        said = repo.commit()
        self.refused(said, [LOCKED], [LOCK_STALE, UNTRACKED],
                     ["components/work.yaml"])
        self.settled(repo, said, {
            LOCK: "M", "components/work.yaml": "A",
            "pipelines/train.pipe.yaml": "M"})

    def test_untracked_include_only(self):
        """All the rest is staged."""
        repo = self.repo()
        repo.write("pipelines/train.pipe.yaml",
                   USING % ("train", "../components/work.yaml"))
        repo.write("components/work.yaml", COMPONENT % "1.0")
        repo.build()
        repo.git("add", "pipelines", "manifests", LOCK)
        said = repo.commit()
        self.refused(said, codes=[UNTRACKED], more=["components/work.yaml"])
        repo.sh(said.add[0])
        self.accepted(repo.commit())
        repo.fresh()

    def test_intent_to_add(self):
        """git knows its name, but would not commit it."""
        repo = self.repo()
        repo.write("pipelines/train.pipe.yaml",
                   USING % ("train", "../components/work.yaml"))
        repo.write("components/work.yaml", COMPONENT % "1.0")
        repo.build()
        repo.git("add", "pipelines", "manifests", LOCK)
        repo.git("add", "-N", "components/work.yaml")
        said = repo.commit()
        self.refused(said, codes=[UNTRACKED], more=["components/work.yaml"])
        repo.sh(said.add[0])
        self.accepted(repo.commit())
        repo.fresh()

    def test_untracked_source(self):
        """A pattern in pipec.yaml finds a file that was not added."""
        repo = self.repo()
        repo.write("pipelines/eval.pipe.yaml", pipeline("eval"))
        repo.add("README", "words\n")
        said = repo.commit()
        self.refused(said, [*manifests("eval", verb="created"), LOCKED],
                     [MISSING, MISSING, UNTRACKED],
                     ["pipelines/eval.pipe.yaml"])
        self.settled(repo, said, {
            LOCK: "M", "README": "A", "pipelines/eval.pipe.yaml": "A",
            **dict.fromkeys(manifests("eval"), "A")})

    def test_untracked_outputs(self):
        repo = self.repo()
        repo.git("rm", "-q", "--cached", LOCK, *manifests("train"))
        said = repo.commit()
        self.refused(said, codes=[UNTRACKED] * 3,
                     more=[LOCK, *manifests("train")])
        repo.sh(said.add[0])
        repo.add("README", "words\n")
        self.accepted(repo.commit())
        self.assertEqual(repo.committed(), {"README": "A"})

    def test_ignored_outputs(self):
        """.gitignore is in the way; the line says so, and can be cured."""
        repo = self.repo()
        repo.add(".gitignore", "/manifests/*.argo.yaml\n")
        repo.git("rm", "-q", "--cached", manifests("train")[0])
        said = repo.commit()
        self.refused(said, codes=[UNTRACKED], more=manifests("train")[:1])
        self.assertIn("gitignore", repo.sh(said.add[0], status=1))
        repo.add(".gitignore", "/build/\n")
        self.settled(repo, said, {".gitignore": "A"})

    def test_first_build(self):
        """All of it is new, by the hook alone."""
        repo = self.repo()
        repo.git("rm", "-q", LOCK, *manifests("train"))
        said = repo.commit()
        self.refused(said, [*manifests("train", verb="created"),
                            "created " + LOCK], [MISSING] * 2)
        repo.sh(said.add[0])
        repo.add("README", "words\n")
        self.accepted(repo.commit())
        self.assertEqual(repo.committed(), {"README": "A"})

    # ---- other hands ---------------------------------------------------------

    def test_edited_by_hand(self):
        repo = self.repo()
        path = manifests("train")[0]
        repo.add(path, repo.read(path).replace("work:1.0", "work:9.9"))
        repo.add("README", "words\n")
        said = repo.commit()
        self.refused(said, ["updated " + path], [EDITED])
        self.settled(repo, said, {"README": "A"})

    def test_deleted_manifest(self):
        repo = self.repo()
        path = manifests("train")[0]
        repo.git("rm", "-q", path)
        repo.add("README", "words\n")
        said = repo.commit()
        self.refused(said, ["created " + path], [MISSING])
        self.settled(repo, said, {"README": "A"})

    def test_merge_conflict_in_lock(self):
        """Both sides made a pipeline; git cannot merge their lines."""
        repo = self.repo()
        for branch, name in ("left", "eval"), ("right", "fit"):
            repo.git("checkout", "-q", "-b", branch, "main")
            repo.write("pipelines/%s.pipe.yaml" % name, pipeline(name))
            repo.build()
            repo.git("add", "--all")
            self.accepted(repo.commit())
        repo.git("merge", "-q", "left", status=1)
        self.assertEqual([line for line in repo.state() if line[:2] == "UU"],
                         ["UU " + LOCK])
        self.assertIn("<<<<<<<", repo.read(LOCK))
        repo.git("add", LOCK)
        said = repo.commit()
        self.refused(said, [LOCKED], [LOCK_STALE])
        repo.sh(said.add[0])
        self.accepted(repo.commit())
        self.assertNotIn("<<<<<<<", repo.read(LOCK))
        self.assertEqual(len(repo.git("show", "-s", "--format=%P").split()), 2)
        repo.fresh()

    def test_union_merge(self):
        """git may be told to keep the lines of both: no conflict is left."""
        repo = self.repo()
        repo.sh(self.runner + " install --hook-type pre-merge-commit")
        repo.add(".gitattributes", "pipec.lock merge=union\n")
        self.accepted(repo.commit())
        for branch, name in ("left", "eval"), ("right", "fit"):
            repo.git("checkout", "-q", "-b", branch, "main")
            repo.write("pipelines/%s.pipe.yaml" % name, pipeline(name))
            repo.write("pipelines/train.pipe.yaml",
                       "# %s\n" % name * 2 + pipeline("train"))
            repo.build()
            repo.git("add", "--all")
            self.accepted(repo.commit())
        repo.git("merge", "-q", "left", status=1)
        self.assertNotIn("<<<<<<<", repo.read(LOCK))
        repo.add("pipelines/train.pipe.yaml", pipeline("train"))
        said = repo.commit()
        self.refused(said, [LOCKED], [LOCK_STALE])
        repo.sh(said.add[0])
        self.accepted(repo.commit())
        repo.fresh()

    def test_conflict_resolved_before(self):
        """`pipec build` first, then git: the hook has nothing to say."""
        repo = self.repo()
        for branch, tag in ("left", "2.0"), ("right", "3.0"):
            repo.git("checkout", "-q", "-b", branch, "main")
            repo.write("pipelines/train.pipe.yaml", pipeline("train", tag))
            repo.build()
            repo.git("add", "--all")
            self.accepted(repo.commit())
        repo.git("merge", "-q", "left", status=1)
        repo.write("pipelines/train.pipe.yaml", pipeline("train", "4.0"))
        repo.build("--force")
        repo.git("add", "--all")
        self.accepted(repo.commit())
        self.assertIn("work:4.0", repo.read(manifests("train")[0]))
        repo.fresh()

    def test_merge_without_conflict(self):
        """One side changes a file, the other begins to use it; their lines in
        pipec.lock are apart."""
        repo = self.repo()
        repo.sh(self.runner + " install --hook-type pre-merge-commit")
        repo.write("pipelines/usual.pipe.yaml", pipeline("usual"))
        repo.write("pipelines/train.pipe.yaml",
                   USING % ("train", "../components/work.yaml"))
        repo.write("components/work.yaml", COMPONENT % "1.0")
        repo.build()
        repo.git("add", "--all")
        self.accepted(repo.commit())
        repo.git("checkout", "-q", "-b", "left")
        repo.write("components/work.yaml", COMPONENT % "2.0")
        repo.build()
        repo.git("add", "--all")
        self.accepted(repo.commit())
        repo.git("checkout", "-q", "-b", "right", "main")
        repo.write("pipelines/zoo.pipe.yaml",
                   USING % ("zoo", "../components/work.yaml"))
        repo.build()
        repo.git("add", "--all")
        self.accepted(repo.commit())
        said = Said(*repo.git("merge", "left", status=None))
        self.refused(said, [*manifests("zoo", verb="updated"), LOCKED],
                     [STALE] * 2)
        repo.sh(said.add[0])
        self.accepted(repo.commit())
        repo.fresh()

    # ---- git's own ways ------------------------------------------------------

    def test_unstaged_changes(self):
        """Runners put them away: the manifests are of what is committed."""
        repo = self.repo()
        repo.add("pipelines/eval.pipe.yaml", pipeline("eval"))
        repo.write("pipelines/train.pipe.yaml", pipeline("train", "9.9"))
        said = repo.commit()
        self.refused(said, [*manifests("eval", verb="created"), LOCKED],
                     [MISSING] * 2)
        self.settled(repo, said, {
            LOCK: "M", "pipelines/eval.pipe.yaml": "A",
            **dict.fromkeys(manifests("eval"), "A")},
            left=[" M pipelines/train.pipe.yaml"])
        self.assertIn("work:1.0", repo.read(manifests("train")[0]))

    def test_unstaged_manifests(self):
        """Built, but only the source was added: what was put away is what the
        hook makes."""
        repo = self.repo()
        repo.add("pipelines/train.pipe.yaml", pipeline("train", "2.0"))
        repo.build()
        said = repo.commit()
        self.refused(said, [*manifests("train", verb="updated"), LOCKED],
                     [STALE] * 2)
        self.settled(repo, said, dict.fromkeys(
            [LOCK, "pipelines/train.pipe.yaml", *manifests("train")], "M"))

    def test_commit_all(self):
        """git has an index of its own for this commit."""
        repo = self.repo(top="ml/", args=["ml/"])
        repo.write("ml/pipelines/train.pipe.yaml", pipeline("train", "2.0"))
        said = repo.commit("-a")
        self.refused(said, [*manifests("train", verb="updated", top="ml/"),
                            "updated ml/" + LOCK], [STALE] * 2)
        repo.sh(said.add[0])
        self.accepted(repo.commit("-a"))
        self.assertEqual(repo.state(), [])
        repo.fresh()

    def test_commit_one_path(self):
        repo = self.repo(top="ml/", args=["ml/"])
        repo.write("ml/pipelines/train.pipe.yaml",
                   "# words\n" + pipeline("train"))
        repo.build()
        repo.write("README", "words\n")
        repo.git("add", "README")
        self.accepted(repo.commit("ml"))
        self.assertEqual(repo.committed(), {
            "ml/" + LOCK: "M", "ml/pipelines/train.pipe.yaml": "M"})
        self.assertEqual(repo.state(), ["A  README"])

    def worktree(self, repo):
        """git tells its hooks by GIT_DIR where the repository is."""
        repo.git("worktree", "add", "-q", "../other", "-b", "other")
        repo.folder = repo.folder.parent / "other"
        repo.add("ml/pipelines/eval.pipe.yaml", pipeline("eval"))
        said = repo.commit(folder="ml")
        self.refused(said, [*manifests("eval", verb="created", top="ml/"),
                            "updated ml/" + LOCK], [MISSING] * 2)
        repo.sh(said.add[0])
        self.accepted(repo.commit())
        self.assertEqual(repo.state(), [])
        repo.fresh()

    def test_worktree(self):
        self.worktree(self.repo(top="ml/", args=["ml/"]))

    def test_worktree_without_runner(self):
        repo = self.repo(top="ml/")
        self.without_runner(repo, "ml")
        self.worktree(repo)

    def test_initial_commit(self):
        """There is no HEAD to compare with."""
        repo = self.repo()
        repo.git("update-ref", "-d", "HEAD")
        repo.git("rm", "-q", "--cached", LOCK)
        said = repo.commit()
        self.refused(said, codes=[UNTRACKED], more=[LOCK])
        repo.sh(said.add[0])
        self.accepted(repo.commit())
        repo.fresh()

    def test_amend(self):
        repo = self.repo()
        repo.add("pipelines/eval.pipe.yaml", pipeline("eval"))
        said = repo.commit("--amend")
        self.refused(said, [*manifests("eval", verb="created"), LOCKED],
                     [MISSING] * 2)
        repo.sh(said.add[0])
        self.accepted(repo.commit("--amend"))
        repo.fresh()

    def test_submodule(self):
        """The project is in another repository inside of this one."""
        repo = self.repo()
        inner = Repo(self.folder / "inner", self.runner, self.pipec,
                     self.configure("pipec", ()), tools=self.tools)
        repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet",
                 "add", inner.folder, "sub")
        self.accepted(repo.commit())
        inner.folder = repo.folder / "sub"
        inner.sh(self.runner + " install")
        inner.add("pipelines/eval.pipe.yaml", pipeline("eval"))
        said = inner.commit()
        self.refused(said, [*manifests("eval", verb="created"), LOCKED],
                     [MISSING] * 2)
        inner.sh(said.add[0])
        self.accepted(inner.commit())
        inner.fresh()

    # ---- many, odd, elsewhere ------------------------------------------------

    def test_subfolder(self):
        repo = self.repo(top="ml/", args=["ml/"])
        repo.add("ml/pipelines/eval.pipe.yaml", pipeline("eval"))
        said = repo.commit(folder="ml/pipelines")
        self.refused(said, [*manifests("eval", verb="created", top="ml/"),
                            "updated ml/" + LOCK], [MISSING] * 2)
        self.settled(repo, said, {
            "ml/" + LOCK: "M", "ml/pipelines/eval.pipe.yaml": "A",
            **dict.fromkeys(manifests("eval", top="ml/"), "A")})

    def test_two_projects(self):
        repo = self.repo(args=[".", "ml"])
        repo.write("ml/pipec.yaml", PROJECT)
        repo.add("ml/pipelines/eval.pipe.yaml", pipeline("eval"))
        repo.add("pipelines/fit.pipe.yaml", pipeline("fit"))
        said = repo.commit()
        self.assertEqual(said.status, 1, said.end)
        self.assertEqual(said.changes, [
            *manifests("fit", verb="created"), LOCKED,
            *manifests("eval", verb="created", top="ml/"),
            "created ml/" + LOCK], said.end)
        self.assertEqual(said.codes, [MISSING] * 4 + [UNTRACKED], said.end)
        self.assertEqual(len(said.add), 2, said.end)
        repo.sh("\n".join(said.add))
        self.accepted(repo.commit())
        self.assertEqual(repo.state(), [])
        repo.fresh()

    def test_odd_names(self):
        """Blanks, quotes, Japanese, and what a shell would expand."""
        repo = self.repo()
        out = "it's $HOME; マニフェスト"
        repo.add("pipec.yaml", PROJECT + 'out: "%s"\n' % out)
        sources = ["pipelines/%s.pipe.yaml" % name
                   for name in ("学習 1", "-x", "a'b\"c", "$(touch y)")]
        for number, source in enumerate(sources):
            repo.write(source, pipeline("n%d" % number))
        said = repo.commit()
        self.assertEqual(said.status, 1, said.end)
        made = ["train", "n0", "n1", "n2", "n3"]
        made = [path.replace("manifests", out) for path in manifests(*made)]
        self.refused(said, [*("created " + path for path in made), LOCKED,
                            *manifests("train", verb="removed")],
                     [MISSING] * 10 + [UNTRACKED] * 4 + [LEFT] * 2, sources)
        self.settled(repo, said, {
            LOCK: "M", "pipec.yaml": "M", **dict.fromkeys(sources + made, "A"),
            **dict.fromkeys(manifests("train"), "D")})
        self.assertFalse(repo.is_there("y"))

    def test_magic_name(self):
        """A colon in front means something to git."""
        repo = self.repo()
        repo.add("pipec.yaml", PROJECT + "  - {source: ':p.yaml', "
                 "targets: [argo, tekton]}\n")
        repo.write(":p.yaml", pipeline("p"))
        said = repo.commit()
        self.assertEqual(said.status, 1, said.end)
        repo.sh(said.add[0])
        self.accepted(repo.commit())
        self.assertEqual(repo.committed()[":p.yaml"], "A")
        repo.fresh()

    def test_thousand_sources(self):
        repo = self.repo()
        names = ["p%04d" % number for number in range(1000)]
        sources = ["pipelines/%s.pipe.yaml" % name for name in names]
        for name, source in zip(names, sources):
            repo.write(source, pipeline(name))
        repo.git("add", "--all")
        said = repo.commit()
        self.refused(said, [*manifests(*names, verb="created"), LOCKED],
                     [MISSING] * 100)
        repo.sh(said.add[0])
        self.accepted(repo.commit())
        repo.add("pipelines/p0500.pipe.yaml", pipeline("p0500", "2.0"))
        said = repo.commit()
        self.refused(said, [*manifests("p0500", verb="updated"), LOCKED],
                     [STALE] * 2)
        self.settled(repo, said, dict.fromkeys(
            [LOCK, "pipelines/p0500.pipe.yaml", *manifests("p0500")], "M"))
        self.fast(repo, 2)
        repo.git("rm", "-q", "pipelines/p*")
        said = repo.commit()
        self.refused(said, [*manifests(*names, verb="removed"), LOCKED],
                     [LEFT] * 100)
        self.settled(repo, said, {LOCK: "M", **dict.fromkeys(
            sources + manifests(*names), "D")})

    def test_no_project(self):
        repo = self.repo(top="ml/")
        repo.add("README", "words\n")
        self.refused(repo.commit(), codes=["E0814"])

    def test_try_repo(self):
        repo = self.repo()
        [mirror] = re.findall("repo: (.*)", repo.read(CONFIG))
        repo.add("pipelines/eval.pipe.yaml", pipeline("eval"))
        said = Said(*repo.sh("%s try-repo %s pipec" % (self.runner, mirror),
                             None))
        self.refused(said, [*manifests("eval", verb="created"), LOCKED],
                     [MISSING] * 2)

    def test_without_runner(self):
        repo = self.repo()
        self.without_runner(repo)
        repo.add("pipelines/eval.pipe.yaml", pipeline("eval"))
        said = repo.commit()
        self.refused(said, [*manifests("eval", verb="created"), LOCKED],
                     [MISSING] * 2)
        repo.sh(said.add[0])
        self.accepted(repo.commit())
        repo.fresh()

    def test_without_runner_unstaged(self):
        """Nobody puts away what is not staged."""
        repo = self.repo()
        self.without_runner(repo)
        repo.add("pipelines/train.pipe.yaml", pipeline("train", "2.0"))
        repo.write("pipelines/train.pipe.yaml", pipeline("train", "3.0"))
        repo.build()
        said = repo.commit()
        self.refused(said, codes=[UNTRACKED] * 4, more=[
            LOCK, "pipelines/train.pipe.yaml", *manifests("train")])
        repo.sh(said.add[0])
        self.accepted(repo.commit())
        repo.fresh()

    # ---- the hook that only looks --------------------------------------------

    def test_check(self):
        repo = self.repo(hook="pipec-check")
        repo.add("README", "words\n")
        self.accepted(repo.commit())
        repo.add("pipelines/train.pipe.yaml", pipeline("train", "2.0"))
        said = repo.commit()
        self.refused(said, codes=[STALE] * 2)
        self.assertIn("+++ b/manifests/train.argo.yaml", said.text)
        self.assertEqual(repo.state(), ["M  pipelines/train.pipe.yaml"])
        repo.build()
        repo.git("add", "--all")
        self.accepted(repo.commit())

    def test_check_by_hand_and_left_over(self):
        repo = self.repo(hook="pipec-check")
        repo.add("pipelines/fit.pipe.yaml", pipeline("fit"))
        repo.build()
        repo.git("add", "--all")
        self.accepted(repo.commit())
        edited, lost = manifests("train")
        repo.add(edited, repo.read(edited) + "# words\n")
        repo.git("rm", "-q", lost, "pipelines/fit.pipe.yaml")
        said = repo.commit()
        self.assertEqual(said.status, 1, said.end)
        self.assertLessEqual({EDITED, MISSING, LEFT}, set(said.codes))

    def test_another_stage(self):
        repo = self.repo()
        repo.add("pipelines/train.pipe.yaml", pipeline("train", "2.0"))
        option = "--stage" if self.runner == "prek" else "--hook-stage"
        said = repo.hook(option, "manual")
        self.refused(said, [*manifests("train", verb="updated"), LOCKED],
                     [STALE] * 2)
        repo.sh(said.add[0])
        self.accepted(repo.hook(option, "pre-push"))


def path_of(change):
    return change.split(" ", 1)[1]
