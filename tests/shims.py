"""The shims of templates/shims, run as a container would: what they hand to
the program. The expected words were read back by the programs' own libraries
(Hydra 1.3, Python Fire, OmegaConf, absl, click) as the same values.
Usage: shims.py FOLDER"""
import ast
import json
import os
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
REFUSED = ["", "a|b", "1", "1.5", "-inf", "TRUE", "null", "é", "a'b", "#"]


folder = pathlib.Path(sys.argv[1])


def run(name, triples, before=()):
    """The finished process of folder/name.py before PROGRAM."""
    shim = (folder / (name + ".py")).read_text()
    mark = "pipec:json-file" if name == "json-file" else \
        "pipec:" + name.split("-")[0]
    words = [word for triple in triples for word in triple]
    command = [sys.executable, "-c", shim, *PROGRAM, *before, mark, *words]
    return subprocess.run(command, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)


def words_of(name, triples, before=()):
    done = run(name, triples, before)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def check(name, triples, expected):
    assert words_of(name, triples, ["--config-name", "x"]) \
        == ["--config-name", "x", *expected]


def check_refused(name, triple, why):
    done = run(name, [triple])
    assert done.returncode == 1 and why in done.stderr, (triple, done.stderr)


def hydra():
    triples = [("s", "k", value) for value, _ in STRINGS]
    expected = ["k=" + spelled for _, spelled in STRINGS]
    triples += [("r", "n", "-1.5"), ("w", "", "--multirun"), ("w", "", "")]
    expected += ["n=-1.5", "--multirun", ""]
    check("hydra", triples, expected)
    check("hydra-json", triples, expected)
    check("hydra", [], [])
    check("hydra-json", [("j", "k", value) for value, _ in TREES],
          ["k=" + spelled for _, spelled in TREES])
    for key in REFUSED:
        check_refused("hydra-json", ("j", "k", json.dumps({key: 1})),
                      b"cannot spell")


ELEMENTS = """[1, 1.50, -1e-5, true, null, "it's", "a\\nb", "-x", "",
    {"k": [1.10, "x"]}, [ ], "\\u00e9"]"""
WORDS = ["1", "1.50", "-1e-5", "true", "null", "it's", "a\nb", "-x", "",
         '{"k": [1.10, "x"]}', "[ ]", "é"]


def flags():
    switch = "--cache/--no-cache"
    for name in "flags", "flags-list", "flags-csv":
        check(name, [("b", switch, "true"), ("b", switch, "False"),
                     ("b", "--fast/", "TRUE"), ("b", "--fast/", "false"),
                     ("r", "--k", "a=b"), ("w", "", ""), ("w", "", "--x")],
              ["--cache", "--no-cache", "--fast", "--k=a=b", "", "--x"])
        for text in "", "yes", "1":
            check_refused(name, ("b", switch, text), b"neither true nor")
    for name in "flags-list", "flags-csv":
        check(name, [("l", "--k", ELEMENTS)], ["--k=" + w for w in WORDS])
        check(name, [("p", "--k", ELEMENTS)],
              [both for w in WORDS for both in ("--k", w)])
        check(name, [("m", "--k", ELEMENTS), ("m", "", '["a", "b"]')],
              ["--k", *WORDS, "a", "b"])
        for empty in "[]", " [ ] ", "":
            check(name, [("l", "--k", empty), ("p", "--k", empty),
                         ("m", "--k", empty)], ["--k"])
        for text in "{}", '"a"', "3":
            check_refused(name, ("l", "--k", text), b"no list")
        assert run(name, [("l", "--k", "[1")]).returncode
    rows = [("[]", ""), ('[""]', '""'), ('["a", "b c", 1.50]', "a,b c,1.50"),
            ('["a,b", "c\\"d", "e\\nf"]', '"a,b","c""d","e\nf"'),
            ("[[1, 2]]", '"[1, 2]"'), ('["", ""]', ",")]
    for text, spelled in rows:
        check("flags-csv", [("c", "--k", text), ("c", "", text)],
              ["--k=" + spelled, spelled])
    check_refused("flags-csv", ("c", "--k", '[" a"]'), b"lose the blank")


