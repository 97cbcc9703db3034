#include "ir/args.h"

#include "base/resource.h"

typedef struct writer {
    args_context *in;
    arena *arena;
    bool shim;     /* pairs are triples behind the mark */
    map variables; /* names of environment entries that are taken */
    ir_env **last_env;
} writer;

static const str mark = { "pipec:hydra", 11 };

/* ---- words and texts ----------------------------------------------------- */

static void put_word(const writer *w, ir_words *to, str text, span at)
{
    ir_word_literal(w->arena, to, text, at);
}

static void append(const writer *w, ir_text *to, const ir_text *from)
{
    for (const ir_piece *p = from->first; p; p = p->next) {
        ir_piece *copy;

        if (p->kind == IR_LITERAL) {
            ir_piece_literal(w->arena, to, p->text, p->at);
            continue;
        }
        copy = ir_piece_add(w->arena, to, p->kind, p->at);
        *copy = *p;
        copy->next = NULL;
    }
}

static void put_text(const writer *w, ir_words *to, const ir_text *text)
{
    ir_word *word = ir_word_add(w->arena, to, IR_WORD_TEXT, text->at);

    append(w, &word->text, text);
}

static void put_joined(const writer *w, ir_words *to, str head,
                       const ir_text *text, str tail, span at)
{
    ir_word *word = ir_word_add(w->arena, to, IR_WORD_TEXT, at);

    ir_piece_literal(w->arena, &word->text, head, at);
    append(w, &word->text, text);
    ir_piece_literal(w->arena, &word->text, tail, at);
}

/* ---- argparse ------------------------------------------------------------ */

static void write_flagged(const writer *w, const arg *a, ir_words *to)
{
    const argstyle *style = w->in->how->style;
    str flag = arena_join(w->arena, str_of(style->lead), a->key);

    if (style->pair == PAIR_KEY_EQUALS) {
        put_joined(w, to, arena_join(w->arena, flag, STR("=")), &a->text,
                   STR(""), a->at);
        return;
    }
    put_word(w, to, flag, a->at);
    put_text(w, to, &a->text);
}

/* ---- hydra --------------------------------------------------------------- */

static str spell(const writer *w, const arg *a)
{
    session *s = w->in->session;
    buf out = buf_new(w->arena);

    if (a->constant->kind == DOC_STRING &&
        str_eq(a->constant->text, STR("???"))) {
        diag *d =
            REPORT(s, D_BAD_VALUE, a->at,
                   "'%.*s' is three question marks, which Hydra takes for "
                   "no value",
                   STR_ARG(a->key));
        diag_help(&s->diags, d, "leave the argument out");
    }
    if (!hydra_value(&out, a->constant))
        REPORT(s, D_BAD_VALUE, a->at,
               "'%.*s' is a struct with a key that Hydra cannot spell",
               STR_ARG(a->key));
    return buf_str(&out);
}

static void put_triple(const writer *w, ir_words *to, const char *kind, str key,
                       span at)
{
    put_word(w, to, str_of(kind), at);
    put_word(w, to, key, at);
}

static void write_constant(const writer *w, const arg *a, ir_words *to)
{
    bool string = a->constant->kind == DOC_STRING;
    str spelled = spell(w, a);

    put_triple(w, to, string ? "s" : "r", a->key, a->at);
    put_word(w, to, string ? a->constant->text : spelled, a->at);
}

static void write_triple(const writer *w, const arg *a, ir_words *to)
{
    switch (a->how) {
    case ARG_CONSTANT: write_constant(w, a, to); return;
    case ARG_BARE: put_triple(w, to, "r", a->key, a->at); break;
    case ARG_STRING: put_triple(w, to, "s", a->key, a->at); break;
    case ARG_JSON: put_triple(w, to, "j", a->key, a->at); break;
    }
    put_text(w, to, &a->text);
}

static char variable_char(char c)
{
    if (c >= 'a' && c <= 'z')
        return (char)(c - 'a' + 'A');
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '_';
}

