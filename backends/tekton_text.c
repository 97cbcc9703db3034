#include "backends/tekton_text.h"

#include "base/formats.h"
#include "ir/shape.h"

const char *const tekton_workspace = "artifacts";
const char *const tekton_root_param = "pipeline-root";

/* ---- tasks ---------------------------------------------------------------- */

static void push_tasks(tekton_tasks *to, const ir_region *region)
{
    for (ir_node *n = region ? region->first : NULL; n; n = n->next)
        if (n->component)
            to->items[to->count++] = n;
}

tekton_tasks tekton_tasks_of(arena *a, const ir_module *m)
{
    size_t count = m->body->count + (m->on_exit ? m->on_exit->count : 0);
    tekton_tasks tasks = {
        arena_alloc(a, count * sizeof *tasks.items + 1, alignof(ir_node *)), 0
    };

    push_tasks(&tasks, m->body);
    push_tasks(&tasks, m->on_exit);
    return tasks;
}

/* ---- what a component uses ---------------------------------------------- */

static void each_env_piece(const ir_env *env,
                           void (*fn)(ir_piece *piece, void *context),
                           void *context)
{
    for (; env; env = env->next)
        for (ir_piece *p = env->text.first; p; p = p->next)
            fn(p, context);
}

void tekton_each_piece(const ir_node *task,
                       void (*fn)(ir_piece *piece, void *context),
                       void *context)
{
    const ir_container *c = &task->component->container;

    ir_words_each_piece(&c->command, fn, context);
    ir_words_each_piece(&c->args, fn, context);
    each_env_piece(c->env, fn, context);
    if (task->pod)
        each_env_piece(task->pod->env, fn, context);
}

/* ---- what the spelling needs -------------------------------------------- */

tekton_words tekton_words_of(arena *a, const ir_module *m, const ir_node *task)
{
    tekton_words words = { m, map_new(a) };

    for (const ir_binding *b = task->bindings; b; b = b->next)
        if (b->port && b->value)
            map_put(&words.bound, b->port->name, b->value);
    return words;
}

const ir_value *tekton_bound(const tekton_words *words, const ir_port *input)
{
    return map_get(&words->bound, input->name);
}

bool tekton_is_param(const tekton_words *words, const ir_port *input)
{
    const ir_value *v = tekton_bound(words, input);

    if (!ir_is_parameter(input))
        return v && v->kind == IR_REGION_INPUT;
    return v || (input->fallback && input->fallback->kind != DOC_NULL);
}

/* ---- first uses ---------------------------------------------------------- */

typedef struct search {
    const tekton_words *words;
    const ir_piece *found;
} search;

static void find_path(ir_piece *p, void *context)
{
    search *in = context;

    if (!in->found && p->port && !ir_is_parameter(p->port) &&
        (p->kind == IR_INPUT_PATH || p->kind == IR_OUTPUT_PATH))
        in->found = p;
}

/* The uri of an artifact that comes from outside is given as it is. */
static void find_rooted(ir_piece *p, void *context)
{
    search *in = context;
    const ir_value *v =
        p->kind == IR_INPUT_URI ? tekton_bound(in->words, p->port) : NULL;

    if (!in->found &&
        (p->kind == IR_OUTPUT_URI || (v && v->kind == IR_NODE_OUTPUT)))
        in->found = p;
}

const ir_piece *tekton_first_path(const ir_node *task)
{
    search in = { NULL, NULL };

    tekton_each_piece(task, find_path, &in);
    return in.found;
}

const ir_piece *tekton_first_rooted(const tekton_words *words,
                                    const ir_node *task)
{
    search in = { words, NULL };

    tekton_each_piece(task, find_rooted, &in);
    return in.found;
}

const ir_piece *tekton_without_root(arena *a, const ir_module *m)
{
    const ir_piece *found = NULL;
    tekton_tasks tasks;

    if (m->root.len)
        return NULL;
    tasks = tekton_tasks_of(a, m);
    for (uint32_t i = 0; i < tasks.count && !found; i++) {
        tekton_words words = tekton_words_of(a, m, tasks.items[i]);

        found = tekton_first_rooted(&words, tasks.items[i]);
    }
    return found;
}

/* ---- words -------------------------------------------------------------- */

/*
 * The kubelet reads `$$` and `$(NAME)`, Tekton reads `$(...)`; after another
 * `$` the kubelet takes the next byte for a character, which breaks what is not
 * ASCII.
 */
static bool is_unsafe_after_dollar(char c)
{
    return c == '(' || c == '$' || (unsigned char)c >= 0x80;
}

/*
 * A `$` before anything else is safe and stays readable. What follows the
 * literal begins with `$(` or is a value nobody knows yet.
 */
