#include "base/formats.h"
#include "ir/args.h"

/* ---- what a word looks like ---------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The first piece of a word of text when it is a literal, else nothing. */
static str leading_text(const ir_word *w)
{
    const ir_piece *p = w->kind == IR_WORD_TEXT ? w->text.first : NULL;

    return p && p->kind == IR_LITERAL ? p->text : (str){ NULL, 0 };
}

static bool is_literal(const ir_word *w)
{
    return w && w->kind == IR_WORD_TEXT && ir_text_is_literal(&w->text);
}

/* Length of `--name` at the start of s, or 0. */
static size_t flag_length(str s)
{
    size_t n = 3;

    if (s.len < 3 || !str_starts(s, STR("--")) || !is_letter(s.ptr[2]))
        return 0;
    while (n < s.len && (is_letter(s.ptr[n]) || is_digit(s.ptr[n]) ||
                         s.ptr[n] == '_' || s.ptr[n] == '.' || s.ptr[n] == '-'))
        n++;
    return n;
}

/* `--name` and nothing else. */
static bool is_flag(const ir_word *w)
{
    str s = leading_text(w);

    return s.len && is_literal(w) && flag_length(s) == s.len;
}

static bool is_number(str s)
{
    size_t at = s.len && s.ptr[0] == '-';
    size_t from = at;
    bool padded = at + 1 < s.len && s.ptr[at] == '0' && is_digit(s.ptr[at + 1]);

    while (at < s.len && is_digit(s.ptr[at]))
        at++;
    if (at == from || padded)
        return false;
    if (at + 1 < s.len && s.ptr[at] == '.' && is_digit(s.ptr[at + 1]))
        for (at++; at < s.len && is_digit(s.ptr[at]);)
            at++;
    if (at + 1 < s.len && (s.ptr[at] | 0x20) == 'e') {
        at++;
        if (s.ptr[at] == '-' || s.ptr[at] == '+')
            at++;
        from = at;
        while (at < s.len && is_digit(s.ptr[at]))
            at++;
        return at == s.len && at > from;
    }
    return at == s.len;
}

/* A literal that can be the value of the flag before it. */
static bool is_value(const ir_word *w)
{
    str s = w ? leading_text(w) : (str){ NULL, 0 };

    return is_literal(w) && (!str_starts(s, STR("-")) || is_number(s));
}

/* A word with a reference in it that does not look like a flag. */
static bool is_reference(const ir_word *w)
{
    return w && w->kind == IR_WORD_TEXT && !is_literal(w) &&
           !str_starts(leading_text(w), STR("-"));
}

static bool is_single_value(const ir_words *branch)
{
    return branch->count == 1 &&
           (is_reference(branch->first) || is_value(branch->first));
}

/* A choice between two values, or one and none, behind a flag. */
static bool is_value_choice(const ir_word *w)
{
    return w && w->kind == IR_WORD_IF_PRESENT && is_single_value(&w->then) &&
           (!w->other.count || is_single_value(&w->other));
}

/* Hydra's own options; the others of its options are also common names of a
 * program's. The word after one of the first four is its value. */
static bool is_hydra_option(const ir_word *w)
{
    static const char *const names[] = {
        "--config-path", "--config-name", "--config-dir", "--cfg",      "-cp",
        "-cn",           "-cd",           "-c",           "--multirun", "-m",
    };
    str s = leading_text(w);
    size_t n = str_find(s, STR("="));

    for (size_t i = 0; i < COUNT(names); i++)
        if (str_eq(str_sub(s, 0, n), str_of(names[i])))
            return true;
    return false;
}

static bool takes_word(const ir_word *option)
{
    str s = leading_text(option);

    return str_find(s, STR("=")) == s.len && !str_eq(s, STR("-m")) &&
           !str_eq(s, STR("--multirun"));
}

/* key=value, +key=value, ~key: what Hydra itself takes. */
static bool is_override(const ir_word *w)
{
    str s = leading_text(w);

    if (str_starts(s, STR("~")))
        return true;
    return str_find(s, STR("=")) < s.len &&
           hydra_key_legal(str_sub(s, 0, str_find(s, STR("="))));
}

/* ---- constants ----------------------------------------------------------- */

/* The input a flag is called after: --train-path goes with train_path. */
static const ir_port *input_named(const args_context *in, str flag)
{
    const ir_ports *inputs = &in->component->inputs;
    const ir_port *port = ir_port_find(inputs, flag);

    return port ? port : ir_port_find(inputs, arg_snake(in->arena, flag));
}

static const doc *json_constant(const args_context *in, str text)
{
    session quiet = *in->session;
    source from = { .name = STR("argument"), .text = text };

    diags_init(&quiet.diags, in->arena);
    return json_read(&quiet, &from);
}

static bool is_bool(str s)
{
    return str_eq(s, STR("true")) || str_eq(s, STR("false"));
}

