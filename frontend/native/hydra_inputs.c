#include "frontend/native/hydra_config.h"

#include "ir/argstyle.h"

/* One file may stand in many packages. */
enum { KEYS_MAX = 200000 };

/* A key of the config that an override can set. */
typedef struct leaf {
    str path; /* "optimizer.lr" */
    const doc *value;
    hydra_scalar is;
} leaf;

typedef struct builder {
    native *n;
    map leaves; /* leaf by path */
    map made;   /* path by input, of the inputs made here */
    map taken;  /* keys that 'args' gives to other ports */
    ir_component *to;
    doc *keys;
    unsigned seen;
} builder;

/* ---- leaves -------------------------------------------------------------- */

static str join(arena *a, str first, str second)
{
    if (!first.len)
        return second;
    return arena_printf(a, "%.*s.%.*s", STR_ARG(first), STR_ARG(second));
}

/* A later value counts, but ??? takes none away. */
static void note_leaf(builder *b, str path, const doc *d)
{
    leaf *l = map_get(&b->leaves, path);
    hydra_scalar is = native_hydra_scalar(b->n, d);

    if (l && is.missing)
        return;
    if (!l) {
        l = NEW(b->n->s->arena, leaf);
        l->path = path;
        map_put(&b->leaves, path, l);
    }
    l->value = d;
    l->is = is;
}

/* Private keys, at the top Hydra's own, and of a file its defaults list. */
static bool is_skipped(str path, const doc *child)
{
    return str_starts(child->key, STR("_")) || str_eq(path, STR("hydra")) ||
           (str_eq(child->key, STR("defaults")) && doc_is_seq(child));
}

static void note_map(builder *b, str at, const doc *d)
{
    doc_each (child, d) {
        str path;

        if (b->seen++ >= KEYS_MAX)
            break;
        path = join(b->n->s->arena, at, child->key);
        if (is_skipped(path, child))
            continue;
        if (doc_is_map(child) && child->count)
            note_map(b, path, child);
        else
            note_leaf(b, path, child);
    }
}

static void note_part(builder *b, const hydra_part *part)
{
    if (str_eq(part->package, STR("hydra")) ||
        str_starts(part->package, STR("hydra.")))
        return;
    note_map(b, part->package, part->doc);
}

/* ---- inputs -------------------------------------------------------------- */

static str id_of(arena *a, str key)
{
    buf out = buf_new(a);

    for (size_t i = 0; i < key.len; i++) {
        char c = key.ptr[i];
        bool digit = (c >= '0' && c <= '9') || c == '-';
        bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                    (digit && out.len);

        if (digit && !out.len)
            buf_char(&out, '_');
        buf_char(&out, fine || digit ? c : '_');
    }
    return buf_str(&out);
}

static void leave_out(builder *b, str key, span at, const char *why, str what)
{
    REPORT(b->n->s, D_HYDRA_UNRESOLVED, at, "'%.*s' becomes no input: %s%.*s",
           STR_ARG(field_excerpt(b->n->arena, key)), why, STR_ARG(what));
}

/* The input for a key, its entry in `keys` made; NULL when a port of the file
 * has this key already, or after a finding. */
static ir_port *add_input(builder *b, str key, span at)
{
    arena *a = b->n->arena;
    str id = id_of(a, key);
    str *other = map_get(&b->made, id);
    str *made;

    if (map_get(&b->taken, key))
        return NULL;
    if (!hydra_key_legal(key)) {
        leave_out(b, key, at, "no override can spell this key", STR(""));
        return NULL;
    }
    if (other) {
        leave_out(b, key, at, "its name is taken by ", *other);
        return NULL;
    }
    made = NEW(b->n->s->arena, str);
    *made = key;
    map_put(&b->made, id, made);
    if (!str_eq(id, key) || str_find(key, STR("-")) < key.len)
        doc_add(a, b->keys, id, doc_string(a, arena_copy(a, key)));
    if (ir_port_find(&b->to->inputs, id) || ir_port_find(&b->to->outputs, id))
        return NULL;
    return ir_port_add(a, &b->to->inputs, id, at);
}

static ir_type type_of(const leaf *l)
{
    switch (l->is.kind) {
    case DOC_BOOL: return (ir_type){ .kind = IR_BOOL };
    case DOC_INT: return (ir_type){ .kind = IR_INT };
    case DOC_FLOAT: return (ir_type){ .kind = IR_FLOAT };
    case DOC_SEQ: return (ir_type){ .kind = IR_LIST };
    case DOC_MAP: return (ir_type){ .kind = IR_STRUCT };
    case DOC_STRING:
    case DOC_NULL: break;
    }
    if (l->is.missing || l->is.kind == DOC_NULL)
        return (ir_type){ .kind = IR_UNTYPED };
    return (ir_type){ .kind = IR_STRING };
}

/* The default is in the config, which holds it for the program. */
static void describe(builder *b, ir_port *p, str value)
{
    p->description = arena_printf(b->n->arena, "default: %.*s",
                                  STR_ARG(field_excerpt(b->n->arena, value)));
}

static void add_leaf(builder *b, const leaf *l)
{
    ir_port *p;

    if (l->is.live)
        return;
    p = add_input(b, l->path, l->value->key_at);
    if (!p)
        return;
    p->type = type_of(l);
    p->open = p->type.kind == IR_UNTYPED;
    p->optional = !l->is.missing;
    if (p->optional)
        describe(b, p,
                 l->is.kind == DOC_NULL
                     ? STR("null")
                     : ir_constant_text(b->n->arena, l->value));
}

static void add_group(builder *b, const hydra_group *g)
{
    ir_port *p = add_input(b, g->key, g->at);

    if (!p)
        return;
    p->type.kind = g->many ? IR_LIST : IR_STRING;
    p->optional = !g->needed;
    if (g->option.len)
        describe(b, p, g->option);
}

static void note_taken(builder *b, const doc *args)
{
    const doc *keys = doc_get(args, STR("keys"));

    if (!doc_is_map(keys))
        return;
    doc_each (child, keys)
        if (child->kind == DOC_STRING)
            map_put(&b->taken, child->text, b->to);
}

const doc *native_hydra_inputs(native *n, const doc *path, const doc *args,
                               ir_component *to)
{
    arena *a = n->s->arena;
    builder b = { n,  map_new(a),        map_new(a), map_new(a),
                  to, doc_map(n->arena), 0 };
    hydra_tree tree = native_hydra_tree(n, path);

    note_taken(&b, args);
    for (const hydra_part *part = tree.parts; part; part = part->next)
        note_part(&b, part);
    if (b.seen > KEYS_MAX)
        REPORT(n->s, D_BUDGET, path->at, "the config has more than %d keys",
               KEYS_MAX);
    for (const hydra_group *g = tree.groups; g; g = g->next)
        add_group(&b, g);
    for (uint32_t i = 0; i < b.leaves.count; i++)
        add_leaf(&b, b.leaves.entries[i].value);
    return b.keys->count ? b.keys : NULL;
}
