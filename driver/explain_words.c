#include "driver/explain.h"

#include "backends/backend.h"

/* ---- where a word came from ---------------------------------------------- */

static bool is_same(span a, span b)
{
    return a.hi && a.lo == b.lo && a.hi == b.hi;
}

/* What pipec makes has the place of what it is made from. */
static void trace(const explanation *e, explain_word *w)
{
    const ir_component *c = e->task->component;

    if (is_same(c->container.style.at, w->at)) {
        w->origin = EXPLAIN_STYLE;
        return;
    }
    w->port = map_get(&e->ports, explain_place_key(&w->at));
    if (w->port)
        w->origin = ir_port_find(&c->inputs, w->port->name) == w->port
                        ? EXPLAIN_INPUT
                        : EXPLAIN_OUTPUT;
}

static explain_word *add(explanation *e, explain_place where)
{
    explain_word *w = NEW(e->arena, explain_word);

    w->place = where;
    *e->last = w;
    e->last = &w->next;
    return w;
}

/* ---- what a word reads --------------------------------------------------- */

static bool is_input(const ir_piece *p)
{
    return p->kind == IR_INPUT_VALUE || p->kind == IR_INPUT_PATH ||
           p->kind == IR_INPUT_URI || p->kind == IR_INPUT_METADATA;
}

static void add_value(const explanation *e, explain_word *w, explain_value v)
{
    str name = v.port ? v.port->name : v.text;
    explain_value *added;

    if (!w->values)
        w->told = map_new(e->arena);
    if (map_get(&w->told, name))
        return;
    added = NEW(e->arena, explain_value);
    *added = v;
    if (w->last_value)
        w->last_value->next = added;
    else
        w->values = added;
    w->last_value = added;
    map_put(&w->told, name, added);
}

/* The input of the source: a piece may be of a copy. */
static const ir_port *input_of(const explanation *e, const ir_piece *p)
{
    const ir_port *own =
        ir_port_find(&e->task->component->inputs, p->port->name);

    return own ? own : p->port;
}

static unsigned holds_of_piece(explanation *e, const ir_piece *p)
{
    switch (p->kind) {
    case IR_INPUT_VALUE: return explain_input_of(e, input_of(e, p))->holds;
    case IR_INPUT_METADATA: return HOLDS_TEXT;
    case IR_EXECUTOR_INPUT: return HOLDS_TEXT | HOLDS_TREE;
    case IR_LITERAL:
    case IR_INPUT_PATH:
    case IR_INPUT_URI:
    case IR_OUTPUT_PATH:
    case IR_OUTPUT_URI:
    case IR_OUTPUT_METADATA:
    case IR_FACT: break;
    }
    return 0;
}

/* Put between quotes as it is, which `transport: text` does. */
static bool is_quoted(const explanation *e, const ir_text *text)
{
    str transport = e->task->component->container.style.transport;
    str head = STR("='");

    return str_eq(transport, STR("text")) && text->first &&
           text->first->kind == IR_LITERAL && text->last->kind == IR_LITERAL &&
           str_find(text->first->text, head) < text->first->text.len &&
           str_ends(text->last->text, STR("'"));
}

static void read_text(explanation *e, explain_word *w, const ir_text *text)
{
    bool quoted = is_quoted(e, text);

    for (const ir_piece *p = text->first; p; p = p->next) {
        w->holds |= holds_of_piece(e, p);
        if (p->kind == IR_INPUT_VALUE && quoted &&
            explain_input_of(e, input_of(e, p))->breaks_quotes)
            w->holds |= HOLDS_QUOTED;
        if (is_input(p))
            add_value(e, w, explain_input_of(e, input_of(e, p))->given);
        else if (p->kind == IR_FACT)
            add_value(e, w,
                      (explain_value){
                          .text = arena_join(e->arena, STR("fact "),
                                             str_of(ir_fact_name(p->fact))),
                          .at = p->at });
    }
}

static void read_words(explanation *e, explain_word *w, const ir_words *words)
{
    for (const ir_word *in = words->first; in; in = in->next) {
        read_text(e, w, &in->text);
        read_words(e, w, &in->then);
        read_words(e, w, &in->other);
    }
}

/* ---- the source's words, in a row ---------------------------------------- */

/* A condition that a word stands in. */
typedef struct condition {
    const ir_word *word;
    bool other; /* it stands in the arm for an absent input */
    const struct condition *outer;
} condition;

typedef struct leaf {
    const ir_word *word;
    const condition *in;
    str role;
} leaf;

typedef struct row {
    explanation *e;
    explain_place place;
    leaf *leaves;
    size_t count, next; /* those before `next` are told */
} row;

