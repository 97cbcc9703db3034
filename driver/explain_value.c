#include "driver/explain.h"

#include "base/formats.h"

/* ---- values as text ------------------------------------------------------ */

enum { TEXT_BYTES = 60 };

/* At most `most` bytes of a text, whole characters. */
static str cut(str text, size_t most, bool *was_cut)
{
    *was_cut = text.len > most;
    if (!*was_cut)
        return text;
    while (most && ((unsigned char)text.ptr[most] & 0xc0) == 0x80)
        most--;
    return str_sub(text, 0, most);
}

static str constant_text(arena *a, const doc *d)
{
    buf out = buf_new(a);
    bool was_cut;
    str text;

    json_write_compact(&out, d);
    text = cut(buf_str(&out), TEXT_BYTES, &was_cut);
    return was_cut ? arena_join(a, text, STR("...")) : text;
}

static void put_reference(buf *out, const ir_value *v);

static void put_arguments(buf *out, const char *name, const ir_value *v)
{
    buf_printf(out, "%s(", name);
    for (const ir_value *part = v->first; part; part = part->next) {
        if (part != v->first)
            buf_put(out, STR(", "));
        put_reference(out, part);
    }
    buf_char(out, ')');
}

/* A text, list or map with values in it. */
static void put_whole(buf *out, const ir_value *v)
{
    size_t start = out->len;

    for (const ir_value *part = v->first; part; part = part->next) {
        if (out->len - start > TEXT_BYTES) {
            buf_put(out, STR("..."));
            return;
        }
        if (part != v->first && v->kind == IR_TREE)
            buf_put(out, STR(", "));
        if (part->key.len)
            buf_printf(out, "%.*s: ", STR_ARG(part->key));
        if (part->kind == IR_CONSTANT && v->kind == IR_JOINED)
            json_write_inside(out,
                              ir_constant_text(out->arena, part->constant));
        else if (part->kind == IR_CONSTANT || part->kind == IR_TREE)
            put_reference(out, part);
        else {
            buf_put(out, STR("${{ "));
            put_reference(out, part);
            buf_put(out, STR(" }}"));
        }
    }
}

/* As the language spells it. */
static void put_reference(buf *out, const ir_value *v)
{
    bool is_map = v->kind == IR_TREE && v->shape == DOC_MAP;

    switch (v->kind) {
    case IR_BAD:
    case IR_NAME: break;
    case IR_CONSTANT:
        buf_put(out, constant_text(out->arena, v->constant));
        break;
    case IR_REGION_INPUT:
        buf_printf(out, "params.%.*s", STR_ARG(v->port->id));
        break;
    case IR_NODE_OUTPUT:
        buf_printf(out, "%.*s.%.*s", STR_ARG(v->node->name),
                   STR_ARG(v->port->id));
        break;
    case IR_ITEM: buf_put(out, v->node->item); break;
    case IR_INDEX: buf_put(out, STR("index")); break;
    case IR_RUN_FACT: buf_put(out, str_of(ir_fact_name(v->fact))); break;
    case IR_JOINED:
        buf_char(out, '"');
        put_whole(out, v);
        buf_char(out, '"');
        break;
    case IR_TREE:
        buf_char(out, is_map ? '{' : '[');
        put_whole(out, v);
        buf_char(out, is_map ? '}' : ']');
        break;
    case IR_COLLECT: put_arguments(out, "collect", v); break;
    case IR_ONE_OF: put_arguments(out, "oneof", v); break;
    case IR_FIELD:
        put_reference(out, v->first);
        buf_printf(out, ".%.*s", STR_ARG(v->first->key));
        break;
    }
}

/* The bytes of a place in memory, as the key of a map. */
static str key_of(const void *const *cell)
{
    return (str){ (const char *)cell, sizeof *cell };
}

static void note_inputs(explanation *e, ir_component *c)
{
    for (const ir_port *p = c->graph ? c->graph->inputs.first : NULL; p;
         p = p->next) {
        const void **cell = NEW(e->arena, const void *);

        *cell = p;
        map_put(&e->graphs, key_of(cell), c);
    }
}

str explain_place_key(const span *at)
{
    return (str){ (const char *)at, sizeof *at };
}

static void note_ports(explanation *e, const ir_ports *ports)
{
    for (ir_port *p = ports->first; p; p = p->next)
        if (p->at.hi)
            map_put(&e->ports, explain_place_key(&p->at), p);
}

