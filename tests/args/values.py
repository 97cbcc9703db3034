"""Random typed values, nasty ones first."""
import csv
import json
import re

STRINGS = [
    "", " ", "a", "two words", " a ", "\t", "a\tb", "a\nb", "a\n", "a\n\n",
    "\n", "\r", "a\r\nb", "it's", "'", "''", '"', '""', 'say "hi"', "`id`",
    "\\", "\\\\", "\\\\\\", "a\\", "a\\\\", "\\'", "a\\'b", "a\\\\'b", "'\\",
    "\\\"", "C:\\dir\\new", "\\n", "\\u0041", "x','y", "a','b'=\"c\"",
    "$", "$$", "$$$", "a$", "$HOME", "${HOME}", "$(HOME)", "$(VAR)", "$$(VAR)",
    "$(params.x)", "$(tasks.a.results.b)", "$(context.taskRun.name)",
    "$(results.r.path)", "$(", "$(date)", "$日", "$é",
    "${", "${x}", "${lr}", "$${a}", "\\${a}", "\\\\${a}", "a${b}c'${d}\\",
    "${oc.env:HOME}", "${{ params.x }}", "$${{", "$$${{", "${{",
    "{", "}", "{{", "}}", "{{}}", "{{x}}", "{{ x }}", "{{item}}", "{{{", "a{",
    "{{workflow.name}}", "{{inputs.parameters.x}}", "{{=1+1}}", "{{=",
    "{{$", "{{$.inputs.parameters['x']}}", "{{$.pipeline_job_uuid}}",
    '{"IfPresent": {"InputName": "x", "Then": "y"}}', '{"Concat": ["a"]}',
    "null", "NULL", "~", "None", "true", "True", "FALSE", "yes", "no", "on",
    "y", "0", "1", "-1", "+1", "1_000", "007", "0x1F", "0b1", "0o17", "1e5",
    "-1e-5", "12345e6", "1.", ".5", "1.50", "-0", "nan", "NaN", "-inf", ".inf",
    "Infinity", "2024-01-01", "10:30", "1:30",
    "a,b", "[a,b]", "[]", "{}", "{a:1}", '{"a": 1}', '["a"]', "a=b", "=", "a:",
    "key: v", "- a", "? a", "a #b", "#c", "a#b", "(a)", "choice(1,2)",
    "glob(*)", "f(x)", "1,2", "a, b", '"a","b"', "a;b",
    "-", "--", "---", "-x", "--flag", "--k=v", "-a b", "- a", "--s0=x",
    "+x", "~x", "@f", "@", "*", "&a", "*a", "!x", "!!str a", "%d", "|", ">",
    "???", "????", "?", ";rm", "&&", "a|b", "<a>", "\x01", "\x07", "\x1b[0m",
    "\x7f", "\x85", "\u2028", "\u2029", "\ufeff", "\ufeffa", "\u200d", "\xa0",
    "é", "e\u0301", "日本語", "東京 タワー", "　", "😀", "👩\u200d👧", "\U000e0067",
    "ＡＢＣ", "x" * 300, "pipec:hydra", "s", "j", "w", "e:",
]
PIECES = ["'", '"', "\\", "\\\\", "$", "$$", "{", "}", "${", "{{", "}}", "${{",
          "$(", ")", "(", ",", "[", "]", "=", ":", " ", "a", "b", "1", ".",
          "-", "_", "e", "\n", "\t", "é", "日", "😀", "#", "?", "%", "@", "~",
          "/", "<", "&", "|", "!", "*", "`", ";", "+", "VAR", "null", "\x07",
          "\u2028", "\r"]
KEYS = ["a", "b", "key", "a b", "a.b", "x-y", "x_y", "A", "k1", "/p/q", "n@o"]
ODD_KEYS = ["", "1", "1.5", "-1", "null", "true", "nan", "1e5", "日本", "é",
            "it's", '"', "#", "a:b", "a=b", "a,b", "{", "[x]", "\\", "${x}",
            "~", "a\nb", "a|b", "a*", " ", " a", "$$", "{{x}}",
            "*", "&", "?", "%", "yes"]
FLOATS = [0.0, 1.0, -1.5, 0.1, 1e-5, -1e-5, 1e16, 1e21, 1e22, 3.0, 2.5e-8,
          123456.789, 5e-324, 1.7976931348623157e308, 1e100, -0.25]