static size_t count_leaves(const ir_words *words)
{
    size_t n = 0;

    for (const ir_word *w = words->first; w; w = w->next)
        n += w->kind == IR_WORD_TEXT
                 ? 1
                 : count_leaves(&w->then) + count_leaves(&w->other);
    return n;
}

static void put_leaves(row *r, const ir_words *words, const condition *in);

static void put_arm(row *r, const ir_word *w, bool other, const condition *in)
{
    condition *own = NEW(r->e->arena, condition);

    *own = (condition){ w, other, in };
    put_leaves(r, other ? &w->other : &w->then, own);
}

static void put_leaves(row *r, const ir_words *words, const condition *in)
{
    for (const ir_word *w = words->first; w; w = w->next) {
        if (w->kind == IR_WORD_TEXT) {
            r->leaves[r->count++] = (leaf){ w, in, STR("") };
            continue;
        }
        put_arm(r, w, false, in);
        put_arm(r, w, true, in);
    }
}

static str literal_of(arena *a, const ir_word *w)
{
    return ir_text_is_literal(&w->text) ? ir_text_literal(a, &w->text)
                                        : STR("");
}

/* Behind the mark of a shim stand triples: kind, key, value. */
static void name_roles(row *r)
{
    const ir_component *c = r->e->task->component;
    size_t after_mark = 0;

    for (size_t i = 0; i < r->count; i++) {
        leaf *l = &r->leaves[i];
        str text = literal_of(r->e->arena, l->word);

        if (after_mark && after_mark % 3 == 1)
            l->role = STR("the kind of the value, for the shim");
        else if (after_mark && after_mark % 3 == 2)
            l->role = STR("the key, for the shim");
        if (after_mark)
            after_mark++;
        if (!is_same(l->word->at, c->container.style.at))
            continue;
        if (str_starts(text, STR("pipec:")))
            after_mark = 1;
    }
}

static row row_of(explanation *e, explain_place where, const ir_words *words)
{
    row r = { .e = e, .place = where };

    r.leaves = arena_alloc(e->arena, (count_leaves(words) + 1) * sizeof(leaf),
                           alignof(leaf));
    put_leaves(&r, words, NULL);
    name_roles(&r);
    return r;
}

/* ---- pairing ------------------------------------------------------------- */

/* The condition that keeps a word out: the outermost that does not hold. */
static const condition *decisive(explanation *e, const condition *in)
{
    const condition *found = in;

    for (; in; in = in->outer)
        if (explain_input_of(e, in->word->port)->is_absent != in->other)
            found = in;
    return found;
}

static void leave_out(row *r, const leaf *l)
{
    const condition *c = decisive(r->e, l->in);
    explain_word *w = add(r->e, r->place);

    w->at = l->word->at;
    w->role = l->role;
    w->lacks = c ? c->word->port : NULL;
    w->has_value = c && c->other;
    trace(r->e, w);
}

static void leave_out_until(row *r, size_t end)
{
    while (r->next < end)
        leave_out(r, &r->leaves[r->next++]);
}

static const ir_word *first_leaf(const ir_word *w)
{
    const ir_word *found = w->kind == IR_WORD_TEXT ? w : NULL;

    for (const ir_word *in = w->then.first; in && !found; in = in->next)
        found = first_leaf(in);
    for (const ir_word *in = w->other.first; in && !found; in = in->next)
        found = first_leaf(in);
    return found;
}

static size_t leaf_of(const row *r, const ir_word *from)
{
    const ir_word *first = first_leaf(from);
    size_t i = r->next;

    if (!first)
        return i;
    while (i < r->count && r->leaves[i].word != first)
        i++;
    return i;
}

static void keep_word(row *r, const ir_word *from, explain_word *w)
{
    size_t at = leaf_of(r, from);

    w->at = from->at;
    trace(r->e, w);
    if (from->kind == IR_WORD_TEXT) {
        w->role = at < r->count ? r->leaves[at].role : STR("");
        r->next = at < r->count ? at + 1 : r->next;
        read_text(r->e, w, &from->text);
        return;
    }
    w->when = from->port;
    read_words(r->e, w, &from->then);
    read_words(r->e, w, &from->other);
    r->next += count_leaves(&from->then) + count_leaves(&from->other);
}

/* Of the words that run the program and then copy its files. */
static bool copies_files(const explanation *e, const ir_word *w)
{
    const ir_port *port = map_get(&e->ports, explain_place_key(&w->at));

    return is_same(e->task->component->at, w->at) || (port && port->file.len);
}

