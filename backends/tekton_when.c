#include "backends/tekton_flow.h"

#include "backends/tekton_text.h"
#include "base/formats.h"

/*
 * An entry compares texts: one input with a set of values. What a condition
 * says beyond that does not fit.
 */
typedef struct word {
    const ir_value *value;
    str text; /* when there is no value */
    struct word *next;
} word;

typedef struct entry {
    const ir_value *input;
    bool in;
    word *words;
    struct entry *next;
} entry;

typedef struct entries {
    arena *arena;
    entry *first;
} entries;

static bool is_reference(const ir_value *v)
{
    return v->kind == IR_REGION_INPUT || v->kind == IR_NODE_OUTPUT ||
           v->kind == IR_RUN_FACT;
}

static bool same_value(const ir_value *a, const ir_value *b)
{
    if (a->kind != b->kind)
        return false;
    if (a->kind == IR_RUN_FACT)
        return a->fact == b->fact;
    if (a->kind == IR_NODE_OUTPUT && a->node != b->node)
        return false;
    return a->port == b->port;
}

static bool is_fact(const ir_value *v, ir_fact fact)
{
    return v->kind == IR_RUN_FACT && v->fact == fact;
}

/* ---- values ---------------------------------------------------------------- */

/* Floats have many spellings. */
static bool is_text_like(const ir_value *v)
{
    if (v->type.kind == IR_FLOAT || v->type.kind == IR_ARTIFACT)
        return false;
    if (v->kind != IR_CONSTANT)
        return is_reference(v) && !is_fact(v, IR_RUN_FAILED);
    if (!doc_is_scalar(v->constant) || v->constant->kind == DOC_NULL ||
        v->constant->kind == DOC_FLOAT)
        return false;
    return !tekton_would_expand(v->constant->text);
}

static word *word_of(arena *a, const ir_value *v, str text, word *next)
{
    word *w = NEW(a, word);

    *w = (word){ v, text, next };
    return w;
}

/* A run with skipped tasks has succeeded, too. */
static word *words_for(arena *a, const ir_value *input, const ir_value *v)
{
    word *more = NULL;

    if (is_fact(input, IR_RUN_STATUS) && v->kind == IR_CONSTANT &&
        str_eq(v->constant->text, STR("Succeeded")))
        more = word_of(a, NULL, STR("Completed"), NULL);
    return word_of(a, v, STR(""), more);
}

/* ---- entries ---------------------------------------------------------------- */

static word *last_word(word *w)
{
    while (w->next)
        w = w->next;
    return w;
}

/* One more; entries of the same input that exclude become one. */
static void add(entries *to, entry *e)
{
    entry **link = &to->first;

    while (*link) {
        entry *old = *link;

        if (!old->in && !e->in && same_value(old->input, e->input)) {
            last_word(old->words)->next = e->words;
            return;
        }
        link = &old->next;
    }
    *link = e;
}

static bool add_one(entries *to, const ir_value *input, word *words, bool in)
{
    entry *e = NEW(to->arena, entry);

    *e = (entry){ input, in, words, NULL };
    add(to, e);
    return true;
}

static bool add_failed(entries *to, const ir_value *input, bool in)
{
    return add_one(to, input, word_of(to->arena, NULL, STR("Failed"), NULL),
                   in);
}

static bool compare(entries *to, const ir_value *a, const ir_value *b, bool in)
{
    const ir_value *input = a->kind == IR_CONSTANT ? b : a;
    const ir_value *value = a->kind == IR_CONSTANT ? a : b;

    if (is_fact(input, IR_RUN_FAILED) && value->kind == IR_CONSTANT &&
        value->constant->kind == DOC_BOOL)
        return add_failed(to, input,
                          str_eq(value->constant->text, STR("true")) == in);
    if (!is_reference(input) || !is_text_like(input) || !is_text_like(value))
        return false;
    return add_one(to, input, words_for(to->arena, input, value), in);
}

static bool add_true(entries *to, const ir_value *v, bool in)
{
    if (is_fact(v, IR_RUN_FAILED))
        return add_failed(to, v, in);
    if (!is_reference(v))
        return false;
    return add_one(to, v, word_of(to->arena, NULL, STR("true"), NULL), in);
}

static bool add_condition(entries *to, const ir_condition *c, bool holds);

/* Either of two: one input with the values of both. */
static bool add_either(entries *to, const ir_condition *c, bool holds)
{
    entries a = { to->arena, NULL }, b = { to->arena, NULL };

    if (!add_condition(&a, c->a, holds) || !add_condition(&b, c->b, holds) ||
        a.first->next || b.first->next || !a.first->in || !b.first->in ||
        !same_value(a.first->input, b.first->input))
        return false;
    last_word(a.first->words)->next = b.first->words;
    return add_one(to, a.first->input, a.first->words, true);
}

