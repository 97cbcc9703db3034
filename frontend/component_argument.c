#include "frontend/component_graph.h"

#include "frontend/component.h"
#include "frontend/placeholder.h"

/* What a predicate may hold: conditions are walked by recursion and copied. */
enum { JOINS_MAX = 1000 };

static ir_value *bad(const graph *g, span at)
{
    return ir_value_new(g->arena, IR_BAD, at);
}

/* ---- references ---------------------------------------------------------- */

/* What an argument or an operand refers to; nothing: it was reported. */
typedef struct target {
    const graph_task *task; /* NULL: an input of the graph */
    const ir_port *port;
    span at;
} target;

static target no_target(span at)
{
    return (target){ NULL, NULL, at };
}

static target find_input(graph *g, const doc *d)
{
    const doc *name = NULL;
    const field fields[] = {
        { "inputName", FIELD_STRING, true, &name },
        { "type", FIELD_ANY, false, NULL },
        { NULL, FIELD_ANY, false, NULL },
    };
    ir_port *port;
    diag *found;

    fields_read(g->session, d, "'graphInput'", fields);
    if (!name)
        return no_target(d->at);
    port = ir_port_find(&g->component->inputs, name->text);
    if (port)
        return (target){ NULL, port, name->at };
    found =
        REPORT(g->session, D_UNKNOWN_REFERENCE, name->at,
               "graph '%.*s' has no input '%.*s'", STR_ARG(g->component->name),
               STR_ARG(field_excerpt(g->arena, name->text)));
    if (field_may_suggest(g->session))
        diag_nearest(&g->session->diags, found,
                     ir_port_nearest(&g->component->inputs, name->text));
    return no_target(name->at);
}

static const graph_task *find_task(graph *g, const doc *id)
{
    const graph_task *task = map_get(&g->tasks, id->text);
    diag *found;

    if (task)
        return task;
    found = REPORT(g->session, D_UNKNOWN_REFERENCE, id->at,
                   "the graph has no task '%.*s'",
                   STR_ARG(field_excerpt(g->arena, id->text)));
    if (field_may_suggest(g->session))
        diag_nearest(&g->session->diags, found,
                     map_nearest(&g->tasks, id->text));
    return NULL;
}

static void unknown_output(graph *g, const graph_task *task, const doc *name)
{
    const ir_component *c = task->node->component;
    diags *to = &g->session->diags;
    diag *found = REPORT(g->session, D_UNKNOWN_OUTPUT, name->at,
                         "task '%.*s' has no output '%.*s'",
                         STR_ARG(field_excerpt(g->arena, task->id)),
                         STR_ARG(field_excerpt(g->arena, name->text)));

    if (!field_may_suggest(g->session))
        return;
    diag_note(to, found, c->at, "outputs of '%.*s' are: %.*s", STR_ARG(c->name),
              STR_ARG(ir_port_names(g->arena, &c->outputs)));
    diag_nearest(to, found, ir_port_nearest(&c->outputs, name->text));
}

static target find_output(graph *g, const doc *d)
{
    const doc *id = NULL, *name = NULL;
    const field fields[] = {
        { "taskId", FIELD_STRING, true, &id },
        { "outputName", FIELD_STRING, true, &name },
        { "type", FIELD_ANY, false, NULL },
        { NULL, FIELD_ANY, false, NULL },
    };
    const graph_task *task;
    const ir_port *port;

    fields_read(g->session, d, "'taskOutput'", fields);
    task = id ? find_task(g, id) : NULL;
    if (!task || !name || !task->node || !task->node->component)
        return no_target(d->at);
    port = ir_port_find(&task->node->component->outputs, name->text);
    if (!port)
        unknown_output(g, task, name);
    return (target){ port ? task : NULL, port, name->at };
}

static target find_target(graph *g, const doc *d)
{
    const doc *input = NULL, *output = NULL;
    const field fields[] = {
        { "graphInput", FIELD_MAP, false, &input },
        { "taskOutput", FIELD_MAP, false, &output },
        { NULL, FIELD_ANY, false, NULL },
    };

    if (!fields_read(g->session, d, "an argument", fields))
        return no_target(d->at);
    if (d->count == 1)
        return input ? find_input(g, input) : find_output(g, output);
    REPORT(g->session, D_BAD_VALUE, d->at,
           "a mapping with %u keys stands here, expected one of "
           "{graphInput: …} and {taskOutput: …}",
           (unsigned)d->count);
    return no_target(d->at);
}

/* What may not have run has no output to read, and a component file cannot
 * say what takes its place. */
