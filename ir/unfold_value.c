#include <inttypes.h>

#include "ir/reach.h"
#include "ir/unfold.h"

static ir_value *fresh(unfolding *u, ir_value_kind kind, const ir_value *like)
{
    ir_value *v = ir_value_new(u->arena, kind, like->at);

    v->type = like->type;
    if (u->scopes && ++u->values > UNFOLD_VALUES)
        unfold_stop(u, "values");
    return v;
}

static ir_value *constant(unfolding *u, const doc *d, const ir_value *like)
{
    ir_value *v = fresh(u, IR_CONSTANT, like);

    v->constant = d;
    return v;
}

/* A copy of what is in the terms of the tasks made, read at another spot. */
static ir_value *again(unfolding *u, const ir_value *from, span at)
{
    ir_value *v = NEW(u->arena, ir_value);

    *v = *from;
    v->at = at;
    v->next = NULL;
    v->key = STR("");
    if (u->scopes && ++u->values > UNFOLD_VALUES)
        unfold_stop(u, "values");
    if (!ir_value_parts(from))
        return v;
    v->first = v->last = NULL;
    for (const ir_value *part = from->first; part && !u->full;
         part = part->next) {
        ir_value *copy = again(u, part, at);

        copy->key = part->key;
        ir_value_push(v, copy);
    }
    return v;
}

/* ---- texts and trees ------------------------------------------------------- */

static bool all_known(const ir_value *v)
{
    for (const ir_value *part = v->first; part; part = part->next)
        if (part->kind != IR_CONSTANT)
            return false;
    return true;
}

static void push_joined(ir_value *to, ir_value *part)
{
    ir_value *next;

    if (part->kind != IR_JOINED) {
        ir_value_push(to, part);
        return;
    }
    for (ir_value *p = part->first; p; p = next) {
        next = p->next;
        p->next = NULL;
        ir_value_push(to, p);
    }
}

static ir_value *joined(unfolding *u, unfold_scope *in, const ir_value *from)
{
    ir_value *v = fresh(u, IR_JOINED, from);
    buf text = buf_new(u->arena);

    for (const ir_value *part = from->first; part && !u->full;
         part = part->next)
        push_joined(v, unfold_value(u, in, part));
    if (!all_known(v))
        return v;
    for (const ir_value *part = v->first; part; part = part->next)
        buf_put(&text, ir_constant_text(u->arena, part->constant));
    return constant(u, doc_string(u->arena, buf_str(&text)), from);
}

static ir_value *tree(unfolding *u, unfold_scope *in, const ir_value *from)
{
    ir_value *v = fresh(u, IR_TREE, from);
    bool list = from->shape == DOC_SEQ;
    doc *d;

    v->shape = from->shape;
    for (const ir_value *part = from->first; part && !u->full;
         part = part->next) {
        ir_value *copy = unfold_value(u, in, part);

        copy->key = part->key;
        ir_value_push(v, copy);
    }
    if (!all_known(v))
        return v;
    d = list ? doc_seq(u->arena) : doc_map(u->arena);
    for (const ir_value *part = v->first; part; part = part->next) {
        doc *copy = doc_copy(u->arena, part->constant);

        if (list)
            doc_push(u->arena, d, copy);
        else
            doc_put(u->arena, d, part->key, copy);
    }
    return constant(u, d, from);
}

/* ---- fields ---------------------------------------------------------------- */

static const ir_value *member(const ir_value *v, str key)
{
    const ir_value *part = v->first;

    while (part && !str_eq(part->key, key))
        part = part->next;
    return part;
}

/* One step along the path; NULL when the struct is known only at run time, or
 * has no such field. */
static ir_value *step_into(unfolding *u, const ir_value *v, str key, span at)
{
    const ir_value *part;
    const doc *d;
    ir_value *field;

    if (v->kind == IR_TREE && v->shape == DOC_MAP) {
        part = member(v, key);
        return part ? again(u, part, at) : NULL;
    }
    if (v->kind != IR_CONSTANT)
        return NULL;
    d = doc_get(v->constant, key);
    if (!d)
        return NULL;
    field = constant(u, d, v);
    field->at = at;
    field->type = ir_type_of_constant(d);
    return field;
}

static ir_value *field(unfolding *u, unfold_scope *in, const ir_value *from)
{
    ir_value *whole = unfold_value(u, in, from->first);
    ir_value *v = whole;
    str path = from->first->key;

    while (v && path.len) {
        size_t dot = str_find(path, STR("."));

        v = step_into(u, v, str_sub(path, 0, dot), from->at);
        path = str_sub(path, dot + 1, path.len);
    }
    if (v)
        return v;
    v = fresh(u, IR_FIELD, from);
    whole->key = from->first->key;
    ir_value_push(v, whole);
    return v;
}

/* ---- outputs --------------------------------------------------------------- */

/* One output, or the parts of a oneof. */
typedef struct suppliers {
    const ir_value **items;
    uint32_t count;
    const ir_value *read; /* where */
} suppliers;

static ir_value *supply(unfolding *u, unfold_scope *in, suppliers of);

static suppliers suppliers_in(unfolding *u, const ir_region *region,
                              suppliers of)
{
    suppliers own = { arena_alloc(u->arena, of.count * sizeof *own.items,
                                  alignof(ir_value *)),
                      0, of.read };

    for (uint32_t i = 0; i < of.count; i++)
        if (ir_node_within(of.items[i]->node, region))
            own.items[own.count++] = of.items[i];
    return own;
}

