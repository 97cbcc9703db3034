#include "backends/kfp_spec.h"

#include "backends/kfp_flow.h"

#include "backends/kfp_text.h"

/* What the table of semantics cannot say: texts the platform would expand. */

static void report_text(session *s, span at)
{
    diag *d = REPORT(s, D_TEXT_UNPROTECTED, at,
                     "'{{$' in text would be expanded when the task runs");

    diag_help(&s->diags, d,
              "write ${{ inputs.x }} for an input; other text must not "
              "hold '{{$', nor begin as a KFP condition");
}

static void check_piece(ir_piece *p, void *context)
{
    if (p->kind == IR_LITERAL && kfp_would_expand(p->text))
        report_text(context, p->at);
}

static void check_doc(session *s, const doc *d, span at)
{
    if (d->at.lo)
        at = d->at;
    if (d->kind == DOC_STRING && kfp_would_expand(d->text))
        report_text(s, at);
    if (doc_is_map(d) || doc_is_seq(d))
        doc_each (part, d)
            check_doc(s, part, at);
}

/* Inside a text that is built at run time every leaf is a string. */
static void check_leaf(session *s, const ir_value *v)
{
    diag *d;

    if (v->kind == IR_TREE || v->kind == IR_CONSTANT || v->kind == IR_JOINED ||
        v->type.kind == IR_STRING || v->kind == IR_BAD)
        return;
    d = REPORT(s, D_CANNOT_EXPRESS, v->at,
               "only text can stand inside a list or map that is built when "
               "the pipeline runs");
    diag_help(&s->diags, d, "make it text, or pass it as an input of its own");
}

static void check_value(ir_value *v, void *context)
{
    if (v->kind == IR_CONSTANT)
        check_doc(context, v->constant, v->at);
    if (v->kind == IR_TREE)
        for (const ir_value *part = v->first; part; part = part->next)
            check_leaf(context, part);
}

static void check_inside(ir_value *v, void *context)
{
    ir_each_value(v, check_value, context);
}

static void check_env(session *s, const ir_env *env)
{
    for (const ir_env *e = env; e; e = e->next)
        for (ir_piece *p = e->text.first; p; p = p->next)
            check_piece(p, s);
}

static void check_component(session *s, const ir_component *c)
{
    ir_words_each_piece(&c->container.command, check_piece, s);
    ir_words_each_piece(&c->container.args, check_piece, s);
    check_env(s, c->container.env);
}

static void check_output(session *s, const ir_port *p)
{
    diag *d;

    if (!p->value || p->value->kind == IR_NODE_OUTPUT ||
        p->value->kind == IR_COLLECT || p->value->kind == IR_BAD)
        return;
    d = REPORT(s, D_CANNOT_EXPRESS, p->value->at,
               "output '%.*s' is not what a task gives", STR_ARG(p->name));
    diag_help(&s->diags, d, "export a task's output: ${{ TASK.OUTPUT }}");
}

static void check_default(session *s, const ir_port *p)
{
    bool tree = p->type.kind == IR_LIST || p->type.kind == IR_STRUCT;
    diag *d;

    if (!p->odd_default || (tree && !str_trim(p->fallback->text).len))
        return;
    d = REPORT(s, D_CANNOT_EXPRESS, p->fallback->at,
               "the default of '%.*s' is a text, not a value of its type",
               STR_ARG(p->name));
    diag_help(&s->diags, d, "give it a default of its type, or none");
}

static void check_defaults(session *s, const ir_ports *ports)
{
    for (const ir_port *p = ports->first; p; p = p->next) {
        check_default(s, p);
        if (p->fallback)
            check_doc(s, p->fallback, p->at);
        if (p->given)
            check_doc(s, p->given, p->at);
    }
}

static void take_names(map *names, const ir_env *env)
{
    for (; env; env = env->next)
        map_put(names, env->name, names);
}

static void take_node_names(ir_node *n, void *context)
{
    take_names(context, n->component->container.env);
    if (n->pod)
        take_names(context, n->pod->env);
}

static map env_names(arena *a, const ir_module *m, const ir_pod *all)
{
    map names = map_new(a);

    kfp_each_node(m, take_node_names, &names);
    if (all)
        take_names(&names, all->env);
    return names;
}

/* A parameter's value stands in the manifest as it is, and on its way into the
 * program's words the kubelet reads it. */
static void check_dollars(session *s, const map *names, const ir_port *p)
{
    const doc *value = p->given ? p->given : p->fallback;
    diag *d;

    if (!value || !ir_is_parameter(p) ||
        !kfp_kubelet_expands(ir_constant_text(s->arena, value), names))
        return;
    d = REPORT(s, D_TEXT_UNPROTECTED, value->at.hi ? value->at : p->at,
               "the kubelet would expand '$(' or '$$' in the value of '%.*s'",
               STR_ARG(p->name));
    diag_help(&s->diags, d,
              "write the text into the 'with' of the task, where it is "
              "protected");
}

static void check_node(ir_node *n, void *context)
{
    session *s = context;

    ir_node_each_value(n, check_inside, s);
    check_component(s, n->component);
    check_defaults(s, &n->component->inputs);
    if (n->pod)
        check_env(s, n->pod->env);
}

static void check_outputs(session *s, const ir_region *region)
{
    for (const ir_port *p = region->outputs.first; p; p = p->next)
        check_output(s, p);
}

void kfp_check(const emitter *out, const ir_module *m)
{
    session *s = out->session;
    map names = env_names(out->arena, m, kfp_all_pods(out, m));

    check_outputs(s, m->body);
    for (const ir_component *c = m->components; c; c = c->next)
        if (c->used && c->graph && !c->graph->owner)
            check_outputs(s, c->graph);
    kfp_each_node(m, check_node, s);
    kfp_check_flow(s, m);
    kfp_check_pods(out, m);
    check_defaults(s, &m->body->inputs);
    for (const ir_port *p = m->body->inputs.first; p; p = p->next)
        check_dollars(s, &names, p);
}
