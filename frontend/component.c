#include "frontend/component.h"

#include "base/formats.h"
#include "base/pattern.h"
#include "frontend/fields.h"
#include "frontend/frontend.h"
#include "frontend/placeholder.h"

typedef struct reader {
    session *session;
    arena *arena;
    ir_component *component;
} reader;

/* KFP takes an empty key for one that is not there. */
static const doc *unless_null(const doc *d)
{
    return d && d->kind == DOC_NULL ? NULL : d;
}

static const doc *expect(const reader *in, const doc *d, field_kind kind)
{
    d = unless_null(d);
    return field_expect(in->session, d, kind) ? d : NULL;
}

/* ---- types --------------------------------------------------------------- */

/*
 * {Model: {framework: x}} is a Model. Any other mapping names a type that only
 * the file's author knows, like an unknown name: the use decides.
 */
static ir_type type_of(const reader *in, const doc *d)
{
    ir_type type = { .kind = IR_UNTYPED };
    ir_type named;

    d = unless_null(d);
    if (!d || doc_is_seq(d))
        return type;
    if (doc_is_scalar(d))
        return ir_type_named(in->session->arena, d->text, &named) ? named
                                                                  : type;
    if (d->count != 1) {
        REPORT(in->session, D_BAD_VALUE, d->at,
               "'type' is a mapping with %u keys, expected "
               "{NAME: {PROPERTY: VALUE}}",
               (unsigned)d->count);
        type.kind = IR_POISON;
        return type;
    }
    if (ir_type_named(in->session->arena, d->first->key, &named) &&
        named.kind == IR_ARTIFACT)
        return named;
    return type;
}

/* ---- defaults ------------------------------------------------------------ */

static doc *at_span(doc *d, span at)
{
    d->at = at;
    if (doc_is_map(d) || doc_is_seq(d))
        for (doc *child = d->first; child; child = child->next) {
            child->key_at = at;
            at_span(child, at);
        }
    return d;
}

/* Python's int() takes blanks, a plus sign and leading zeros; JSON does not. */
static const doc *int_default(const reader *in, str text)
{
    buf out = buf_new(in->arena);
    size_t at = 0;

    if (text.len && (text.ptr[0] == '-' || text.ptr[0] == '+'))
        at = 1;
    if (at && text.ptr[0] == '-')
        buf_char(&out, '-');
    while (at + 1 < text.len && text.ptr[at] == '0')
        at++;
    if (at == text.len)
        return NULL;
    for (; at < text.len; at++) {
        if (text.ptr[at] < '0' || text.ptr[at] > '9')
            return NULL;
        buf_char(&out, text.ptr[at]);
    }
    return doc_number(in->arena, buf_str(&out));
}

/* A text as the one value it is in JSON, or NULL. */
static doc *json_of(const reader *in, str text, span at)
{
    session quiet = *in->session;
    source from = { .name = STR("default"), .text = text };
    doc *value;

    diags_init(&quiet.diags, in->arena);
    value = json_read(&quiet, &from);
    return value ? at_span(value, at) : NULL;
}

static const doc *float_default(const reader *in, str text)
{
    const doc *whole = int_default(in, text);
    const doc *number;
    str rest = str_sub(text, 1, text.len);

    if (whole)
        return whole;
    if (text.len && text.ptr[0] == '+')
        text = rest;
    if (str_starts(text, STR(".")))
        text = arena_join(in->arena, STR("0"), text);
    if (str_starts(text, STR("-.")))
        text = arena_join(in->arena, STR("-0"), rest);
    if (str_ends(text, STR(".")))
        text = arena_join(in->arena, text, STR("0"));
    number = json_of(in, text, NOWHERE);
    return number && number->kind == DOC_FLOAT ? number : NULL;
}

static const doc *bool_default(const reader *in, str text)
{
    bool value;

    return kfp_bool(text, &value) ? doc_bool(in->arena, value) : NULL;
}

static const doc *json_default(const reader *in, const doc *d, doc_kind kind)
{
    const doc *value;

    if (d->kind == kind)
        return d;
    if (!doc_is_scalar(d))
        return NULL;
    value = json_of(in, str_trim(d->text), d->at);
    return value && value->kind == kind ? value : NULL;
}

