#include "base/yaml_problem.h"

#include "base/formats.h"
#include "base/text_check.h"
#include "base/utf8.h"

#include <string.h>

typedef struct wording {
    const char *theirs, *ours, *help; /* NULL: none */
} wording;

static const wording problems[] = {
    { "did not find expected ',' or ']'",
      "expected ',' or ']' after a value of the list", NULL },
    { "did not find expected ',' or '}'",
      "expected ',' or '}' after a value of the map", NULL },
    { "did not find expected key",
      "expected a key of the map, or a line further left",
      "keys of one map must begin in the same column" },
    { "did not find expected '-' indicator",
      "expected '-' of the list, or a line further left",
      "items of one list must begin in the same column" },
    { "did not find expected node content", "expected a value", NULL },
    { "did not find expected <document start>",
      "expected the end of the document",
      "one document has one value at the left edge; '---' begins another" },
    { "could not find expected ':'", "expected ':' after the key",
      "write 'key: value' with a blank after the colon" },
    { "mapping values are not allowed in this context",
      "a key cannot stand here",
      "quote text that holds ': ', and give each key a line of its own" },
    { "mapping keys are not allowed in this context", "a key cannot stand here",
      NULL },
    { "block sequence entries are not allowed in this context",
      "a list item cannot stand here", "begin the list on a line of its own" },
    { "found character that cannot start any token",
      "a value cannot begin with this character",
      "quote text that begins with a special character; indent with blanks, "
      "not with tabs" },
    { "found a tab character that violates indentation",
      "a tab cannot be used to indent", "indent with blanks" },
    { "found a tab character where an indentation space is expected",
      "a tab cannot be used to indent", "indent with blanks" },
    { "found an indentation indicator equal to 0",
      "the indent of a block text cannot be 0", NULL },
    { "did not find expected comment or line break",
      "expected the end of the line", NULL },
    { "found unexpected document indicator",
      "the document ends inside a quoted text", "close the quote" },
    { "found unexpected end of stream", "the text ends inside quotes",
      "close the quote" },
    { "found unknown escape character", "unknown escape in double quotes",
      "write a backslash as \\\\, or use single quotes" },
    { "did not find expected hexdecimal number",
      "expected hexadecimal digits after the escape", NULL },
    { "found invalid Unicode character escape code",
      "the escape is no Unicode character",
      "write characters beyond U+FFFF themselves, not as a pair of escapes" },
    { "found unexpected ':'", "a ':' cannot stand here",
      "quote text that holds ':'" },
    { "did not find expected alphabetic or numeric character",
      "expected a name of letters and digits",
      "quote text that begins with '*' or '&'" },
    { "found undefined tag handle", "unknown tag",
      "quote text that begins with '!'" },
    { "did not find the expected '>'", "expected '>' after the tag", NULL },
    { "did not find expected tag URI", "malformed tag",
      "quote text that begins with '!'" },
    { "did not find expected whitespace or line break",
      "expected a blank after the tag", NULL },
    { "control characters are not allowed",
      "a control character cannot stand here",
      "write it as an escape in double quotes" },
    { "found unknown directive name", "unknown directive",
      "quote text that begins with '%'" },
    { "found uknown directive name", "unknown directive",
      "quote text that begins with '%'" },
    { "found incompatible YAML document", "only YAML 1.1 and 1.2 are known",
      NULL },
    { "found duplicate %YAML directive", "second %YAML directive", NULL },
};

static const wording contexts[] = {
    { "while parsing a flow sequence", "the list begins here", NULL },
    { "while parsing a flow mapping", "the map begins here", NULL },
    { "while parsing a block mapping", "the map begins here", NULL },
    { "while parsing a block collection", "the list begins here", NULL },
    { "while scanning a simple key", "the key begins here", NULL },
    { "while scanning a quoted scalar", "the text begins here", NULL },
    { "while parsing a quoted scalar", "the text begins here", NULL },
    { "while scanning a plain scalar", "the text begins here", NULL },
    { "while scanning a block scalar", "the text begins here", NULL },
    { "while scanning an alias", "the alias begins here", NULL },
    { "while scanning an anchor", "the anchor begins here", NULL },
};

static const wording *find(const wording *all, size_t count, const char *text)
{
    for (size_t i = 0; text && i < count; i++)
        if (!strcmp(all[i].theirs, text))
            return all + i;
    return NULL;
}

static size_t character_end(str text, size_t at)
{
    if (at < text.len && text.ptr[at] != '\n' && text.ptr[at] != '\r')
        utf8_next(text, &at);
    return at;
}

static bool has_braces(str line)
{
    return str_find(line, STR("{{")) < line.len;
}

