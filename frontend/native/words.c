#include "frontend/native/native.h"

typedef struct fact_name {
    const char *name;
    ir_fact fact;
} fact_name;

/* Status and failure are known when the run is over, and words are read
 * before. */
static const fact_name facts[] = {
    { "id", IR_RUN_ID },
    { "name", IR_RUN_NAME },
    { "time", IR_RUN_TIME },
};

/* ---- references ---------------------------------------------------------- */

static void refuse_place(native *n, const ir_value *v)
{
    ir_name name = ir_value_name(v);
    str head = name.head, member = name.member;
    diag *d = REPORT(n->s, D_BAD_REFERENCE_PLACE, v->at,
                     "'%.*s%s%.*s' stands in a component's words",
                     STR_ARG(head), member.len ? "." : "", STR_ARG(member));

    if (str_eq(head, STR("run")))
        diag_help(&n->s->diags, d, "words know run.id, run.name and run.time");
    else
        diag_help(&n->s->diags, d,
                  "declare an input, give it this value in the task's 'with', "
                  "and write ${{ inputs.NAME }} here");
}

static void unknown_port(native *n, const ir_value *v, native_owner of,
                         bool input)
{
    const ir_ports *ports =
        input ? &of.component->inputs : &of.component->outputs;
    const char *noun = input ? "input" : "output";
    ir_name name = ir_value_name(v);
    diag *d;

    if (of.quiet)
        return;
    d = REPORT(n->s, input ? D_UNKNOWN_INPUT : D_UNKNOWN_OUTPUT, name.member_at,
               "component '%.*s' has no %s '%.*s'", STR_ARG(of.component->name),
               noun, STR_ARG(name.member));
    if (!field_may_suggest(n->s))
        return;
    if (ports->count)
        diag_note(&n->s->diags, d, of.component->at, "%ss of '%.*s' are: %.*s",
                  noun, STR_ARG(of.component->name),
                  STR_ARG(ir_port_names(n->arena, ports)));
    diag_nearest(&n->s->diags, d, ir_port_nearest(ports, name.member));
}

static void refuse_part(native *n, const ir_value *v, const char *noun,
                        const ir_port *p)
{
    diag *d =
        REPORT(n->s, D_BAD_REFERENCE_PLACE, v->at, "%s '%.*s' has no '%.*s'",
               noun, STR_ARG(p->name), STR_ARG(ir_value_name(v).rest));

    diag_help(&n->s->diags, d, "%s",
              ir_is_parameter(p)
                  ? "a parameter has its value and '.path'"
                  : "an artifact has '.path', '.uri' and, as an input, "
                    "'.metadata.NAME'");
}

static void add_input(native *n, const ir_value *v, const ir_port *p,
                      ir_piece *piece)
{
    str part = ir_value_name(v).rest;
    bool value = ir_is_parameter(p);

    if (str_is_empty(part))
        piece->kind = value ? IR_INPUT_VALUE : IR_INPUT_PATH;
    else if (str_eq(part, STR("path")))
        piece->kind = IR_INPUT_PATH;
    else if (str_eq(part, STR("uri")) && !value)
        piece->kind = IR_INPUT_URI;
    else if (str_starts(part, STR("metadata.")) && !value)
        piece->kind = IR_INPUT_METADATA;
    else if (p->type.kind != IR_POISON)
        refuse_part(n, v, "input", p);
    if (piece->kind == IR_INPUT_METADATA)
        piece->text = str_sub(part, 9, part.len);
}

static void add_output(native *n, const ir_value *v, const ir_port *p,
                       ir_piece *piece)
{
    str part = ir_value_name(v).rest;

    piece->kind = IR_OUTPUT_PATH;
    if (str_eq(part, STR("uri")) && !ir_is_parameter(p))
        piece->kind = IR_OUTPUT_URI;
    else if (part.len && !str_eq(part, STR("path")) &&
             p->type.kind != IR_POISON)
        refuse_part(n, v, "output", p);
}

static void add_port(native *n, const ir_value *v, native_owner of, ir_text *to)
{
    ir_name name = ir_value_name(v);
    bool input = str_eq(name.head, STR("inputs"));
    ir_ports *ports = input ? &of.component->inputs : &of.component->outputs;
    ir_port *p = ir_port_find(ports, name.member);
    ir_piece *piece;

    if (!name.member.len) {
        refuse_place(n, v);
        return;
    }
    if (!p) {
        unknown_port(n, v, of, input);
        return;
    }
    piece = ir_piece_add(n->arena, to, IR_LITERAL, v->at);
    piece->port = p;
    if (input)
        add_input(n, v, p, piece);
    else
        add_output(n, v, p, piece);
}

static bool add_fact(native *n, const ir_value *v, ir_text *to)
{
    ir_name name = ir_value_name(v);

    for (size_t i = 0; i < COUNT(facts); i++) {
        if (!str_eq(name.member, str_of(facts[i].name)) || name.rest.len)
            continue;
        ir_piece_add(n->arena, to, IR_FACT, v->at)->fact = facts[i].fact;
        return true;
    }
    return false;
}

