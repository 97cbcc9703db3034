#include "tests/play.h"

/*
 * Tekton replaces exact texts, "$(" NAME ")", in every string of an object; a
 * pass does not look again at what it inserted, but there are several passes.
 */

typedef struct tekton {
    play *play;
    const doc *run;  /* spec of the PipelineRun, or NULL */
    const doc *spec; /* of the Pipeline */
    bool separate;   /* the Pipeline is an object of its own */
    map params;      /* of the pipeline: name -> str * */
} tekton;

static str replace_text(play *p, str text, const map *vars)
{
    buf out = buf_new(p->arena);

    for (size_t i = 0; i < text.len; i++) {
        str rest = str_sub(text, i, text.len);
        size_t end = str_find(rest, STR(")"));
        const str *value = NULL;

        if (str_starts(rest, STR("$(")) && end < rest.len)
            value = play_get(vars, str_sub(rest, 2, end));
        if (!value) {
            buf_char(&out, text.ptr[i]);
            continue;
        }
        buf_put(&out, *value);
        i += end;
    }
    return buf_str(&out);
}

/* One pass over every string of an object, keys left out. */
static void replace_in(play *p, doc *d, const map *vars)
{
    if (d->kind == DOC_STRING)
        d->text = replace_text(p, d->text, vars);
    if (d->kind != DOC_SEQ && d->kind != DOC_MAP)
        return;
    for (doc *child = d->first; child; child = child->next)
        replace_in(p, child, vars);
}

static void set_param(tekton *t, map *vars, str name, str value)
{
    arena *a = t->play->arena;

    play_set(vars, a, arena_printf(a, "params.%.*s", STR_ARG(name)), value);
    play_set(vars, a, arena_printf(a, "params[\"%.*s\"]", STR_ARG(name)),
             value);
    play_set(vars, a, arena_printf(a, "params['%.*s']", STR_ARG(name)), value);
}

/* ---- what admission looks for ------------------------------------------- */

static bool one_of(str name, const char *const *prefixes)
{
    for (size_t i = 0; prefixes[i]; i++)
        if (str_starts(name, str_of(prefixes[i])))
            return true;
    return false;
}

static size_t reference_length(str s)
{
    size_t n = 0;

    while (n < s.len && ((s.ptr[n] >= 'a' && s.ptr[n] <= 'z') ||
                         (s.ptr[n] >= 'A' && s.ptr[n] <= 'Z') ||
                         (s.ptr[n] >= '0' && s.ptr[n] <= '9') ||
                         s.ptr[n] == '_' || s.ptr[n] == '.' || s.ptr[n] == '-'))
        n++;
    return n;
}

/* A value of a PipelineTask: every reference-like text must be one. */
static void admit_value(tekton *t, str value, const map *known)
{
    static const char *const heads[] = { "params.",  "tasks.",      "finally.",
                                         "context.", "workspaces.", "results.",
                                         NULL };

    for (size_t i = 0; i + 1 < value.len; i++) {
        str rest = str_sub(value, i + 2, value.len);
        str name = str_sub(rest, 0, reference_length(rest));

        if (!str_starts(str_sub(value, i, value.len), STR("$(")))
            continue;
        if (name.len == rest.len || rest.ptr[name.len] != ')' || !name.len)
            name = str_sub(rest, 0, str_find(rest, STR(")")));
        else if (!one_of(name, heads))
            play_fail(t->play, "$(%.*s) is refused in a task's params",
                      STR_ARG(name));
        if (one_of(name, heads) && !play_get(known, name))
            play_fail(t->play, "$(%.*s) is unknown in a task's params",
                      STR_ARG(name));
    }
}

