#include "backends/kfp_flow.h"

/* ---- loops ----------------------------------------------------------------- */

static void check_counter(session *s, const ir_node *n)
{
    diag *d;

    if (!n->counter)
        return;
    d = REPORT(s, D_CANNOT_EXPRESS, n->over->at,
               "'index' over a list that is known only when the pipeline runs "
               "cannot be expressed");
    diag_help(&s->diags, d,
              "write the list down, or let its elements carry their number");
}

/* ---- exit tasks ------------------------------------------------------------ */

static void check_fact(ir_value *v, void *context)
{
    session *s = context;
    diag *d;

    if (v->kind != IR_RUN_FACT || v->fact != IR_RUN_FAILED)
        return;
    d = REPORT(s, D_CANNOT_EXPRESS, v->at,
               "'run.failed' as a value cannot be expressed");
    diag_help(&s->diags, d, "ask in `if`, or give the task 'run.status'");
}

static void check_facts(ir_value *v, void *context)
{
    ir_each_value(v, check_fact, context);
}

/* ---- lists of artifacts ---------------------------------------------------- */

static void check_piece(ir_piece *p, void *context)
{
    session *s = context;
    diag *d;

    if (!p->port || !p->port->type.list)
        return;
    d = REPORT(s, D_CANNOT_EXPRESS, p->at,
               "list of artifacts '%.*s' in a program's words cannot be "
               "expressed",
               STR_ARG(p->port->name));
    diag_help(&s->diags, d,
              "give the program one artifact, or a folder; a list can be "
              "collected and looped over");
}

/* ---- pipelines that are used ----------------------------------------------- */

static void check_given(session *s, const ir_binding *b)
{
    const ir_value *v = b->value;
    diag *d;

    if (v->kind != IR_JOINED && v->kind != IR_TREE)
        return;
    d = REPORT(s, D_CANNOT_EXPRESS, v->at,
               "'%.*s' of a pipeline cannot be given what is put together "
               "when the pipeline runs",
               STR_ARG(b->name));
    diag_help(&s->diags, d, "let a task put it together and give its output");
}

static void check_call(session *s, const ir_node *n)
{
    if (n->component->body != IR_GRAPH)
        return;
    for (const ir_binding *b = n->bindings; b; b = b->next)
        check_given(s, b);
}

static void check_node(ir_node *n, void *context)
{
    const ir_container *box = &n->component->container;

    check_counter(context, n);
    check_call(context, n);
    ir_node_each_value(n, check_facts, context);
    ir_words_each_piece(&box->command, check_piece, context);
    ir_words_each_piece(&box->args, check_piece, context);
}

void kfp_check_flow(session *s, const ir_module *m)
{
    kfp_each_node(m, check_node, s);
}