void explain_prepare(explanation *e)
{
    arena *a = e->arena;
    const ir_component *own = e->task->component;

    e->bindings = map_new(a);
    e->inputs = map_new(a);
    e->graphs = map_new(a);
    e->ports = map_new(a);
    for (ir_binding *b = e->task->bindings; b; b = b->next)
        if (b->port)
            map_put(&e->bindings, b->port->name, b);
    for (ir_component *c = e->job->from->components; c; c = c->next)
        note_inputs(e, c);
    note_ports(e, &own->outputs);
    note_ports(e, &own->inputs);
}

static const ir_component *graph_with(const explanation *e,
                                      const ir_port *input)
{
    const void *cell = input;

    return map_get(&e->graphs, key_of(&cell));
}

/* What the call that was named gives to an input of its graph, or NULL. */
static const ir_value *given_by_call(const explanation *e,
                                     const ir_component *graph,
                                     const ir_port *input)
{
    const ir_node *call = e->call;

    if (!call || call->component != graph)
        return NULL;
    for (const ir_binding *b = call->bindings; b; b = b->next)
        if (b->port && str_eq(b->port->name, input->name))
            return b->value;
    return NULL;
}

static str noun_of(const explanation *e, const ir_value *v);

static void put_parameter(const explanation *e, buf *out, const ir_port *p)
{
    const ir_component *graph = graph_with(e, p);
    const ir_value *given = graph ? given_by_call(e, graph, p) : NULL;

    if (graph)
        buf_printf(out, "input '%.*s' of pipeline '%.*s'", STR_ARG(p->name),
                   STR_ARG(graph->name));
    else
        buf_printf(out, "parameter '%.*s'", STR_ARG(p->name));
    if (given && given->kind != IR_REGION_INPUT)
        buf_printf(out, ", here %.*s", STR_ARG(noun_of(e, given)));
}

static str noun_of(const explanation *e, const ir_value *v)
{
    buf out = buf_new(e->arena);

    switch (v->kind) {
    case IR_BAD:
    case IR_NAME: break;
    case IR_REGION_INPUT: put_parameter(e, &out, v->port); return buf_str(&out);
    case IR_NODE_OUTPUT:
        buf_printf(&out, "output '%.*s' of '%.*s'", STR_ARG(v->port->name),
                   STR_ARG(v->node->name));
        return buf_str(&out);
    case IR_ITEM:
    case IR_INDEX:
        buf_printf(&out, "%s of loop '%.*s'",
                   v->kind == IR_ITEM ? "item" : "index",
                   STR_ARG(v->node->name));
        return buf_str(&out);
    case IR_CONSTANT: buf_put(&out, STR("constant ")); break;
    case IR_RUN_FACT: buf_put(&out, STR("fact ")); break;
    case IR_JOINED: buf_put(&out, STR("text ")); break;
    case IR_TREE:
        buf_put(&out, v->shape == DOC_MAP ? STR("struct ") : STR("list "));
        break;
    case IR_FIELD: buf_put(&out, STR("field ")); break;
    case IR_COLLECT:
    case IR_ONE_OF: break;
    }
    put_reference(&out, v);
    return buf_str(&out);
}

static const ir_binding *binding_of(const explanation *e, const ir_port *input)
{
    return map_get(&e->bindings, input->name);
}

static bool is_value(const doc *d)
{
    return d && d->kind != DOC_NULL;
}

static explain_value given_to(const explanation *e, const ir_port *input)
{
    const ir_binding *b = binding_of(e, input);
    explain_value given = { .port = input };

    if (b && b->value) {
        given.text = noun_of(e, b->value);
        given.at = b->value->at.hi ? b->value->at : b->at;
    } else if (is_value(input->fallback)) {
        given.text = arena_join(e->arena, STR("default "),
                                constant_text(e->arena, input->fallback));
        given.at = input->fallback->at.hi ? input->fallback->at : input->at;
    }
    return given;
}

static bool is_absent(const explanation *e, const ir_port *input)
{
    const ir_binding *b = binding_of(e, input);
    const ir_value *v = b ? b->value : NULL;

    if (is_value(input->fallback))
        return false;
    if (!v)
        return true;
    if (v->kind == IR_CONSTANT)
        return v->constant->kind == DOC_NULL;
    return v->kind == IR_REGION_INPUT && v->port->optional &&
           !is_value(v->port->given) && !is_value(v->port->fallback) &&
           !graph_with(e, v->port);
}