/* A string of a step: names that Tekton insists on must be known. */
static void admit_step_text(tekton *t, str text, const map *known)
{
    static const char *const heads[] = { "params.",
                                         "params[",
                                         "context.task.",
                                         "context.taskRun.",
                                         "workspaces.",
                                         "tasks.",
                                         NULL };

    for (size_t i = 0; i + 1 < text.len; i++) {
        str rest = str_sub(text, i + 2, text.len);
        str line = str_sub(rest, 0, str_find(rest, STR("\n")));
        size_t end = str_find(line, STR(")"));
        str name = str_sub(line, 0, end);

        if (!str_starts(str_sub(text, i, text.len), STR("$(")))
            continue;
        if (end < line.len && one_of(name, heads) && !play_get(known, name))
            play_fail(t->play, "$(%.*s) is unknown in a step", STR_ARG(name));
    }
}

static void admit_step(tekton *t, const doc *d, const map *known)
{
    if (d->kind == DOC_STRING)
        admit_step_text(t, d->text, known);
    if (d->kind != DOC_SEQ && d->kind != DOC_MAP)
        return;
    doc_each (child, d)
        admit_step(t, child, known);
}

/* ---- the pipeline ------------------------------------------------------- */

static void find_documents(tekton *t, const doc *docs)
{
    doc_each (d, docs) {
        str kind = play_string(t->play, doc_get(d, STR("kind")), "kind");

        if (str_eq(kind, STR("Pipeline"))) {
            t->spec = doc_get(d, STR("spec"));
            t->separate = true;
        } else if (str_eq(kind, STR("PipelineRun"))) {
            t->run = doc_get(d, STR("spec"));
        }
    }
    if (!t->spec)
        t->spec = doc_get(t->run, STR("pipelineSpec"));
    if (!t->spec)
        play_fail(t->play, "there is no pipeline");
}

/* The value an entry of `params` gives under key; they are all strings. */
static const doc *entry_value(tekton *t, const doc *entry, const char *key)
{
    const doc *value = doc_get(entry, str_of(key));

    if (value)
        play_string(t->play, value, "value of a parameter");
    return value;
}

static void read_params(tekton *t)
{
    const doc *declared = doc_get(t->spec, STR("params"));
    const doc *given = doc_get(t->run, STR("params"));

    for (const doc *d = declared ? declared->first : NULL; d; d = d->next) {
        str name = play_string(t->play, doc_get(d, STR("name")), "name");
        const doc *value = entry_value(t, play_named(given, name), "value");

        if (!value)
            value = entry_value(t, d, "default");
        if (!value)
            play_fail(t->play, "parameter '%.*s' has no value", STR_ARG(name));
        else
            set_param(t, &t->params, name, value->text);
    }
    for (const doc *d = given ? given->first : NULL; d; d = d->next) {
        str value = play_string(t->play, doc_get(d, STR("value")), "value");
        size_t at = str_find(value, STR("$(tasks."));

        if (!play_named(declared, doc_get(d, STR("name"))->text))
            play_fail(t->play, "the run gives an undeclared parameter");
        if (str_find(str_sub(value, at, value.len), STR(".results.")) <
            value.len - at)
            play_fail(t->play, "a run's value looks like a task's result");
    }
}

static map pipeline_contexts(tekton *t)
{
    arena *a = t->play->arena;
    map vars = map_new(a);

    play_set(&vars, a, STR("context.pipelineRun.name"), STR("<run.name>"));
    play_set(&vars, a, STR("context.pipelineRun.uid"), STR("<run.id>"));
    play_set(&vars, a, STR("context.pipelineRun.namespace"),
             STR("<run.namespace>"));
    play_set(&vars, a, STR("context.pipeline.name"), STR("<pipeline.name>"));
    play_set(&vars, a, STR("context.pipelineTask.retries"), STR("0"));
    return vars;
}

static map task_results(tekton *t)
{
    arena *a = t->play->arena;
    map vars = map_new(a);
    const doc *tasks = doc_get(t->spec, STR("tasks"));

    for (const doc *k = tasks ? tasks->first : NULL; k; k = k->next) {
        str task = play_string(t->play, doc_get(k, STR("name")), "task name");
        const doc *results = play_at(k, "taskSpec.results");

        for (const doc *r = results ? results->first : NULL; r; r = r->next) {
            str name = doc_get(r, STR("name"))->text;
            const str *value = play_output(t->play, task, name);

            if (!value)
                continue;
            play_set(&vars, a,
                     arena_printf(a, "tasks.%.*s.results.%.*s", STR_ARG(task),
                                  STR_ARG(name)),
                     *value);
        }
    }
    return vars;
}

