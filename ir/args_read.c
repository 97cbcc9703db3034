#include "ir/args_word.h"

/* ---- pairs --------------------------------------------------------------- */

/* The input a flag is called after: --train-path goes with train_path. */
static const ir_port *input_named(const args_context *in, str flag)
{
    const ir_ports *inputs = &in->component->inputs;
    const ir_port *port = ir_port_find(inputs, flag);

    return port ? port : ir_port_find(inputs, arg_snake(in->arena, flag));
}

static bool is_override(const args_context *in)
{
    return style_is_override(in->how->style);
}

static const ir_port *port_read(const ir_text *text)
{
    const ir_piece *p = text->first;

    return p && !p->next ? p->port : NULL;
}

/* A program may take an option several times. */
static bool repeats(const argstyle *style)
{
    static const char *const names[] = { "argparse", "argparse-space", "click",
                                         "absl", "positional" };

    for (size_t i = 0; i < COUNT(names); i++)
        if (style_is(style, names[i]))
            return true;
    return false;
}

/* Adds a constant to those that the flag had before, as items of a list. */
static void repeat(args_context *in, arg_list *to, str flag, span at, arg *list,
                   const doc *constant)
{
    if (!list->items) {
        doc *items = doc_seq(in->arena);

        REPORT(in->session, D_ARGUMENT_GUESSED, at,
               "'--%.*s' stands here again: its values were taken for a list",
               STR_ARG(flag));
        doc_push(in->arena, items, doc_copy(in->arena, list->constant));
        list->constant = items;
        list->items = items;
    }
    doc_push(in->arena, list->items, doc_copy(in->arena, constant));
    arg_add(in, to, ARG_WORD, at)->gone = true;
}

/* The arg that has the flag already; a style that repeats lets it stand. */
static arg *older_flag(args_context *in, str flag)
{
    arg *older = in->from && !in->in_branch ? map_get(&in->flags, flag) : NULL;

    if (!older || !repeats(in->how->style))
        return older;
    map_put(&in->keys_made, older->key, NULL);
    return NULL;
}

/* Python Fire reads its texts, too, when they stand in quotes. */
static bool is_quoted(args_context *in, const ir_text *value, ir_text *inside)
{
    return in->from && in->from->escape == ESCAPE_PYTHON &&
           !ir_text_is_literal(value) &&
           text_unquote(in, python_decode, value, inside);
}

/* Python Fire knows more literals, and guesses at what is none. */
static void check_python(args_context *in, str flag, span at, const doc *value)
{
    str text = value->kind == DOC_STRING ? value->text : STR("");

    if (!in->from || in->from->escape != ESCAPE_PYTHON || !text.len)
        return;
    if (str_find(STR("[({"), str_sub(text, 0, 1)) < 3 ||
        str_find(text, STR("#")) < text.len)
        REPORT(in->session, D_ARGUMENT_GUESSED, at,
               "the value of '--%.*s' was taken for text, which Python Fire "
               "may read in another way",
               STR_ARG(flag));
}

static void add_value(args_context *in, arg_list *to, str flag, span at,
                      const ir_text *value)
{
    ir_text inside = { .at = value->at };
    const ir_port *port, *named;
    arg *older = older_flag(in, flag), *a;
    const doc *constant = NULL;

    if (is_quoted(in, value, &inside))
        value = &inside;
    port = port_read(value);
    named = port ? port : input_named(in, flag);
    if (ir_text_is_literal(value)) {
        constant = constant_of(in, ir_text_literal(in->arena, value), named);
        check_python(in, flag, at, constant);
    }
    if (constant && older && older->constant) {
        repeat(in, to, flag, at, older, constant);
        return;
    }
    a = arg_add_pair(in, to, flag, at, named, value);
    if (in->from && !in->in_branch)
        map_put(&in->flags, flag, a);
    if (!constant)
        return;
    a->how = ARG_CONSTANT;
    a->constant = constant;
    if (in->from && in->from->escape != ESCAPE_NONE)
        a->text = (ir_text){ .at = at }; /* it is spelled in the old style */
}

/* The bool that --no-NAME turns off, or --noNAME where that is the way. */
static const ir_port *port_off(const args_context *in, str flag, str *rest)
{
    bool glued = in->from && style_is(in->from, "absl");
    const ir_port *port;

    *rest = str_sub(flag, glued ? 2 : 3, flag.len);
    if (!str_starts(flag, glued ? STR("no") : STR("no-")))
        return NULL;
    port = input_named(in, *rest);
    return port && port->type.kind == IR_BOOL ? port : NULL;
}

