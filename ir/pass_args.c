#include "ir/args_write.h"
#include "ir/pass.h"

/* ---- settings ------------------------------------------------------------ */

enum { MISTAKES_HELPED = 100 };

static void report_unknown(const args_context *in, const doc *setting,
                           const doc *entry)
{
    const ir_component *c = in->component;
    str what = setting->key.len ? setting->key : STR("keys");
    str near;
    diag *d = REPORT(in->session, D_UNKNOWN_REFERENCE, entry->key_at,
                     "'%.*s' names '%.*s', but component '%.*s' has no such "
                     "input, output or flag",
                     STR_ARG(what), STR_ARG(entry->key), STR_ARG(c->name));

    if (in->session->diags.errors > MISTAKES_HELPED)
        return;
    near = ir_port_nearest(&c->inputs, entry->key);
    if (!near.len)
        near = ir_port_nearest(&c->outputs, entry->key);
    diag_nearest(&in->session->diags, d, near);
    if (!near.len && c->inputs.count)
        diag_note(&in->session->diags, d, c->at, "inputs of '%.*s' are: %.*s",
                  STR_ARG(c->name),
                  STR_ARG(ir_port_names(in->arena, &c->inputs)));
}

/* Every entry of a setting names a port, or a flag that was found. */
static void check_setting(const args_context *in, const doc *setting)
{
    const ir_component *c = in->component;

    if (!doc_is_map(setting))
        return;
    doc_each (entry, setting)
        if (!map_get(&in->keys_used,
                     arg_setting_name(in->arena, setting, entry)) &&
            !ir_port_find(&c->inputs, entry->key) &&
            !ir_port_find(&c->outputs, entry->key))
            report_unknown(in, setting, entry);
}

/* The shim needs to know what to become. Hydra's is needed sooner or later. */
static void check_command(const args_context *in, const arg_list *list)
{
    const argstyle *style = in->how->style;
    const ir_component *c = in->component;
    const arg *why;
    const char *shim = args_shim_for(in, list, &why);
    str transport = in->how->transport;
    bool hydra = style->escape == ESCAPE_HYDRA &&
                 (!transport.len || str_eq(transport, STR("exact")));
    diag *d;

    if (c->container.command.count || (!shim && !hydra))
        return;
    d = REPORT(in->session, D_NO_INTERPRETER, in->how->at,
               "component '%.*s' has no 'command', and %s arguments need one",
               STR_ARG(c->name), style->name);
    if (!hydra)
        diag_note(&in->session->diags, d, why->at,
                  "this is spelled when the task runs");
    diag_help(&in->session->diags, d,
              "name the program: command: [python3, main.py]");
}

static void report_nothing(const args_context *in)
{
    diag *d = REPORT(in->session, D_NOTHING_CONVERTED, in->how->at,
                     "component '%.*s' spells no argument as '--key value': "
                     "its arguments stay as they are",
                     STR_ARG(in->component->name));

    diag_note(&in->session->diags, d, in->component->at, "declared here");
}

static void apply_style(session *s, ir_component *c)
{
    args_context in = { .session = s,
                        .arena = s->arena,
                        .component = c,
                        .how = &c->container.style,
                        .keys_used = map_new(s->arena),
                        .keys_made = map_new(s->arena) };
    arg_list list = { NULL, NULL };

    if (in.how->generate) {
        args_keep(&in, &c->container.args, &list);
        args_make(&in, &list);
    } else if (!args_read(&in, &c->container.args, &list)) {
        report_nothing(&in);
    }
    check_setting(&in, in.how->keys);
    check_setting(&in, in.how->bools);
    check_setting(&in, in.how->lists);
    check_command(&in, &list);
    args_note_ports(&in, &list);
    args_keep(&in, &in.how->extra, &list);
    args_write(&in, &list);
    c->container.style =
        (ir_args){ .at = in.how->at, .transport = in.how->transport };
}

/* ---- optional words ------------------------------------------------------ */

/* Documents are 128 deep, and words that were made here ARG_SETTLED_MAX. */
enum { DEEPEST = 256 };

static bool is_too_deep(session *s, const ir_word *w, const arg_settled *known)
{
    if (!known || known->depth < DEEPEST)
        return false;
    REPORT(s, D_BUDGET, w->at, "a word that reads too many optional inputs");
    return true;
}

static void guard_word(session *s, ir_word *w, const arg_settled *known,
                       ir_words *to)
{
    bool gone = false;
    ir_port *open = arg_open_port(&w->text, known, &gone);
    arg_settled inner = arg_settle(open, true, known);
    ir_word *guard;

    if (gone)
        return;
    if (!open || is_too_deep(s, w, known)) {
        ir_words_push(to, w);
        return;
    }
    guard = ir_word_add(s->arena, to, IR_WORD_IF_PRESENT, w->at);
    guard->port = open;
    guard_word(s, w, &inner, &guard->then);
}

static ir_words guard_words(session *s, const ir_words *words,
                            const arg_settled *known)
{
    ir_words kept = { NULL, NULL, 0 };
    ir_word *next;

    for (ir_word *w = words->first; w; w = next) {
        arg_settled yes = arg_settle(w->port, true, known);
        arg_settled no = arg_settle(w->port, false, known);

        next = w->next;
        w->next = NULL;
        if (w->kind == IR_WORD_TEXT) {
            guard_word(s, w, known, &kept);
            continue;
        }
        w->then = guard_words(s, &w->then, &yes);
        w->other = guard_words(s, &w->other, &no);
        ir_words_push(&kept, w);
    }
    return kept;
}

/* ---- variables ----------------------------------------------------------- */

static void report_taken(session *s, const ir_component *c, const ir_env *e)
{
    diag *d = REPORT(s, D_BAD_KEY, e->at,
                     "the variable '%.*s' is an argument of component '%.*s'",
                     STR_ARG(e->name), STR_ARG(c->name));

    diag_help(&s->diags, d,
              "give the argument another name: args: {style: env, keys: {…}}");
}

/* A variable of an argument that a task sets, too: targets differ in which one
 * the program would see. */
static void check_task_env(ir_node *n, void *context)
{
    session *s = context;
    const ir_env *own = n->component ? n->component->container.env : NULL;
    map names = map_new(s->arena);

    if (!own || !n->pod || !n->pod->env)
        return;
    for (const ir_env *e = own; e; e = e->next)
        if (e->argument)
            map_put(&names, e->name, n);
    for (const ir_env *e = n->pod->env; e; e = e->next)
        if (map_get(&names, e->name))
            report_taken(s, n->component, e);
}

static void check_node(ir_node *n, void *context)
{
    check_task_env(n, context);
    args_check_values(n, context);
}

static void run(session *s, ir_module *m)
{
    for (ir_component *c = m->components; c; c = c->next) {
        if (c->body != IR_CONTAINER)
            continue;
        if (c->container.style.style)
            apply_style(s, c);
        c->container.command = guard_words(s, &c->container.command, NULL);
        c->container.args = guard_words(s, &c->container.args, NULL);
    }
    ir_each_node(m->body, check_node, s);
    ir_each_node(m->on_exit, check_node, s);
    for (ir_component *c = m->components; c; c = c->next)
        ir_each_node(c->graph, check_node, s);
}

const pass pass_args = { "args", "argument styles; optional words", run };
