#include "base/formats.h"
#include "ir/args_word.h"
#include "ir/hydra_read.h"

/* Words key=value: Hydra's overrides and OmegaConf's dotlist. */

typedef struct reader {
    args_context *in;
    session *session;
    arena *arena;
    const char *to; /* name of the style to be written */
} reader;

static bool is_hydra(const reader *r)
{
    return style_is(r->in->from, "hydra");
}

/* ---- words that come to nothing ------------------------------------------ */

static arg *add_word(const reader *r, arg_list *to, const ir_word *w, bool gone)
{
    arg *a = arg_add(r->in, to, ARG_WORD, w->at);

    a->word = a->first = a->last = w;
    a->gone = gone;
    return a;
}

static diag *refuse(const reader *r, const ir_word *w, const char *why)
{
    return REPORT(r->session, D_CANNOT_CONVERT, w->at,
                  "%s, which %s arguments cannot say", why, r->to);
}

static void refuse_sweep(const reader *r, const ir_word *w)
{
    diag *d = REPORT(r->session, D_CANNOT_CONVERT, w->at,
                     "this is a sweep, which one component cannot run in %s "
                     "arguments",
                     r->to);

    diag_help(&r->session->diags, d,
              "'foreach: {sweep: …}' of a pipeline runs a task for each value");
}

static void refuse_live(const reader *r, const ir_word *w)
{
    diag *d = REPORT(r->session, D_LIVE_INTERPOLATION, w->at,
                     "'${…}' is filled in when the program reads its config, "
                     "and %s arguments cannot carry it",
                     r->to);

    diag_help(&r->session->diags, d,
              "pass the value itself; '\\${' is a '${' that stays");
}

static void leave(const reader *r, const ir_word *w, str why)
{
    diag *d = REPORT(r->session, D_ARGUMENT_LEFT, w->at,
                     "this is no override and was left as it is");

    if (why.len)
        diag_help(&r->session->diags, d, "%.*s", STR_ARG(why));
}

static void drop(const reader *r, const ir_word *w, const char *what)
{
    REPORT(r->session, D_ARGUMENT_DROPPED, w->at,
           "%s: %s arguments have nothing for it, and it was dropped", what,
           r->to);
}

/* ---- texts with references ----------------------------------------------- */

typedef enum outcome { READ, LIVE, SWEEP, FUNCTION, TREE, WRONG } outcome;

typedef struct unquoter {
    const reader *r;
    ir_text *to;
    buf text; /* literal text that was not added yet */
    size_t run;
    char quote; /* 0: outside */
    bool closed;
} unquoter;

static void flush(unquoter *u, span at)
{
    buf_fill(&u->text, '\\', u->run);
    u->run = 0;
    if (u->text.len)
        ir_piece_literal(u->r->arena, u->to,
                         arena_copy(u->r->arena, buf_str(&u->text)), at);
    u->text.len = 0;
}

static bool is_dollar(str s, size_t i)
{
    return s.ptr[i] == '$' && i + 1 < s.len && s.ptr[i + 1] == '{';
}

/* Hydra halves a run of backslashes at a quote, OmegaConf one at `${`. */
static outcome unquote_char(unquoter *u, str s, size_t i)
{
    char c = s.ptr[i];

    if (u->closed)
        return WRONG;
    if (c == '\\') {
        u->run++;
        return READ;
    }
    if (is_dollar(s, i) && u->run % 2 == 0)
        return LIVE;
    if (c == u->quote || is_dollar(s, i)) {
        u->closed = c == u->quote && u->run % 2 == 0;
        u->run /= 2;
    }
    buf_fill(&u->text, '\\', u->run);
    u->run = 0;
    if (!u->closed)
        buf_char(&u->text, c);
    return READ;
}

