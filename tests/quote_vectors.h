#ifndef TESTS_QUOTE_VECTORS_H
#define TESTS_QUOTE_VECTORS_H

/*
 * Strings and how the rule writes them as a value: P plain, Q in quotes, E in
 * double quotes with escapes, L as a literal block. The facts were measured
 * with PyYAML, ruamel.yaml, yaml and js-yaml for node, goyaml.v2, goyaml.v3 and
 * kubectl: what is P here is read as the same string by all of them.
 */
typedef struct quote_vector {
    char how;
    const char *text;
} quote_vector;

static const quote_vector quote_vectors[] = {
    /* words */
    { 'Q', "" },        { 'Q', "~" },        { 'Q', "null" },
    { 'Q', "Null" },    { 'Q', "nULL" },     { 'Q', "true" },
    { 'Q', "fALSE" },   { 'Q', "yes" },      { 'Q', "No" },
    { 'Q', "on" },      { 'Q', "OFF" },      { 'Q', "y" },
    { 'Q', "N" },       { 'Q', "=" },        { 'Q', "<<" },
    { 'Q', "inf" },     { 'Q', "NaN" },      { 'Q', ".inf" },
    { 'Q', "-.Inf" },   { 'Q', "+inf" },     { 'P', "nothing" },
    { 'P', "yesterday" }, { 'P', "-n" },     { 'P', "-y" },
    { 'P', "none" },    { 'P', "==" },       { 'P', "<<x" },
    { 'P', "~/data" },  { 'P', "T" },        { 'P', "offset" },
    /* numbers and times */
    { 'Q', "3" },       { 'Q', "-7" },       { 'Q', "+7" },
    { 'Q', "010" },     { 'Q', "08" },       { 'Q', "0o17" },
    { 'Q', "0xff" },    { 'Q', "0b11" },     { 'Q', "1_000" },
    { 'Q', "1,000" },   { 'Q', "10:20" },    { 'Q', "1:02:03.5" },
    { 'Q', "1e3" },     { 'Q', "6.02E+23" }, { 'Q', "1." },
    { 'Q', ".5" },      { 'Q', "-.5" },      { 'Q', "." },
    { 'Q', "+" },       { 'Q', "e3" },       { 'Q', "E+5" },
    { 'Q', "1.2.3" },   { 'Q', "10.0.0.1" }, { 'Q', "2024-05-06" },
    { 'Q', "2024-05-06T07:08:09Z" },         { 'Q', "2024-05-06 07:08:09" },
    { 'Q', "99999999999999999999" },         { 'Q', "1d" },
    { 'Q', "0123abcd-0123-4567-89ab-0123456789ab" },
    { 'P', "500m" },    { 'P', "16Gi" },     { 'P', "30s" },
    { 'P', "deadbeef" }, { 'P', "v1.2.3" },  { 'P', "1st" },
    { 'P', ".git" },    { 'P', "../x" },     { 'Q', "-1x" },
    /* indicators */
    { 'Q', "-" },       { 'Q', "- a" },      { 'P', "-a" },
    { 'P', "--flag" },  { 'Q', "---" },      { 'Q', "---a" },
    { 'Q', "..." },     { 'Q', "?" },        { 'Q', "?a" },
    { 'Q', ":" },       { 'Q', ":a" },       { 'Q', "a:" },
    { 'Q', "a: b" },    { 'P', "a:b" },      { 'Q', "a :" },
    { 'P', "http://h/p?q=r#s" },             { 'Q', "a #b" },
    { 'P', "a#b" },     { 'Q', "#a" },       { 'Q', " a" },
    { 'Q', "a " },      { 'Q', " " },        { 'P', "a b" },
    { 'Q', "[a]" },     { 'Q', "]" },        { 'Q', "{{a}}" },
    { 'Q', "}" },       { 'P', "a[0]" },     { 'P', "a{b}" },
    { 'Q', ",a" },      { 'P', "a, b" },     { 'Q', "&a" },
    { 'Q', "*" },       { 'Q', "!a" },       { 'Q', "|" },
    { 'Q', ">" },       { 'Q', "'a" },       { 'P', "it's" },
    { 'Q', "\"a\"" },   { 'P', "a\"b" },     { 'Q', "%a" },
    { 'Q', "@a" },      { 'Q', "`a" },       { 'P', "\\" },
    { 'P', "a\\nb" },   { 'P', "$(a)" },     { 'P', "${{ a }}" },
    { 'P', "./run.sh" }, { 'P', "a=b" },     { 'P', "100%" },
    { 'P', "key of words" },
    /* characters */
    { 'P', "日本語" },  { 'P', "é" },        { 'P', "😀" },
    { 'P', "a\xc2\xa0z" },                   { 'E', "a\tz" },
    { 'E', "a\rz" },    { 'E', "\x1b[0m" },  { 'E', "a\x7f" },
    { 'E', "a\xc2\x85z" },                   { 'E', "a\xe2\x80\xa8z" },
    { 'E', "\xef\xbb\xbfz" },                { 'E', "a\xef\xbf\xbfz" },
    /* lines */
    { 'L', "a\n" },     { 'L', "a\nb" },     { 'L', "a\n\nb\n" },
    { 'L', "a\n\n\n" }, { 'L', "a \n\tb" },  { 'L', "# a\nb\n" },
    { 'L', "---\na\n" }, { 'L', "😀\nb" },   { 'L', "a: b\n- c" },
    { 'E', "\n" },      { 'E', "\na" },      { 'E', " a\nb" },
    { 'E', "\ta\nb" },  { 'E', "a\r\nb" },   { 'E', "a\n\x07" },
};

