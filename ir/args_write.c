#include "ir/args_write.h"

/* ---- words and texts ----------------------------------------------------- */

void args_put_word(const args_writer *w, ir_words *to, str text, span at)
{
    ir_word_literal(w->arena, to, text, at);
}

void args_append(arena *a, ir_text *to, const ir_text *from)
{
    for (const ir_piece *p = from->first; p; p = p->next)
        if (p->kind == IR_LITERAL)
            ir_piece_literal(a, to, p->text, p->at);
        else
            ir_piece_copy(a, to, p);
}

void args_put_joined(const args_writer *w, ir_words *to, str head,
                     const ir_text *text, str tail, span at)
{
    ir_word *word = ir_word_add(w->arena, to, IR_WORD_TEXT, at);

    ir_piece_literal(w->arena, &word->text, head, at);
    args_append(w->arena, &word->text, text);
    ir_piece_literal(w->arena, &word->text, tail, at);
}

ir_text args_literal(const args_writer *w, str text, span at)
{
    ir_text out = { .at = at };

    ir_piece_literal(w->arena, &out, text, at);
    return out;
}

void args_put_plain(const args_writer *w, ir_words *to, const ir_text *text,
                    span at)
{
    if (w->shim)
        args_put_triple(w, to, 'w', STR(""), text, at);
    else
        args_put_joined(w, to, STR(""), text, STR(""), at);
}

static void put_literal(const args_writer *w, ir_words *to, str text, span at)
{
    ir_text word = args_literal(w, text, at);

    args_put_plain(w, to, &word, at);
}

void args_put_pair(const args_writer *w, ir_words *to, str key,
                   const ir_text *text, span at)
{
    if (w->style->pair == PAIR_KEY_EQUALS && w->shim) {
        args_put_triple(w, to, 'r', key, text, at);
        return;
    }
    if (w->style->pair == PAIR_KEY_EQUALS) {
        args_put_joined(w, to, arena_join(w->arena, key, STR("=")), text,
                        STR(""), at);
        return;
    }
    if (w->style->pair == PAIR_TWO_WORDS)
        put_literal(w, to, key, at);
    args_put_plain(w, to, text, at);
}

/* ---- without the shim ---------------------------------------------------- */

static bool is_transport(const args_writer *w, const char *name)
{
    return str_eq(w->in->how->transport, str_of(name));
}

static void warn_in_place(const args_writer *w, const arg *a, bool quotes)
{
    session *s = w->in->session;
    diag *d;

    if (!is_transport(w, "text"))
        return;
    if (quotes)
        d = REPORT(s, D_TEXT_TRANSPORT, a->at,
                   "the run-time text of '%.*s' stands in quotes: a quote, a "
                   "backslash or '${' in it may change what the program reads",
                   STR_ARG(a->key));
    else
        d = REPORT(s, D_TEXT_TRANSPORT, a->at,
                   "the run-time value of '%.*s' stands there as plain text, "
                   "not as %s arguments spell it",
                   STR_ARG(a->key), w->style->name);
    if (w->in->from)
        diag_help(&s->diags, d,
                  "'args: %s' in the pipeline that uses the component passes "
                  "any value",
                  w->style->name);
    else
        diag_help(&s->diags, d, "transport: exact passes any value");
}

/* Where the shim is not wanted; or not possible, which is reported then. */
static void write_in_place(args_writer *w, const arg *a, str key, ir_words *to)
{
    bool quotes =
        args_kind(w->style, a) == 's' || w->style->escape == ESCAPE_HYDRA;

    if (is_transport(w, "env")) {
        args_put_by_variable(w, to, a);
        return;
    }
    warn_in_place(w, a, quotes);
    if (quotes) {
        ir_text inside = args_inside_quotes(w, &a->text);

        args_put_joined(w, to, arena_join(w->arena, key, STR("='")), &inside,
                        STR("'"), a->at);
    } else if (w->style->pair != PAIR_FILE)
        args_put_pair(w, to, key, &a->text, a->at);
}

/* ---- one pair ------------------------------------------------------------ */

/*
 * A component file serves platforms whose paths hold what the user's uris hold,
 * like date=2024-01-01, which Hydra reads in quotes only.
 */
static void write_plain(const args_writer *w, const arg *a, str key,
                        ir_words *to)
{
    ir_text quoted = { .at = a->at };

    if (a->how != ARG_PATH || w->style->escape != ESCAPE_HYDRA ||
        !w->in->from) {
        args_put_pair(w, to, key, &a->text, a->at);
        return;
    }
    ir_piece_literal(w->arena, &quoted, STR("'"), a->at);
    args_append(w->arena, &quoted, &a->text);
    ir_piece_literal(w->arena, &quoted, STR("'"), a->at);
    args_put_pair(w, to, key, &quoted, a->at);
}

static void write_pair(args_writer *w, const arg *a, ir_words *to)
{
    str name = w->style->key == KEY_NONE ? STR("") : a->key;
    str key = arena_join(w->arena, str_of(w->style->lead), name);
    char kind = args_kind(w->style, a);

    if (a->how == ARG_CONSTANT)
        args_put_constant(w, to, key, a);
    else if (kind == 'r')
        write_plain(w, a, key, to);
    else if (w->shim)
        args_put_value(w, to, key, kind, a);
    else
        write_in_place(w, a, key, to);
}

