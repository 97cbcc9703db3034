"""The shims of templates/shims, run as a container would: what they hand to
the program. The expected words were read back by Hydra 1.3 as the same values.
Usage: hydra_shim.py FOLDER"""
import json
import pathlib
import subprocess
import sys

PROGRAM = [sys.executable, "-c",
           "import json, sys; print(json.dumps(sys.argv[1:]))"]

STRINGS = [
    ("", "''"),
    ("plain", "'plain'"),
    ("it's", r"'it\'s'"),
    ("'", r"'\''"),
    (r"a\'b", r"'a\\\'b'"),
    ("C:\\dir\\", r"'C:\dir\\'"),
    ("\\\\", "'" + "\\" * 4 + "'"),
    ("${lr}", r"'\${lr}'"),
    (r"\${lr}", r"'\\\${lr}'"),
    ("$$(x) {{y}}", "'$$(x) {{y}}'"),
    ("a,b=[c]", "'a,b=[c]'"),
    ("1e5", "'1e5'"),
    ("two\nlines\n", "'two\nlines\n'"),
    ("日本語 😀", "'日本語 😀'"),
    ("--", "'--'"),
    ("pipec:hydra", "'pipec:hydra'"),
]
TREES = [
    ("", ""),
    ("[]", "[]"),
    ('[1, -1e-5, true, null, "a\\n"]', "[1,-1e-5,true,null,'a\n']"),
    ('{"a b": {"c:d": ["it\'s"]}}', r"{a\ b:{c\:d:['it\'s']}}"),
    ("[NaN, -Infinity]", "[NaN,-inf]"),
    ("[12345678901234567890.10]", "[12345678901234567890.10]"),
]
REFUSED = ["", "1", "1.5", "-inf", "TRUE", "null", "é", "a'b", "#"]


def run(shim, triples, before=()):
    words = [word for triple in triples for word in triple]
    command = [sys.executable, "-c", shim, *PROGRAM, *before]
    return subprocess.run(command + ["pipec:hydra", *words],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def check(shim, triples, expected):
    done = run(shim, triples, ["--config-name", "x"])
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == ["--config-name", "x", *expected]


folder = pathlib.Path(sys.argv[1])
text = (folder / "hydra.py").read_text()
tree = (folder / "hydra-json.py").read_text()
triples = [("s", "k", value) for value, _ in STRINGS]
expected = ["k=" + spelled for _, spelled in STRINGS]
triples += [("r", "n", "-1.5"), ("w", "", "--multirun"), ("w", "", "")]
expected += ["n=-1.5", "--multirun", ""]
check(text, triples, expected)
check(tree, triples, expected)
check(text, [], [])
check(tree, [("j", "k", value) for value, _ in TREES],
      ["k=" + spelled for _, spelled in TREES])
for key in REFUSED:
    done = run(tree, [("j", "k", json.dumps({key: 1}))])
    assert done.returncode == 1 and b"cannot spell" in done.stderr, key
