#include "backends/tekton_flow.h"

#include "base/formats.h"

/* ---- JSON text of a tree ------------------------------------------------------- */

/* Literal text is gathered until a value comes. */
typedef struct json {
    tekton_helper *helper;
    buf text;
} json;

static void flush(json *to)
{
    if (!to->text.len)
        return;
    tekton_helper_word(to->helper, STR("word"));
    tekton_helper_word(to->helper, buf_str(&to->text));
    to->text = buf_new(to->helper->arena);
}

static void put_value(json *to, const char *how, const ir_value *v)
{
    flush(to);
    tekton_helper_word(to->helper, str_of(how));
    tekton_helper_value(to->helper, v);
}

static void put_text(json *to, const ir_value *v)
{
    if (v->kind != IR_CONSTANT) {
        put_value(to, "text", v);
        return;
    }
    json_write_inside(&to->text,
                      ir_constant_text(to->helper->arena, v->constant));
}

static bool is_text(const ir_value *v)
{
    return !tekton_is_plain_json(v) && v->type.kind != IR_LIST &&
           v->type.kind != IR_STRUCT;
}

static void put_tree(json *to, const ir_value *v);

static void put_part(json *to, const ir_value *v)
{
    if (v->kind == IR_TREE) {
        put_tree(to, v);
    } else if (v->kind == IR_CONSTANT) {
        json_write_compact(&to->text, v->constant);
    } else if (is_text(v) || v->kind == IR_RUN_FACT) {
        buf_char(&to->text, '"');
        if (v->kind == IR_JOINED)
            for (const ir_value *part = v->first; part; part = part->next)
                put_text(to, part);
        else
            put_text(to, v);
        buf_char(&to->text, '"');
    } else {
        put_value(to, "word", v);
    }
}

static void put_tree(json *to, const ir_value *v)
{
    bool keyed = v->shape == DOC_MAP;

    buf_char(&to->text, keyed ? '{' : '[');
    for (const ir_value *part = v->first; part; part = part->next) {
        if (part != v->first)
            buf_char(&to->text, ',');
        if (keyed) {
            json_write_string(&to->text, part->key);
            buf_char(&to->text, ':');
        }
        put_part(to, part);
    }
    buf_char(&to->text, keyed ? '}' : ']');
}

/* ---- helper tasks --------------------------------------------------------------- */

static str name_of(tekton_lister *in, str port)
{
    const ir_node *task = in->task;

    if (!task)
        return port;
    return arena_printf(in->arena, "%.*s-%.*s", STR_ARG(task->emitted),
                        STR_ARG(port));
}

/* ---- lists and maps of values ----------------------------------------------------- */

static ir_value *write_json(tekton_lister *in, str port, const ir_value *v)
{
    str name = name_of(in, port);
    tekton_helper h = tekton_helper_new(in->arena, in->module, name, "awk",
                                        "templates/shims/join.awk", v->at);
    ir_value *got = ir_value_new(in->arena, IR_NODE_OUTPUT, v->at);
    json to = { &h, buf_new(in->arena) };

    got->port = tekton_helper_output(&h, v->type);
    got->type = v->type;
    put_tree(&to, v);
    flush(&to);
    got->node =
        tekton_helper_task(in, &h, name, in->task ? in->task->when : NULL);
    return got;
}

static bool wants_quotes(const ir_value *v)
{
    if (v->kind == IR_CONSTANT || v->kind == IR_RUN_FACT)
        return false;
    if (!ir_value_parts(v))
        return is_text(v);
    for (const ir_value *part = v->first; part; part = part->next)
        if (wants_quotes(part))
            return true;
    return false;
}

/* ---- folders of artifacts ----------------------------------------------------------- */

static ir_value *make_folder(tekton_lister *in, str port, const ir_value *v)
{
    str name = name_of(in, port);
    tekton_helper h = tekton_helper_new(in->arena, in->module, name, "sh",
                                        "templates/shims/folder.sh", v->at);
    ir_value *got = ir_value_new(in->arena, IR_NODE_OUTPUT, v->at);

    got->port = tekton_helper_output(&h, v->type);
    got->type = v->type;
    for (const ir_value *part = v->first; part; part = part->next)
        tekton_helper_file(&h, part);
    got->node = tekton_helper_task(in, &h, name, in->task->when);
    return got;
}

/* ---- bindings ------------------------------------------------------------------------ */

static bool is_flat(const ir_value *v)
{
    for (const ir_value *part = v->first; part; part = part->next)
        if (part->kind != IR_NODE_OUTPUT)
            return false;
    return true;
}

static void look_at(tekton_lister *in, ir_binding *b)
{
    const ir_value *old = b->value;

    if (!b->port)
        return;
    tekton_take_one_of(in, b->value);
    if (old->kind != IR_TREE)
        return;
    if (ir_is_parameter(b->port) ? !wants_quotes(old) : !is_flat(old))
        return;
    b->value = ir_is_parameter(b->port) ? write_json(in, b->port->id, old)
                                        : make_folder(in, b->port->id, old);
    tekton_drop_needs(in->task, old);
    tekton_need(in->arena, in->task, b->value->node, old->at);
}

static void look_at_output(tekton_lister *in, ir_port *p)
{
    if (!p->value || !ir_is_parameter(p))
        return;
    tekton_take_one_of(in, p->value);
    if (p->value->kind == IR_TREE)
        p->value = write_json(in, p->id, p->value);
}

static void run(session *s, ir_module *m)
{
    tekton_lister in = { s->arena, m, NULL, map_new(s->arena) };

    if (!m->tekton.helper_image.len)
        return;
    for (ir_node *n = m->body->first; n; n = n->next) {
        in.task = n;
        for (ir_binding *b = n->bindings; b; b = b->next)
            look_at(&in, b);
    }
    in.task = NULL;
    for (ir_port *p = m->body->outputs.first; p; p = p->next)
        look_at_output(&in, p);
}

const pass lower_tekton_lists = {
    "tekton-lists", "lists that have to be written get a task that writes them",
    run
};