/* ---- what values may hold ------------------------------------------------ */

/* A number that is spelled as a double would be. */
static bool is_plain_number(str text)
{
    size_t digits = 0;
    bool point = false;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == '.' && digits)
            point = true;
        else if (c >= '0' && c <= '9')
            digits++;
        else if (c != '-' || i)
            return false;
    }
    return digits > 0 && digits <= 15 &&
           !(point && text.ptr[text.len - 1] == '0');
}

static unsigned holds_of_constant(const doc *d)
{
    unsigned number = d->kind == DOC_INT ? HOLDS_INTEGER : HOLDS_NUMBER;

    switch ((doc_kind)d->kind) {
    case DOC_NULL:
    case DOC_BOOL:
    case DOC_STRING: break;
    case DOC_INT:
    case DOC_FLOAT: return is_plain_number(d->text) ? 0 : number;
    case DOC_SEQ:
    case DOC_MAP: return HOLDS_TREE;
    }
    return 0;
}

static unsigned holds_of_type(ir_type_kind kind)
{
    switch (kind) {
    case IR_BOOL: return 0;
    case IR_INT: return HOLDS_INTEGER;
    case IR_FLOAT: return HOLDS_NUMBER;
    case IR_LIST:
    case IR_STRUCT:
    case IR_TASK_STATUS: return HOLDS_TEXT | HOLDS_TREE;
    case IR_ANY: return HOLDS_TEXT | HOLDS_TREE | HOLDS_NUMBER | HOLDS_INTEGER;
    case IR_POISON:
    case IR_UNTYPED:
    case IR_STRING:
    case IR_ARTIFACT: break;
    }
    return HOLDS_TEXT;
}

/* Pipelines that use pipelines may make many ways; then it may hold all. */
enum { WAYS = 1000, EVERYTHING = 0xff & ~HOLDS_QUOTED };

typedef struct way {
    const explanation *e;
    const ir_component *graph;
    const ir_port *port;
    uint32_t *left;
    unsigned holds;
} way;

static unsigned holds_of(const explanation *e, const ir_value *v,
                         uint32_t *left);

static void follow_call(ir_node *n, void *context)
{
    way *in = context;
    const ir_binding *b = n->bindings;

    if (n->kind != IR_CALL || n->component != in->graph)
        return;
    while (b && !(b->port && str_eq(b->port->name, in->port->name)))
        b = b->next;
    if (b && b->value)
        in->holds |= holds_of(in->e, b->value, in->left);
    else if (in->port->fallback)
        in->holds |= holds_of_constant(in->port->fallback);
}

static unsigned holds_of_input(const explanation *e, const ir_port *p,
                               uint32_t *left)
{
    const ir_module *m = e->job->from;
    way in = { e, graph_with(e, p), p, left, 0 };
    const ir_value *given = in.graph ? given_by_call(e, in.graph, p) : NULL;

    if (!in.graph)
        return holds_of_type(p->type.kind);
    if (given)
        return holds_of(e, given, left);
    ir_each_node(m->body, follow_call, &in);
    ir_each_node(m->on_exit, follow_call, &in);
    for (const ir_component *c = m->components; c; c = c->next)
        ir_each_node(c->graph, follow_call, &in);
    return in.holds;
}

static unsigned holds_of_parts(const explanation *e, const ir_value *v,
                               uint32_t *left)
{
    unsigned holds = 0;

    for (const ir_value *part = v->first; part; part = part->next)
        if (part->kind != IR_CONSTANT)
            holds |= holds_of(e, part, left);
    return holds;
}

static unsigned in_tree(unsigned holds)
{
    return (holds & ~(unsigned)(HOLDS_NUMBER | HOLDS_INTEGER)) | HOLDS_TREE;
}

/* A list of lists is made of the elements of others. */
static unsigned holds_of_lists(const ir_value *one)
{
    const ir_value *v = one->kind == IR_ONE_OF ? one->first : one;
    unsigned loops = 0;

    if (!v || v->kind != IR_NODE_OUTPUT)
        return HOLDS_ELEMENT;
    for (const ir_region *r = v->node->parent; r; r = r->parent)
        loops += r->owner && r->owner->kind == IR_LOOP;
    if (loops > 1 || holds_of_type(v->port->type.kind) & HOLDS_TREE)
        return HOLDS_ELEMENT;
    return 0;
}