/* A word that the lowering for the target made. */
static void make_word(explanation *e, const ir_word *in, explain_word *w)
{
    w->at = in->at;
    if (copies_files(e, in)) {
        w->origin = EXPLAIN_TARGET;
        w->role = STR("copies output files that have a fixed path");
        return;
    }
    trace(e, w);
    w->when = in->port;
    read_text(e, w, &in->text);
    read_words(e, w, &in->then);
}

static void explain_list(explanation *e, explain_place where,
                         const ir_words *from, const ir_words *lowered,
                         const doc *texts)
{
    row r = row_of(e, where, from);
    const doc *text = texts ? texts->first : NULL;
    uint32_t number = 0;

    for (const ir_word *in = lowered->first; in && text; in = in->next) {
        explain_word *w;

        if (in->was)
            leave_out_until(&r, leaf_of(&r, in->was));
        w = add(e, where);
        w->number = ++number;
        w->text = text->text;
        text = text->next;
        if (in->was)
            keep_word(&r, in->was, w);
        else
            make_word(e, in, w);
    }
    leave_out_until(&r, r.count);
}

/* ---- variables ----------------------------------------------------------- */

static void take_env(map *into, ir_env *list)
{
    for (; list; list = list->next)
        map_put(into, list->name, list);
}

/* The source's entries by name; the closest one counts. */
static map env_of(const explanation *e)
{
    map all = map_new(e->arena);

    take_env(&all, e->job->from->kubernetes.pod.env);
    take_env(&all, e->task->component->container.env);
    take_env(&all, e->task->pod ? e->task->pod->env : NULL);
    return all;
}

static str object_text(arena *a, const ir_env *env, const char *kind)
{
    str name = env->object && env->object->kind == IR_CONSTANT
                   ? ir_constant_text(a, env->object->constant)
                   : STR("");

    return arena_printf(a, "key '%.*s' of %s '%.*s'", STR_ARG(env->key), kind,
                        STR_ARG(name));
}

static str reference_text(arena *a, const ir_env *env)
{
    switch (env->kind) {
    case IR_ENV_TEXT: break;
    case IR_ENV_SECRET: return object_text(a, env, "secret");
    case IR_ENV_CONFIG_MAP: return object_text(a, env, "config map");
    case IR_ENV_FIELD:
        return arena_printf(a, "field '%.*s' of the pod", STR_ARG(env->key));
    }
    return STR("");
}

static explain_word *add_variable(explanation *e, str name, const ir_env *from)
{
    explain_word *w = add(e, EXPLAIN_ENV);

    w->name = name;
    if (!from) {
        w->origin = EXPLAIN_TARGET;
        w->role = STR("stands for a character that the target would read as "
                      "its own");
        return w;
    }
    w->at = from->at;
    trace(e, w);
    w->reference = reference_text(e->arena, from);
    read_text(e, w, &from->text);
    return w;
}

static const ir_port *absent_in(explanation *e, const ir_text *text)
{
    for (const ir_piece *p = text->first; p; p = p->next)
        if (p->kind == IR_INPUT_VALUE &&
            explain_input_of(e, p->port)->is_absent)
            return p->port;
    return NULL;
}

/* What the container has not: left out, or in the platform's own document. */
static void add_others(explanation *e, const ir_env *list, map *told)
{
    for (; list; list = list->next) {
        const ir_port *lacks = absent_in(e, &list->text);

        if (map_get(told, list->name) || (!lacks && list->kind == IR_ENV_TEXT))
            continue;
        map_put(told, list->name, e);
        add_variable(e, list->name, list)->lacks = lacks;
    }
}

static void explain_env(explanation *e, const doc *list)
{
    const ir_pod *pod = e->task->pod;
    map told = map_new(e->arena), all = env_of(e);
    uint32_t number = 0;

    for (const doc *d = list ? list->first : NULL; d; d = d->next) {
        str name = doc_get(d, STR("name"))->text;
        const doc *value = doc_get(d, STR("value"));
        explain_word *w = add_variable(e, name, map_get(&all, name));

        w->number = ++number;
        w->text = value ? value->text : STR("");
        map_put(&told, name, e);
    }
    add_others(e, pod ? pod->env : NULL, &told);
    add_others(e, e->task->component->container.env, &told);
}

void explain_words(explanation *e)
{
    const ir_container *from = &e->task->component->container;
    const ir_container *box = &e->first->component->container;
    const doc *program =
        e->job->out.backend->program(&e->job->out, e->job->module, e->first);

    explain_list(e, EXPLAIN_COMMAND, &from->command, &box->command,
                 doc_get(program, STR("command")));
    explain_list(e, EXPLAIN_ARGS, &from->args, &box->args,
                 doc_get(program, STR("args")));
    explain_env(e, doc_get(program, STR("env")));
}
