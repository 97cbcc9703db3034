#include "ir/ir.h"

#include "base/formats.h"

enum { INDEX_FROM = 16, NAMES_SHOWN = 24 };

/* ---- ports -------------------------------------------------------------- */

struct ir_port_index {
    map names, ids;
};

bool ir_is_parameter(const ir_port *p)
{
    return p->type.kind != IR_ARTIFACT && p->type.kind != IR_UNTYPED;
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_id(str s)
{
    if (!s.len || is_digit(*s.ptr) || *s.ptr == '-')
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (!is_word(s.ptr[i]) && s.ptr[i] != '_' && s.ptr[i] != '-')
            return false;
    return true;
}

static str id_form(arena *a, str name)
{
    buf out = buf_new(a);
    bool gap = false;

    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];

        if (!is_word(c)) {
            gap = out.len > 0;
            continue;
        }
        if (!out.len && is_digit(c))
            buf_char(&out, 'n');
        if (gap)
            buf_char(&out, '_');
        gap = false;
        buf_char(&out, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
    }
    return out.len ? buf_str(&out) : STR("port");
}

static ir_port *find_linear(const ir_ports *in, str name, bool by_id)
{
    for (ir_port *p = in->first; p; p = p->next)
        if (str_eq(by_id ? p->id : p->name, name))
            return p;
    return NULL;
}

static ir_port *find_by(const ir_ports *in, str name, bool by_id)
{
    if (!in->index)
        return find_linear(in, name, by_id);
    return map_get(by_id ? &in->index->ids : &in->index->names, name);
}

ir_port *ir_port_find(const ir_ports *in, str name)
{
    ir_port *p = find_by(in, name, false);

    return p ? p : find_by(in, name, true);
}

/* The steps grow so that many equal names cost little. */
static str unique_id(arena *a, const ir_ports *in, str base)
{
    str id = base;

    for (uint32_t n = 2; find_by(in, id, true); n = n < 16 ? n + 1 : n * 2)
        id = arena_printf(a, "%.*s_%u", STR_ARG(base), n);
    return id;
}

static void index_port(struct ir_port_index *index, ir_port *p)
{
    if (!map_get(&index->names, p->name))
        map_put(&index->names, p->name, p);
    map_put(&index->ids, p->id, p);
}

void ir_ports_index(arena *a, ir_ports *of)
{
    of->index = NULL;
    if (of->count < INDEX_FROM)
        return;
    of->index = NEW(a, struct ir_port_index);
    of->index->names = map_new(a);
    of->index->ids = map_new(a);
    for (ir_port *p = of->first; p; p = p->next)
        index_port(of->index, p);
}

/* A made id gives way to a port that is really called so. */
static void give_way(arena *a, ir_ports *in, ir_port *taken)
{
    str old = taken->id;

    taken->id = unique_id(a, in, old);
    if (in->index)
        map_put(&in->index->ids, taken->id, taken);
}

ir_port *ir_port_add(arena *a, ir_ports *to, str name, span at)
{
    ir_port *p = NEW(a, ir_port);

    p->name = name;
    p->at = at;
    if (is_id(name)) {
        ir_port *taken = find_by(to, name, true);

        p->id = name;
        if (taken && !str_eq(taken->name, name))
            give_way(a, to, taken);
    } else {
        p->id = unique_id(a, to, id_form(a, name));
    }
    if (to->last)
        to->last->next = p;
    else
        to->first = p;
    to->last = p;
    to->count++;
    if (to->index)
        index_port(to->index, p);
    else
        ir_ports_index(a, to);
    return p;
}

void ir_ports_drop_marked(arena *a, ir_ports *from)
{
    ir_port **link = &from->first;

    from->last = NULL;
    from->count = 0;
    while (*link) {
        if ((*link)->mark) {
            *link = (*link)->next;
            continue;
        }
        from->last = *link;
        from->count++;
        link = &(*link)->next;
    }
    ir_ports_index(a, from);
}

str ir_port_nearest(const ir_ports *in, str wrong)
{
    size_t best = wrong.len / 3 + 2;
    str nearest = { NULL, 0 };

    for (const ir_port *p = in->first; p; p = p->next) {
        size_t edits = str_distance(wrong, p->name, best);

        if (edits >= best || edits >= p->name.len)
            continue;
        best = edits;
        nearest = p->name;
    }
    return nearest;
}

str ir_port_names(arena *a, const ir_ports *in)
{
    buf out = buf_new(a);
    uint32_t n = 0;

    for (const ir_port *p = in->first; p; p = p->next) {
        if (n++)
            buf_put(&out, STR(", "));
        if (n > NAMES_SHOWN) {
            buf_printf(&out, "and %u more", in->count - NAMES_SHOWN);
            break;
        }
        buf_put(&out, p->name);
    }
    return buf_str(&out);
}

/* ---- words -------------------------------------------------------------- */

void ir_words_push(ir_words *to, ir_word *w)
{
    w->next = NULL;
    if (to->last)
        to->last->next = w;
    else
        to->first = w;
    to->last = w;
    to->count++;
}

ir_word *ir_word_add(arena *a, ir_words *to, ir_word_kind kind, span at)
{
    ir_word *w = NEW(a, ir_word);

    w->kind = kind;
    w->at = at;
    w->text.at = at;
    ir_words_push(to, w);
    return w;
}

ir_word *ir_word_literal(arena *a, ir_words *to, str text, span at)
{
    ir_word *w = ir_word_add(a, to, IR_WORD_TEXT, at);

    ir_piece_literal(a, &w->text, text, at);
    return w;
}