void yaml_help_braces(session *s, diag *about, const source *from, size_t at)
{
    str line = text_line_at(from->text, at);

    if (str_find(line, STR("${{")) < line.len)
        diag_help(&s->diags, about,
                  "quote text that holds ${{ }}: \"${{ ... }}\"");
    else if (has_braces(line))
        diag_help(&s->diags, about, "quote text that holds {{ }}");
}

/* The previous line may be the cause: what looks like no key swallows this. */
static size_t previous_line(str text, size_t at)
{
    size_t start = (size_t)(text_line_at(text, at).ptr - text.ptr);

    return start ? start - 1 : 0;
}

static void help_with_line(session *s, diag *about, const source *from,
                           yaml_problem p)
{
    str line = text_line_at(from->text, p.at);
    size_t other = p.context ? p.context_at : previous_line(from->text, p.at);

    if (has_braces(line))
        yaml_help_braces(s, about, from, p.at);
    else
        yaml_help_braces(s, about, from, other);
    text_help_lookalikes(s, about, from, p.at);
    if (text_line_at(from->text, other).ptr != line.ptr)
        text_help_lookalikes(s, about, from, other);
}

/* A tab that indents has many names in libyaml. */
static const char *what_of(str text, yaml_problem p)
{
    if (p.at < text.len && text.ptr[p.at] == '\t')
        return "found a tab character that violates indentation";
    return p.what;
}

void yaml_problem_report(session *s, const source *from, yaml_problem p)
{
    const char *what = what_of(from->text, p);
    const wording *w = find(problems, COUNT(problems), what);
    const wording *c = find(contexts, COUNT(contexts), p.context);
    diag *d;

    if (p.at > from->text.len)
        p.at = from->text.len;
    d = REPORT(s, D_SYNTAX,
               source_span(from, p.at, character_end(from->text, p.at)), "%s",
               w        ? w->ours
               : p.what ? p.what
                        : "malformed YAML");
    if (c)
        diag_note(&s->diags, d, source_span(from, p.context_at, p.context_at),
                  "%s", c->ours);
    if (w && w->help)
        diag_help(&s->diags, d, "%s", w->help);
    help_with_line(s, d, from, p);
}

static void help_with_float(session *s, diag *d, str text)
{
    buf number = buf_new(s->arena);

    yaml_write_number(&number, text);
    diag_help(&s->diags, d, "write it %.*s, or quote it: \"%.*s\"",
              STR_ARG(buf_str(&number)), STR_ARG(text));
}

void yaml_warn_readers(session *s, str text, span at)
{
    const char *reading = yaml_reading_11(text);
    doc_kind kind;
    diag *d;

    if (!reading || str_eq(text, STR("<<")))
        return;
    kind = yaml_core_kind(text);
    d = REPORT(s, D_READERS_DIFFER, at,
               "'%.*s' is %s here but %s for YAML 1.1 readers", STR_ARG(text),
               kind == DOC_STRING            ? "text"
               : str_starts(text, STR("0o")) ? "a number"
                                             : "a decimal number",
               reading);
    if (str_starts(text, STR("0o")))
        diag_help(&s->diags, d, "write the number in decimal, or quote it");
    else if (kind == DOC_FLOAT)
        help_with_float(s, d, text);
    else if (kind == DOC_INT)
        diag_help(&s->diags, d,
                  "write it without leading zeros, or quote it: \"%.*s\"",
                  STR_ARG(text));
    else if (str_eq(str_of(reading), STR("true")) ||
             str_eq(str_of(reading), STR("false")))
        diag_help(&s->diags, d, "write %s, or quote it: \"%.*s\"", reading,
                  STR_ARG(text));
    else
        diag_help(&s->diags, d, "quote it: \"%.*s\"", STR_ARG(text));
}

/* Whether `at` begins a line for libyaml, which knows YAML 1.1's breaks. */
static bool begins_line(str text, size_t at)
{
    str before = str_sub(text, 0, at);

    return at == text_mark_length(text) || str_ends(before, STR("\n")) ||
           str_ends(before, STR("\r")) || str_ends(before, STR("\xc2\x85")) ||
           str_ends(before, STR("\xe2\x80\xa8")) ||
           str_ends(before, STR("\xe2\x80\xa9"));
}

bool yaml_check_directives(session *s, const source *from)
{
    str text = from->text;

    for (size_t at = 0; at < text.len; at++) {
        diag *d;

        at += str_find(str_sub(text, at, text.len), STR("%TAG"));
        if (at == text.len)
            break;
        if (!begins_line(text, at))
            continue;
        d = REPORT(s, D_SYNTAX, source_span(from, at, at + 4),
                   "%%TAG directives are not supported");
        diag_help(&s->diags, d, "quote text that begins with '%%'");
        return false;
    }
    return true;
}