static void add_value(native *n, const ir_value *v, native_owner of,
                      ir_text *to)
{
    str head;

    if (v->kind == IR_CONSTANT)
        ir_piece_literal(n->arena, to, ir_constant_text(n->arena, v->constant),
                         v->at);
    if (v->kind != IR_NAME)
        return;
    head = ir_value_name(v).head;
    if (str_eq(head, STR("inputs")) || str_eq(head, STR("outputs")))
        add_port(n, v, of, to);
    else if (!str_eq(head, STR("run")) || !add_fact(n, v, to))
        refuse_place(n, v);
}

/* ---- texts --------------------------------------------------------------- */

static void add_template(native *n, const doc *d, native_owner of, ir_text *to)
{
    template_scan scan = template_begin(n->s, d);

    for (;;) {
        template_part part = template_next(&scan);

        switch (part.kind) {
        case TEMPLATE_TEXT:
            ir_piece_literal(n->arena, to, part.text, d->at);
            continue;
        case TEMPLATE_EXPRESSION:
            add_value(n, expression_value(n->s, part.expression), of, to);
            continue;
        case TEMPLATE_BROKEN: continue;
        case TEMPLATE_END: return;
        }
    }
}

void native_word_text(native *n, const doc *d, native_owner of, ir_text *to)
{
    to->at = d->at;
    if (!field_expect(n->s, d, FIELD_STRING))
        return;
    if (template_has(d))
        add_template(n, d, of, to);
    else
        ir_piece_literal(n->arena, to, d->text, d->at);
}

/* ---- words --------------------------------------------------------------- */

static ir_port *condition_port(native *n, const doc *d, native_owner of)
{
    ir_port *p = ir_port_find(&of.component->inputs, d->text);
    diag *about;

    if (p || of.quiet)
        return p;
    about = REPORT(
        n->s, D_UNKNOWN_INPUT, d->at, "component '%.*s' has no input '%.*s'",
        STR_ARG(of.component->name), STR_ARG(field_excerpt(n->arena, d->text)));
    if (template_has(d) || str_starts(d->text, STR("inputs.")))
        diag_help(&n->s->diags, about, "write the bare name of the input");
    else if (field_may_suggest(n->s))
        diag_nearest(&n->s->diags, about,
                     ir_port_nearest(&of.component->inputs, d->text));
    return NULL;
}

static void add_optional(native *n, const doc *d, native_owner of, ir_words *to)
{
    const doc *when = NULL, *then = NULL, *other = NULL;
    const field fields[] = {
        { "if", FIELD_STRING, true, &when },
        { "then", FIELD_SEQ, true, &then },
        { "else", FIELD_SEQ, false, &other },
        { NULL, FIELD_ANY, false, NULL },
    };
    ir_port *port;
    ir_words then_words = { NULL, NULL, 0 }, other_words = { NULL, NULL, 0 };
    ir_word *w;

    fields_read(n->s, d, "an optional word", fields);
    port = when ? condition_port(n, when, of) : NULL;
    if (then)
        native_words(n, then, of, &then_words);
    if (other)
        native_words(n, other, of, &other_words);
    if (!port)
        return;
    w = ir_word_add(n->arena, to, IR_WORD_IF_PRESENT, d->at);
    w->port = port;
    w->then = then_words;
    w->other = other_words;
}

void native_words(native *n, const doc *list, native_owner of, ir_words *to)
{
    doc_each (child, list) {
        if (doc_is_map(child))
            add_optional(n, child, of, to);
        else
            native_word_text(
                n, child, of,
                &ir_word_add(n->arena, to, IR_WORD_TEXT, child->at)->text);
    }
}

/* ---- uses ---------------------------------------------------------------- */

static void note_use(ir_piece *piece, void *context)
{
    (void)context;
    switch (piece->kind) {
    case IR_INPUT_VALUE: piece->port->uses |= IR_BY_VALUE; break;
    case IR_INPUT_PATH: piece->port->uses |= IR_BY_PATH; break;
    case IR_INPUT_URI: piece->port->uses |= IR_BY_URI; break;
    case IR_INPUT_METADATA: piece->port->uses |= IR_BY_METADATA; break;
    case IR_LITERAL:
    case IR_OUTPUT_PATH:
    case IR_OUTPUT_URI:
    case IR_OUTPUT_METADATA:
    case IR_EXECUTOR_INPUT:
    case IR_FACT: break;
    }
}

void native_note_uses(ir_component *c)
{
    for (ir_port *p = c->inputs.first; p; p = p->next)
        p->uses = 0;
    ir_words_each_piece(&c->container.command, note_use, NULL);
    ir_words_each_piece(&c->container.args, note_use, NULL);
    ir_words_each_piece(&c->container.style.extra, note_use, NULL);
    for (ir_env *e = c->container.env; e; e = e->next)
        for (ir_piece *p = e->text.first; p; p = p->next)
            note_use(p, NULL);
}
