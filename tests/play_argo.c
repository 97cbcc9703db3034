#include "tests/play.h"

typedef struct argo {
    play *play;
    const doc *spec;
    map globals;
} argo;

/* What the callee of a task gets. */
typedef struct call {
    const doc *task; /* NULL: the entrypoint */
    const doc *tmpl;
    str name;
    map inputs; /* "inputs.parameters.x" */
} call;

static const doc *find_spec(const doc *docs)
{
    doc_each (d, docs) {
        const doc *kind = doc_get(d, STR("kind"));

        if (kind && str_eq(kind->text, STR("CronWorkflow")))
            return play_at(d, "spec.workflowSpec");
        return doc_get(d, STR("spec"));
    }
    return NULL;
}

static void set_global(argo *g, const char *name, const char *value)
{
    play_set(&g->globals, g->play->arena, str_of(name), str_of(value));
}

static void set_globals(argo *g)
{
    arena *a = g->play->arena;
    const doc *params = play_at(g->spec, "arguments.parameters");

    set_global(g, "workflow.name", "<run.name>");
    set_global(g, "workflow.uid", "<run.id>");
    set_global(g, "workflow.namespace", "<run.namespace>");
    set_global(g, "workflow.status", "Running");
    set_global(g, "workflow.creationTimestamp", "<run.time>");
    set_global(g, "workflow.creationTimestamp.RFC3339", "<run.time>");
    if (!params)
        return;
    doc_each (param, params) {
        str name = play_string(g->play, doc_get(param, STR("name")), "name");
        const doc *value = doc_get(param, STR("value"));

        play_set(&g->globals, a,
                 arena_printf(a, "workflow.parameters.%.*s", STR_ARG(name)),
                 play_string(g->play, value, "value of a parameter"));
    }
}

static void merge(map *into, const map *from)
{
    for (uint32_t i = 0; i < from->count; i++)
        map_put(into, from->entries[i].key, from->entries[i].value);
}

/* ---- the inputs of a template ------------------------------------------- */

/* Sets the values of the template's parameters in a copy of it. */
static void give_parameters(argo *g, call *c, doc *tmpl)
{
    const doc *given = c->task ? play_at(c->task, "arguments.parameters")
                               : play_at(g->spec, "arguments.parameters");
    doc *params = doc_get(doc_get(tmpl, STR("inputs")), STR("parameters"));

    for (doc *p = params ? params->first : NULL; p; p = p->next) {
        str name = play_string(g->play, doc_get(p, STR("name")), "name");
        const doc *value = doc_get(play_named(given, name), STR("value"));

        if (!value)
            value = doc_get(p, STR("value"));
        if (!value)
            value = doc_get(p, STR("default"));
        doc_put_text(g->play->arena, p, "value",
                     play_string(g->play, value, "argument of a task"));
    }
}

static void note_inputs(argo *g, call *c)
{
    const doc *params = play_at(c->tmpl, "inputs.parameters");

    c->inputs = map_new(g->play->arena);
    if (!params)
        return;
    doc_each (p, params) {
        str name = doc_get(p, STR("name"))->text;

        play_set(&c->inputs, g->play->arena,
                 arena_printf(g->play->arena, "inputs.parameters.%.*s",
                              STR_ARG(name)),
                 doc_get(p, STR("value"))->text);
    }
}

static void set_paths(argo *g, map *vars, const doc *list, const char *prefix)
{
    if (!list)
        return;
    doc_each (entry, list) {
        const doc *path = doc_get(entry, STR("path"));
        str name = doc_get(entry, STR("name"))->text;

        if (!path)
            path = play_at(entry, "valueFrom.path");
        if (path)
            play_set(vars, g->play->arena,
                     arena_printf(g->play->arena, "%s.%.*s.path", prefix,
                                  STR_ARG(name)),
                     path->text);
    }
}

/* Passes over a template: the globals, its inputs, once more all of them. */
static const doc *enter(argo *g, call *c)
{
    doc *tmpl = doc_copy(g->play->arena, c->tmpl);
    map locals = map_new(g->play->arena);

    give_parameters(g, c, tmpl);
    merge(&locals, &g->globals);
    play_set(&locals, g->play->arena, STR("pod.name"), STR("<task.id>"));
    play_set(&locals, g->play->arena, STR("node.name"), STR("<node.name>"));
    play_set(&locals, g->play->arena, STR("tasks.name"), c->name);
    c->tmpl = play_argo_pass(g->play, tmpl, &locals, NULL);
    note_inputs(g, c);
    merge(&c->inputs, &locals);
    set_paths(g, &c->inputs, play_at(c->tmpl, "inputs.artifacts"),
              "inputs.artifacts");
    set_paths(g, &c->inputs, play_at(c->tmpl, "outputs.artifacts"),
              "outputs.artifacts");
    set_paths(g, &c->inputs, play_at(c->tmpl, "outputs.parameters"),
              "outputs.parameters");
    return play_argo_pass(g->play, c->tmpl, &c->inputs, NULL);
}

/* ---- a container -------------------------------------------------------- */

/* "{{tasks.train.outputs.artifacts.model}}" -> "<in:train.model>". */
static str origin(play *p, str from)
{
    str tag = str_trim(str_sub(from, 2, from.len - 2));
    str middle = STR(".outputs.artifacts."), head = STR("tasks.");
    size_t at = str_find(tag, middle);
    str inputs = STR("inputs.artifacts.");

    if (str_starts(tag, inputs))
        return play_mark(p->arena, "in", STR("params"),
                         str_sub(tag, inputs.len, tag.len));
    if (!str_starts(tag, head) || at == tag.len) {
        play_fail(p, "%.*s is no artifact", STR_ARG(from));
        return from;
    }
    return play_mark(p->arena, "in", str_sub(tag, head.len, at),
                     str_sub(tag, at + middle.len, tag.len));
}

