#include "ir/args.h"
#include "ir/pass.h"

/* ---- settings ------------------------------------------------------------ */

enum { MISTAKES_HELPED = 100 };

/* Every entry of `keys` names a port, or a flag that was found. */
static void check_keys(const args_context *in)
{
    const ir_component *c = in->component;
    const doc *keys = in->how->keys;

    if (!keys)
        return;
    doc_each (entry, keys) {
        str near;
        diag *d;

        if (map_get(&in->keys_used, entry->key) ||
            ir_port_find(&c->inputs, entry->key) ||
            ir_port_find(&c->outputs, entry->key))
            continue;
        d = REPORT(in->session, D_UNKNOWN_REFERENCE, entry->key_at,
                   "'keys' names '%.*s', but component '%.*s' has no such "
                   "input, output or flag",
                   STR_ARG(entry->key), STR_ARG(c->name));
        if (in->session->diags.errors > MISTAKES_HELPED)
            continue;
        near = ir_port_nearest(&c->inputs, entry->key);
        if (!near.len)
            near = ir_port_nearest(&c->outputs, entry->key);
        diag_nearest(&in->session->diags, d, near);
    }
}

/* The shim needs to know what to become. */
static void check_command(const args_context *in)
{
    const ir_component *c = in->component;
    str transport = in->how->transport;
    diag *d;

    if (in->how->style->escape != ESCAPE_HYDRA || c->container.command.count ||
        (transport.len && !str_eq(transport, STR("exact"))))
        return;
    d = REPORT(
        in->session, D_NO_INTERPRETER, in->how->at,
        "component '%.*s' has no 'command', and hydra arguments need one",
        STR_ARG(c->name));
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
    check_keys(&in);
    check_command(&in);
    args_keep(&in, &in.how->extra, &list);
    args_write(&in, &list);
    c->container.style = (ir_args){ .style = NULL };
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
}

const pass pass_args = { "args", "argument styles; optional words", run };