static outcome plain_char(unquoter *u, str s, size_t i)
{
    char c = s.ptr[i];
    str one = str_sub(s, i, i + 1);

    if (u->run) {
        bool escaped = str_find(STR("\\()[]{}:=, \t"), one) < 12;

        if (is_dollar(s, i))
            escaped = true;
        if (!escaped)
            buf_char(&u->text, '\\');
        buf_char(&u->text, c);
        u->run = 0;
        return READ;
    }
    if (c == '\\') {
        u->run = 1;
        return READ;
    }
    if (is_dollar(s, i))
        return LIVE;
    if (c == ',')
        return SWEEP;
    if (c == '(')
        return FUNCTION;
    if (c == '[' || c == '{')
        return TREE;
    if (str_find(STR(")]}='\"!#&;<>^`~"), one) < 14)
        return WRONG;
    buf_char(&u->text, c);
    return READ;
}

static outcome unquote(unquoter *u, const ir_text *from)
{
    str first = from->first->kind == IR_LITERAL ? from->first->text : STR("");
    size_t skip = first.len && (*first.ptr == '\'' || *first.ptr == '"');

    u->quote = skip ? *first.ptr : 0;
    for (const ir_piece *p = from->first; p; p = p->next) {
        if (p->kind != IR_LITERAL) {
            flush(u, p->at);
            if (u->closed)
                return WRONG;
            ir_piece_copy(u->r->arena, u->to, p);
        }
        for (size_t i = skip; p->kind == IR_LITERAL && i < p->text.len; i++) {
            outcome got = u->quote ? unquote_char(u, p->text, i)
                                   : plain_char(u, p->text, i);
            if (got != READ)
                return got;
        }
        skip = 0;
    }
    flush(u, from->last->at);
    return u->quote && !u->closed ? WRONG : READ;
}

/* The text inside of float(...), int(...), str(...) or bool(...): words of a
 * command line have no types. */
static bool is_cast(const ir_text *from)
{
    static const char *const names[] = { "float(", "int(", "str(", "bool(" };
    const ir_piece *p = from->first;
    bool found = false;

    for (size_t i = 0; i < COUNT(names); i++)
        found |= p->kind == IR_LITERAL && str_eq(p->text, str_of(names[i]));
    return found && p->next && p->next->kind != IR_LITERAL && p->next->next &&
           p->next->next == from->last && from->last->kind == IR_LITERAL &&
           str_eq(from->last->text, STR(")"));
}

/* OmegaConf takes half of an odd run of backslashes before `${` off. */
static bool without_escapes(arena *a, str *text)
{
    buf out = buf_new(a);
    size_t run = 0;

    for (size_t i = 0; i < text->len; i++) {
        bool dollar = is_dollar(*text, i);

        if (dollar && run % 2 == 0)
            return false;
        if (dollar)
            out.len -= run - run / 2;
        buf_char(&out, text->ptr[i]);
        run = text->ptr[i] == '\\' ? run + 1 : 0;
    }
    *text = out.len ? buf_str(&out) : STR("");
    return true;
}

/* Without quotes YAML takes what it likes from a run-time text. */
static outcome read_yaml_pieces(const reader *r, const ir_text *from,
                                ir_text *to)
{
    bool alone = from->first == from->last;

    if (alone) {
        ir_piece *copy = ir_piece_add(r->arena, to, IR_LITERAL, from->at);

        *copy = *from->first;
        return READ;
    }
    if (!text_unquote(r->in, yaml_decode, from, to))
        *to = *from;
    for (ir_piece *p = to->first; p; p = p->next)
        if (p->kind == IR_LITERAL && !without_escapes(r->arena, &p->text))
            return LIVE;
    return READ;
}

static outcome read_pieces(const reader *r, const ir_text *from, ir_text *to)
{
    unquoter u = { .r = r, .to = to, .text = buf_new(r->arena) };

    if (!is_hydra(r))
        return read_yaml_pieces(r, from, to);

    if (is_cast(from)) {
        ir_piece *copy = ir_piece_add(r->arena, to, IR_LITERAL, from->at);

        *copy = *from->first->next;
        copy->next = NULL;
        return READ;
    }
    return unquote(&u, from);
}