def fire():
    trees = [text for text, _ in TREES if text and "NaN" not in text]
    words = words_of("fire", [("s", "--k", value) for value, _ in STRINGS] +
                     [("j", "--k", text) for text in trees])
    assert [ast.literal_eval(word[len("--k="):]) for word in words] \
        == [value for value, _ in STRINGS] + [json.loads(t) for t in trees]
    check("fire", [("b", "--k", "true"), ("b", "--k", "False"),
                   ("b", "--k/--nok", "false"), ("b", "--k/", "false"),
                   ("n", "--k", "1.50\n"), ("n", "--k", "-inf"),
                   ("j", "--k", "[12345678901234567890.10]"),
                   ("r", "--k", "/a/b"), ("w", "", "--x")],
          ["--k=True", "--k=False", "--nok", "--k=1.50", "--k=-1e999",
           "--k=[12345678901234567890.10]", "--k=/a/b", "--x"])
    check_refused("fire", ("n", "--k", "nan"), b"NaN")
    check_refused("fire", ("j", "--k", "[NaN]"), b"NaN")
    check_refused("fire", ("b", "--k", "1"), b"neither true nor")


YAML = [
    ("", '""'),
    ("it's \"x\"", '"it\'s \\"x\\""'),
    ("a\\b", '"a\\\\b"'),
    ("${lr}", r'"\\${lr}"'),
    (r"\${lr}", '"' + "\\" * 6 + '${lr}"'),
    ("$$(x) {{y}} # : -", '"$$(x) {{y}} # : -"'),
    ("two\nlines\t", r'"two\nlines\t"'),
    ("日本語 😀 \x7f\u2028", r'"日本語 😀 \u007f\u2028"'),
]


def dotlist():
    check("dotlist", [("s", "k", value) for value, _ in YAML],
          ["k=" + spelled for _, spelled in YAML])
    check("dotlist", [("j", "k", json.dumps([value])) for value, _ in YAML],
          ["k=[" + spelled + "]" for _, spelled in YAML])
    check("dotlist", [("n", "k", "1.50"), ("n", "k", "-.5e3"),
                      ("n", "k", "inf"), ("n", "k", "-Infinity"),
                      ("n", "k", "nan"), ("r", "k", "/a/b"),
                      ("j", "k", '{"a b": [1.10, null, true, NaN, 1E5]}'),
                      ("w", "", "${x}")],
          ["k=1.50", "k=-0.5e3", "k=.inf", "k=-.inf", "k=.nan", "k=/a/b",
           'k={"a b": [1.10, null, true, .nan, 1e5]}', "${x}"])
    check_refused("dotlist", ("s", "k", "???"), b"no value")
    check_refused("dotlist", ("j", "k", '["???"]'), b"no value")


def json_file():
    triples = [("f", "--config=", "")]
    triples += [("s", "k%d" % i, v) for i, (v, _) in enumerate(STRINGS)]
    triples += [("n", "n", "1.50"), ("n", "i", "inf"), ("b", "b", "False"),
                ("j", 'a"b', "[1.10, {}]"), ("j", "none", ""),
                ("w", "", "--x")]
    option, word = words_of("json-file", triples)
    assert option.startswith("--config=") and word == "--x"
    path = option[len("--config="):]
    text = pathlib.Path(path).read_text()
    os.unlink(path)
    expected = {"k%d" % i: v for i, (v, _) in enumerate(STRINGS)}
    expected.update({"n": 1.5, "i": float("inf"), "b": False,
                     'a"b': [1.1, {}], "none": None})
    assert json.loads(text) == expected
    assert '"n": 1.50' in text and "[1.10, {}]" in text
    assert run("json-file", [("j", "k", "[1")]).returncode
    check_refused("json-file", ("b", "k", ""), b"neither true nor")


for test in hydra, flags, fire, dotlist, json_file:
    test()
