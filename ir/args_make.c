#include "ir/args.h"

/* ---- presence ------------------------------------------------------------ */

static bool may_be_absent(const ir_port *port)
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

        if (!may_be_absent(p->port))
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

/* ---- keys ---------------------------------------------------------------- */

static const doc *mapped(args_context *in, str name)
{
    const doc *entry = in->how->keys ? doc_get(in->how->keys, name) : NULL;

    if (entry)
        map_put(&in->keys_used, entry->key, in);
    return entry;
}

str arg_snake(arena *a, str name)
{
    buf out = buf_new(a);

    for (size_t i = 0; i < name.len; i++)
        buf_char(&out, name.ptr[i] == '-' ? '_' : name.ptr[i]);
    return buf_str(&out);
}

static bool is_hydra(const args_context *in)
{
    return in->how->style->escape == ESCAPE_HYDRA;
}

static bool is_flag_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
}

static bool is_flag(str key)
{
    for (size_t i = 0; i < key.len; i++)
        if (!is_flag_char(key.ptr[i]))
            return false;
    return key.len && key.ptr[0] != '-';
}

/* The entry of `keys` for a flag or port, or NULL. */
static const doc *entry_of(args_context *in, str name, const ir_port *port)
{
    const doc *entry = mapped(in, name);

    if (!entry && port)
        entry = mapped(in, port->id);
    if (!entry && port)
        entry = mapped(in, port->name);
    return entry;
}

static str key_of(const args_context *in, str name, const doc *entry)
{
    str key = name;

    if (entry)
        key = entry->text;
    else if (is_hydra(in)) /* only Hydra 1.3 and later take a '-' */
        key = arg_snake(in->arena, name);
    if (!is_hydra(in) || str_starts(key, STR("+")))
        return key;
    return arena_join(in->arena, in->how->prefix, key);
}

static void check_key(args_context *in, arg *a, str name, const doc *entry)
{
    session *s = in->session;
    const arg *older = map_get(&in->keys_made, a->key);
    diag *d;

    if (is_hydra(in) ? !hydra_key_legal(a->key) : !is_flag(a->key)) {
        d = REPORT(s, D_BAD_KEY, entry ? entry->at : a->at,
                   "'%.*s' is no key of %s arguments", STR_ARG(a->key),
                   in->how->style->name);
        if (!entry)
            diag_help(&s->diags, d, "give it another one: keys: {%.*s: …}",
                      STR_ARG(name));
        return;
    }
    if (!older) {
        if (!in->in_branch)
            map_put(&in->keys_made, a->key, a);
        return;
    }
    d = REPORT(s, D_BAD_KEY, a->at, "the key '%.*s' is used twice",
               STR_ARG(a->key));
    diag_note(&s->diags, d, older->at, "it is used here, too");
}

/* ---- values -------------------------------------------------------------- */

static bool is_path_char(char c)
{
    return is_flag_char(c) || c == '/';
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
 * Paths stand bare: every target makes them of names it has restricted to
 * letters, digits and . _ - /, and they begin with a slash, so Hydra cannot
 * take them for a number, a list or a function.
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
    case IR_FLOAT:
    case IR_BOOL:
    case IR_POISON: return ARG_BARE;
    case IR_LIST:
    case IR_STRUCT:
    case IR_TASK_STATUS: return ARG_JSON;
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
        return ARG_BARE;
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
    const doc *entry = entry_of(in, name, port);
    arg *a = arg_add(in, to, ARG_PAIR, at);

    a->key = key_of(in, name, entry);
    a->text = *text;
    a->how = value_of(text);
    check_key(in, a, name, entry);
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