/* The mark for an input artifact: where its bytes come from. */
static str input_mark(argo *g, const call *c, const doc *artifact)
{
    play *p = g->play;
    const doc *given = c->task ? play_at(c->task, "arguments.artifacts")
                               : play_at(g->spec, "arguments.artifacts");
    str name = doc_get(artifact, STR("name"))->text;
    const doc *bound = play_named(given, name);
    const doc *from = doc_get(bound, STR("from"));
    const doc *raw = play_at(bound ? bound : artifact, "raw.data");
    buf mark = buf_new(p->arena);

    if (from)
        return origin(p, from->text);
    if (!raw)
        return play_mark(p->arena, "in", STR("params"), name);
    buf_put(&mark, STR("<file:"));
    json_write_string(&mark, raw->text);
    buf_char(&mark, '>');
    return buf_str(&mark);
}

static void note_paths(argo *g, const call *c, play_task *t)
{
    play *p = g->play;
    const doc *in = play_at(c->tmpl, "inputs.artifacts");
    const doc *artifacts = play_at(c->tmpl, "outputs.artifacts");
    const doc *params = play_at(c->tmpl, "outputs.parameters");

    for (const doc *e = in ? in->first : NULL; e; e = e->next)
        play_path_add(p, t, play_string(p, doc_get(e, STR("path")), "path"),
                      input_mark(g, c, e));
    for (const doc *e = artifacts ? artifacts->first : NULL; e; e = e->next)
        play_path_add(
            p, t, play_string(p, doc_get(e, STR("path")), "path"),
            play_mark(p->arena, "out", STR(""), doc_get(e, STR("name"))->text));
    for (const doc *e = params ? params->first : NULL; e; e = e->next)
        play_path_add(
            p, t, play_string(p, play_at(e, "valueFrom.path"), "path"),
            play_mark(p->arena, "out", STR(""), doc_get(e, STR("name"))->text));
}

static void start(argo *g, call *c)
{
    play_task *t = play_add(g->play, c->name);
    const doc *written = c->tmpl;
    const doc *tmpl = enter(g, c);
    const doc *container = doc_get(tmpl, STR("container"));

    if (!container) {
        play_fail(g->play, "a template is no container");
        return;
    }
    note_paths(g, c, t);
    container = play_argo_pass(g->play, container, &c->inputs, NULL);
    play_argo_lint(g->play, doc_get(written, STR("container")), &c->inputs);
    t->command = doc_get(container, STR("command"));
    t->args = doc_get(container, STR("args"));
    t->env = doc_get(container, STR("env"));
}

/* ---- the graph ---------------------------------------------------------- */

static const doc *template_named(argo *g, str name)
{
    const doc *found = play_named(doc_get(g->spec, STR("templates")), name);

    if (!found)
        play_fail(g->play, "there is no template '%.*s'", STR_ARG(name));
    return found;
}

static str task_name(argo *g, const doc *task)
{
    return play_string(g->play, doc_get(task, STR("name")), "name of a task");
}

static const doc *template_of(argo *g, const doc *task)
{
    return template_named(g,
                          play_string(g->play, doc_get(task, STR("template")),
                                      "template of a task"));
}

/* Argo cuts one line break from the end of an output parameter. */
static str captured(str value)
{
    return str_ends(value, STR("\n")) ? str_sub(value, 0, value.len - 1)
                                      : value;
}

/* "tasks.a.outputs.parameters.x" for what the tasks declare. */
static void set_outputs(argo *g, map *vars, const doc *tasks)
{
    arena *a = g->play->arena;

    doc_each (task, tasks) {
        str name = task_name(g, task);
        const doc *outputs =
            play_at(template_of(g, task), "outputs.parameters");

        for (const doc *o = outputs ? outputs->first : NULL; o; o = o->next) {
            str output = doc_get(o, STR("name"))->text;
            const str *value = play_output(g->play, name, output);

            if (!value)
                continue;
            play_set(vars, a,
                     arena_printf(a, "tasks.%.*s.outputs.parameters.%.*s",
                                  STR_ARG(name), STR_ARG(output)),
                     captured(*value));
        }
    }
}

static bool loops(const doc *task)
{
    return doc_get(task, STR("withItems")) || doc_get(task, STR("withParam"));
}

static void walk(argo *g, const doc *dag)
{
    const doc *tasks = doc_get(dag, STR("tasks"));
    map vars = map_new(g->play->arena);

    if (!tasks) {
        play_fail(g->play, "a graph has no tasks");
        return;
    }
    merge(&vars, &g->globals);
    set_outputs(g, &vars, tasks);
    doc_each (task, tasks) {
        call c = { .task = play_argo_pass(g->play, task, &vars, "tasks.") };
        const doc *given = doc_get(task, STR("arguments"));

        if (loops(task))
            play_fail(g->play, "loops are not played");
        if (given)
            play_argo_lint(g->play, given, &vars);
        c.name = task_name(g, task);
        c.tmpl = template_of(g, task);
        if (c.tmpl)
            start(g, &c);
    }
}

void play_argo(play *p, const doc *docs)
{
    argo g = { p, find_spec(docs), map_new(p->arena) };
    call c = { .name = STR("main") };

    c.tmpl = template_named(
        &g, play_string(p, doc_get(g.spec, STR("entrypoint")), "entrypoint"));
    if (!c.tmpl)
        return;
    set_globals(&g);
    c.name = doc_get(c.tmpl, STR("name"))->text;
    if (doc_get(c.tmpl, STR("dag"))) {
        walk(&g, doc_get(enter(&g, &c), STR("dag")));
    } else {
        start(&g, &c);
    }
}