static void put_literal(k8s_container *into, buf *out, str text, bool more)
{
    for (size_t i = 0; i < text.len; i++) {
        bool last = i + 1 == text.len;
        char next = last ? '\0' : text.ptr[i + 1];

        if (text.ptr[i] != '$' ||
            !(is_unsafe_after_dollar(next) || (last && more))) {
            buf_char(out, text.ptr[i]);
            continue;
        }
        into->needs_dollar = true;
        buf_printf(out, "$(%.*s)", STR_ARG(into->dollar_name));
    }
}

static void put_path(buf *out, const ir_node *from, const ir_port *output)
{
    buf_printf(out, "$(workspaces.%s.path)/%.*s--%.*s", tekton_workspace,
               STR_ARG(from->emitted), STR_ARG(output->emitted));
}

static void put_uri(k8s_container *into, buf *out, const ir_node *from,
                    const ir_port *output)
{
    const tekton_words *words = into->target;

    if (words->module->root.len)
        put_literal(into, out, words->module->root, true);
    else
        buf_printf(out, "$(params.%s)", tekton_root_param);
    buf_printf(out, "/$(context.pipelineRun.name)/%.*s/%.*s",
               STR_ARG(from->emitted), STR_ARG(output->emitted));
}

static str fact_text(ir_fact fact)
{
    switch (fact) {
    case IR_RUN_ID: return STR("$(context.pipelineRun.uid)");
    case IR_RUN_NAME:
    case IR_RUN_RESOURCE_NAME: return STR("$(context.pipelineRun.name)");
    case IR_TASK_ID: return STR("$(context.taskRun.uid)");
    case IR_RUN_STATUS:
    case IR_RUN_FAILED: return STR("$(tasks.status)");
    case IR_TASK_NAME:
    case IR_RUN_TIME: break; /* refused by the table */
    }
    return STR("");
}

static void put_input(k8s_container *into, buf *out, const ir_piece *p)
{
    const ir_value *from = tekton_bound(into->target, p->port);

    if (from && from->kind == IR_REGION_INPUT) {
        if (p->kind == IR_INPUT_PATH)
            buf_printf(out, "$(workspaces.%s.path)/", tekton_workspace);
        buf_printf(out, "$(params.%.*s)", STR_ARG(p->port->emitted));
    }
    if (!from || from->kind != IR_NODE_OUTPUT)
        return;
    if (p->kind == IR_INPUT_PATH)
        put_path(out, from->node, from->port);
    else
        put_uri(into, out, from->node, from->port);
}

static void put_output_path(buf *out, const ir_node *task, const ir_port *port)
{
    if (ir_is_parameter(port))
        buf_printf(out, "$(results.%.*s.path)", STR_ARG(port->emitted));
    else
        put_path(out, task, port);
}

static void put_piece(k8s_container *into, buf *out, const ir_piece *p)
{
    switch (p->kind) {
    case IR_LITERAL: put_literal(into, out, p->text, p->next); break;
    case IR_INPUT_VALUE:
        buf_printf(out, "$(params.%.*s)", STR_ARG(p->port->emitted));
        break;
    case IR_INPUT_PATH:
    case IR_INPUT_URI: put_input(into, out, p); break;
    case IR_OUTPUT_PATH: put_output_path(out, into->task, p->port); break;
    case IR_OUTPUT_URI: put_uri(into, out, into->task, p->port); break;
    case IR_FACT:
        buf_put(out, p->fact == IR_TASK_NAME ? into->task->emitted
                                             : fact_text(p->fact));
        break;
    case IR_INPUT_METADATA:
    case IR_OUTPUT_METADATA:
    case IR_EXECUTOR_INPUT: break; /* refused by the table */
    }
}

str tekton_word(k8s_container *into, const ir_text *text)
{
    buf out = buf_new(into->arena);

    for (const ir_piece *p = text->first; p; p = p->next)
        put_piece(into, &out, p);
    return buf_str(&out);
}

/* ---- values ------------------------------------------------------------- */

/* References stand as this byte when only the literal parts are of interest. */
enum { MASK = '\x01' };

typedef struct value_text {
    arena *arena;
    buf out;
    bool masked;
} value_text;

static void put_reference(value_text *to, str text)
{
    if (to->masked)
        buf_char(&to->out, MASK);
    else
        buf_put(&to->out, text);
}

static void put_json(value_text *to, const ir_value *v);