/* --no-cache stands for cache=false when there is a bool called cache. */
static void add_flag(args_context *in, arg_list *to, str flag,
                     const ir_word *word)
{
    str rest;
    const ir_port *off = port_off(in, flag, &rest);
    ir_text none = { .at = word->at };
    arg *a;

    if (in->from && !off && str_starts(flag, STR("no-")))
        REPORT(in->session, D_ARGUMENT_GUESSED, word->at,
               "'--%.*s' turns nothing off: there is no bool input '%.*s'",
               STR_ARG(flag), STR_ARG(rest));
    a = arg_add_pair(in, to, off ? rest : flag, word->at,
                     off ? off : input_named(in, flag), &none);
    a->how = ARG_CONSTANT;
    a->constant = doc_bool(in->arena, !off);
}

/* The word after one value may be the next of a list, but not an override. */
static bool goes_on(const ir_word *w)
{
    return word_is_value(w) && !word_is_override(w);
}

static uint32_t count_values(const ir_word *w)
{
    uint32_t n = word_is_value(w);

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
    for (word = word->next; n--; word = word->next) {
        const doc *item =
            constant_of(in, ir_text_literal(in->arena, &word->text), NULL);
        doc_push(in->arena, list, doc_copy(in->arena, item));
    }
    return word;
}

static void add_choice(args_context *in, arg_list *to, str flag,
                       const ir_word *choice);

static void add_branch(args_context *in, arg_list *to, str flag,
                       const ir_words *branch)
{
    const ir_word *w = branch->first;

    if (!w)
        return;
    if (w->kind == IR_WORD_TEXT)
        add_value(in, to, flag, w->at, &w->text);
    else
        add_choice(in, to, flag, w);
    to->last->first = to->last->last = w;
}

static void add_choice(args_context *in, arg_list *to, str flag,
                       const ir_word *choice)
{
    arg *a = arg_add(in, to, ARG_CHOICE, choice->at);
    bool outer = in->in_branch;

    a->port = choice->port;
    in->in_branch = true;
    add_branch(in, &a->then, flag, &choice->then);
    add_branch(in, &a->other, flag, &choice->other);
    in->in_branch = outer;
}

/* --cache true; a bool in front of any other word is a switch. */
static bool is_switch(const ir_port *port, const ir_word *next)
{
    return port && port->type.kind == IR_BOOL &&
           !(word_is_literal(next) && text_is_bool(word_lead(next)));
}

/* A flag at w, with what belongs to it. Returns the word after it. */
static const ir_word *read_flag(args_context *in, const ir_word *w,
                                arg_list *to)
{
    str flag = str_sub(word_lead(w), 2, word_lead(w).len);
    const ir_port *port = input_named(in, flag);
    const ir_word *next = w->next;
    uint32_t n = count_values(next);

    if (word_is_reference(next)) {
        add_value(in, to, flag, w->at, &next->text);
        return next->next;
    }
    if (word_is_value_choice(next)) {
        add_choice(in, to, flag, next);
        return next->next;
    }
    if (n == 0 || is_switch(port, next)) {
        add_flag(in, to, flag, w);
        return next;
    }
    if (n > 1 && !(port && port->type.kind == IR_BOOL))
        return add_values(in, to, flag, w, n);
    if (in->from && !port)
        REPORT(in->session, D_ARGUMENT_GUESSED, next->at,
               "this was taken for the value of '--%.*s', which may also be a "
               "switch",
               STR_ARG(flag));
    add_value(in, to, flag, w->at, &next->text);
    return next->next;
}

/* --key=value: the word without its key. */
static void read_joined(args_context *in, const ir_word *w, size_t n,
                        arg_list *to)
{
    str lead = word_lead(w);
    ir_text value = { .at = w->at };

    ir_piece_literal(in->arena, &value, str_sub(lead, n + 1, lead.len), w->at);
    for (const ir_piece *p = w->text.first->next; p; p = p->next)
        ir_piece_copy(in->arena, &value, p);
    add_value(in, to, str_sub(lead, 2, n), w->at, &value);
}

/* ---- words that stay ----------------------------------------------------- */

void args_keep_word(args_context *in, const ir_word *w, arg_list *to)
{
    bool choice = w->kind == IR_WORD_IF_PRESENT;
    arg *a = arg_add(in, to, choice ? ARG_CHOICE : ARG_WORD, w->at);

    a->word = a->first = a->last = w;
    a->port = w->port;
    if (!choice)
        return;
    args_keep(in, &w->then, &a->then);
    args_keep(in, &w->other, &a->other);
}