ir_piece *ir_piece_add(arena *a, ir_text *to, ir_piece_kind kind, span at)
{
    ir_piece *p = NEW(a, ir_piece);

    p->kind = kind;
    p->at = at;
    if (to->last)
        to->last->next = p;
    else
        to->first = p;
    to->last = p;
    return p;
}

ir_piece *ir_piece_copy(arena *a, ir_text *to, const ir_piece *from)
{
    ir_piece *piece = ir_piece_add(a, to, from->kind, from->at);

    *piece = *from;
    piece->next = NULL;
    return piece;
}

void ir_piece_literal(arena *a, ir_text *to, str text, span at)
{
    ir_piece *last = to->last;

    if (!text.len)
        return;
    if (last && last->kind == IR_LITERAL) {
        last->text = arena_join(a, last->text, text);
        if (last->at.hi < at.hi)
            last->at.hi = at.hi;
        return;
    }
    ir_piece_add(a, to, IR_LITERAL, at)->text = text;
}

bool ir_text_is_literal(const ir_text *t)
{
    for (const ir_piece *p = t->first; p; p = p->next)
        if (p->kind != IR_LITERAL)
            return false;
    return true;
}

str ir_text_literal(arena *a, const ir_text *t)
{
    buf out = buf_new(a);

    if (!t->first)
        return STR("");
    if (!t->first->next)
        return t->first->text;
    for (const ir_piece *p = t->first; p; p = p->next)
        buf_put(&out, p->text);
    return buf_str(&out);
}

/* ---- values ------------------------------------------------------------- */

ir_value *ir_value_new(arena *a, ir_value_kind kind, span at)
{
    ir_value *v = NEW(a, ir_value);

    v->kind = kind;
    v->at = at;
    return v;
}

/* Bytes [lo, hi) of a name that stands in the source as it is. */
static span part_at(const ir_value *v, size_t lo, size_t hi)
{
    if (v->at.hi - v->at.lo != v->name.len)
        return v->at;
    return (span){ v->at.lo + (uint32_t)lo, v->at.lo + (uint32_t)hi };
}

ir_name ir_value_name(const ir_value *v)
{
    size_t len = v->name.len, head = str_find(v->name, STR("."));
    size_t member = head < len ? head + 1 : len;
    size_t end = member + str_find(str_sub(v->name, member, len), STR("."));

    return (ir_name){
        .head = str_sub(v->name, 0, head),
        .member = str_sub(v->name, member, end),
        .rest = str_sub(v->name, end + 1, len),
        .head_at = part_at(v, 0, head),
        .member_at = part_at(v, member, end),
    };
}

ir_value *ir_value_parts(const ir_value *v)
{
    return v->kind >= IR_JOINED ? v->first : NULL;
}

void ir_value_push(ir_value *to, ir_value *part)
{
    if (to->last)
        to->last->next = part;
    else
        to->first = part;
    to->last = part;
}

ir_value *ir_value_copy(arena *a, const ir_value *from)
{
    ir_value *v = NEW(a, ir_value);

    *v = *from;
    v->next = NULL;
    if (!ir_value_parts(from))
        return v;
    v->first = v->last = NULL;
    for (const ir_value *part = from->first; part; part = part->next)
        ir_value_push(v, ir_value_copy(a, part));
    return v;
}

ir_value *ir_value_text(arena *a, str text, span at)
{
    ir_value *v = ir_value_new(a, IR_CONSTANT, at);
    doc *d = doc_string(a, text);

    d->at = at;
    v->constant = d;
    return v;
}

/* Programs read `007` and `+1` as texts, or as octal; a number's digits and
 * exponent stay as they are spelled. */
static str number_text(arena *a, str spelling)
{
    buf out = buf_new(a);

    json_write_number(&out, spelling);
    return out.ptr[0] == '"' ? spelling : buf_str(&out);
}

str ir_constant_text(arena *a, const doc *d)
{
    buf out;

    switch ((doc_kind)d->kind) {
    case DOC_NULL: return STR("");
    case DOC_INT:
    case DOC_FLOAT: return number_text(a, d->text);
    case DOC_BOOL:
    case DOC_STRING: return d->text;
    case DOC_SEQ:
    case DOC_MAP: break;
    }
    out = buf_new(a);
    json_write_compact(&out, d);
    return buf_str(&out);
}

/* ---- nodes, components, the module -------------------------------------- */

const ir_policy ir_policy_unsaid = {
    .retries = -1,
    .backoff = -1,
    .factor = 1,
    .max_backoff = -1,
    .timeout = -1,
    .cache_age = -1,
};

void ir_node_push(ir_node *n, ir_region *to)
{
    n->parent = to;
    n->next = NULL;
    if (to->last)
        to->last->next = n;
    else
        to->first = n;
    to->last = n;
    to->count++;
}

ir_node *ir_node_add(arena *a, ir_region *to, ir_node_kind kind, str name,
                     span at)
{
    ir_node *n = NEW(a, ir_node);

    n->kind = kind;
    n->name = name;
    n->at = at;
    n->policy = &ir_policy_unsaid;
    ir_node_push(n, to);
    return n;
}

ir_module *ir_module_new(arena *a)
{
    ir_module *m = NEW(a, ir_module);

    m->body = NEW(a, ir_region);
    return m;
}

void ir_component_push(ir_module *to, ir_component *c)
{
    if (to->last_component)
        to->last_component->next = c;
    else
        to->components = c;
    to->last_component = c;
}

ir_component *ir_component_add(arena *a, ir_module *to, str name, span at)
{
    ir_component *c = NEW(a, ir_component);

    c->name = name;
    c->at = at;
    ir_component_push(to, c);
    return c;
}

void ir_graph_ports(ir_component *c)
{
    c->inputs = c->graph->inputs;
    c->outputs = c->graph->outputs;
}
