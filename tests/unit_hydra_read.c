#include "tests/base_fixture.h"

#include "ir/hydra_read.h"

/* What a text means: "int 1000", "sweep [1,2]", "wrong: why", … */
static str meaning(session *s, str text)
{
    static const char *const kinds[] = { "null",   "bool", "int", "float",
                                         "string", "list", "dict" };
    hydra_reading r = hydra_read(s->arena, text);
    buf out = buf_new(s->arena);

    if (r.kind == HYDRA_WRONG) {
        buf_printf(&out, "%zu: %.*s", r.at, STR_ARG(r.why));
        return buf_str(&out);
    }
    if (r.kind == HYDRA_INTERPOLATION)
        buf_printf(&out, "live at %zu ", r.at);
    else
        buf_printf(&out, "%s ",
                   r.kind == HYDRA_SWEEP ? "sweep" : kinds[r.value->kind]);
    json_write_compact(&out, r.value);
    return buf_str(&out);
}

typedef struct vector {
    const char *text, *meaning;
} vector;

static void check(session *s, const vector *all, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        str got = meaning(s, str_of(all[i].text));

        if (!str_eq(got, str_of(all[i].meaning)))
            fail_msg("'%s' is '%.*s', not '%s'", all[i].text, STR_ARG(got),
                     all[i].meaning);
    }
}

static const vector primitives[] = {
    { "", "string \"\"" },
    { "null", "null null" },
    { "NULL", "null null" },
    { "None", "string \"None\"" },
    { "true", "bool true" },
    { "TRUE", "bool true" },
    { "False", "bool false" },
    { "yes", "string \"yes\"" },
    { "on", "string \"on\"" },
    { "10", "int 10" },
    { "+10", "int 10" },
    { "-10", "int -10" },
    { "1_000", "int 1000" },
    { "-0", "int 0" },
    { "123456789012345678901234567890", "int 123456789012345678901234567890" },
    { "007", "string \"007\"" },
    { "0x1F", "string \"0x1F\"" },
    { "0b11", "string \"0b11\"" },
    { "1__0", "string \"1__0\"" },
    { "_1", "string \"_1\"" },
    { "1.", "float 1.0" },
    { ".5", "float 0.5" },
    { "1e5", "float 1e5" },
    { "1E5", "float 1E5" },
    { "1_0.5", "float 10.5" },
    { "-1e-5", "float -1e-5" },
    { "1.10", "float 1.10" },
    { "12345e6", "float 12345e6" },
    { "1e", "string \"1e\"" },
    { "e1", "string \"e1\"" },
    { "1.2.3", "string \"1.2.3\"" },
    { "2024-01-01", "string \"2024-01-01\"" },
    { "10:30", "string \"10:30\"" },
    { "inf", "float \".inf\"" },
    { "-inf", "float \"-.inf\"" },
    { "NaN", "float \".nan\"" },
    { "1E400", "float \".inf\"" },
    { "Infinity", "string \"Infinity\"" },
    { "infx", "string \"infx\"" },
    { "a:b", "string \"a:b\"" },
    { "???", "string \"???\"" },
    { "--flag", "string \"--flag\"" },
    { "-", "string \"-\"" },
    { "  a b  ", "string \"a b\"" },
    { "1 ", "int 1" },
    { "1 2", "string \"1 2\"" },
    { "a\\=b", "string \"a=b\"" },
    { "a\\,b", "string \"a,b\"" },
    { "a\\ ", "string \"a \"" },
    { "C:\\x", "string \"C:\\\\x\"" },
    { "a\\\\b", "string \"a\\\\b\"" },
    { "http://h/?x", "string \"http://h/?x\"" },
    { "a=b", "1: '=' stands where ',' or the end was expected" },
    { "a~", "1: '~' stands where ',' or the end was expected" },
    { "~", "0: '~' stands where a value was expected" },
    { "日本", "0: '日' stands where a value was expected" },
    { "(a)", "0: '(' stands where a value was expected" },
    { "f(x)", "0: Hydra has no function 'f'" },
};

static void primitive_texts(void **state)
{
    check(*state, primitives, COUNT(primitives));
}

