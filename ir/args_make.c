#include "ir/args.h"

/* ---- presence ------------------------------------------------------------ */

bool arg_may_be_absent(const ir_port *port)
{
    return port && port->optional &&
           (!port->fallback || port->fallback->kind == DOC_NULL);
}

arg_settled arg_settle(const ir_port *port, bool present,
                       const arg_settled *outer)
{
    return (arg_settled){ .port = port,
                          .present = present,
                          .depth = outer ? outer->depth + 1 : 1,
                          .outer = outer };
}

ir_port *arg_open_port(const ir_text *text, const arg_settled *known,
                       bool *gone)
{
    for (const ir_piece *p = text->first; p; p = p->next) {
        const arg_settled *about = known;

        if (!arg_may_be_absent(p->port))
            continue;
        while (about && about->port != p->port)
            about = about->outer;
        if (!about)
            return p->port;
        if (gone && !about->present)
            *gone = true;
    }
    return NULL;
}

/* ---- values -------------------------------------------------------------- */

static bool is_path_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || str_find(STR("_.-/"), (str){ &c, 1 }) < 4;
}

static bool is_plain_piece(const ir_piece *p)
{
    for (size_t i = 0; p->kind == IR_LITERAL && i < p->text.len; i++)
        if (!is_path_char(p->text.ptr[i]))
            return false;
    return p->kind == IR_LITERAL || p->kind == IR_INPUT_PATH ||
           p->kind == IR_OUTPUT_PATH;
}

/*
 * Paths begin with a slash, so no style can take them for a number, a list or a
 * function. On Argo and Tekton they are made of names of ours; on Vertex and
 * kfp they may have anything behind the slash that a uri has.
 */
static bool is_path(const ir_text *t)
{
    for (const ir_piece *p = t->first; p; p = p->next)
        if (!is_plain_piece(p))
            return false;
    return t->first && t->first->kind != IR_LITERAL;
}

static arg_value value_of_port(const ir_port *port)
{
    switch (port->type.kind) {
    case IR_INT:
    case IR_POISON: return ARG_INT;
    case IR_FLOAT: return ARG_FLOAT;
    case IR_BOOL: return ARG_BOOL;
    case IR_LIST: return ARG_LIST;
    case IR_STRUCT:
    case IR_TASK_STATUS: return ARG_STRUCT;
    case IR_UNTYPED:
    case IR_ANY:
    case IR_STRING:
    case IR_ARTIFACT: break;
    }
    return ARG_STRING;
}

static arg_value value_of(const ir_text *t)
{
    const ir_piece *p = t->first;

    if (is_path(t))
        return ARG_PATH;
    if (p && !p->next && p->kind == IR_INPUT_VALUE && !p->json_depth)
        return value_of_port(p->port);
    return ARG_STRING;
}

/* ---- arguments ----------------------------------------------------------- */

arg *arg_add(args_context *in, arg_list *to, arg_kind kind, span at)
{
    arg *a = NEW(in->arena, arg);

    a->kind = kind;
    a->at = at;
    if (to->last)
        to->last->next = a;
    else
        to->first = a;
    to->last = a;
    return a;
}

arg *arg_add_pair(args_context *in, arg_list *to, str name, span at,
                  const ir_port *port, const ir_text *text)
{
    arg *a = arg_add(in, to, ARG_PAIR, at);

    a->text = *text;
    a->how = value_of(text);
    arg_set_key(in, a, name, port);
    return a;
}

static void make_pair(args_context *in, arg_list *to, ir_port *port,
                      ir_piece_kind kind)
{
    ir_text text = { .at = port->at };

    ir_piece_add(in->arena, &text, kind, port->at)->port = port;
    arg_add_pair(in, to, port->id, port->at, port, &text);
}

static ir_piece_kind input_piece(ir_port *port)
{
    if (ir_is_parameter(port)) {
        port->uses |= IR_BY_VALUE;
        return IR_INPUT_VALUE;
    }
    port->uses |= IR_BY_PATH;
    return IR_INPUT_PATH;
}

void args_make(args_context *in, arg_list *to)
{
    for (ir_port *p = in->component->inputs.first; p; p = p->next)
        make_pair(in, to, p, input_piece(p));
    /* a program that writes to a path of its own is not told one */
    for (ir_port *p = in->component->outputs.first; p; p = p->next)
        if (str_is_empty(p->file))
            make_pair(in, to, p, IR_OUTPUT_PATH);
}
