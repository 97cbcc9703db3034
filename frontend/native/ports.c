#include "frontend/native/native.h"

/* The language's spellings, for "did you mean". */
static const char *const type_names[] = {
    "string",
    "int",
    "float",
    "bool",
    "list",
    "struct",
    "Artifact",
    "Dataset",
    "Model",
    "HTML",
    "Markdown",
    "Metrics",
    "ClassificationMetrics",
    "SlicedClassificationMetrics",
    NULL,
};

#define LIST_OF STR("list of ")

/* ---- types --------------------------------------------------------------- */

static bool is_schema_title(str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

        if (!letter && c != '_' && c != '.' && (c < '0' || c > '9'))
            return false;
    }
    return text.len && str_find(text, STR(".")) < text.len;
}

static ir_type own_artifact(native *n, const doc *d)
{
    const doc *title = NULL, *version = NULL;
    const field fields[] = {
        { "artifact", FIELD_STRING, true, &title },
        { "version", FIELD_STRING, false, &version },
        { NULL, FIELD_ANY, false, NULL },
    };
    ir_schema *schema;

    if (!fields_read(n->s, d, "a type", fields))
        return (ir_type){ .kind = IR_POISON };
    if (!is_schema_title(title->text)) {
        native_bad_value(n, title, "a schema title like my.Type");
        return (ir_type){ .kind = IR_POISON };
    }
    schema = NEW(n->arena, ir_schema);
    schema->title = title->text;
    schema->version = version ? version->text : ir_schema_artifact.version;
    return (ir_type){ .kind = IR_ARTIFACT, .schema = schema };
}

static ir_type unknown_type(native *n, const doc *d)
{
    str name = str_trim(d->text);
    bool list = str_starts(name, LIST_OF);
    str element = list ? str_sub(name, LIST_OF.len, name.len) : name;
    diag *about = REPORT(n->s, D_UNKNOWN_TYPE, d->at, "there is no type '%.*s'",
                         STR_ARG(field_excerpt(n->arena, name)));
    ir_type known;

    if (list && ir_type_named(n->arena, element, &known))
        diag_help(&n->s->diags, about,
                  "only artifacts have lists with a type: a list of values is "
                  "'list'");
    else
        diag_nearest(&n->s->diags, about,
                     field_nearest(n->s, type_names, element));
    return (ir_type){ .kind = IR_POISON };
}

ir_type native_type(native *n, const doc *d)
{
    ir_type type;

    if (doc_is_map(d))
        return own_artifact(n, d);
    if (!field_expect(n->s, d, FIELD_STRING))
        return (ir_type){ .kind = IR_POISON };
    if (ir_type_named(n->arena, d->text, &type) && type.kind != IR_ANY &&
        type.kind != IR_TASK_STATUS)
        return type;
    return unknown_type(n, d);
}

static ir_type type_of_value(const doc *d)
{
    if (d->kind == DOC_NULL)
        return (ir_type){ .kind = IR_POISON };
    return ir_type_of_constant(d);
}

/* ---- the long form ------------------------------------------------------- */

static void read_default(native *n, ir_port *p, const doc *d)
{
    if (!d)
        return;
    if (p->type.kind == IR_ARTIFACT) {
        diag_help(&n->s->diags,
                  REPORT(n->s, D_KEYS_CONFLICT, field_span(d),
                         "'%.*s' is an artifact and has a default",
                         STR_ARG(p->name)),
                  "an artifact is given by a task, a caller or a uri");
        return;
    }
    p->fallback =
        template_constant(n->s, d, D_BAD_REFERENCE_PLACE, "a default");
    if (!p->fallback)
        p->type.kind = IR_POISON;
}

static void read_choices(native *n, ir_port *p, const doc *d)
{
    if (!d)
        return;
    if (!d->count) {
        REPORT(n->s, D_BAD_VALUE, d->at, "'enum' of '%.*s' allows no value",
               STR_ARG(p->name));
        return;
    }
    p->choices = template_constant(n->s, d, D_BAD_REFERENCE_PLACE, "'enum'");
}