static bool is_sure(const graph *g, const target *t, const graph_task *reader)
{
    diags *to = &g->session->diags;
    diag *found;

    if (!t->task || (!t->task->enabled_at.hi && t->task != reader))
        return true;
    if (t->task == reader) {
        REPORT(g->session, D_CYCLE, t->at, "task '%.*s' waits for itself",
               STR_ARG(field_excerpt(g->arena, reader->id)));
        return false;
    }
    found = REPORT(g->session, D_NEEDS_ONEOF, t->at,
                   "task '%.*s' may not run, and its output '%.*s' is read",
                   STR_ARG(field_excerpt(g->arena, t->task->id)),
                   STR_ARG(t->port->name));
    diag_note(to, found, t->task->enabled_at, "its condition is here");
    diag_help(to, found,
              "a graph cannot say what is read instead; a pipeline can, with "
              "if, else and oneof");
    return false;
}

static ir_value *value_of(const graph *g, const target *t,
                          const graph_task *reader)
{
    ir_value *v;

    if (!t->port || !is_sure(g, t, reader))
        return bad(g, t->at);
    v = ir_value_new(g->arena, IR_NAME, t->at);
    v->name =
        arena_printf(g->arena, "%.*s.%.*s",
                     STR_ARG(t->task ? t->task->node->name : STR("params")),
                     STR_ARG(t->port->id));
    return v;
}

/* ---- arguments ----------------------------------------------------------- */

static ir_value *constant_of(const graph *g, const doc *d, ir_type_kind kind)
{
    ir_value *v = ir_value_new(g->arena, IR_CONSTANT, d->at);

    v->constant = component_constant(g->session, d, kind);
    return v->constant ? v : NULL;
}

static void refuse_constant(const graph *g, const doc *d, const ir_port *port)
{
    str text = doc_is_scalar(d) ? d->text : str_of(field_noun(d));

    REPORT(g->session, D_BAD_VALUE, d->at,
           "'%.*s' is '%.*s', but %s was expected", STR_ARG(port->name),
           STR_ARG(field_excerpt(g->arena, text)),
           component_noun(port->type.kind));
}

ir_value *graph_argument(graph *g, const doc *d, graph_taker to)
{
    ir_value *v;
    target t;

    if (d->kind == DOC_NULL)
        return NULL;
    if (doc_is_map(d)) {
        t = find_target(g, d);
        return value_of(g, &t, to.reader);
    }
    if (doc_is_seq(d)) {
        REPORT(g->session, D_WRONG_SHAPE, d->at,
               "a list stands here, but a constant, {graphInput: …} or "
               "{taskOutput: …} was expected");
        return bad(g, d->at);
    }
    if (!to.port || to.port->type.kind == IR_POISON)
        return bad(g, d->at);
    v = constant_of(g, d, to.port->type.kind);
    if (!v)
        refuse_constant(g, d, to.port);
    return v ? v : bad(g, d->at);
}

/* ---- comparisons --------------------------------------------------------- */

typedef struct predicate {
    graph *graph;
    const graph_task *of;
    unsigned joins;
} predicate;

/* The kind that a constant beside this operand is meant to have. Inputs
 * without a type are text; an output takes the type of what it is compared
 * with. */
static ir_type_kind kind_beside(const target *t)
{
    ir_type_kind kind = t->port ? t->port->type.kind : IR_POISON;

    if (kind == IR_UNTYPED)
        return t->task ? IR_ANY : IR_STRING;
    return kind;
}

static ir_value *as_written(const graph *g, const doc *d)
{
    ir_value *v = ir_value_new(g->arena, IR_CONSTANT, d->at);
    doc *copy = doc_copy(g->arena, d);

    copy->at = d->at;
    v->constant = copy;
    return v;
}

/* A constant that is none of the other side's type is told apart later. */
static ir_value *operand(const predicate *in, const doc *d, const target *own,
                         const target *other)
{
    ir_type_kind kind = kind_beside(other);
    ir_value *v = NULL;

    if (!d)
        return bad(in->graph, NOWHERE);
    if (doc_is_map(d))
        return value_of(in->graph, own, in->of);
    if (!doc_is_scalar(d) || d->kind == DOC_NULL) {
        REPORT(in->graph->session, D_WRONG_SHAPE,
               d->kind == DOC_NULL ? field_span(d) : d->at,
               "%s stands here, but a constant, {graphInput: …} or "
               "{taskOutput: …} was expected",
               d->kind == DOC_NULL ? "nothing" : field_noun(d));
        return bad(in->graph, d->at);
    }
    if (kind == IR_STRING || kind == IR_INT || kind == IR_FLOAT ||
        kind == IR_BOOL)
        v = constant_of(in->graph, d, kind);
    return v ? v : as_written(in->graph, d);
}

static void read_operands(const predicate *in, const doc *d, const doc **a,
                          const doc **b)
{
    const field fields[] = {
        { "op1", FIELD_ANY, true, a },
        { "op2", FIELD_ANY, true, b },
        { NULL, FIELD_ANY, false, NULL },
    };
    str what = arena_printf(in->graph->arena, "'%.*s'", STR_ARG(d->key));

    fields_read(in->graph->session, d, arena_cstr(in->graph->arena, what),
                fields);
}