static const vector quotes[] = {
    { "'a b'", "string \"a b\"" },
    { "\"it's\"", "string \"it's\"" },
    { "'it\\'s'", "string \"it's\"" },
    { "''", "string \"\"" },
    { "'1'", "string \"1\"" },
    { "'C:\\dir\\new'", "string \"C:\\\\dir\\\\new\"" },
    { "'a\\\\b'", "string \"a\\\\\\\\b\"" },
    { "'a\\\\'", "string \"a\\\\\"" },
    { "'\\\\'", "string \"\\\\\"" },
    { "'\\\\\\''", "string \"\\\\'\"" },
    { "'\\\"'", "string \"\\\\\\\"\"" },
    { "'日\n本'", "string \"日\\n本\"" },
    { "'a\\'", "0: this quote is not closed" },
    { "'", "0: this quote is not closed" },
    { "'a'b", "3: 'b' stands where ',' or the end was expected" },
    { "'a' ", "3: ' ' stands where ',' or the end was expected" },
    { "'a' 'b'", "3: ' ' stands where ',' or the end was expected" },
    { "a'b'", "1: ''b'' stands where ',' or the end was expected" },
};

static void quoted_texts(void **state)
{
    check(*state, quotes, COUNT(quotes));
}

static const vector containers[] = {
    { "[]", "list []" },
    { "{}", "dict {}" },
    { "[1, 'a b' ,c d]", "list [1,\"a b\",\"c d\"]" },
    { "[ [1],{a:[2]} ]", "list [[1],{\"a\":[2]}]" },
    { "{a:b:c}", "dict {\"a\":\"b:c\"}" },
    { "{a : 1,b c:null}", "dict {\"a\":1,\"b c\":null}" },
    { "{a\\:b:1}", "dict {\"a:b\":1}" },
    { "{a:1,b:2,a:3}", "dict {\"a\":3,\"b\":2}" },
    { "{1:a}", "1: the key '1' is an int, and keys are strings" },
    { "{true:a}", "1: the key 'true' is a bool, and keys are strings" },
    { "{\"a\":1}", "1: '\"a\"' stands where a key was expected" },
    { "[1,]", "3: ']' stands where a value was expected" },
    { "[1", "2: the text ends where ',' or ']' was expected" },
    { "[1] ", "3: ' ' stands where ',' or the end was expected" },
    { "{a}", "2: '}' stands where ':' was expected" },
    { "{a:}", "3: '}' stands where a value was expected" },
    { "[choice(1,2)]", "1: a sweep cannot stand inside a list or a dict" },
    { "[1,\n2]", "3: '\n' stands where a value was expected" },
};

static void lists_and_dicts(void **state)
{
    check(*state, containers, COUNT(containers));
}

static const vector sweeps[] = {
    { "a,b", "sweep [\"a\",\"b\"]" },
    { "0.1, 0.01 ,null", "sweep [0.1,0.01,null]" },
    { "[1,2],[3]", "sweep [[1,2],[3]]" },
    { "a,", "2: the text ends where a value was expected" },
    { "choice(resnet, 'v t', 3)", "sweep [\"resnet\",\"v t\",3]" },
    { "choice (a)", "sweep [\"a\"]" },
    { "choice()", "0: choice() has no values" },
    { "choice(null)", "7: choice() takes no null" },
    { "choice(a,b),c", "0: a sweep cannot stand inside another" },
    { "range(3)", "sweep [0,1,2]" },
    { "range(1,10,4)", "sweep [1,5,9]" },
    { "range(3,0,-1)", "sweep [3,2,1]" },
    { "range(3,0)", "sweep []" },
    { "range(stop=2,start=1)", "sweep [1]" },
    { "range(0,1,0.1)", "sweep [0.0,0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9]" },
    { "range(1e-3,4e-3,1e-3)", "sweep [0.001,0.002,0.003]" },
    { "range(1.5)", "sweep [0.0,1.0]" },
    { "range(0,1,0)", "0: the step of range() is 0" },
    { "range(inf)", "0: range() cannot count with .inf" },
    { "range(1e9)", "0: range() has over 100000 values" },
    { "range(a)", "6: range() takes numbers, not a string" },
    { "range(1,2,3,4)", "12: range() has more arguments than it takes" },
    { "range(1,start=2)", "14: 'start' is given twice" },
    { "range(1,to=2)", "11: range() has no argument 'to'" },
    { "range(start=1,2)",
      "14: an argument without a name follows one with a name" },
    { "sort(3,1,2)", "sweep [1,2,3]" },
    { "sort(b,a,reverse=true)", "sweep [\"b\",\"a\"]" },
    { "sort(choice(2.5,1))", "sweep [1,2.5]" },
    { "sort(range(5,0,-2))", "sweep [2,4,6]" },
    { "sort([3,1])", "list [1,3]" },
    { "sort(1,a)", "7: an int and a string cannot be sorted" },
    { "float(1,2)", "sweep [1.0,2.0]" },
    { "float(range(2))", "sweep [0.0,1.0]" },
    { "str(1,true,1e5)", "sweep [\"1\",\"true\",\"100000.0\"]" },
    { "tag(t,choice(a,b))", "sweep [\"a\",\"b\"]" },
    { "shuffle(a,b)", "0: shuffle() gives another order each time" },
    { "glob(*)",
      "0: glob() takes its values from the program's config folder" },
    { "interval(0,1)",
      "0: interval() has no values: an optimiser chooses some" },
};

