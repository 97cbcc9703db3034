#include "driver/explain.h"

/* ---- the task in the source ---------------------------------------------- */

/* Tasks of the inputs by name, and all that has a name. */
typedef struct search {
    run *run;
    str name;
    const run_job *job;
    const ir_node *found;  /* the first task of that name */
    const ir_node *second; /* one that stands elsewhere */
    const run_job *where;  /* of the first */
    const ir_node *other;  /* a group, loop, branch or call of that name */
    const ir_node *call;   /* that was named with the task */
    bool exits;            /* the exit tasks of the pipeline are looked at */
    map names;
} search;

static bool is_task(const ir_node *n)
{
    return n->kind == IR_TASK && n->component &&
           n->component->body == IR_CONTAINER;
}

/* The same pipeline may have been read twice. */
static bool is_same_place(const run *r, span a, span b)
{
    const sources *all = &r->session.sources;
    place x = source_place(r->session.arena, all, a.lo);
    place y = source_place(r->session.arena, all, b.lo);

    return x.source && y.source && x.line == y.line && x.column == y.column &&
           str_eq(x.source->name, y.source->name);
}

static void look_at(ir_node *n, void *context)
{
    search *in = context;

    if (!is_task(n)) {
        if (str_eq(n->name, in->name))
            in->other = n;
        return;
    }
    if (!map_get(&in->names, n->name))
        map_put(&in->names, n->name, n);
    if (!str_eq(n->name, in->name))
        return;
    if (in->found && in->exits)
        return;
    if (!in->found) {
        in->found = n;
        in->where = in->job;
    } else if (!in->second && !is_same_place(in->run, in->found->at, n->at)) {
        in->second = n;
    }
}

/* All but the exit tasks of the pipeline itself. */
static void each_node(const ir_module *m, void (*fn)(ir_node *n, void *context),
                      void *context)
{
    ir_each_node(m->body, fn, context);
    for (const ir_component *c = m->components; c; c = c->next)
        ir_each_node(c->graph, fn, context);
}

/* "call.task": the task of the pipeline that a task uses. */
typedef struct call_search {
    search *in;
    str name;
} call_search;

static void look_into(ir_node *n, void *context)
{
    const call_search *in = context;

    if (n->kind != IR_CALL || !n->component || !n->component->graph ||
        !str_eq(n->name, in->name))
        return;
    in->in->call = n;
    ir_each_node(n->component->graph, look_at, in->in);
}

/* Exit tasks have names of their own; a plain name means another task first. */
static void look_for(search *in, str task)
{
    size_t dot = str_find(task, STR("."));
    call_search inside = { in, str_sub(task, 0, dot) };
    bool plain = dot == task.len;

    in->name = plain ? task : str_sub(task, dot + 1, task.len);
    for (const run_job *job = in->run->jobs; job; job = job->next) {
        in->job = job;
        each_node(job->from, plain ? look_at : look_into,
                  plain ? (void *)in : (void *)&inside);
    }
    in->exits = true;
    for (const run_job *job = in->run->jobs; job; job = job->next) {
        in->job = job;
        if (plain || str_eq(inside.name, STR("on-exit")))
            ir_each_node(job->from->on_exit, look_at, in);
    }
}

static const char *noun_of(const ir_node *n)
{
    switch (n->kind) {
    case IR_TASK: return "an importer";
    case IR_CALL: return "a pipeline that is used";
    case IR_BRANCH: return "a branch";
    case IR_LOOP: return "a loop";
    case IR_GROUP: break;
    }
    return "a group";
}

enum { NAMES_SHOWN = 20 };

static str names_text(arena *a, const map *names)
{
    buf out = buf_new(a);

    for (uint32_t i = 0; i < names->count && i < NAMES_SHOWN; i++) {
        if (i)
            buf_put(&out, STR(", "));
        buf_put(&out, names->entries[i].key);
    }
    if (names->count > NAMES_SHOWN)
        buf_printf(&out, " and %u more", names->count - NAMES_SHOWN);
    return buf_str(&out);
}