static void compare(const predicate *in, const doc *d, ir_condition *to)
{
    const doc *a = NULL, *b = NULL;
    target left = no_target(d->at), right = no_target(d->at);

    read_operands(in, d, &a, &b);
    if (doc_is_map(a))
        left = find_target(in->graph, a);
    if (doc_is_map(b))
        right = find_target(in->graph, b);
    to->left = operand(in, a, &left, &right);
    to->right = operand(in, b, &right, &left);
}

/* ---- predicates ---------------------------------------------------------- */

typedef struct operator_row {
    const char *key;
    ir_test test;
} operator_row;

static const operator_row operators[] = {
    { "==", IR_TEST_EQ },   { "!=", IR_TEST_NE },   { "<", IR_TEST_LT },
    { "<=", IR_TEST_LE },   { ">", IR_TEST_GT },    { ">=", IR_TEST_GE },
    { "not", IR_TEST_NOT }, { "and", IR_TEST_AND }, { "or", IR_TEST_OR },
};

static ir_condition *test_value(const graph *g, ir_value *v)
{
    ir_condition *c = NEW(g->arena, ir_condition);

    c->test = IR_TEST_VALUE;
    c->at = v->at;
    c->left = v;
    return c;
}

static ir_condition *no_test(const graph *g, span at)
{
    return test_value(g, bad(g, at));
}

static ir_condition *read_predicate(predicate *in, const doc *d);

static void join(predicate *in, const doc *d, ir_condition *to)
{
    const doc *a = NULL, *b = NULL;

    if (to->test == IR_TEST_NOT) {
        to->a = read_predicate(in, d);
        return;
    }
    read_operands(in, d, &a, &b);
    to->a = a ? read_predicate(in, a) : no_test(in->graph, d->at);
    to->b = b ? read_predicate(in, b) : no_test(in->graph, d->at);
}

static ir_condition *read_operator(predicate *in, const doc *d,
                                   const operator_row *row)
{
    ir_condition *c = NEW(in->graph->arena, ir_condition);

    if (in->joins++ == JOINS_MAX)
        REPORT(in->graph->session, D_BUDGET, in->of->enabled->key_at,
               "'isEnabled' holds more than %d operators", JOINS_MAX);
    if (in->joins > JOINS_MAX)
        return no_test(in->graph, d->at);
    c->test = row->test;
    c->at = field_span(d);
    if (row->test == IR_TEST_NOT || row->test == IR_TEST_AND ||
        row->test == IR_TEST_OR)
        join(in, d, c);
    else
        compare(in, d, c);
    return c;
}

static ir_condition *refuse_key(const predicate *in, const doc *entry)
{
    const char *names[COUNT(operators) + 3] = { "graphInput", "taskOutput" };
    session *s = in->graph->session;
    diag *d = REPORT(s, D_UNKNOWN_KEY, entry->key_at,
                     "'%.*s' is not a key of a predicate",
                     STR_ARG(field_excerpt(in->graph->arena, entry->key)));
    str near;

    for (size_t i = 0; i < COUNT(operators); i++)
        names[i + 2] = operators[i].key;
    near = field_nearest(s, names, entry->key);
    diag_nearest(&s->diags, d, near);
    if (!near.len)
        diag_help(&s->diags, d,
                  "a predicate is a value, or one of ==, !=, <, <=, >, >=, "
                  "not, and, or with its operands");
    return no_test(in->graph, entry->at);
}

static ir_condition *read_mapping(predicate *in, const doc *d)
{
    const doc *entry = d->first;
    target t;

    if (d->count != 1) {
        REPORT(in->graph->session, D_BAD_VALUE, d->at,
               "a mapping with %u keys stands here, but a predicate has one",
               (unsigned)d->count);
        return no_test(in->graph, d->at);
    }
    for (size_t i = 0; i < COUNT(operators); i++)
        if (str_eq(str_of(operators[i].key), entry->key))
            return read_operator(in, entry, &operators[i]);
    if (!str_eq(entry->key, STR("graphInput")) &&
        !str_eq(entry->key, STR("taskOutput")))
        return refuse_key(in, entry);
    t = find_target(in->graph, d);
    return test_value(in->graph, value_of(in->graph, &t, in->of));
}

static ir_condition *read_predicate(predicate *in, const doc *d)
{
    graph *g = in->graph;
    ir_value *v;

    if (doc_is_map(d))
        return read_mapping(in, d);
    v = doc_is_scalar(d) ? constant_of(g, d, IR_BOOL) : NULL;
    if (v)
        return test_value(g, v);
    REPORT(g->session, D_BAD_VALUE, d->kind == DOC_NULL ? field_span(d) : d->at,
           "%s stands here, but true, false or a predicate was expected",
           d->kind == DOC_NULL ? "nothing" : field_noun(d));
    return no_test(g, d->at);
}

ir_condition *graph_predicate(graph *g, const graph_task *of)
{
    predicate in = { g, of, 0 };

    return read_predicate(&in, of->enabled);
}

bool graph_always(const doc *d)
{
    bool value = false;

    return !d || d->kind == DOC_NULL ||
           (doc_is_scalar(d) && kfp_bool(d->text, &value) && value);
}
