#include "frontend/native/tasks.h"
#include "ir/hydra_read.h"

enum { JOBS_MAX = 10000, KEYS_MAX = 100 };

/* One swept key and its values. */
typedef struct axis {
    const doc *from; /* the entry; its key as written */
    str field;       /* of the loop's items */
    const doc *values;
    const ir_port *port; /* of a leaf, that the key stands for */
    bool read;
    struct axis *next;
} axis;

struct native_sweep {
    axis *axes;
    span at;
    bool broken; /* some keys are wrong: it gives no jobs */
    bool astray; /* a key may have been meant for an input that now lacks one */
};

/* ---- values -------------------------------------------------------------- */

/* Where a part of a text stands; all of it where the text was spelled with
 * escapes. */
static span span_in(native *n, const doc *d, size_t at)
{
    str raw = source_text(&n->s->sources, d->at);
    size_t from = str_find(raw, d->text);

    if (from > 1 || at >= d->text.len || from + d->text.len > raw.len)
        return d->at;
    return (span){ d->at.lo + (uint32_t)(from + at),
                   d->at.lo + (uint32_t)(from + d->text.len) };
}

static void refuse_text(native *n, const doc *d, const hydra_reading *r)
{
    bool live = r->kind == HYDRA_INTERPOLATION;
    str why = live ? STR("only the program can tell what its ${…} is")
                   : field_excerpt(n->arena, r->why);
    diag *about = REPORT(
        n->s, D_SWEEP, span_in(n, d, r->at), "'%.*s' cannot be swept: %.*s",
        STR_ARG(field_excerpt(n->arena, d->key)), STR_ARG(why));

    if (live)
        diag_help(&n->s->diags, about, "write the values themselves");
    else if (r->help.len)
        diag_help(&n->s->diags, about, "%.*s", STR_ARG(r->help));
}

static void set_places(doc *d, span at)
{
    d->at = at;
    if (d->kind == DOC_SEQ || d->kind == DOC_MAP)
        for (doc *child = d->first; child; child = child->next)
            set_places(child, at);
}

static doc *one_value(native *n, doc *value)
{
    doc *list = doc_seq(n->arena);

    doc_push(n->arena, list, value);
    return list;
}

static const doc *read_text(native *n, const doc *d)
{
    hydra_reading r = hydra_read(n->arena, d->text);

    if (r.kind == HYDRA_INTERPOLATION || r.kind == HYDRA_WRONG) {
        refuse_text(n, d, &r);
        return NULL;
    }
    set_places(r.value, d->at);
    return r.kind == HYDRA_SWEEP ? r.value : one_value(n, r.value);
}

static const doc *read_values(native *n, const doc *d)
{
    const doc *constant;

    if (d->kind == DOC_NULL) {
        native_bad_value(n, d, "a text like 0.1,0.01 or range(3)");
        return NULL;
    }
    if (d->kind == DOC_STRING && !template_has(d))
        return read_text(n, d);
    constant = template_constant(n->s, d, D_BAD_REFERENCE_PLACE, "a sweep");
    if (!constant || doc_is_seq(constant))
        return constant;
    return one_value(n, doc_copy(n->arena, constant));
}

/* ---- keys ---------------------------------------------------------------- */

static bool is_setting(str key)
{
    return str_eq(key, STR("hydra")) || str_starts(key, STR("hydra.")) ||
           str_starts(key, STR("hydra/"));
}

/* What a program gets for the null of a struct differs from target to target.
 */
static bool has_null(native *n, const doc *d, const doc *values)
{
    doc_each (value, values) {
        if (value->kind != DOC_NULL)
            continue;
        diag_help(&n->s->diags,
                  REPORT(n->s, D_SWEEP, value->at,
                         "'%.*s' cannot be swept: one of its values is null",
                         STR_ARG(field_excerpt(n->arena, d->key))),
                  "write a second task that does not give this input");
        return true;
    }
    return false;
}