/* The type of the input the flag is called after tells what a text is; without
 * one a number is a number. */
static const doc *constant_of(const args_context *in, str text,
                              const ir_port *port)
{
    ir_type_kind kind = port ? port->type.kind : IR_ANY;
    const doc *tree;

    if (kind == IR_LIST || kind == IR_STRUCT) {
        tree = json_constant(in, text);
        if (doc_is_seq(tree) || doc_is_map(tree))
            return tree;
    }
    if (kind != IR_STRING && is_number(text))
        return doc_number(in->arena, text);
    if (kind != IR_STRING && is_bool(text))
        return doc_bool(in->arena, str_eq(text, STR("true")));
    return doc_string(in->arena, text);
}

/* ---- pairs --------------------------------------------------------------- */

static bool is_hydra(const args_context *in)
{
    return in->how->style->escape == ESCAPE_HYDRA;
}

static const ir_port *port_read(const ir_text *text)
{
    const ir_piece *p = text->first;

    return p && !p->next ? p->port : NULL;
}

static void add_value(args_context *in, arg_list *to, str flag, span at,
                      const ir_text *value)
{
    const ir_port *port = port_read(value);
    const ir_port *named = port ? port : input_named(in, flag);
    arg *a = arg_add_pair(in, to, flag, at, named, value);

    if (!ir_text_is_literal(value))
        return;
    a->how = ARG_CONSTANT;
    a->constant = constant_of(in, ir_text_literal(in->arena, value), named);
}

/* --no-cache stands for cache=false when there is a bool called cache. */
static void add_flag(args_context *in, arg_list *to, str flag,
                     const ir_word *word)
{
    str rest = str_sub(flag, 3, flag.len);
    const ir_port *off =
        str_starts(flag, STR("no-")) ? input_named(in, rest) : NULL;
    bool on = !off || off->type.kind != IR_BOOL;
    ir_text none = { .at = word->at };
    arg *a = arg_add_pair(in, to, on ? flag : rest, word->at,
                          on ? input_named(in, flag) : off, &none);

    a->how = ARG_CONSTANT;
    a->constant = doc_bool(in->arena, on);
}

/* The word after one value may be the next of a list, but not an override. */
static bool goes_on(const ir_word *w)
{
    return is_value(w) && !is_override(w);
}

static uint32_t count_values(const ir_word *w)
{
    uint32_t n = is_value(w);

    while (n && goes_on(w->next)) {
        w = w->next;
        n++;
    }
    return n;
}

/* --layers 64 128: argparse's lists. Returns the word after it. */
static const ir_word *add_values(args_context *in, arg_list *to, str flag,
                                 const ir_word *word, uint32_t n)
{
    ir_text none = { .at = word->at };
    const ir_port *port = input_named(in, flag);
    arg *a = arg_add_pair(in, to, flag, word->at, port, &none);
    doc *list = doc_seq(in->arena);

    REPORT(in->session, D_ARGUMENT_GUESSED, word->at,
           "%u words behind '--%.*s' were taken for a list", n, STR_ARG(flag));
    a->how = ARG_CONSTANT;
    a->constant = list;
    for (word = word->next; is_value(word); word = word->next) {
        const doc *item =
            constant_of(in, ir_text_literal(in->arena, &word->text), NULL);
        doc_push(in->arena, list, doc_copy(in->arena, item));
    }
    return word;
}

static void add_choice(args_context *in, arg_list *to, str flag,
                       const ir_word *choice)
{
    arg *a = arg_add(in, to, ARG_CHOICE, choice->at);
    bool outer = in->in_branch;

    a->port = choice->port;
    in->in_branch = true;
    add_value(in, &a->then, flag, choice->at, &choice->then.first->text);
    if (choice->other.count)
        add_value(in, &a->other, flag, choice->at, &choice->other.first->text);
    in->in_branch = outer;
}

/* A flag at w, with what belongs to it. Returns the word after it. */
static const ir_word *read_flag(args_context *in, const ir_word *w,
                                arg_list *to)
{
    str flag = str_sub(leading_text(w), 2, leading_text(w).len);
    const ir_port *port = input_named(in, flag);
    const ir_word *next = w->next;
    uint32_t n = count_values(next);

    if (is_reference(next)) {
        add_value(in, to, flag, w->at, &next->text);
        return next->next;
    }
    if (is_value_choice(next)) {
        add_choice(in, to, flag, next);
        return next->next;
    }
    if (n == 0 || (port && port->type.kind == IR_BOOL)) {
        add_flag(in, to, flag, w);
        return next;
    }
    if (n > 1)
        return add_values(in, to, flag, w, n);
    add_value(in, to, flag, w->at, &next->text);
    return next->next;
}