/* After a few equal names the next number is taken from how many there are. */
enum { FEW = 16 };

static str variable_name(writer *w, str key)
{
    buf out = buf_new(w->arena);
    str name;

    buf_put(&out, STR("PIPEC_"));
    for (size_t i = 0; i < key.len; i++)
        if (key.ptr[i] != '+')
            buf_char(&out, variable_char(key.ptr[i]));
    name = buf_str(&out);
    for (uint32_t n = 2; map_get(&w->variables, name);
         n = n == FEW ? w->variables.count : n + 1)
        name = arena_printf(w->arena, "%.*s_%u", (int)out.len, out.ptr, n);
    map_put(&w->variables, name, w);
    return name;
}

static void add_variable(writer *w, str name, const arg *a)
{
    ir_env *env = NEW(w->arena, ir_env);

    env->name = name;
    env->at = a->at;
    env->kind = IR_ENV_TEXT;
    env->text.at = a->at;
    append(w, &env->text, &a->text);
    *w->last_env = env;
    w->last_env = &env->next;
}

/* oc.create reads YAML, and so JSON; the quotes are Hydra's. */
static void write_by_variable(writer *w, const arg *a, ir_words *to)
{
    str name = variable_name(w, a->key);
    bool tree = a->how == ARG_JSON;

    add_variable(w, name, a);
    put_word(w, to,
             arena_printf(w->arena, "%.*s='${%soc.env:%.*s}%s'",
                          STR_ARG(a->key), tree ? "oc.create:${" : "",
                          STR_ARG(name), tree ? "}" : ""),
             a->at);
}

/* Without a command the shim is not possible, which was reported before. */
static void write_in_quotes(const writer *w, const arg *a, ir_words *to)
{
    session *s = w->in->session;

    if (str_eq(w->in->how->transport, STR("text"))) {
        diag *d = REPORT(s, D_TEXT_TRANSPORT, a->at,
                         "the run-time text of '%.*s' stands in quotes: a "
                         "quote or '${' in it changes what Hydra reads",
                         STR_ARG(a->key));
        diag_help(&s->diags, d, "transport: exact passes any text");
    }
    put_joined(w, to, arena_join(w->arena, a->key, STR("='")), &a->text,
               STR("'"), a->at);
}

static void write_override(writer *w, const arg *a, ir_words *to)
{
    str head = arena_join(w->arena, a->key, STR("="));
    ir_text none = { .at = a->at };

    switch (a->how) {
    case ARG_CONSTANT:
        put_joined(w, to, head, &none, spell(w, a), a->at);
        return;
    case ARG_BARE: put_joined(w, to, head, &a->text, STR(""), a->at); return;
    case ARG_STRING:
    case ARG_JSON: break;
    }
    if (str_eq(w->in->how->transport, STR("env")))
        write_by_variable(w, a, to);
    else
        write_in_quotes(w, a, to);
}

/* ---- one argument -------------------------------------------------------- */

static ir_port *open_port(const ir_text *text, const arg_settled *known)
{
    if (known && known->depth >= ARG_SETTLED_MAX)
        return NULL;
    return arg_open_port(text, known, NULL);
}

/* The words that stand when the input is there. */
static ir_words *guarded(const writer *w, ir_port *port, span at, ir_words *to)
{
    ir_word *word = ir_word_add(w->arena, to, IR_WORD_IF_PRESENT, at);

    word->port = port;
    return &word->then;
}

/* A pair goes whole when an input that it reads is absent. */
static void write_pair(writer *w, const arg *a, const arg_settled *known,
                       ir_words *to)
{
    ir_port *open = open_port(&a->text, known);

    if (open) {
        arg_settled inner = arg_settle(open, true, known);

        write_pair(w, a, &inner, guarded(w, open, a->at, to));
        return;
    }
    if (w->in->how->style->escape == ESCAPE_NONE)
        write_flagged(w, a, to);
    else if (w->shim)
        write_triple(w, a, to);
    else
        write_override(w, a, to);
}