/* ---- presence ------------------------------------------------------------ */

static ir_port *open_port(const ir_text *text, const arg_settled *known)
{
    if (known && known->depth >= ARG_SETTLED_MAX)
        return NULL;
    return arg_open_port(text, known, NULL);
}

static ir_word *guard(const args_writer *w, ir_port *port, span at,
                      ir_words *to)
{
    ir_word *word = ir_word_add(w->arena, to, IR_WORD_IF_PRESENT, at);

    word->port = port;
    return word;
}

/* The input that decides whether an argument stands there, or NULL. */
static ir_port *decider(const arg *a, const arg_settled *known)
{
    if (a->kind == ARG_PAIR)
        return open_port(&a->text, known);
    return a->kind == ARG_CHOICE && !a->other.first ? a->port : NULL;
}

static const arg *find_tail(const arg *first)
{
    const arg *tail = first;

    for (const arg *a = first; a; a = a->next)
        if (!decider(a, NULL))
            tail = a->next;
    return tail;
}

/* Each may need a word of each behind it: further ones count as there. */
enum { PLACES_LOOKED_AT = 16 };

/*
 * An empty word where something stands behind it, for certain or when an input
 * is there: then the words behind it keep their places.
 */
static void keep_place(const args_writer *w, const arg *a,
                       const arg_settled *known, ir_words *to)
{
    const arg *behind = a->next;
    span at = a->at;

    for (unsigned depth = 0; w->in_tail && depth < PLACES_LOOKED_AT; depth++) {
        ir_port *open = behind ? decider(behind, known) : NULL;
        ir_word *word;

        if (!open)
            return;
        word = guard(w, open, at, to);
        put_literal(w, &word->then, STR(""), at);
        to = &word->other;
        behind = behind->next;
    }
    put_literal(w, to, STR(""), at);
}

/* A pair goes whole when an input that it reads is absent. */
static void write_guarded(args_writer *w, const arg *a,
                          const arg_settled *known, ir_words *to)
{
    ir_port *open = open_port(&a->text, known);
    arg_settled inner = arg_settle(open, true, known);
    ir_word *word;

    if (w->style->pair == PAIR_VARIABLE)
        return;
    if (!open) {
        write_pair(w, a, to);
        return;
    }
    word = guard(w, open, a->at, to);
    write_guarded(w, a, &inner, &word->then);
    if (w->style->null == NULL_EMPTY)
        keep_place(w, a, known, &word->other);
}

static void write_word(const args_writer *w, const arg *a,
                       const arg_settled *known, ir_words *to)
{
    ir_port *open = open_port(&a->word->text, known);
    arg_settled inner = arg_settle(open, true, known);

    if (open)
        write_word(w, a, &inner, &guard(w, open, a->at, to)->then);
    else
        args_put_plain(w, to, &a->word->text, a->at);
}

static void write_list(args_writer *w, const arg *first,
                       const arg_settled *known, ir_words *to);

static void write_choice(args_writer *w, const arg *a, const arg_settled *known,
                         ir_words *to)
{
    arg_settled inner = arg_settle(a->port, true, known);
    ir_words then = { NULL, NULL, 0 }, other = { NULL, NULL, 0 };
    ir_word *word;

    write_list(w, a->then.first, &inner, &then);
    write_list(w, a->other.first, known, &other);
    if (w->style->null == NULL_EMPTY && !a->other.first)
        keep_place(w, a, known, &other);
    if (!then.count && !other.count)
        return;
    word = guard(w, a->port, a->at, to);
    word->then = then;
    word->other = other;
}

static void write_list(args_writer *w, const arg *first,
                       const arg_settled *known, ir_words *to)
{
    for (const arg *a = first; a; a = a->next) {
        w->in_tail |= a == w->tail;
        switch (a->kind) {
        case ARG_PAIR: write_guarded(w, a, known, to); break;
        case ARG_WORD: write_word(w, a, known, to); break;
        case ARG_CHOICE: write_choice(w, a, known, to); break;
        }
    }
}

/* ---- the component ------------------------------------------------------- */

/* Words that we know and that come first stand before the mark: none is it. */
static const arg *write_head(args_writer *w, const arg *first, ir_words *to)
{
    for (; first && first->kind == ARG_WORD; first = first->next) {
        if (!ir_text_is_literal(&first->word->text))
            break;
        write_word(w, first, NULL, to);
    }
    return first;
}

void args_write(args_context *in, const arg_list *from)
{
    ir_container *box = &in->component->container;
    const arg *first = from->first, *why;
    const char *shim = args_shim_for(in, from, &why);
    args_writer w = { .in = in, .arena = in->arena, .style = in->how->style };
    ir_words args = { NULL, NULL, 0 };

    w.tail = find_tail(first);
    args_start_variables(&w, box);
    if (w.style->pair == PAIR_VARIABLE)
        args_write_variables(&w, from);
    if (shim && box->command.count) {
        first = write_head(&w, first, &args);
        args_put_shim(&w, box, shim);
        args_put_mark(&w, &args);
        w.shim = true;
    }
    write_list(&w, first, NULL, &args);
    box->args = args;
}