/* The default as the declared type has it; NULL when it is none. */
static const doc *convert(const reader *in, const doc *d, ir_type_kind kind)
{
    str text = doc_is_scalar(d) ? str_trim(d->text) : (str){ NULL, 0 };

    switch (kind) {
    case IR_INT: return doc_is_scalar(d) ? int_default(in, text) : NULL;
    case IR_FLOAT: return doc_is_scalar(d) ? float_default(in, text) : NULL;
    case IR_BOOL: return doc_is_scalar(d) ? bool_default(in, text) : NULL;
    case IR_LIST: return json_default(in, d, DOC_SEQ);
    case IR_STRUCT:
    case IR_TASK_STATUS: return json_default(in, d, DOC_MAP);
    case IR_POISON:
    case IR_UNTYPED:
    case IR_ANY:
    case IR_STRING:
    case IR_ARTIFACT: break;
    }
    return doc_is_scalar(d) ? doc_string(in->arena, d->text) : NULL;
}

static const char *type_noun(ir_type_kind kind)
{
    switch (kind) {
    case IR_INT: return "an integer";
    case IR_FLOAT: return "a number";
    case IR_BOOL: return "true or false";
    case IR_LIST: return "a JSON list";
    case IR_STRUCT:
    case IR_TASK_STATUS: return "a JSON object";
    case IR_POISON:
    case IR_UNTYPED:
    case IR_ANY:
    case IR_STRING:
    case IR_ARTIFACT: break;
    }
    return "a text";
}

/* Common in real files: '' for nothing, '{}' for an empty list. */
static bool is_odd_default(const reader *in, const ir_port *port, const doc *d)
{
    bool tree = port->type.kind == IR_LIST || port->type.kind == IR_STRUCT;
    const doc *value;

    if (!doc_is_scalar(d) || !str_trim(d->text).len)
        return doc_is_scalar(d);
    value = tree ? json_of(in, str_trim(d->text), d->at) : NULL;
    return value && !doc_is_scalar(value) && !value->count;
}

static void odd_default(const reader *in, ir_port *port, const doc *d)
{
    diag *found =
        REPORT(in->session, D_ODD_DEFAULT, d->at,
               "default of '%.*s' is '%.*s', not %s", STR_ARG(port->name),
               STR_ARG(d->text), type_noun(port->type.kind));

    diag_help(&in->session->diags, found,
              "argo and tekton pass the text as it is; vertex and kfp take an "
              "empty text as an empty list or object, and refuse others");
    port->fallback = at_span(doc_string(in->arena, d->text), d->at);
    port->odd_default = true;
}

static void read_default(const reader *in, ir_port *port, const doc *d)
{
    const doc *value;

    d = unless_null(d);
    if (!d || port->type.kind == IR_POISON)
        return;
    value = convert(in, d, port->type.kind);
    if (value) {
        doc *copy = doc_copy(in->arena, value);

        copy->style = doc_is_scalar(copy) ? DOC_AUTO : DOC_FLOW;
        port->fallback = at_span(copy, d->at);
        return;
    }
    if (is_odd_default(in, port, d)) {
        odd_default(in, port, d);
        return;
    }
    REPORT(in->session, D_BAD_VALUE, d->at,
           "default of '%.*s' is %s%.*s%s, expected %s", STR_ARG(port->name),
           doc_is_scalar(d) ? "'" : "",
           STR_ARG(doc_is_scalar(d) ? field_excerpt(in->arena, d->text)
                                    : str_of(field_noun(d))),
           doc_is_scalar(d) ? "'" : "", type_noun(port->type.kind));
    port->type.kind = IR_POISON;
}

/* ---- ports --------------------------------------------------------------- */

typedef struct port_keys {
    const doc *name, *type, *description, *fallback, *optional, *annotations;
} port_keys;

static bool read_port_keys(const reader *in, const doc *d, bool input,
                           port_keys *out)
{
    const field of_output[] = {
        { "name", FIELD_STRING, true, &out->name },
        { "type", FIELD_ANY, false, &out->type },
        { "description", FIELD_ANY, false, &out->description },
        { "annotations", FIELD_ANY, false, &out->annotations },
        { NULL, FIELD_ANY, false, NULL },
    };
    const field of_input[] = {
        { "name", FIELD_STRING, true, &out->name },
        { "type", FIELD_ANY, false, &out->type },
        { "description", FIELD_ANY, false, &out->description },
        { "default", FIELD_ANY, false, &out->fallback },
        { "optional", FIELD_ANY, false, &out->optional },
        { "annotations", FIELD_ANY, false, &out->annotations },
        { NULL, FIELD_ANY, false, NULL },
    };

    fields_read(in->session, d, input ? "an input" : "an output",
                input ? of_input : of_output);
    return out->name != NULL;
}