static const doc *read_axis(native *n, const doc *d)
{
    const doc *values;

    if (is_setting(d->key)) {
        diag_help(&n->s->diags,
                  REPORT(n->s, D_SWEEP, d->key_at,
                         "'%.*s' is a setting of Hydra's own, which is the "
                         "same for all jobs",
                         STR_ARG(field_excerpt(n->arena, d->key))),
                  "give it with 'extra' of the component's 'args'");
        return NULL;
    }
    values = read_values(n, d);
    if (values && !values->count) {
        REPORT(n->s, D_SWEEP, d->at, "'%.*s' has no values",
               STR_ARG(field_excerpt(n->arena, d->key)));
        return NULL;
    }
    return values && has_null(n, d, values) ? NULL : values;
}

static void check_jobs(native *n, native_sweep *sweep)
{
    uint64_t jobs = 1;

    for (const axis *x = sweep->axes; x; x = x->next)
        if (x->values && jobs <= JOBS_MAX)
            jobs *= x->values->count;
    if (jobs <= JOBS_MAX)
        return;
    diag_help(&n->s->diags,
              REPORT(n->s, D_BUDGET, sweep->at,
                     "the sweep has more than %d jobs", JOBS_MAX),
              "each job is a task of its own; sweep over fewer values");
    sweep->broken = true;
}

native_sweep *native_sweep_begin(native *n, const doc *d)
{
    native_sweep *sweep = NEW(n->scratch, native_sweep);
    axis **last = &sweep->axes;

    sweep->at = d->key_at;
    if (!d->count) {
        REPORT(n->s, D_BAD_VALUE, d->key_at,
               "'sweep' is empty, but at least one key was expected");
        sweep->broken = true;
    }
    if (d->count > KEYS_MAX) {
        REPORT(n->s, D_BUDGET, d->key_at, "the sweep has more than %d keys",
               KEYS_MAX);
        sweep->broken = true;
        return sweep;
    }
    doc_each (child, d) {
        axis *x = NEW(n->scratch, axis);

        x->from = child;
        x->field = child->key;
        x->values = read_axis(n, child);
        sweep->broken = sweep->broken || !x->values;
        *last = x;
        last = &x->next;
    }
    check_jobs(n, sweep);
    return sweep;
}

/* ---- inputs that a key stands for ---------------------------------------- */

static str bare_key(str key)
{
    while (str_starts(key, STR("+")))
        key = str_sub(key, 1, key.len);
    return key;
}

/* The input of that name, or whose key `args.keys` gives. */
static ir_port *port_of(const ir_component *c, str key)
{
    ir_port *port = ir_port_find(&c->inputs, key);
    const doc *keys = c->body == IR_CONTAINER ? c->container.style.keys : NULL;

    if (port || !keys)
        return port;
    doc_each (entry, keys)
        if (doc_is_scalar(entry) && str_eq(bare_key(entry->text), key))
            return ir_port_find(&c->inputs, entry->key);
    return NULL;
}

static bool is_given(const ir_node *leaf, const ir_port *port)
{
    for (const ir_binding *b = leaf->bindings; b; b = b->next)
        if (str_eq(b->name, port->name) || str_eq(b->name, port->id))
            return true;
    return false;
}

static void bind(native *n, ir_node *leaf, const ir_node *loop, axis *x)
{
    ir_binding *b = NEW(n->arena, ir_binding), **last = &leaf->bindings;

    while (*last)
        last = &(*last)->next;
    *last = b;
    b->name = x->port->name;
    b->at = x->from->key_at;
    b->value = ir_value_new(n->arena, IR_NAME, x->from->key_at);
    b->value->name = arena_printf(n->arena, "%.*s.%.*s", STR_ARG(loop->item),
                                  STR_ARG(x->field));
    x->read = true;
}

static void refuse_field(native *n, native_sweep *sweep, const axis *x,
                         const ir_node *leaf)
{
    str key = field_excerpt(n->arena, x->from->key);
    diag *d = REPORT(n->s, D_SWEEP, x->from->key_at,
                     leaf ? "'%.*s' stands for no input of the component"
                          : "'%.*s' is no name that a task could read",
                     STR_ARG(key));

    sweep->broken = sweep->astray = true;
    if (leaf)
        diag_help(&n->s->diags, d,
                  "say which in its args: {style: hydra, keys: {INPUT: %.*s}}",
                  STR_ARG(key));
    else
        diag_help(&n->s->diags, d,
                  "name it with letters, digits, '_' and '-'; the key stands "
                  "in the args of the component that reads it");
}