static bool add_condition(entries *to, const ir_condition *c, bool holds)
{
    switch (c->test) {
    case IR_TEST_VALUE: return add_true(to, c->left, holds);
    case IR_TEST_NOT: return add_condition(to, c->a, !holds);
    case IR_TEST_AND:
    case IR_TEST_OR:
        if ((c->test == IR_TEST_AND) != holds)
            return add_either(to, c, holds);
        return add_condition(to, c->a, holds) && add_condition(to, c->b, holds);
    case IR_TEST_EQ: return compare(to, c->left, c->right, holds);
    case IR_TEST_NE: return compare(to, c->left, c->right, !holds);
    case IR_TEST_LT:
    case IR_TEST_LE:
    case IR_TEST_GT:
    case IR_TEST_GE: break;
    }
    return false;
}

bool tekton_when_fits(arena *a, const ir_condition *c)
{
    entries to = { a, NULL };

    return add_condition(&to, c, true);
}

/* ---- the documents ----------------------------------------------------------- */

static str word_text(arena *a, const word *w)
{
    buf number = buf_new(a);

    if (!w->value)
        return w->text;
    if (w->value->kind != IR_CONSTANT || w->value->constant->kind != DOC_INT)
        return tekton_value(a, w->value);
    json_write_number(&number, w->value->constant->text);
    return buf_str(&number);
}

static void push_new(arena *a, doc *list, str text)
{
    doc_each (d, list)
        if (str_eq(d->text, text))
            return;
    doc_push(a, list, doc_string(a, text));
}

static doc *entry_doc(arena *a, const entry *e)
{
    doc *d = doc_map(a);
    doc *values = doc_flow(doc_seq(a));

    doc_put_text(a, d, "input", tekton_value(a, e->input));
    doc_put_text(a, d, "operator", e->in ? STR("in") : STR("notin"));
    for (const word *w = e->words; w; w = w->next)
        push_new(a, values, word_text(a, w));
    doc_put(a, d, STR("values"), values);
    return d;
}

static bool is_in(const doc *list, const doc *d)
{
    doc_each (old, list)
        if (doc_equal(old, d))
            return true;
    return false;
}

static doc *when_entries(arena *a, const ir_condition *c)
{
    entries of = { a, NULL };
    doc *list = doc_seq(a);

    if (!c || !add_condition(&of, c, true))
        return list;
    for (const entry *e = of.first; e; e = e->next) {
        doc *d = entry_doc(a, e);

        if (!is_in(list, d))
            doc_push(a, list, d);
    }
    return list;
}

/* ---- readers of tasks that may be skipped ------------------------------------ */

static bool is_result(const ir_value *v)
{
    return v && v->kind == IR_NODE_OUTPUT && v->type.kind != IR_ARTIFACT;
}

static void find_guarded(ir_value *v, void *context)
{
    bool *found = context;

    if (is_result(v) && v->node->when)
        *found = true;
}

static bool reads_guarded(const ir_node *n)
{
    bool found = false;

    for (const ir_binding *b = n->bindings; b; b = b->next)
        ir_each_value(b->value, find_guarded, &found);
    ir_condition_each_value(n->when, find_guarded, &found);
    return found;
}

static const ir_value *result_in(const entry *e)
{
    if (is_result(e->input))
        return e->input;
    for (const word *w = e->words; w; w = w->next)
        if (is_result(w->value))
            return w->value;
    return NULL;
}

/* A result without which the entries might hold. */
static const ir_value *doubtful(const entry *first)
{
    const ir_value *found = NULL;

    for (const entry *e = first; e; e = e->next) {
        if (e->in && is_result(e->input))
            return NULL;
        if (!found)
            found = result_in(e);
    }
    return found;
}

/* Two spellings of one result are the same text only once it is filled in. */
static doc *filled_in(arena *a, const ir_value *v)
{
    doc *d = doc_map(a);
    doc *values = doc_flow(doc_seq(a));
    str other =
        arena_printf(a, "$(tasks.%.*s.results['%.*s'])",
                     STR_ARG(v->node->emitted), STR_ARG(v->port->emitted));

    doc_put_text(a, d, "input", tekton_value(a, v));
    doc_put_text(a, d, "operator", STR("in"));
    doc_push(a, values, doc_string(a, other));
    doc_put(a, d, STR("values"), values);
    return d;
}

/*
 * When a result that a task reads is missing, Tekton fills none into its
 * conditions. If they hold like this, it says that results were missing, and
 * skips whoever waits for the task.
 */
doc *tekton_when(arena *a, const ir_node *n)
{
    doc *list = when_entries(a, n->when);
    entries of = { a, NULL };
    const ir_value *v;

    if (!n->when || !reads_guarded(n) || !add_condition(&of, n->when, true))
        return list;
    v = doubtful(of.first);
    if (v)
        doc_push(a, list, filled_in(a, v));
    return list;
}