static unsigned element_of(unsigned list)
{
    return HOLDS_ELEMENT | HOLDS_TREE | HOLDS_INTEGER | (list & HOLDS_TEXT);
}

static unsigned holds_of_item(const explanation *e, const ir_value *over,
                              uint32_t *left)
{
    unsigned holds = 0;

    if (!over || over->kind != IR_CONSTANT)
        return element_of(over ? holds_of(e, over, left) : EVERYTHING);
    if (!doc_is_scalar(over->constant))
        doc_each (d, over->constant)
            holds |= holds_of_constant(d);
    if (holds & (HOLDS_NUMBER | HOLDS_INTEGER))
        holds |= HOLDS_ELEMENT;
    return holds;
}

static unsigned holds_of(const explanation *e, const ir_value *v,
                         uint32_t *left)
{
    unsigned holds;

    if (!*left)
        return EVERYTHING;
    --*left;
    switch (v->kind) {
    case IR_BAD:
    case IR_NAME:
    case IR_INDEX:
    case IR_RUN_FACT: return 0;
    case IR_CONSTANT: return holds_of_constant(v->constant);
    case IR_REGION_INPUT: return holds_of_input(e, v->port, left);
    case IR_NODE_OUTPUT:
        holds = holds_of_type(v->port->type.kind);
        return holds & HOLDS_TEXT ? holds | HOLDS_OUTPUT : holds;
    case IR_ITEM: return holds_of_item(e, v->node->over, left);
    case IR_FIELD: return element_of(holds_of(e, v->first, left));
    case IR_COLLECT:
        return in_tree(holds_of_parts(e, v, left)) | holds_of_lists(v->first);
    case IR_TREE: return in_tree(holds_of_parts(e, v, left));
    case IR_JOINED:
    case IR_ONE_OF: return holds_of_parts(e, v, left);
    }
    return EVERYTHING;
}

/* Of what a value may be, what an input of that type takes. */
static unsigned narrowed(unsigned holds, ir_type t)
{
    const unsigned number = HOLDS_NUMBER | HOLDS_INTEGER | HOLDS_ELEMENT;

    switch (t.kind) {
    case IR_BOOL: return 0;
    case IR_INT: return holds & (HOLDS_INTEGER | HOLDS_ELEMENT);
    case IR_FLOAT: return holds & number;
    case IR_LIST:
    case IR_STRUCT:
    case IR_TASK_STATUS: return holds & ~(unsigned)HOLDS_INTEGER;
    case IR_POISON:
    case IR_UNTYPED:
    case IR_ANY:
    case IR_STRING:
    case IR_ARTIFACT: break;
    }
    return holds;
}

static unsigned holds_of_texts(const explanation *e, const ir_port *input)
{
    const ir_binding *b = binding_of(e, input);
    uint32_t left = WAYS;
    unsigned holds = 0;

    if (b && b->value)
        holds = holds_of(e, b->value, &left);
    else if (input->fallback)
        holds = holds_of_constant(input->fallback);
    holds = narrowed(holds, input->type);
    if (holds & HOLDS_TEXT && !e->job->from->single)
        holds |= HOLDS_PASSED;
    return holds;
}

static const doc *constant_of(const explanation *e, const ir_port *input)
{
    const ir_binding *b = binding_of(e, input);

    if (!b || !b->value)
        return input->fallback;
    return b->value->kind == IR_CONSTANT ? b->value->constant : NULL;
}

static bool breaks_quotes(const explanation *e, const ir_port *input)
{
    const doc *constant = constant_of(e, input);
    str text;

    if (!constant)
        return holds_of_texts(e, input) & HOLDS_TEXT;
    text = ir_constant_text(e->arena, constant);
    return str_find(text, STR("\\")) < text.len ||
           str_find(text, STR("'")) < text.len ||
           str_find(text, STR("${")) < text.len;
}

const explain_input *explain_input_of(explanation *e, const ir_port *input)
{
    explain_input *known = map_get(&e->inputs, input->name);

    if (known)
        return known;
    known = NEW(e->arena, explain_input);
    known->given = given_to(e, input);
    known->holds = holds_of_texts(e, input);
    known->is_absent = is_absent(e, input);
    known->breaks_quotes = breaks_quotes(e, input);
    map_put(&e->inputs, input->name, known);
    return known;
}

bool explain_befalls(const explanation *e, const explain_word *w,
                     const hazard *h)
{
    return (w->holds & h->holds) && *h->effect[e->job->out.backend->hazards];
}