static void refuse(const search *in, str task)
{
    session *s = &in->run->session;
    str near = map_nearest(&in->names, in->name);
    diag *d;

    if (in->other)
        d = REPORT(s, D_BAD_OPTION, NOWHERE,
                   "'%.*s' is %s, but a task was expected", STR_ARG(task),
                   noun_of(in->other));
    else
        d = REPORT(s, D_BAD_OPTION, NOWHERE, "there is no task '%.*s'",
                   STR_ARG(task));
    if (near.len && !in->other)
        diag_nearest(&s->diags, d, near);
    else if (in->names.count)
        diag_help(&s->diags, d, "the tasks are: %.*s",
                  STR_ARG(names_text(s->arena, &in->names)));
}

static void refuse_both(const search *in, str task)
{
    session *s = &in->run->session;
    diag *d = REPORT(s, D_BAD_OPTION, NOWHERE,
                     "several tasks are called '%.*s'", STR_ARG(task));

    diag_note(&s->diags, d, in->found->at, "one stands here");
    diag_note(&s->diags, d, in->second->at, "another one here");
    diag_help(&s->diags, d,
              "name the task that uses the pipeline, too: CALL.%.*s",
              STR_ARG(in->name));
}

/* ---- what became of it --------------------------------------------------- */

typedef struct copies {
    const run *run;
    const ir_node *from;
    const ir_node *first;
    const ir_node *call; /* which they must come from, or NULL */
    str prefix;          /* of the names of those that count */
    doc *names;
    map told;
} copies;

static void note_copy(ir_node *n, void *context)
{
    copies *in = context;
    arena *a = in->run->session.arena;
    str key;

    if (!is_task(n) || !is_same_place(in->run, n->at, in->from->at) ||
        !is_same_place(in->run, n->component->at, in->from->component->at))
        return;
    key = arena_printf(a, "%.*s %.*s", STR_ARG(n->emitted),
                       STR_ARG(n->component->emitted));
    if (!str_starts(n->emitted, in->prefix) || map_get(&in->told, key))
        return;
    if (!in->first)
        in->first = n;
    map_put(&in->told, key, n);
    doc_push(a, in->names, doc_string(a, n->emitted));
}

static void note_inside(ir_node *n, void *context)
{
    copies *in = context;

    if (n->component && n->component->graph &&
        is_same_place(in->run, n->at, in->call->at))
        ir_each_node(n->component->graph, note_copy, in);
}

static bool note_all(copies *in, const ir_module *m,
                     void (*note)(ir_node *n, void *context), str prefix)
{
    in->prefix = prefix;
    each_node(m, note, in);
    ir_each_node(m->on_exit, note, in);
    return in->first != NULL;
}

/*
 * Of a pipeline that is used several times the call that was named counts: its
 * graph, or where there are no graphs any more, the names it gave.
 */
static void find_copies(const run *r, explanation *e)
{
    copies in = { .run = r, .from = e->task, .call = e->call };
    const ir_module *m = e->job->module;
    bool found = false;

    in.names = doc_seq(e->arena);
    in.told = map_new(e->arena);
    if (e->call)
        found = note_all(&in, m, note_inside, STR("")) ||
                note_all(&in, m, note_copy,
                         arena_join(e->arena, e->call->name, STR("-")));
    if (!found)
        note_all(&in, m, note_copy, STR(""));
    e->first = in.first;
    e->written = in.names;
}

static bool can_explain(run *r)
{
    const backend *b = r->targets ? r->targets->backend : NULL;

    if (b && b->program && !r->targets->next)
        return true;
    if (b)
        REPORT(&r->session, D_BAD_OPTION, NOWHERE,
               "a task is explained for one target with containers, not '%s'",
               r->targets->next ? "several" : b->name);
    else
        REPORT(&r->session, D_BAD_OPTION, NOWHERE,
               "a task is explained for one target, but none was given");
    return false;
}

explain_result run_explain(run *r, str task, explanation *out)
{
    search in = { .run = r };

    if (!can_explain(r))
        return EXPLAIN_REFUSED;
    r->keeps_modules = true;
    run_check(r);
    if (r->session.diags.errors || r->failed_io)
        return EXPLAIN_FINDINGS;
    in.names = map_new(r->session.arena);
    look_for(&in, task);
    if (!in.found || in.second) {
        if (in.found)
            refuse_both(&in, task);
        else
            refuse(&in, task);
        return EXPLAIN_REFUSED;
    }
    *out = (explanation){ .arena = r->session.arena,
                          .job = in.where,
                          .task = in.found,
                          .call = in.call };
    out->last = &out->words;
    find_copies(r, out);
    explain_prepare(out);
    if (out->first)
        explain_words(out);
    return EXPLAIN_DONE;
}