static void name_field(native *n, native_sweep *sweep, axis *x,
                       const ir_node *leaf)
{
    if (leaf && !leaf->component) { /* reported */
        sweep->broken = true;
        return;
    }
    x->port = leaf ? port_of(leaf->component, x->from->key) : NULL;
    if (!x->values || pattern_matches(n->s, PATTERN_ID, x->from->key))
        return;
    if (x->port)
        x->field = x->port->id;
    else
        refuse_field(n, sweep, x, leaf);
}

/* Two keys of one input: the later one would win without a word. */
static void check_twice(native *n, native_sweep *sweep, const axis *x)
{
    if (!x->port)
        return;
    for (const axis *other = sweep->axes; other != x; other = other->next) {
        if (other->port != x->port)
            continue;
        REPORT(n->s, D_DUPLICATE_NAME, x->from->key_at,
               "'%.*s' and '%.*s' stand for one input, '%.*s'",
               STR_ARG(field_excerpt(n->arena, other->from->key)),
               STR_ARG(field_excerpt(n->arena, x->from->key)),
               STR_ARG(x->port->name));
        sweep->broken = true;
        return;
    }
}

/* ---- who reads a key ----------------------------------------------------- */

typedef struct sweep_readers {
    native *native;
    native_sweep *sweep;
    map fields; /* axis by field */
    str item;
    bool shadowed; /* an inner loop has such a variable, too */
    bool wrong;    /* a reference to no key may have meant any of them */
} sweep_readers;

static void note_name(ir_value *v, void *context)
{
    sweep_readers *r = context;
    ir_name name;
    axis *x;
    diag *d;

    if (v->kind != IR_NAME)
        return;
    name = ir_value_name(v);
    if (!str_eq(name.head, r->item))
        return;
    if (!name.member.len) {
        for (x = r->sweep->axes; x; x = x->next)
            x->read = true;
        return;
    }
    x = map_get(&r->fields, name.member);
    if (x) {
        x->read = true;
    } else if (!r->shadowed && !r->sweep->broken) {
        d = REPORT(r->native->s, D_UNKNOWN_REFERENCE,
                   name.member_at.hi ? name.member_at : v->at,
                   "the sweep has no key '%.*s'", STR_ARG(name.member));
        diag_nearest(&r->native->s->diags, d,
                     map_nearest(&r->fields, name.member));
        v->kind = IR_BAD;
        r->wrong = true;
    }
}

static void note_names(ir_value *v, void *context)
{
    ir_each_value(v, note_name, context);
}

static void note_node(ir_node *node, void *context)
{
    ir_node_each_value(node, note_names, context);
}

static void note_shadow(ir_node *node, void *context)
{
    sweep_readers *r = context;

    if (node->kind == IR_LOOP && str_eq(node->item, r->item))
        r->shadowed = true;
}

static void refuse_unread(native *n, const axis *x, const ir_node *loop,
                          ir_node *leaf)
{
    str key = field_excerpt(n->arena, x->from->key);
    diag *d = REPORT(n->s, D_SWEPT_UNREAD, x->from->key_at,
                     "no task reads the swept key '%.*s'", STR_ARG(key));

    if (x->port)
        diag_help(&n->s->diags, d,
                  "'with' gives '%.*s' another value; take it out of there",
                  STR_ARG(x->port->name));
    else if (leaf && field_may_suggest(n->s) &&
             ir_port_nearest(&leaf->component->inputs, x->from->key).len)
        diag_nearest(&n->s->diags, d,
                     ir_port_nearest(&leaf->component->inputs, x->from->key));
    else
        diag_help(&n->s->diags, d,
                  leaf ? "the component has no input of that name; read it in "
                         "'with': ${{ %.*s.%.*s }}"
                       : "read it in a task: ${{ %.*s.%.*s }}",
                  STR_ARG(loop->item), STR_ARG(x->field));
}

