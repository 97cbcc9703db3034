#include "ir/args_word.h"

/* Words that are no pair and no flag, where a file is rewritten in place. */

/* The only port that a text reads, or NULL. */
static ir_port *only_port(const ir_text *text)
{
    ir_port *found = NULL;

    for (const ir_piece *p = text->first; p; p = p->next) {
        if (!p->port)
            continue;
        if (found)
            return NULL;
        found = p->port;
    }
    return found;
}

static arg *set_place(arg *a, const ir_word *first, const ir_word *last)
{
    a->first = first;
    a->last = last;
    return a;
}

static arg *add_pair(args_context *in, arg_list *to, str name, const ir_word *w,
                     const ir_word *value)
{
    ir_port *port = only_port(&value->text);
    arg *a = arg_add_pair(in, to, name, w->at, port, &value->text);

    if (word_is_literal(value)) {
        str text = ir_text_literal(in->arena, &value->text);

        a->how = ARG_CONSTANT;
        a->constant = constant_of(in, text, NULL);
    }
    return set_place(a, w, value);
}

/* The entry of `keys` for a word as it is spelled. */
static const doc *entry_of(args_context *in, str word)
{
    return in->how->keys ? doc_get(in->how->keys, word) : NULL;
}

static bool drop(args_context *in, const ir_word *w, const doc *entry,
                 arg_list *to)
{
    arg *a = arg_add(in, to, ARG_WORD, w->at);

    map_put(&in->keys_used, entry->key, in);
    a->gone = true;
    set_place(a, w, w);
    return true;
}

static void refuse(args_context *in, const ir_word *w, str word, arg_list *to)
{
    session *s = in->session;
    arg *a = arg_add(in, to, ARG_WORD, w->at);
    diag *d = REPORT(s, D_CANNOT_CONVERT, w->at,
                     "this word stands alone, but %s arguments need a key",
                     in->how->style->name);

    a->word = w;
    set_place(a, w, w);
    if (word.len && word.len < 40 && str_find(word, STR("=")) == word.len)
        diag_help(&s->diags, d,
                  "give it a key with --key %.*s=KEY, or drop it with --key "
                  "%.*s=",
                  STR_ARG(word), STR_ARG(word));
}

/* `-o VALUE`: only the program knows what -o is called at length. */
static bool read_short(args_context *in, const ir_word *w, arg_list *to)
{
    str word = word_lead(w);
    const doc *entry = entry_of(in, word);
    const ir_word *value = w->next;
    const ir_port *port = NULL;

    if (word_is_reference(value))
        port = only_port(&value->text);
    if (entry && (word_is_reference(value) || word_is_value(value))) {
        add_pair(in, to, word, w, value);
        return true;
    }
    if (!port) {
        refuse(in, w, word, to);
        return true;
    }
    REPORT(in->session, D_ARGUMENT_GUESSED, w->at,
           "'%.*s' has no long name: it was called '%.*s' like what it reads",
           STR_ARG(word), STR_ARG(port->id));
    add_pair(in, to, port->id, w, value);
    return true;
}

static bool read_literal(args_context *in, const ir_word *w, arg_list *to)
{
    str word = ir_text_literal(in->arena, &w->text);
    const doc *entry = entry_of(in, word);

    if (!entry) {
        refuse(in, w, word, to);
        return true;
    }
    if (!entry->text.len)
        return drop(in, w, entry, to);
    add_pair(in, to, word, w, w);
    return true;
}

static bool needs_key(const args_context *in)
{
    const argstyle *to = in->how->style;

    return style_is_override(to) ||
           (style_is(in->from, "positional") && style_is_dashed(to));
}

bool args_read_alone(args_context *in, const ir_word *w, arg_list *to)
{
    const ir_port *port;

    if (!needs_key(in) || word_is_override(w))
        return false;
    if (word_is_short(w) && !style_is(in->from, "positional"))
        return read_short(in, w, to);
    if (word_is_literal(w))
        return read_literal(in, w, to);
    port = only_port(&w->text);
    if (!port) {
        refuse(in, w, STR(""), to);
        return true;
    }
    REPORT(in->session, D_ARGUMENT_GUESSED, w->at,
           "this word has no key: it was called '%.*s' like what it reads",
           STR_ARG(port->id));
    add_pair(in, to, port->id, w, w);
    return true;
}