INTS = [0, 1, -1, 7, 10, 255, -128, 2**31, -2**31, 2**53 - 1, 1000000]
# Numbers as YAML may spell them.
SPELLINGS = {
    "int": [("0x1F", 31), ("0o17", 15), ("+1", 1), ("007", 7), ("-0", 0),
            ("-012", -12), ("0", 0)],
    "float": [("1.", 1.0), (".5", 0.5), ("-.5", -0.5), ("+1.5", 1.5),
              ("1.50", 1.5), ("1e3", 1000.0), ("1E5", 1e5), ("-1E-5", -1e-5),
              ("01.5", 1.5), ("1.e2", 100.0), ("0.1e+2", 10.0)]}
HUGE = [2**53 + 1, 2**63 - 1, -2**63, 10**18 + 1]


def string(rnd):
    roll = rnd.random()
    if roll < 0.45:
        return rnd.choice(STRINGS)
    if roll < 0.9:
        return "".join(rnd.choices(PIECES, k=rnd.randint(1, 10)))
    if roll < 0.95:
        return rnd.choice(STRINGS) + rnd.choice(STRINGS)
    return "".join(character(rnd) for _ in range(rnd.randint(1, 6)))


def character(rnd):
    while True:
        code = rnd.choice([rnd.randint(1, 0x7f), rnd.randint(0x80, 0xffff),
                           rnd.randint(0x10000, 0x10ffff)])
        if not 0xd800 <= code < 0xe000 and code & 0xfffe != 0xfffe:
            return chr(code)


def integer(rnd):
    return rnd.choice([rnd.choice(INTS), rnd.randint(-1000, 1000),
                       rnd.randint(-2**53, 2**53)])


def any_integer(rnd):
    return rnd.choice(HUGE) if rnd.random() < 0.1 else integer(rnd)


def floating(rnd):
    made = rnd.choice([rnd.choice(FLOATS), rnd.uniform(-10, 10),
                       rnd.uniform(-1, 1) * 10.0 ** rnd.randint(-30, 30)])
    return made or 0.0


def leaf(rnd):
    make = rnd.choice([string, string, string, integer, floating,
                       lambda r: r.random() < 0.5, lambda r: None])
    return make(rnd)


def tree(rnd, depth):
    if depth == 0 or rnd.random() < 0.6:
        return leaf(rnd)
    return rnd.choice([sequence, mapping])(rnd, depth - 1)


def sequence(rnd, depth=2):
    return [tree(rnd, depth) for _ in range(rnd.choice([0, 1, 1, 2, 3, 5]))]


def mapping(rnd, depth=2):
    keys = [rnd.choice(ODD_KEYS if rnd.random() < 0.06 else KEYS)
            for _ in range(rnd.choice([0, 1, 2, 3]))]
    return {key: tree(rnd, depth) for key in keys}


MAKERS = {"string": string, "int": any_integer, "float": floating,
          "bool": lambda rnd: rnd.random() < 0.5, "list": sequence,
          "struct": mapping}
KINDS = list(MAKERS)


def value(rnd, kind):
    return MAKERS[kind](rnd)


def same(a, b, doubles=False):
    """Equal, and of the same types all the way down; doubles: 3.0 is 3."""
    numbers = (int, float)
    if doubles and type(a) in numbers and type(b) in numbers:
        return float(a) == float(b)
    if type(a) is not type(b):
        return False
    if isinstance(a, list):
        return len(a) == len(b) and all(same(x, y, doubles)
                                        for x, y in zip(a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k], doubles)
                                            for k in a)
    return a == b


def same_element(item, text, doubles):
    """An element of a list, and the word that it has become."""
    if isinstance(item, str) or not isinstance(text, str):
        return item == text
    try:
        return same(item, json.loads(text), doubles)
    except ValueError:
        return False


def leaves(data):
    """The strings of a value, keys among them."""
    if isinstance(data, str):
        yield data
    if isinstance(data, list):
        for item in data:
            yield from leaves(item)
    if isinstance(data, dict):
        for key, item in data.items():
            yield key
            yield from leaves(item)


def from_commas(text):
    """The elements that stand between commas."""
    return next(csv.reader([text], strict=True)) if text else []


def escaped(match):
    return "\\u%04x" % ord(match.group())


def spell(data, **more):
    """JSON that is YAML, too."""
    text = json.dumps(data, ensure_ascii=False, **more)
    return re.sub("[\x7f-\x9f\ufeff\u2028\u2029\ufffe\uffff]", escaped, text)