static void check_read(native *n, native_sweep *sweep, ir_node *loop,
                       ir_node *leaf)
{
    sweep_readers r = {
        n, sweep, map_new(n->scratch), loop->item, false, false
    };

    for (axis *x = sweep->axes; x; x = x->next)
        map_put(&r.fields, x->field, x);
    ir_each_inside(loop, note_shadow, &r);
    ir_each_inside(loop, note_node, &r);
    if (sweep->broken || r.shadowed || r.wrong)
        return;
    for (const axis *x = sweep->axes; x; x = x->next) {
        if (x->read)
            continue;
        refuse_unread(n, x, loop, leaf);
        sweep->astray = sweep->astray || !x->port;
    }
}

/* ---- jobs ---------------------------------------------------------------- */

/* The values of one job; false when it was the last one. */
static bool next_job(const axis **at, const doc **now, size_t count)
{
    while (count--) {
        now[count] = now[count]->next;
        if (now[count])
            return true;
        now[count] = at[count]->values->first;
    }
    return false;
}

/* All combinations: the last key goes through its values first. */
static doc *jobs_of(native *n, const native_sweep *sweep)
{
    doc *jobs = doc_seq(n->arena);
    size_t count = 0;
    const axis **at;
    const doc **now;

    for (const axis *x = sweep->axes; x; x = x->next)
        count++;
    at = arena_alloc(n->scratch, count * sizeof *at, alignof(const axis *));
    now = arena_alloc(n->scratch, count * sizeof *now, alignof(const doc *));
    count = 0;
    for (const axis *x = sweep->axes; x; x = x->next) {
        at[count] = x;
        now[count++] = x->values->first;
    }
    do {
        doc *job = doc_push(n->arena, jobs, doc_map(n->arena));

        for (size_t i = 0; i < count; i++)
            doc_put(n->arena, job, at[i]->field, doc_copy(n->arena, now[i]));
    } while (next_job(at, now, count));
    return jobs;
}

void native_sweep_end(native *n, native_sweep *sweep, ir_node *loop,
                      ir_node *leaf)
{
    for (axis *x = sweep->axes; x; x = x->next) {
        name_field(n, sweep, x, leaf);
        check_twice(n, sweep, x);
    }
    if (leaf && leaf->component)
        for (axis *x = sweep->axes; x; x = x->next)
            if (x->port && !is_given(leaf, x->port))
                bind(n, leaf, loop, x);
    check_read(n, sweep, loop, leaf);
    if (leaf && sweep->astray)
        leaf->component = NULL;
    loop->swept = true;
    loop->over = ir_value_new(n->arena, IR_BAD, sweep->at);
    if (sweep->broken)
        return;
    loop->over->kind = IR_CONSTANT;
    loop->over->constant = jobs_of(n, sweep);
}

/* ---- sweeps in one container --------------------------------------------- */

static bool is_word(const ir_word *w, const char *text)
{
    return w->kind == IR_WORD_TEXT && w->text.first && !w->text.first->next &&
           w->text.first->kind == IR_LITERAL &&
           str_eq(w->text.first->text, str_of(text));
}

static const ir_word *swept_word(native *n, const ir_words *words)
{
    for (const ir_word *w = words->first; w; w = w->next) {
        const ir_piece *only = w->text.first;
        size_t equal;

        if (w->kind != IR_WORD_TEXT || !only || only->next ||
            only->kind != IR_LITERAL || str_starts(only->text, STR("-")))
            continue;
        equal = str_find(only->text, STR("="));
        if (equal + 1 < only->text.len &&
            hydra_read(n->scratch,
                       str_sub(only->text, equal + 1, only->text.len))
                    .kind == HYDRA_SWEEP)
            return w;
    }
    return NULL;
}

void native_warn_multirun(native *n, const ir_words *words)
{
    const ir_word *flag = words->first;
    const ir_word *swept;

    while (flag && !is_word(flag, "-m") && !is_word(flag, "--multirun"))
        flag = flag->next;
    swept = flag ? swept_word(n, words) : NULL;
    if (!swept)
        return;
    diag_help(&n->s->diags,
              REPORT(n->s, D_MULTIRUN, swept->at,
                     "'%.*s' is swept inside of one container, job after job",
                     STR_ARG(field_excerpt(n->arena, swept->text.first->text))),
              "a task for each job: foreach: {sweep: {KEY: \"a,b\"}}");
}
