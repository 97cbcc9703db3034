#include "ir/shape.h"

#include "base/formats.h"

/* ---- moving a task ------------------------------------------------------ */

static bool is_output(const ir_piece *p)
{
    return p->kind == IR_OUTPUT_PATH || p->kind == IR_OUTPUT_URI ||
           p->kind == IR_OUTPUT_METADATA;
}

static void follow_text(ir_text *text, const ir_component *to)
{
    for (ir_piece *p = text->first; p; p = p->next)
        if (p->port)
            p->port = ir_port_find(is_output(p) ? &to->outputs : &to->inputs,
                                   p->port->name);
}

void ir_node_move(ir_node *n, ir_component *to)
{
    ir_component *from = n->component;

    for (ir_binding *b = n->bindings; b; b = b->next)
        if (b->port)
            b->port = ir_port_find(&to->inputs, b->port->name);
    if (n->each)
        n->each = ir_port_find(&to->inputs, n->each->name);
    if (n->counter)
        n->counter = ir_port_find(&to->inputs, n->counter->name);
    for (ir_env *e = n->pod ? n->pod->env : NULL; e; e = e->next)
        follow_text(&e->text, to);
    n->component = to;
    to->tasks++;
    to->used = true;
    if (from->tasks)
        from->tasks--;
    from->used = from->tasks > 0;
}

/* ---- absent inputs ------------------------------------------------------ */

static bool reads_absent(const ir_text *text)
{
    for (const ir_piece *p = text->first; p; p = p->next)
        if (p->port && p->port->mark)
            return true;
    return false;
}

/* Moves the words that stay to the end of `to`. */
static void keep_words(ir_words *to, const ir_words *from)
{
    ir_word *next;

    for (ir_word *w = from->first; w; w = next) {
        next = w->next;
        switch (w->kind) {
        case IR_WORD_TEXT:
            if (!reads_absent(&w->text))
                ir_words_push(to, w);
            break;
        case IR_WORD_IF_PRESENT:
            keep_words(to, w->port->mark ? &w->other : &w->then);
            break;
        }
    }
}

static ir_words shape_words(const ir_words *words)
{
    ir_words kept = { NULL, NULL, 0 };

    keep_words(&kept, words);
    return kept;
}

ir_env *ir_env_shape(ir_env *env)
{
    ir_env *first = env, **link = &first;

    while (*link) {
        if (reads_absent(&(*link)->text))
            *link = (*link)->next;
        else
            link = &(*link)->next;
    }
    return first;
}

void ir_component_shape(arena *a, ir_component *c)
{
    ir_container *box = &c->container;

    box->command = shape_words(&box->command);
    box->args = shape_words(&box->args);
    box->style.extra = shape_words(&box->style.extra);
    box->env = ir_env_shape(box->env);
    ir_ports_drop_marked(a, &c->inputs);
}

/* ---- constants in words ------------------------------------------------- */

typedef struct inlining {
    arena *arena;
    const ir_port *port;
    str text;
    bool other_use; /* the port is read by path or in another way */
} inlining;

static str json_content(arena *a, str text)
{
    buf out = buf_new(a);

    json_write_string(&out, text);
    return str_sub(buf_str(&out), 1, out.len - 1);
}

static void find_other_use(ir_piece *p, void *context)
{
    inlining *in = context;

    in->other_use |= p->port == in->port && p->kind != IR_INPUT_VALUE;
}

static bool reads_port(const ir_text *text, const ir_port *port)
{
    for (const ir_piece *p = text->first; p; p = p->next)
        if (p->port == port)
            return true;
    return false;
}

/* Neighbouring literals become one, for targets look at whole literals. */
static void inline_text(const inlining *in, ir_text *text)
{
    ir_text out = { .at = text->at };
    ir_piece *next;

    if (!reads_port(text, in->port))
        return;

    for (ir_piece *p = text->first; p; p = next) {
        str literal = p->text;

        next = p->next;
        if (p->port == in->port && p->port) {
            literal = in->text;
            for (unsigned depth = p->json_depth; depth; depth--)
                literal = json_content(in->arena, literal);
            p->kind = IR_LITERAL;
        }
        if (p->kind == IR_LITERAL)
            ir_piece_literal(in->arena, &out, literal, p->at);
        else
            *ir_piece_add(in->arena, &out, p->kind, p->at) = *p;
        if (out.last)
            out.last->next = NULL;
    }
    *text = out;
}

static void inline_words(const inlining *in, ir_words *words)
{
    for (ir_word *w = words->first; w; w = w->next) {
        inline_text(in, &w->text);
        inline_words(in, &w->then);
        inline_words(in, &w->other);
    }
}

static void inline_env(const inlining *in, ir_env *env)
{
    for (; env; env = env->next)
        inline_text(in, &env->text);
}

static bool has_other_use(const inlining *of, const ir_node *n)
{
    inlining in = *of;
    const ir_container *box = &n->component->container;

    ir_words_each_piece(&box->command, find_other_use, &in);
    ir_words_each_piece(&box->args, find_other_use, &in);
    for (ir_env *e = box->env; e; e = e->next)
        for (ir_piece *p = e->text.first; p; p = p->next)
            find_other_use(p, &in);
    for (ir_env *e = n->pod ? n->pod->env : NULL; e; e = e->next)
        for (ir_piece *p = e->text.first; p; p = p->next)
            find_other_use(p, &in);
    return in.other_use;
}

static void unbind(ir_node *n, const ir_binding *b)
{
    ir_binding **link = &n->bindings;

    while (*link && *link != b)
        link = &(*link)->next;
    if (*link)
        *link = b->next;
}

void ir_inline_constant(session *s, ir_module *m, ir_node *n, ir_binding *b)
{
    inlining in = { .arena = s->arena, .port = b->port };
    ir_component *c = n->component;

    if (b->value->kind != IR_CONSTANT || has_other_use(&in, n))
        return;
    if (c->only != n) {
        c = ir_component_twin(s->arena, c, m);
        c->only = n;
        ir_node_move(n, c);
    }
    in.port = b->port;
    in.text = ir_constant_text(s->arena, b->value->constant);
    inline_words(&in, &c->container.command);
    inline_words(&in, &c->container.args);
    inline_env(&in, c->container.env);
    inline_env(&in, n->pod ? n->pod->env : NULL);
    unbind(n, b);
    b->port->mark = 1;
    ir_ports_drop_marked(s->arena, &c->inputs);
    b->port->mark = 0;
}
