#include "ir/args.h"

/*
 * Constants that tasks give to inputs reach the program by way of the run, so
 * the emitter of arguments never sees them: what no run could spell is found
 * here.
 */

/* ---- what a style cannot spell ------------------------------------------- */

static bool has_text(const doc *value, str text)
{
    if (value->kind == DOC_STRING)
        return str_eq(value->text, text);
    if (doc_is_scalar(value))
        return false;
    doc_each (child, value)
        if (has_text(child, text))
            return true;
    return false;
}

static void report_missing(session *s, const ir_port *p, span at, bool hydra)
{
    diag *d = REPORT(s, D_BAD_VALUE, at,
                     "'%.*s' has three question marks, which %s takes for no "
                     "value",
                     STR_ARG(p->name), hydra ? "Hydra" : "OmegaConf");

    diag_help(&s->diags, d, "leave the argument out");
}

static bool is_negative_number(str s)
{
    size_t dots = 0;

    for (size_t i = 1; i < s.len; i++) {
        dots += s.ptr[i] == '.';
        if (s.ptr[i] != '.' && (s.ptr[i] < '0' || s.ptr[i] > '9'))
            return false;
    }
    return dots <= 1 && s.ptr[s.len - 1] != '.';
}

/* A word of its own that argparse takes for an option. */
static bool is_option(arena *a, const doc *value)
{
    str s = doc_is_scalar(value) ? ir_constant_text(a, value) : STR("");

    return s.len > 1 && *s.ptr == '-' && str_find(s, STR(" ")) == s.len &&
           !is_negative_number(s);
}

static void check_dash(session *s, const ir_port *p, const doc *value, span at)
{
    diag *d;

    if (p->spelled->style->pair != PAIR_TWO_WORDS ||
        !is_option(s->arena, value))
        return;
    d = REPORT(s, D_LEADING_DASH, at,
               "the value of '%.*s' is a word of its own, and argparse takes "
               "one that begins with '-' for an option",
               STR_ARG(p->name));
    diag_help(&s->diags, d, "'args: argparse' writes --key=value");
}

static void check_value(session *s, const ir_port *p, const doc *value, span at)
{
    escape_kind escape = p->spelled->style->escape;
    bool hydra = escape == ESCAPE_HYDRA;
    buf scratch = buf_new(s->arena);

    check_dash(s, p, value, at);
    if ((hydra || escape == ESCAPE_YAML) && has_text(value, STR("???")))
        report_missing(s, p, at, hydra);
    if (hydra && !hydra_value(&scratch, value))
        REPORT(s, D_BAD_VALUE, at,
               "'%.*s' is a struct with a key that Hydra cannot spell",
               STR_ARG(p->name));
    if (p->spelled->list == LIST_CSV && doc_is_seq(value) &&
        !arg_spell_csv(&scratch, value))
        REPORT(s, D_BAD_VALUE, at,
               "'%.*s' has an element with a blank at its end, which a list "
               "between commas loses",
               STR_ARG(p->name));
}

/*
 * What is known of a value: a tree with null for what only the run will give.
 * NULL: nothing.
 */
static const doc *known_part(arena *a, const ir_value *v)
{
    doc *made;

    if (v && v->kind == IR_CONSTANT)
        return v->constant;
    if (!v || v->kind != IR_TREE)
        return NULL;
    made = v->shape == DOC_MAP ? doc_map(a) : doc_seq(a);
    for (const ir_value *part = v->first; part; part = part->next) {
        const doc *known = known_part(a, part);
        doc *copy = known ? doc_copy(a, known) : doc_null(a);

        if (v->shape == DOC_MAP)
            doc_put(a, made, part->key, copy);
        else
            doc_push(a, made, copy);
    }
    return made;
}

/* ---- the ports of a component -------------------------------------------- */

static void note_port(const args_context *in, ir_port *port, list_shape list)
{
    arg_port *spelled = NEW(in->arena, arg_port);

    spelled->style = in->how->style;
    spelled->list = list;
    port->spelled = spelled;
}

void args_note_ports(const args_context *in, const arg_list *list)
{
    for (const arg *a = list->first; a; a = a->next) {
        const ir_piece *p = a->text.first;

        args_note_ports(in, &a->then);
        args_note_ports(in, &a->other);
        if (a->kind == ARG_PAIR && p && !p->next && p->kind == IR_INPUT_VALUE &&
            !str_eq(in->how->transport, STR("env")))
            note_port(in, p->port, a->list);
    }
}

/* ---- tasks --------------------------------------------------------------- */

static void check_default(session *s, const ir_port *p)
{
    if (!p->mark && p->spelled && p->fallback)
        check_value(s, p, p->fallback, p->fallback->at);
}

void args_check_values(ir_node *n, void *context)
{
    session *s = context;

    if (!n->component)
        return;
    for (ir_binding *b = n->bindings; b; b = b->next) {
        const doc *known;

        if (!b->port)
            continue;
        b->port->mark = 1;
        known = b->port->spelled ? known_part(s->arena, b->value) : NULL;
        if (known)
            check_value(s, b->port, known, b->value->at);
    }
    for (const ir_port *p = n->component->inputs.first; p; p = p->next)
        check_default(s, p);
    for (ir_binding *b = n->bindings; b; b = b->next)
        if (b->port)
            b->port->mark = 0;
}
