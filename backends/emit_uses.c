#include "backends/backend.h"

/* Findings about how components use what they get, for targets that keep
 * artifacts themselves and hand out uris as mere text. */

void emit_check_commands(const emitter *out, const ir_module *m)
{
    diags *to = &out->session->diags;

    for (const ir_component *c = m->components; c; c = c->next) {
        diag *d;

        if (!c->used || c->body != IR_CONTAINER || c->container.command.first)
            continue;
        d = diag_report(to, D_NO_COMMAND, c->at,
                        "component '%.*s' has no command", STR_ARG(c->name));
        diag_help(to, d,
                  "state the image's entry point as `command`: else the "
                  "controller must reach the image's registry to find it");
    }
}

/* ---- uri against path ---------------------------------------------------- */

/* How the words of a component name one of its ports. */
typedef struct naming {
    const ir_port *port;
    const ir_piece *uri, *path;
} naming;

static void note_piece(ir_piece *p, void *context)
{
    naming *of = context;

    if (p->port != of->port)
        return;
    if (p->kind == IR_INPUT_URI || p->kind == IR_OUTPUT_URI)
        of->uri = p;
    if (p->kind == IR_INPUT_PATH || p->kind == IR_OUTPUT_PATH)
        of->path = p;
}

static void note_env(const ir_env *env, naming *of)
{
    for (; env; env = env->next)
        for (ir_piece *p = env->text.first; p; p = p->next)
            note_piece(p, of);
}

static naming naming_of(const ir_node *n, const ir_port *port)
{
    const ir_container *box = &n->component->container;
    naming of = { port, NULL, NULL };

    ir_words_each_piece(&box->command, note_piece, &of);
    ir_words_each_piece(&box->args, note_piece, &of);
    note_env(box->env, &of);
    note_env(n->pod ? n->pod->env : NULL, &of);
    return of;
}

static void check_port(const emitter *out, const ir_node *n, const ir_port *p)
{
    diags *to = &out->session->diags;
    naming of;
    diag *d;

    if (ir_is_parameter(p))
        return;
    of = naming_of(n, p);
    if (!of.uri || !of.path)
        return;
    d = diag_report(to, D_MIXED_USE, of.uri->at,
                    "'%.*s' is named by its uri and by its path",
                    STR_ARG(p->name));
    diag_note(to, d, of.path->at, "here by its path");
    diag_help(to, d, "nothing is copied between the two: use one of them");
}

static const char *way(const naming *of)
{
    return of->uri ? "uri" : "path";
}

static void check_edge(const emitter *out, const ir_node *n,
                       const ir_binding *b)
{
    const ir_value *v = b->value;
    diags *to = &out->session->diags;
    naming writer, reader;
    diag *d;

    if (v->kind != IR_NODE_OUTPUT || ir_is_parameter(b->port) ||
        ir_is_parameter(v->port))
        return;
    writer = naming_of(v->node, v->port);
    reader = naming_of(n, b->port);
    if (!(writer.uri && reader.path && !reader.uri) &&
        !(reader.uri && writer.path && !writer.uri))
        return;
    d = diag_report(to, D_MIXED_USE, v->at,
                    "'%.*s' is written by its %s, but '%.*s' reads it by its "
                    "%s",
                    STR_ARG(v->port->name), way(&writer), STR_ARG(n->name),
                    way(&reader));
    diag_note(to, d, (writer.uri ? writer.uri : writer.path)->at,
              "it is written here");
    diag_note(to, d, (reader.uri ? reader.uri : reader.path)->at,
              "it is read here");
    diag_help(to, d,
              "nothing is copied between the two: use the path, or the "
              "uri, on both sides");
}

static void check_region(const emitter *out, const ir_region *region)
{
    for (const ir_node *n = region ? region->first : NULL; n; n = n->next) {
        for (const ir_port *p = n->component->inputs.first; p; p = p->next)
            check_port(out, n, p);
        for (const ir_port *p = n->component->outputs.first; p; p = p->next)
            check_port(out, n, p);
        for (const ir_binding *b = n->bindings; b; b = b->next)
            check_edge(out, n, b);
    }
}

void emit_check_uris(const emitter *out, const ir_module *m)
{
    check_region(out, m->body);
    check_region(out, m->on_exit);
    for (const ir_component *c = m->components; c; c = c->next)
        if (c->used)
            check_region(out, c->graph);
}