static void write_word(const writer *w, const arg *a, const arg_settled *known,
                       ir_words *to)
{
    ir_port *open = open_port(&a->word->text, known);

    if (open) {
        arg_settled inner = arg_settle(open, true, known);

        write_word(w, a, &inner, guarded(w, open, a->at, to));
        return;
    }
    if (w->shim)
        put_triple(w, to, "w", STR(""), a->at);
    put_text(w, to, &a->word->text);
}

static void write_list(writer *w, const arg *first, const arg_settled *known,
                       ir_words *to)
{
    for (const arg *a = first; a; a = a->next) {
        arg_settled inner = arg_settle(a->port, true, known);
        ir_word *word;

        switch (a->kind) {
        case ARG_PAIR: write_pair(w, a, known, to); break;
        case ARG_WORD: write_word(w, a, known, to); break;
        case ARG_CHOICE:
            word = ir_word_add(w->arena, to, IR_WORD_IF_PRESENT, a->at);
            word->port = a->port;
            write_list(w, a->then.first, &inner, &word->then);
            write_list(w, a->other.first, known, &word->other);
            break;
        }
    }
}

/* ---- the component ------------------------------------------------------- */

static bool has_value(const arg_list *list, arg_value how)
{
    for (const arg *a = list->first; a; a = a->next)
        if ((a->kind == ARG_PAIR && a->how == how) ||
            has_value(&a->then, how) || has_value(&a->other, how))
            return true;
    return false;
}

/* The shim that can spell all of the values, or NULL when none is needed. */
static const char *shim_for(const args_context *in, const arg_list *list)
{
    str transport = in->how->transport;

    if (in->how->style->escape != ESCAPE_HYDRA ||
        (transport.len && !str_eq(transport, STR("exact"))))
        return NULL;
    if (has_value(list, ARG_JSON))
        return "templates/shims/hydra-json.py";
    return has_value(list, ARG_STRING) ? "templates/shims/hydra.py" : NULL;
}

static bool is_python(str s)
{
    str minor = STR("python3.");

    if (str_eq(s, STR("python")) || str_eq(s, STR("python3")))
        return true;
    if (!str_starts(s, minor) || s.len == minor.len)
        return false;
    for (size_t i = minor.len; i < s.len; i++)
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
    return true;
}

static str interpreter(const writer *w, const ir_words *command)
{
    const ir_word *first = command->first;
    str name;

    if (first->kind != IR_WORD_TEXT || !ir_text_is_literal(&first->text))
        return STR("python3");
    name = ir_text_literal(w->arena, &first->text);
    return is_python(name) ? name : STR("python3");
}

static void put_shim(const writer *w, ir_container *box, const char *shim)
{
    ir_words command = { NULL, NULL, 0 };
    span at = w->in->how->at;

    put_word(w, &command, interpreter(w, &box->command), at);
    put_word(w, &command, STR("-c"), at);
    put_word(w, &command, resource_find(shim), at);
    command.last->next = box->command.first;
    command.last = box->command.last;
    command.count += box->command.count;
    box->command = command;
}

void args_write(args_context *in, const arg_list *from)
{
    ir_container *box = &in->component->container;
    const char *shim = shim_for(in, from);
    writer w = { .in = in, .arena = in->arena };
    ir_words args = { NULL, NULL, 0 };
    const arg *first = from->first;

    w.variables = map_new(in->arena);
    w.last_env = &box->env;
    for (; *w.last_env; w.last_env = &(*w.last_env)->next)
        map_put(&w.variables, (*w.last_env)->name, box);
    if (shim && box->command.count) {
        for (; first && first->kind == ARG_WORD; first = first->next)
            write_word(&w, first, NULL, &args);
        put_shim(&w, box, shim);
        put_word(&w, &args, mark, in->how->at);
        w.shim = true;
    }
    write_list(&w, first, NULL, &args);
    box->args = args;
}