/* Plain texts and what YAML 1.1 readers make of them; NULL: the same as 1.2. */
typedef struct reading_vector {
    const char *text, *reading;
} reading_vector;

static const reading_vector reading_vectors[] = {
    { "yes", "true" },
    { "Yes", "true" },
    { "YES", "true" },
    { "yEs", NULL },
    { "y", "true" },
    { "N", "false" },
    { "off", "false" },
    { "On", "true" },
    { "true", NULL },
    { "TRUE", NULL },
    { "~", NULL },
    { "", NULL },
    { "null", NULL },
    { "<<", "a special key" },
    { "=", "a special key" },
    { "0", NULL },
    { "7", NULL },
    { "-12", NULL },
    { "+12", NULL },
    { "00", NULL },
    { "007", NULL },
    { "010", "an octal number" },
    { "-010", "an octal number" },
    { "08", "text" },
    { "0o10", "text" },
    { "0o0", "text" },
    { "+0o10", "an octal number" },
    { "0x1F", NULL },
    { "-0x1F", "a hexadecimal number" },
    { "0b101", "a binary number" },
    { "1_000", "a number" },
    { "1_0.5", "a number" },
    { "_1", NULL },
    { "12:30", "a number in base 60" },
    { "-1:30:00", "a number in base 60" },
    { "1:60", NULL },
    { "190:20:30.15", "a number in base 60" },
    { "1e3", "text" },
    { "1.5e3", "text" },
    { "1e+3", "text" },
    { "1.0e+3", NULL },
    { "1.e+3", NULL },
    { ".5e+3", NULL },
    { "+.5", "text" },
    { ".5", NULL },
    { "1.", NULL },
    { "0.10", NULL },
    { ".inf", NULL },
    { "-.INF", NULL },
    { ".NaN", NULL },
    { "inf", NULL },
    { "2024-01-01", "a date" },
    { "2024-1-1", "a date" },
    { "2024-01-01T00:00:00Z", "a date" },
    { "2024-01-01 0:00:00.5 +09:00", "a date" },
    { "2024-01", NULL },
    { "2024-01-01x", NULL },
    { "1.2.3", NULL },
    { "500m", NULL },
    { "-", NULL },
    { "+", NULL },
    { ".", NULL },
    { "--", NULL },
    { "abc", NULL },
};

#endif