static void read_long(native *n, ir_port *p, const doc *d, const char *what)
{
    const doc *type = NULL, *fallback = NULL, *text = NULL, *choices = NULL;
    const doc *optional = NULL;
    const field fields[] = {
        { "type", FIELD_ANY, false, &type },
        { "default", FIELD_ANY, false, &fallback },
        { "description", FIELD_STRING, false, &text },
        { "enum", FIELD_SEQ, false, &choices },
        { "optional", FIELD_BOOL, false, &optional },
        { NULL, FIELD_ANY, false, NULL },
    };
    bool right = fields_read(n->s, d, what, fields);

    if (type)
        p->type = native_type(n, type);
    else if (right && fallback)
        p->type = type_of_value(fallback);
    if (right && !type && p->type.kind == IR_POISON)
        REPORT(n->s, D_MISSING_KEY, field_span(d), "'%.*s' has no 'type'",
               STR_ARG(p->name));
    p->description = field_text(text);
    p->optional = native_bool(optional) || !right;
    read_default(n, p, fallback);
    read_choices(n, p, choices);
}

static ir_port *add_port(native *n, ir_ports *to, const doc *d,
                         const char *what)
{
    ir_port *p = ir_port_add(n->arena, to, d->key, d->key_at);

    native_id(n, d->key, d->key_at, what);
    p->type = (ir_type){ .kind = IR_POISON };
    return p;
}

/* ---- params, inputs, outputs --------------------------------------------- */

static void read_param(native *n, const doc *d)
{
    ir_port *p = add_port(n, &n->m->body->inputs, d, "a parameter");

    if (doc_is_map(d)) {
        read_long(n, p, d, "a parameter");
        return;
    }
    p->type = type_of_value(d);
    if (d->kind != DOC_NULL) {
        read_default(n, p, d);
        return;
    }
    diag_help(&n->s->diags,
              REPORT(n->s, D_WRONG_SHAPE, d->key_at,
                     "'%.*s' is empty, but a default or a mapping was expected",
                     STR_ARG(p->name)),
              "a parameter without a default is written {type: string}");
}

void native_params(native *n, const doc *d)
{
    if (d)
        doc_each (child, d)
            read_param(n, child);
}

const doc *native_hydra_path(const doc *inputs)
{
    const doc *path = doc_get(inputs, STR("hydra"));

    return path && path->kind == DOC_STRING &&
                   (str_ends(path->text, STR(".yaml")) ||
                    str_ends(path->text, STR(".yml")))
               ? path
               : NULL;
}

void native_inputs(native *n, const doc *d, ir_ports *to)
{
    const doc *config = native_hydra_path(d);

    if (!d)
        return;
    doc_each (child, d) {
        ir_port *p;

        if (child == config)
            continue;
        p = add_port(n, to, child, "an input");
        if (doc_is_map(child) && !doc_get(child, STR("artifact")))
            read_long(n, p, child, "an input");
        else
            p->type = native_type(n, child);
    }
}

static void read_output(native *n, ir_port *p, const doc *d)
{
    const doc *type = NULL, *text = NULL;
    const field fields[] = {
        { "type", FIELD_ANY, true, &type },
        { "description", FIELD_STRING, false, &text },
        { NULL, FIELD_ANY, false, NULL },
    };

    if (!doc_is_map(d) || doc_get(d, STR("artifact"))) {
        p->type = native_type(n, d);
        return;
    }
    fields_read(n->s, d, "an output", fields);
    if (type)
        p->type = native_type(n, type);
    p->description = field_text(text);
}

void native_outputs(native *n, const doc *d, ir_ports *to)
{
    if (d)
        doc_each (child, d)
            read_output(n, add_port(n, to, child, "an output"), child);
}