static void merge(map *into, const map *from)
{
    for (uint32_t i = 0; i < from->count; i++)
        map_put(into, from->entries[i].key, from->entries[i].value);
}

/* ---- a task ------------------------------------------------------------- */

/*
 * The pipeline's parameters reach into a task's steps, too, and win over one of
 * the same name that has only a default.
 */
static map propagated(tekton *t, const doc *task)
{
    map vars = map_new(t->play->arena);
    const doc *given = doc_get(task, STR("params"));

    merge(&vars, &t->params);
    for (const doc *d = given ? given->first : NULL; d; d = d->next) {
        str name = doc_get(d, STR("name"))->text;

        set_param(
            t, &vars, name,
            arena_printf(t->play->arena, "$(params.%.*s)", STR_ARG(name)));
    }
    return vars;
}

static map task_params(tekton *t, const doc *task)
{
    map vars = map_new(t->play->arena);
    const doc *declared = play_at(task, "taskSpec.params");
    const doc *given = doc_get(task, STR("params"));

    for (const doc *d = declared ? declared->first : NULL; d; d = d->next) {
        str name = play_string(t->play, doc_get(d, STR("name")), "name");
        const doc *value = entry_value(t, play_named(given, name), "value");

        if (!value)
            value = entry_value(t, d, "default");
        if (!value)
            play_fail(t->play, "task parameter '%.*s' has no value",
                      STR_ARG(name));
        else
            set_param(t, &vars, name, value->text);
    }
    for (const doc *d = given ? given->first : NULL; d; d = d->next)
        if (!play_named(declared, doc_get(d, STR("name"))->text))
            play_fail(t->play, "a task is given an undeclared parameter");
    return vars;
}

static map task_contexts(tekton *t, str task)
{
    arena *a = t->play->arena;
    map vars = map_new(a);

    play_set(&vars, a, STR("context.task.name"), task);
    play_set(&vars, a, STR("context.task.retry-count"), STR("0"));
    play_set(&vars, a, STR("context.taskRun.name"), STR("<taskrun.name>"));
    play_set(&vars, a, STR("context.taskRun.uid"), STR("<task.id>"));
    play_set(&vars, a, STR("context.taskRun.namespace"),
             STR("<run.namespace>"));
    return vars;
}

static map result_paths(tekton *t, const doc *task, play_task *to)
{
    arena *a = t->play->arena;
    map vars = map_new(a);
    const doc *results = play_at(task, "taskSpec.results");

    for (const doc *r = results ? results->first : NULL; r; r = r->next) {
        str name = doc_get(r, STR("name"))->text;
        str path = arena_printf(a, "/tekton/results/%.*s", STR_ARG(name));

        play_set(&vars, a, arena_printf(a, "results.%.*s.path", STR_ARG(name)),
                 path);
        play_path_add(t->play, to, path, play_mark(a, "out", STR(""), name));
    }
    return vars;
}

/* Where the workspaces are, and what else the last passes know. */
static map workspaces(tekton *t, const doc *task, play_task *to)
{
    arena *a = t->play->arena;
    map vars = map_new(a);
    const doc *declared = play_at(task, "taskSpec.workspaces");

    for (const doc *w = declared ? declared->first : NULL; w; w = w->next) {
        str name = doc_get(w, STR("name"))->text;

        if (!play_named(doc_get(task, STR("workspaces")), name))
            play_fail(t->play, "workspace '%.*s' is not given", STR_ARG(name));
        to->workspace = arena_printf(a, "/workspace/%.*s", STR_ARG(name));
        play_set(&vars, a,
                 arena_printf(a, "workspaces.%.*s.path", STR_ARG(name)),
                 to->workspace);
    }
    play_set(&vars, a, STR("credentials.path"), STR("/tekton/creds"));
    return vars;
}