static ir_value *output(unfolding *u, const unfold_place *of, suppliers from)
{
    ir_value *v = fresh(u, IR_NODE_OUTPUT, from.read);

    v->node = of->task;
    v->port = from.items[0]->port;
    v->type = v->port->type;
    return v;
}

static ir_value *rounds(unfolding *u, const unfold_place *of, suppliers from)
{
    ir_value *v = fresh(u, IR_TREE, from.read);
    bool file = from.items[0]->port->type.kind == IR_ARTIFACT;

    v->shape = DOC_SEQ;
    v->type = file ? from.items[0]->port->type : (ir_type){ .kind = IR_LIST };
    v->type.list = file;
    if (of->rounds)
        v->kind = IR_COLLECT;
    for (uint32_t i = 0; i < of->count && !u->full; i++)
        ir_value_push(v, supply(u, of->inside[i], from));
    if (v->first || file)
        return v;
    return constant(u, doc_seq(u->arena), v);
}

static void push_choice(ir_value *to, ir_value *v)
{
    ir_value *next;

    if (v->kind != IR_ONE_OF) {
        ir_value_push(to, v);
        return;
    }
    for (ir_value *p = v->first; p; p = next) {
        next = p->next;
        p->next = NULL;
        ir_value_push(to, p);
    }
}

/* The arm that is taken, if that is known. */
static ir_value *choice(unfolding *u, const unfold_place *of, suppliers from)
{
    ir_value *v = fresh(u, IR_ONE_OF, from.read);

    for (uint32_t i = 0; i < of->count && !u->full; i++) {
        suppliers own;

        if (!of->inside[i])
            continue;
        own = suppliers_in(u, of->inside[i]->region, from);
        if (own.count)
            push_choice(v, supply(u, of->inside[i], own));
    }
    if (!v->first)
        return fresh(u, IR_BAD, from.read);
    v->type = v->first->type;
    return v->first->next ? v : v->first;
}

static ir_value *supply(unfolding *u, unfold_scope *in, suppliers of)
{
    ir_node *n = ir_node_within(of.items[0]->node, in->region);
    const unfold_place *spot = unfold_place_of(in, n);

    switch (n->kind) {
    case IR_TASK: return output(u, spot, of);
    case IR_CALL:
        return unfold_value(u, spot->inside[0], of.items[0]->port->value);
    case IR_GROUP: return supply(u, spot->inside[0], of);
    case IR_LOOP: return rounds(u, spot, of);
    case IR_BRANCH: break;
    }
    return choice(u, spot, of);
}

static ir_value *supply_all(unfolding *u, unfold_scope *in, const ir_value *v,
                            const ir_value *read)
{
    suppliers of = { NULL, 0, read };
    uint32_t count = 1;

    if (v->kind == IR_ONE_OF)
        for (const ir_value *part = v->first->next; part; part = part->next)
            count++;
    of.items =
        arena_alloc(u->arena, count * sizeof *of.items, alignof(ir_value *));
    if (v->kind != IR_ONE_OF) {
        of.items[of.count++] = v;
    } else {
        for (const ir_value *part = v->first; part; part = part->next)
            of.items[of.count++] = part;
    }
    return supply(u, unfold_scope_of(in, of.items[0]->node), of);
}

/* ---- what scopes know ------------------------------------------------------ */

static unfold_scope *round_of(unfold_scope *in, const ir_node *loop)
{
    while (in && in->loop != loop)
        in = in->around;
    return in;
}

static ir_value *item(unfolding *u, unfold_scope *in, const ir_value *v)
{
    const unfold_scope *round = round_of(in, v->node);

    if (v->kind == IR_ITEM || round->over)
        return again(u, round->item, v->at);
    return constant(u, doc_int(u->arena, round->round), v);
}

/* The value a call gives; that of a parameter of the pipeline stays. */
static ir_value *input(unfolding *u, unfold_scope *in, const ir_value *v)
{
    ir_value *bound;

    while (in && !in->call)
        in = in->around;
    if (!in)
        return again(u, v, v->at);
    bound = map_get(&in->bound, v->port->name);
    return again(u, bound, v->at);
}

ir_value *unfold_value(unfolding *u, unfold_scope *in, const ir_value *v)
{
    switch (v->kind) {
    case IR_REGION_INPUT: return input(u, in, v);
    case IR_ITEM:
    case IR_INDEX: return item(u, in, v);
    case IR_JOINED: return joined(u, in, v);
    case IR_TREE: return tree(u, in, v);
    case IR_FIELD: return field(u, in, v);
    case IR_NODE_OUTPUT:
    case IR_ONE_OF: return supply_all(u, in, v, v);
    case IR_COLLECT: return supply_all(u, in, v->first, v);
    case IR_BAD:
    case IR_NAME:
    case IR_CONSTANT:
    case IR_RUN_FACT: break;
    }
    return again(u, v, v->at);
}

ir_condition *unfold_condition(unfolding *u, unfold_scope *in,
                               const ir_condition *from)
{
    ir_condition *c;

    if (!from)
        return NULL;
    c = NEW(u->arena, ir_condition);
    *c = *from;
    c->left = from->left ? unfold_value(u, in, from->left) : NULL;
    c->right = from->right ? unfold_value(u, in, from->right) : NULL;
    c->a = unfold_condition(u, in, from->a);
    c->b = unfold_condition(u, in, from->b);
    return c;
}