static void put_value(value_text *to, const ir_value *v)
{
    switch (v->kind) {
    case IR_CONSTANT:
        buf_put(&to->out, ir_constant_text(to->arena, v->constant));
        break;
    case IR_REGION_INPUT:
        put_reference(to, arena_printf(to->arena, "$(params.%.*s)",
                                       STR_ARG(v->port->emitted)));
        break;
    case IR_NODE_OUTPUT:
        put_reference(to, arena_printf(to->arena, "$(tasks.%.*s.results.%.*s)",
                                       STR_ARG(v->node->emitted),
                                       STR_ARG(v->port->emitted)));
        break;
    case IR_RUN_FACT: put_reference(to, fact_text(v->fact)); break;
    case IR_JOINED:
        for (const ir_value *part = v->first; part; part = part->next)
            put_value(to, part);
        break;
    case IR_TREE: put_json(to, v); break;
    case IR_BAD:
    case IR_NAME:
    case IR_ITEM:
    case IR_INDEX:
    case IR_COLLECT:
    case IR_ONE_OF:
    case IR_FIELD: break;
    }
}

/* A text with values in it, inside JSON: the literal parts are escaped, the
 * values are ones that need no escape (tekton_check). */
static void put_json_text(value_text *to, const ir_value *v)
{
    buf_char(&to->out, '"');
    for (const ir_value *part = v->first; part; part = part->next) {
        buf text = buf_new(to->arena);
        str quoted;

        if (part->kind != IR_CONSTANT) {
            put_value(to, part);
            continue;
        }
        json_write_string(&text, ir_constant_text(to->arena, part->constant));
        quoted = buf_str(&text);
        buf_put(&to->out, str_sub(quoted, 1, quoted.len - 1));
    }
    buf_char(&to->out, '"');
}

static void put_json(value_text *to, const ir_value *v)
{
    bool keyed = v->kind == IR_TREE && v->shape == DOC_MAP;

    if (v->kind == IR_CONSTANT) {
        json_write_compact(&to->out, v->constant);
    } else if (v->kind == IR_JOINED) {
        put_json_text(to, v);
    } else if (v->kind == IR_RUN_FACT) {
        buf_char(&to->out, '"');
        put_value(to, v);
        buf_char(&to->out, '"');
    } else if (v->kind == IR_TREE) {
        buf_char(&to->out, keyed ? '{' : '[');
        for (const ir_value *part = v->first; part; part = part->next) {
            if (part != v->first)
                buf_char(&to->out, ',');
            if (keyed) {
                json_write_string(&to->out, part->key);
                buf_char(&to->out, ':');
            }
            put_json(to, part);
        }
        buf_char(&to->out, keyed ? '}' : ']');
    } else {
        put_value(to, v);
    }
}

static str value_text_of(arena *a, const ir_value *v, bool masked)
{
    value_text to = { a, buf_new(a), masked };

    put_value(&to, v);
    return buf_str(&to.out);
}

str tekton_value(arena *a, const ir_value *v)
{
    return value_text_of(a, v, false);
}

/* ---- literal text ------------------------------------------------------- */

bool tekton_would_expand(str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '$')
            continue;
        if (i + 1 == text.len || is_unsafe_after_dollar(text.ptr[i + 1]))
            return true;
    }
    return false;
}

/* Prefixes of what Tekton replaces in the steps of a task. */
static const char *const known[] = {
    "params.",          "params[",  "context.", "results.", "workspaces.",
    "tasks.",           "finally.", "step.",    "steps.",   "artifacts.",
    "credentials.path", "inputs.",  "outputs.", NULL
};

static bool is_known(str rest, const map *names)
{
    size_t end = str_find(rest, STR(")"));

    for (size_t i = 0; known[i]; i++)
        if (str_starts(rest, str_of(known[i])))
            return true;
    return names && end < rest.len && map_get(names, str_sub(rest, 0, end));
}

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
}

/* Admission takes `$(word)` in a task's parameter for a reference; a value
 * inside the parentheses may turn out to be a word. */
static bool is_reference(str rest)
{
    size_t end = 0;

    while (end < rest.len &&
           (is_word_char(rest.ptr[end]) || rest.ptr[end] == MASK))
        end++;
    return end > 0 && end < rest.len &&
           (rest.ptr[end] == ')' || rest.ptr[end] == '[');
}

bool tekton_value_expands(arena *a, const ir_value *v)
{
    str text = value_text_of(a, v, true);

    for (size_t i = 0; i + 1 < text.len; i++) {
        str rest = str_sub(text, i + 2, text.len);

        if (text.ptr[i] != '$')
            continue;
        if (text.ptr[i + 1] != '(' && is_unsafe_after_dollar(text.ptr[i + 1]))
            return true;
        if (text.ptr[i + 1] == '(' &&
            (is_reference(rest) || is_known(rest, NULL)))
            return true;
    }
    return false;
}

bool tekton_param_expands(str text, const map *names)
{
    for (size_t i = 0; i + 1 < text.len; i++) {
        if (text.ptr[i] != '$')
            continue;
        if (text.ptr[i + 1] != '(' && is_unsafe_after_dollar(text.ptr[i + 1]))
            return true;
        if (text.ptr[i + 1] == '(' &&
            is_known(str_sub(text, i + 2, text.len), names))
            return true;
    }
    return false;
}