/* The step that is the program: "main", or the only one. */
static const doc *program(tekton *t, const doc *spec)
{
    const doc *steps = doc_get(spec, STR("steps"));
    const doc *step = play_named(steps, STR("main"));

    if (!step && doc_is_seq(steps) && steps->count == 1)
        step = steps->first;
    if (!step)
        play_fail(t->play, "a task has no step 'main'");
    return step;
}

static doc *joined_env(arena *a, const doc *spec, const doc *step)
{
    const doc *shared = play_at(spec, "stepTemplate.env");
    const doc *own = doc_get(step, STR("env"));
    doc *env = doc_seq(a);

    for (const doc *e = shared ? shared->first : NULL; e; e = e->next)
        doc_push(a, env, doc_copy(a, e));
    for (const doc *e = own ? own->first : NULL; e; e = e->next)
        doc_push(a, env, doc_copy(a, e));
    return env;
}

/* The pipeline's passes over a task: its own parameters, then the rest. */
static doc *enter(tekton *t, const doc *task, const map *results)
{
    map contexts = pipeline_contexts(t), known = map_new(t->play->arena);
    map inner = propagated(t, task);
    doc *made = doc_copy(t->play->arena, task);
    doc *params = doc_get(made, STR("params"));
    doc *spec = doc_get(made, STR("taskSpec"));

    merge(&known, &t->params);
    merge(&known, &contexts);
    merge(&known, results);
    for (doc *d = params ? params->first : NULL; d; d = d->next)
        admit_value(t,
                    play_string(t->play, doc_get(d, STR("value")),
                                "value of a task's parameter"),
                    &known);
    if (params) {
        replace_in(t->play, params, &t->params);
        replace_in(t->play, params, &contexts);
        replace_in(t->play, params, results);
    }
    if (!spec)
        return made;
    replace_in(t->play, spec, &inner);
    replace_in(t->play, spec, &contexts);
    replace_in(t->play, spec, results);
    return made;
}

/* What the texts of a step may name when they are admitted. */
static map step_names(tekton *t, const map *params, const map *spaces,
                      const map *results)
{
    map known = map_new(t->play->arena);
    map contexts = task_contexts(t, STR(""));

    merge(&known, params);
    merge(&known, spaces);
    merge(&known, &contexts);
    merge(&known, results);
    if (!t->separate)
        merge(&known, &t->params);
    return known;
}

static void start(tekton *t, const doc *written, const map *results)
{
    play *p = t->play;
    str name = play_string(p, doc_get(written, STR("name")), "task name");
    play_task *to = play_add(p, name);
    doc *task = enter(t, written, results);
    map params = task_params(t, task), contexts = task_contexts(t, name);
    map paths = result_paths(t, task, to), spaces = workspaces(t, task, to);
    map known = step_names(t, &params, &spaces, results);
    map nothing = map_new(p->arena);
    const doc *step = program(t, doc_get(written, STR("taskSpec")));
    doc *spec = doc_get(task, STR("taskSpec"));

    if (!step)
        return;
    admit_step(t, step, &known);
    replace_in(p, spec, &params);
    replace_in(p, spec, &contexts);
    replace_in(p, spec, &paths);
    replace_in(p, spec, &spaces);
    step = program(t, spec);
    admit_step(t, step, &nothing);
    to->command = doc_get(step, STR("command"));
    to->args = doc_get(step, STR("args"));
    to->env = joined_env(p->arena, spec, step);
}

void play_tekton(play *p, const doc *docs)
{
    tekton t = { .play = p, .params = map_new(p->arena) };
    const doc *tasks;
    map results;

    find_documents(&t, docs);
    if (!t.spec)
        return;
    read_params(&t);
    results = task_results(&t);
    tasks = doc_get(t.spec, STR("tasks"));
    for (const doc *k = tasks ? tasks->first : NULL; k; k = k->next)
        start(&t, k, &results);
}