/* --key=value: the word without its key. */
static void read_joined(args_context *in, const ir_word *w, size_t n,
                        arg_list *to)
{
    str lead = leading_text(w);
    ir_text value = { .at = w->at };

    ir_piece_literal(in->arena, &value, str_sub(lead, n + 1, lead.len), w->at);
    for (const ir_piece *p = w->text.first->next; p; p = p->next) {
        ir_piece *copy = ir_piece_add(in->arena, &value, p->kind, p->at);

        *copy = *p;
        copy->next = NULL;
    }
    add_value(in, to, str_sub(lead, 2, n), w->at, &value);
}

/* ---- words that stay ----------------------------------------------------- */

static void keep_word(args_context *in, const ir_word *w, arg_list *to)
{
    bool choice = w->kind == IR_WORD_IF_PRESENT;
    arg *a = arg_add(in, to, choice ? ARG_CHOICE : ARG_WORD, w->at);

    a->word = w;
    a->port = w->port;
    if (!choice)
        return;
    args_keep(in, &w->then, &a->then);
    args_keep(in, &w->other, &a->other);
}

void args_keep(args_context *in, const ir_words *words, arg_list *to)
{
    for (const ir_word *w = words->first; w; w = w->next)
        keep_word(in, w, to);
}

static void keep_unread(args_context *in, const ir_word *w, arg_list *to)
{
    keep_word(in, w, to);
    to->last->left = is_hydra(in) && !is_override(w);
}

static void report_left(args_context *in, const arg_list *list)
{
    for (const arg *a = list->first; a; a = a->next) {
        report_left(in, &a->then);
        report_left(in, &a->other);
        if (!a->left)
            continue;
        diag *d = REPORT(in->session, D_ARGUMENT_LEFT, a->at,
                         "this is no '--key value' and was left as it is");
        diag_help(&in->session->diags, d,
                  "spell it KEY=VALUE in the file, or write 'args' as a list");
    }
}

/* ---- the list ------------------------------------------------------------ */

typedef struct outcome {
    arg_list options; /* Hydra wants its own options before all overrides */
    bool found;
} outcome;

static const ir_word *read_option(args_context *in, const ir_word *w,
                                  outcome *out)
{
    keep_word(in, w, &out->options);
    if (!takes_word(w) || !w->next)
        return w->next;
    keep_word(in, w->next, &out->options);
    return w->next->next;
}

/* A flag to argparse's own rows stays two words or one: a list of values or a
 * flag alone has the same form there. */
static bool stays(const args_context *in, const ir_word *w)
{
    const ir_port *port;

    if (is_hydra(in) || !is_flag(w))
        return false;
    port = input_named(in, str_sub(leading_text(w), 2, leading_text(w).len));
    return !is_reference(w->next) && !is_value_choice(w->next) &&
           (count_values(w->next) != 1 || (port && port->type.kind == IR_BOOL));
}

static const ir_word *read_word(args_context *in, const ir_word *w,
                                arg_list *to, outcome *out);

static void read_list(args_context *in, const ir_words *words, arg_list *to,
                      outcome *out)
{
    const ir_word *w = words->first;

    while (w && !(is_literal(w) && str_eq(leading_text(w), STR("--"))))
        w = read_word(in, w, to, out);
    for (; w; w = w->next)
        keep_unread(in, w, to);
}

static void read_branches(args_context *in, const ir_word *w, arg_list *to,
                          outcome *out)
{
    arg *a = arg_add(in, to, ARG_CHOICE, w->at);
    bool outer = in->in_branch;

    a->port = w->port;
    in->in_branch = true;
    read_list(in, &w->then, &a->then, out);
    read_list(in, &w->other, &a->other, out);
    in->in_branch = outer;
}

static const ir_word *read_word(args_context *in, const ir_word *w,
                                arg_list *to, outcome *out)
{
    str lead = leading_text(w);
    size_t n = flag_length(lead);

    if (w->kind == IR_WORD_IF_PRESENT) {
        read_branches(in, w, to, out);
        return w->next;
    }
    if (is_hydra(in) && is_hydra_option(w))
        return read_option(in, w, out);
    if (n && n < lead.len && lead.ptr[n] == '=') {
        read_joined(in, w, n, to);
        out->found = true;
        return w->next;
    }
    if (!is_flag(w)) {
        keep_unread(in, w, to);
        return w->next;
    }
    if (stays(in, w)) {
        keep_word(in, w, to);
        return w->next;
    }
    out->found = true;
    return read_flag(in, w, to);
}

bool args_read(args_context *in, const ir_words *words, arg_list *to)
{
    outcome out = { { NULL, NULL }, false };
    arg_list read = { NULL, NULL };

    read_list(in, words, &read, &out);
    if (out.found)
        report_left(in, &read);
    *to = out.options;
    if (!to->first)
        *to = read;
    else if (read.first) {
        to->last->next = read.first;
        to->last = read.last;
    }
    return out.found;
}
