#include "ir/args_write.h"

/* ---- texts --------------------------------------------------------------- */

/* OmegaConf's mark of a value that is missing; it has no escape. */
static void check_missing(const args_writer *w, const arg *a)
{
    session *s = w->in->session;
    bool hydra = w->style->escape == ESCAPE_HYDRA;
    diag *d;

    if ((!hydra && w->style->escape != ESCAPE_YAML) ||
        a->constant->kind != DOC_STRING ||
        !str_eq(a->constant->text, STR("???")))
        return;
    d = REPORT(s, D_BAD_VALUE, a->at,
               "'%.*s' is three question marks, which %s takes for no value",
               STR_ARG(a->key), hydra ? "Hydra" : "OmegaConf");
    diag_help(&s->diags, d, "leave the argument out");
}

static void report_unspelled(const args_writer *w, const arg *a)
{
    session *s = w->in->session;

    if (w->style->escape == ESCAPE_HYDRA)
        REPORT(s, D_BAD_VALUE, a->at,
               "'%.*s' is a struct with a key that Hydra cannot spell",
               STR_ARG(a->key));
    else
        REPORT(s, D_BAD_VALUE, a->at,
               "'%.*s' is NaN, which %s arguments cannot spell",
               STR_ARG(a->key), w->style->name);
}

static str spell(const args_writer *w, escape_kind escape, const doc *value)
{
    buf out = buf_new(w->arena);

    arg_spell(&out, escape, value);
    return out.len ? buf_str(&out) : STR("");
}

/* float() of Python reads inf and nan; YAML has a point before them. */
static bool is_pointed(const args_writer *w, const doc *d)
{
    return w->style->escape == ESCAPE_NONE && !w->style->yaml_floats &&
           d->kind == DOC_FLOAT &&
           (str_ends(d->text, STR(".inf")) || str_eq(d->text, STR(".nan")));
}

/* Plain text stays as the component has it. */
str args_constant_text(const args_writer *w, const arg *a)
{
    buf out = buf_new(w->arena);

    if (w->style->escape == ESCAPE_NONE && doc_is_scalar(a->constant) &&
        a->text.first && ir_text_is_literal(&a->text))
        return ir_text_literal(w->arena, &a->text);
    if (is_pointed(w, a->constant))
        return arena_join(w->arena,
                          str_starts(a->constant->text, STR("-")) ? STR("-")
                                                                  : STR(""),
                          str_sub(a->constant->text, a->constant->text.len - 3,
                                  a->constant->text.len));
    check_missing(w, a);
    if (!arg_spell(&out, w->style->escape, a->constant))
        report_unspelled(w, a);
    return out.len ? buf_str(&out) : STR("");
}

/* ---- bools and lists ----------------------------------------------------- */

static void put_word(const args_writer *w, ir_words *to, str text, span at)
{
    ir_text word = args_literal(w, text, at);

    args_put_plain(w, to, &word, at);
}

static void put_switch(const args_writer *w, ir_words *to, str key,
                       const arg *a)
{
    if (str_eq(a->constant->text, STR("true")))
        put_word(w, to, key, a->at);
    else if (a->boolean == BOOL_SWITCH)
        put_word(w, to,
                 arena_printf(w->arena, "%s%s%.*s", w->style->lead,
                              w->style->negation, STR_ARG(a->key)),
                 a->at);
}

static void put_text(const args_writer *w, ir_words *to, str key, str text,
                     span at)
{
    ir_text value = args_literal(w, text, at);

    args_put_pair(w, to, key, &value, at);
}

static void put_elements(const args_writer *w, ir_words *to, str key,
                         const arg *a)
{
    bool pairs = a->list == LIST_REPEAT;

    if (!pairs && w->style->pair != PAIR_VALUE)
        put_word(w, to, key, a->at);
    doc_each (child, a->constant) {
        str text = spell(w, ESCAPE_NONE, child);

        if (pairs)
            put_text(w, to, key, text, a->at);
        else
            put_word(w, to, text, a->at);
    }
}

static str csv(const args_writer *w, const arg *a)
{
    session *s = w->in->session;
    buf out = buf_new(w->arena);

    if (!arg_spell_csv(&out, a->constant))
        REPORT(s, D_BAD_VALUE, a->at,
               "'%.*s' has an element with a blank at its end, which a list "
               "between commas loses",
               STR_ARG(a->key));
    return out.len ? buf_str(&out) : STR("");
}

/* ---- pairs --------------------------------------------------------------- */

/* Strings go the way of run-time strings, which are easier to read. */
static void put_value(const args_writer *w, ir_words *to, str key, const arg *a)
{
    bool string = a->constant->kind == DOC_STRING;
    char kind = w->style->kinds[string ? ARG_STRING : ARG_STRUCT];
    str text = args_constant_text(w, a);
    ir_text value;

    if (!w->shim || (!string && w->style->pair != PAIR_FILE) || kind == 'r') {
        put_text(w, to, key, text, a->at);
        return;
    }
    value = args_literal(w, string ? a->constant->text : text, a->at);
    args_put_triple(w, to, kind, key, &value, a->at);
}

void args_put_constant(const args_writer *w, ir_words *to, str key,
                       const arg *a)
{
    const doc *value = a->constant;

    if (value->kind == DOC_BOOL && a->boolean != BOOL_WORD)
        put_switch(w, to, key, a);
    else if (!doc_is_seq(value) || a->list == LIST_JSON)
        put_value(w, to, key, a);
    else if (a->list == LIST_CSV)
        put_text(w, to, key, csv(w, a), a->at);
    else
        put_elements(w, to, key, a);
}