static void read_port(const reader *in, const doc *d, ir_ports *to, bool input)
{
    port_keys keys = { NULL, NULL, NULL, NULL, NULL, NULL };
    const doc *optional;
    ir_port *port, *older;

    if (!read_port_keys(in, d, input, &keys))
        return;
    if (str_is_empty(str_trim(keys.name->text))) {
        REPORT(in->session, D_BAD_NAME, keys.name->at,
               "the name of an %s is empty", input ? "input" : "output");
        return;
    }
    older = ir_port_find(to, keys.name->text);
    if (older && str_eq(older->name, keys.name->text)) {
        diag *found = REPORT(in->session, D_DUPLICATE_NAME, keys.name->at,
                             "%s '%.*s' is declared twice",
                             input ? "input" : "output", STR_ARG(older->name));
        diag_note(&in->session->diags, found, older->at, "first here");
        return;
    }
    port = ir_port_add(in->arena, to, keys.name->text, keys.name->at);
    port->type = type_of(in, keys.type);
    port->description = field_text(expect(in, keys.description, FIELD_STRING));
    port->metadata = expect(in, keys.annotations, FIELD_MAP);
    optional = expect(in, keys.optional, FIELD_BOOL);
    port->optional = optional && str_eq(optional->text, STR("true"));
    read_default(in, port, keys.fallback);
}

static void read_ports(const reader *in, const doc *list, ir_ports *to,
                       bool input)
{
    list = expect(in, list, FIELD_SEQ);
    if (!list)
        return;
    doc_each (item, list)
        read_port(in, item, to, input);
}

/* ---- the container ------------------------------------------------------- */

static void read_env(const reader *in, const placeholder_ports *ports,
                     const doc *entries)
{
    ir_env **last = &in->component->container.env;

    entries = expect(in, entries, FIELD_MAP);
    if (!entries)
        return;
    doc_each (entry, entries) {
        if (!pattern_matches(in->session, PATTERN_ENV_NAME, entry->key)) {
            REPORT(in->session, D_BAD_NAME, entry->key_at,
                   "'%.*s' is no name of an environment variable",
                   STR_ARG(field_excerpt(in->arena, entry->key)));
            continue;
        }
        if (!field_expect(in->session, entry, FIELD_STRING))
            continue;
        ir_env *env = NEW(in->arena, ir_env);
        env->name = entry->key;
        env->at = entry->key_at;
        env->kind = IR_ENV_TEXT;
        placeholder_text(ports, entry, &env->text);
        *last = env;
        last = &env->next;
    }
}

static void refuse_resources(const reader *in, const doc *d)
{
    diag *found;

    if (!d)
        return;
    found = REPORT(in->session, D_UNKNOWN_KEY, d->key_at,
                   "'resources' is not a key of 'container'");
    diag_help(&in->session->diags, found,
              "resources belong to the task that uses the component");
}

static void read_file_output(const reader *in, const doc *entry)
{
    ir_component *c = in->component;
    ir_port *port = ir_port_find(&c->outputs, entry->key);
    diag *found;

    if (!port) {
        found = REPORT(in->session, D_UNKNOWN_REFERENCE, entry->key_at,
                       "'%.*s' is no output of '%.*s'", STR_ARG(entry->key),
                       STR_ARG(c->name));
        diag_nearest(&in->session->diags, found,
                     ir_port_nearest(&c->outputs, entry->key));
    } else if (field_expect(in->session, entry, FIELD_STRING)) {
        port->file = entry->text;
    }
}

/* Outputs that the program writes to paths of its own. */
static void read_file_outputs(const reader *in, const doc *d)
{
    d = expect(in, d, FIELD_MAP);
    if (!d)
        return;
    doc_each (entry, d)
        read_file_output(in, entry);
}

static void read_words(const reader *in, const placeholder_ports *ports,
                       const doc *list, ir_words *to)
{
    list = expect(in, list, FIELD_SEQ);
    if (list)
        placeholder_words(ports, list, to);
}