void args_keep(args_context *in, const ir_words *words, arg_list *to)
{
    for (const ir_word *w = words->first; w; w = w->next)
        args_keep_word(in, w, to);
}

static void keep_unread(args_context *in, const ir_word *w, arg_list *to)
{
    args_keep_word(in, w, to);
    to->last->left = is_override(in) && !word_is_override(w);
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

/* Hydra <= 1.3 takes overrides on one side of its options only. */
static void check_option_place(args_context *in, const ir_word *w, bool found)
{
    const ir_word *next = word_takes_next(w) && w->next ? w->next : w;

    if (found && next->next)
        REPORT(in->session, D_ARGUMENT_LEFT, w->at,
               "'%.*s' is Hydra's own option and was left here, but Hydra "
               "wants it before all overrides",
               STR_ARG(word_lead(w)));
}

static const ir_word *read_option(args_context *in, const ir_word *w,
                                  arg_list *to, outcome *out)
{
    arg_list *at = in->from ? to : &out->options;

    if (in->from)
        check_option_place(in, w, out->found);
    args_keep_word(in, w, at);
    if (!word_takes_next(w) || !w->next)
        return w->next;
    args_keep_word(in, w->next, at);
    return w->next->next;
}

/* A flag to argparse's own rows stays two words or one: a list of values or a
 * flag alone has the same form there. */
static bool stays(const args_context *in, const ir_word *w)
{
    const ir_port *port;

    if (!str_starts(str_of(in->how->style->name), STR("argparse")) ||
        !word_is_flag(w))
        return false;
    port = input_named(in, str_sub(word_lead(w), 2, word_lead(w).len));
    return !word_is_reference(w->next) && !word_is_value_choice(w->next) &&
           (count_values(w->next) != 1 || is_switch(port, w->next));
}

/* What is neither a flag nor a choice. */
static const ir_word *read_other(args_context *in, const ir_word *w,
                                 arg_list *to, outcome *out)
{
    bool read = in->from && args_read_alone(in, w, to);

    if (!read) {
        keep_unread(in, w, to);
        return w->next;
    }
    out->found = true;
    return to->last->last->next;
}

/* Where in the file the arg stands: in words [w, next). */
static void set_place(arg *a, const ir_word *w, const ir_word *next)
{
    if (!a || a->first)
        return;
    a->first = w;
    while (w->next != next)
        w = w->next;
    a->last = w;
}

static const ir_word *read_word(args_context *in, const ir_word *w,
                                arg_list *to, outcome *out);

static void read_list(args_context *in, const ir_word *w, arg_list *to,
                      outcome *out)
{
    while (w && !word_is_end(w)) {
        const ir_word *next = read_word(in, w, to, out);

        set_place(to->last, w, next);
        w = next;
    }
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
    read_list(in, w->then.first, &a->then, out);
    read_list(in, w->other.first, &a->other, out);
    in->in_branch = outer;
}

static const ir_word *read_word(args_context *in, const ir_word *w,
                                arg_list *to, outcome *out)
{
    str lead = word_lead(w);
    size_t n = flag_length(lead);

    if (w->kind == IR_WORD_IF_PRESENT) {
        read_branches(in, w, to, out);
        return w->next;
    }
    if (style_is(in->how->style, "hydra") && word_is_hydra_option(w))
        return read_option(in, w, to, out);
    if (n && n < lead.len && lead.ptr[n] == '=') {
        read_joined(in, w, n, to);
        out->found = true;
        return w->next;
    }
    if (!word_is_flag(w))
        return read_other(in, w, to, out);
    if (stays(in, w)) {
        args_keep_word(in, w, to);
        return w->next;
    }
    out->found = true;
    return read_flag(in, w, to);
}

static void append(arg_list *to, const arg_list *from)
{
    if (!from->first)
        return;
    if (to->first)
        to->last->next = from->first;
    else
        to->first = from->first;
    to->last = from->last;
}

bool args_read(args_context *in, const ir_words *words, arg_list *to)
{
    outcome out = { { NULL, NULL }, false };
    arg_list read = { NULL, NULL };

    *to = read;
    read_list(in, args_keep_launcher(in, words, to), &read, &out);
    if (out.found)
        report_left(in, &read);
    append(to, &out.options);
    append(to, &read);
    return out.found;
}

void args_read_in_place(args_context *in, const ir_words *words, arg_list *to)
{
    outcome out = { { NULL, NULL }, false };

    if (style_is_override(in->from)) {
        args_read_overrides(in, words, to);
        return;
    }
    read_list(in, args_keep_launcher(in, words, to), to, &out);
    report_left(in, to);
}