/* False when nothing was added. */
static bool report_outcome(const reader *r, const ir_word *w, outcome got)
{
    switch (got) {
    case READ: return true;
    case LIVE: refuse_live(r, w); break;
    case SWEEP: refuse_sweep(r, w); break;
    case FUNCTION: refuse(r, w, "this calls a function of Hydra"); break;
    case TREE:
        refuse(r, w, "this is a list or a dict with run-time parts");
        break;
    case WRONG: leave(r, w, STR("Hydra cannot read its value")); break;
    }
    return false;
}

/* ---- constants ----------------------------------------------------------- */

static const doc *read_hydra(const reader *r, const ir_word *w, str text)
{
    hydra_reading got = hydra_read(r->arena, text);

    switch (got.kind) {
    case HYDRA_CONSTANT: return got.value;
    case HYDRA_SWEEP: refuse_sweep(r, w); break;
    case HYDRA_INTERPOLATION: refuse_live(r, w); break;
    case HYDRA_WRONG: leave(r, w, got.why); break;
    }
    return NULL;
}

/* Takes OmegaConf's escapes off; false when there is a live interpolation. */
static bool bare_dollars(arena *a, doc *value)
{
    if (value->kind == DOC_STRING)
        return without_escapes(a, &value->text);
    if (doc_is_scalar(value))
        return true;
    for (doc *child = value->first; child; child = child->next)
        if (!bare_dollars(a, child))
            return false;
    return true;
}

/* OmegaConf's `a=` is null; what YAML 1.1 makes of `yes` is not ours. */
static const doc *read_yaml(const reader *r, const ir_word *w, str text)
{
    session quiet = *r->session;
    source *from = NEW(r->arena, source);
    doc *all;

    from->name = STR("argument");
    from->text = text;
    if (!text.len)
        return doc_null(r->arena);
    diags_init(&quiet.diags, r->arena);
    all = yaml_read(&quiet, from);
    if (all && all->count == 1 && bare_dollars(r->arena, all->first))
        return all->first;
    if (all && all->count == 1) {
        refuse_live(r, w);
        return NULL;
    }
    leave(r, w, STR("its value is no YAML"));
    return NULL;
}

static bool has_null(const reader *r)
{
    return r->in->how->style->null == NULL_WORD;
}

/* What has no value comes to nothing; false then. */
static bool check_constant(const reader *r, const ir_word *w, const doc *value)
{
    if (value->kind == DOC_NULL && !has_null(r)) {
        drop(r, w, "null");
        return false;
    }
    if (value->kind != DOC_STRING || !str_eq(value->text, STR("???")))
        return true;
    drop(r, w, "three question marks, which are no value");
    return false;
}

/* ---- pairs --------------------------------------------------------------- */

/* The word without its key. */
static ir_text value_of(const reader *r, const ir_word *w, size_t n)
{
    str lead = word_lead(w);
    ir_text value = { .at = w->at };

    if (n + 1 < lead.len)
        ir_piece_literal(r->arena, &value, str_sub(lead, n + 1, lead.len),
                         w->at);
    for (const ir_piece *p = w->text.first->next; p; p = p->next)
        ir_piece_copy(r->arena, &value, p);
    return value;
}

static bool is_mapped(const reader *r, str key)
{
    return r->in->how->keys && doc_get(r->in->how->keys, key);
}

static bool is_group(str key)
{
    return str_find(key, STR("/")) < key.len ||
           str_find(key, STR("@")) < key.len;
}

static bool is_own(str key)
{
    return str_starts(key, STR("hydra.")) || str_starts(key, STR("hydra/")) ||
           str_eq(key, STR("hydra"));
}

/* The name the pair goes by, or an empty text when it comes to nothing. */
static str name_of(const reader *r, const ir_word *w, str key)
{
    size_t plus = str_starts(key, STR("++")) ? 2 : str_starts(key, STR("+"));
    str name = str_sub(key, plus, key.len);

    if (is_mapped(r, key))
        return key;
    if (is_mapped(r, name))
        return name;
    if (is_own(name)) {
        drop(r, w, "a setting of Hydra itself");
        return STR("");
    }
    if (is_group(name)) {
        drop(r, w, "the choice of a config group");
        return STR("");
    }
    if (plus)
        REPORT(r->session, D_PREFIX_LOST, w->at,
               "'%.*s' adds a key in Hydra; %s arguments have no such prefix",
               STR_ARG(key), r->to);
    return name;
}