static void sweeps_and_functions(void **state)
{
    check(*state, sweeps, COUNT(sweeps));
}

static const vector casts[] = {
    { "float(3)", "float 3.0" },
    { "int(2.9)", "int 2" },
    { "int(-0.5)", "int 0" },
    { "int(1e23)", "int 99999999999999991611392" },
    { "int('007')", "int 7" },
    { "int(a)", "4: 'a' is no value for int()" },
    { "int(inf)", "4: .inf is no value for int()" },
    { "float(Infinity)", "float \".inf\"" },
    { "str(1_0)", "string \"10\"" },
    { "str(1e-7)", "string \"1e-07\"" },
    { "str(0.30000000000000004)", "string \"0.30000000000000004\"" },
    { "str(1e16)", "string \"1e+16\"" },
    { "str(null)", "4: null is no text for str()" },
    { "bool(0)", "bool false" },
    { "bool('TRUE')", "bool true" },
    { "bool(yes)", "5: 'yes' is no value for bool()" },
    { "int([1.5,{a:2.5}])", "list [1,{\"a\":2}]" },
    { "int(value=2.5)", "int 2" },
    { "int()", "0: int() needs one value" },
};

static void cast_functions(void **state)
{
    check(*state, casts, COUNT(casts));
}

static const vector dollars[] = {
    { "${a}", "live at 0 \"${a}\"" },
    { "x/${a}", "live at 0 \"x/${a}\"" },
    { "'${a:${b}}'", "live at 0 \"${a:${b}}\"" },
    { "'\\${a}'", "string \"${a}\"" },
    { "'\\\\${a}'", "live at 0 \"\\\\\\\\${a}\"" },
    { "'\\\\\\${a}'", "string \"\\\\${a}\"" },
    { "'\\${a}${b}'", "live at 0 \"\\\\${a}${b}\"" },
    { "[a,{b:'${c}'}]", "live at 6 [\"a\",{\"b\":\"${c}\"}]" },
    { "a,${b}", "live at 2 [\"a\",\"${b}\"]" },
    { "$a", "string \"$a\"" },
    { "\\x$", "string \"\\\\x$\"" },
    { "${a", "1: '{' stands where ',' or the end was expected" },
    { "${}", "1: '{' stands where ',' or the end was expected" },
};

static void interpolations(void **state)
{
    check(*state, dollars, COUNT(dollars));
}

static void hostile_sizes(void **state)
{
    session *s = *state;
    buf deep = buf_new(s->arena);
    buf wide = buf_new(s->arena);

    buf_fill(&deep, '[', 100000);
    assert_str(s, "64: more than 64 brackets inside each other",
               meaning(s, buf_str(&deep)));
    for (size_t i = 0; i < 200000; i++)
        buf_put(&wide, i ? STR(",${a") : STR("${a"));
    assert_int_equal(hydra_read(s->arena, buf_str(&wide)).kind, HYDRA_WRONG);
    wide.len = 0;
    for (size_t i = 0; i < 200000; i++)
        buf_put(&wide, i ? STR(", 'a\\\\'") : STR("b"));
    assert_int_equal(hydra_read(s->arena, buf_str(&wide)).value->count, 200000);
    wide.len = 0;
    buf_fill(&wide, '1', 5000);
    assert_str(s, "0: this number is too long", meaning(s, buf_str(&wide)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SESSION_TEST(primitive_texts), SESSION_TEST(quoted_texts),
        SESSION_TEST(lists_and_dicts), SESSION_TEST(sweeps_and_functions),
        SESSION_TEST(cast_functions),  SESSION_TEST(interpolations),
        SESSION_TEST(hostile_sizes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