/* An image may also come from who uses the file: pass_images looks. */
static void read_container(const reader *in, const doc *d)
{
    ir_component *c = in->component;
    placeholder_ports ports = { in->session, c->name, &c->inputs, &c->outputs };
    const doc *image = NULL, *command = NULL, *args = NULL, *env = NULL;
    const doc *files = NULL, *resources = NULL;
    const field fields[] = {
        { "image", FIELD_STRING, false, &image },
        { "command", FIELD_ANY, false, &command },
        { "args", FIELD_ANY, false, &args },
        { "env", FIELD_ANY, false, &env },
        { "fileOutputs", FIELD_ANY, false, &files },
        { "resources", FIELD_ANY, false, &resources },
        { NULL, FIELD_ANY, false, NULL },
    };

    fields_read(in->session, d, "'container'", fields);
    if (image) {
        c->container.image = image->text;
        c->container.image_at = image->at;
    }
    read_words(in, &ports, command, &c->container.command);
    read_words(in, &ports, args, &c->container.args);
    read_env(in, &ports, env);
    read_file_outputs(in, files);
    refuse_resources(in, resources);
}

/* False when there is nothing that could run. */
static bool read_implementation(const reader *in, const doc *d)
{
    const doc *container = NULL, *graph = NULL;
    const field fields[] = {
        { "container", FIELD_MAP, false, &container },
        { "graph", FIELD_ANY, false, &graph },
        { NULL, FIELD_ANY, false, NULL },
    };

    if (fields_read(in->session, d, "'implementation'", fields) && !container &&
        !graph)
        REPORT(in->session, D_MISSING_KEY, field_span(d),
               "'implementation' has no 'container'");
    if (graph)
        REPORT(in->session, D_NOT_YET, graph->key_at,
               "graph components are not supported yet");
    else if (container)
        read_container(in, container);
    return container && !graph;
}

/* ---- the file ------------------------------------------------------------ */

static void check_texts(const reader *in, const doc *entries)
{
    entries = expect(in, entries, FIELD_MAP);
    if (!entries)
        return;
    doc_each (entry, entries)
        if (entry->kind != DOC_NULL)
            field_expect(in->session, entry, FIELD_STRING);
}

static void check_metadata(const reader *in, const doc *d)
{
    const doc *annotations = NULL, *labels = NULL;
    const field fields[] = {
        { "annotations", FIELD_ANY, false, &annotations },
        { "labels", FIELD_ANY, false, &labels },
        { NULL, FIELD_ANY, false, NULL },
    };

    if (!unless_null(d))
        return;
    fields_read(in->session, d, "'metadata'", fields);
    check_texts(in, annotations);
    check_texts(in, labels);
}

/* The same text wherever pipec is started. */
static str last_part(str path)
{
    size_t lo = path.len;

    while (lo > 0 && path.ptr[lo - 1] != '/')
        lo--;
    return str_sub(path, lo, path.len);
}

str component_stem(str path)
{
    str name = last_part(path);
    size_t hi = name.len;

    for (size_t at = 1; at < name.len; at++)
        if (name.ptr[at] == '.')
            hi = at;
    return str_sub(name, 0, hi);
}

ir_component *component_lower(session *s, ir_module *m, const source *from)
{
    const doc *name = NULL, *description = NULL, *metadata = NULL;
    const doc *inputs = NULL, *outputs = NULL, *body = NULL;
    const field fields[] = {
        { "name", FIELD_ANY, false, &name },
        { "description", FIELD_ANY, false, &description },
        { "metadata", FIELD_ANY, false, &metadata },
        { "inputs", FIELD_ANY, false, &inputs },
        { "outputs", FIELD_ANY, false, &outputs },
        { "implementation", FIELD_ANY, true, &body },
        { "version", FIELD_ANY, false, NULL },
        { NULL, FIELD_ANY, false, NULL },
    };
    reader in = { s, s->arena, NULL };

    fields_read(s, from->doc, "a component file", fields);
    if (!doc_is_map(from->doc))
        return NULL;
    name = expect(&in, name, FIELD_STRING);
    in.component = ir_component_add(
        s->arena, m, name ? name->text : component_stem(from->name),
        name ? name->at : from->doc->at);
    in.component->file = last_part(from->name);
    in.component->description =
        field_text(expect(&in, description, FIELD_STRING));
    check_metadata(&in, metadata);
    read_ports(&in, inputs, &in.component->inputs, true);
    read_ports(&in, outputs, &in.component->outputs, false);
    return body && read_implementation(&in, body) ? in.component : NULL;
}