static const ir_port *port_of(const ir_text *text)
{
    const ir_piece *p = text->first;

    return p && !p->next ? p->port : NULL;
}

static arg *add_constant(const reader *r, arg_list *to, const ir_word *w,
                         str name, const ir_text *value)
{
    str text = ir_text_literal(r->arena, value);
    const doc *constant =
        is_hydra(r) ? read_hydra(r, w, text) : read_yaml(r, w, text);
    ir_text none = { .at = w->at };
    arg *a;

    if (!constant)
        return add_word(r, to, w, false);
    if (!check_constant(r, w, constant))
        return add_word(r, to, w, true);
    a = arg_add_pair(r->in, to, name, w->at, NULL, &none);
    a->how = ARG_CONSTANT;
    a->constant = constant;
    return a;
}

static arg *add_text(const reader *r, arg_list *to, const ir_word *w, str name,
                     const ir_text *value)
{
    ir_text text = { .at = w->at };

    if (!report_outcome(r, w, read_pieces(r, value, &text)))
        return add_word(r, to, w, false);
    return arg_add_pair(r->in, to, name, w->at, port_of(&text), &text);
}

static void read_pair(const reader *r, const ir_word *w, arg_list *to)
{
    str lead = word_lead(w);
    size_t n = str_find(lead, STR("="));
    ir_text value = value_of(r, w, n);
    str name = name_of(r, w, str_sub(lead, 0, n));
    arg *a;

    if (!name.len)
        a = add_word(r, to, w, true);
    else if (ir_text_is_literal(&value))
        a = add_constant(r, to, w, name, &value);
    else
        a = add_text(r, to, w, name, &value);
    a->first = a->last = w;
}

/* ---- the list ------------------------------------------------------------ */

static const ir_word *read_option(const reader *r, const ir_word *w,
                                  arg_list *to)
{
    str lead = word_lead(w);

    if (str_eq(lead, STR("-m")) || str_eq(lead, STR("--multirun"))) {
        refuse_sweep(r, w);
        add_word(r, to, w, false);
        return w->next;
    }
    drop(r, w, "an option of Hydra itself");
    add_word(r, to, w, true);
    if (!word_takes_next(w) || !w->next)
        return w->next;
    add_word(r, to, w->next, true);
    return w->next->next;
}

static const ir_word *read_word(const reader *r, const ir_word *w, arg_list *to)
{
    str lead = word_lead(w);

    if (is_hydra(r) && word_is_hydra_option(w))
        return read_option(r, w, to);
    if (is_hydra(r) && str_starts(lead, STR("~"))) {
        drop(r, w, "an override that deletes");
        add_word(r, to, w, true);
    } else if (word_is_override(w)) {
        read_pair(r, w, to);
    } else {
        leave(r, w, STR(""));
        add_word(r, to, w, false);
    }
    return w->next;
}

/* What stands behind `--` is not for the program's own reader. */
static void leave_rest(const reader *r, const ir_word *w, arg_list *to)
{
    for (; w; w = w->next) {
        leave(r, w, STR(""));
        args_keep_word(r->in, w, to);
    }
}

static void read_list(const reader *r, const ir_word *w, arg_list *to)
{
    while (w) {
        bool outer = r->in->in_branch;
        arg *a;

        if (word_is_end(w)) {
            leave_rest(r, w, to);
            return;
        }
        if (w->kind == IR_WORD_TEXT) {
            w = read_word(r, w, to);
            continue;
        }
        a = arg_add(r->in, to, ARG_CHOICE, w->at);
        a->port = w->port;
        a->first = a->last = w;
        r->in->in_branch = true;
        read_list(r, w->then.first, &a->then);
        read_list(r, w->other.first, &a->other);
        r->in->in_branch = outer;
        w = w->next;
    }
}

void args_read_overrides(args_context *in, const ir_words *words, arg_list *to)
{
    reader r = { in, in->session, in->arena, in->how->style->name };

    read_list(&r, args_keep_launcher(in, words, to), to);
}
