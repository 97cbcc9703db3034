#include "frontend/component.h"

#include "base/pattern.h"
#include "frontend/frontend.h"
#include "frontend/placeholder.h"

typedef struct reader {
    session *session;
    arena *arena;
    ir_module *module;
    ir_component *component;
} reader;

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
    port->type = component_type(in->session, keys.type);
    port->description = field_text(
        component_expect(in->session, keys.description, FIELD_STRING));
    port->metadata = component_expect(in->session, keys.annotations, FIELD_MAP);
    optional = component_expect(in->session, keys.optional, FIELD_BOOL);
    port->optional = optional && str_eq(optional->text, STR("true"));
    component_default(in->session, port, keys.fallback);
}

static void read_ports(const reader *in, const doc *list, ir_ports *to,
                       bool input)
{
    list = component_expect(in->session, list, FIELD_SEQ);
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

    entries = component_expect(in->session, entries, FIELD_MAP);
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
    d = component_expect(in->session, d, FIELD_MAP);
    if (!d)
        return;
    doc_each (entry, d)
        read_file_output(in, entry);
}

static void read_words(const reader *in, const placeholder_ports *ports,
                       const doc *list, ir_words *to)
{
    list = component_expect(in->session, list, FIELD_SEQ);
    if (list)
        placeholder_words(ports, list, to);
}

/* An image may also come from who uses the file: pass_images looks. */
static void read_container(const reader *in, const doc *d)
{
    ir_component *c = in->component;
    placeholder_names names = { .made = false };
    placeholder_ports ports = { .session = in->session,
                                .owner = c->name,
                                .inputs = &c->inputs,
                                .outputs = &c->outputs,
                                .names = &names };
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
        { "graph", FIELD_MAP, false, &graph },
        { NULL, FIELD_ANY, false, NULL },
    };

    if (!fields_read(in->session, d, "'implementation'", fields) &&
        !container && !graph)
        return false;
    if (container && graph)
        REPORT(in->session, D_KEYS_CONFLICT, graph->key_at,
               "'graph' stands beside 'container'");
    else if (graph)
        component_graph(in->session, in->module, in->component, graph);
    else if (container)
        read_container(in, container);
    else
        REPORT(in->session, D_MISSING_KEY, field_span(d),
               "'implementation' has neither 'container' nor 'graph'");
    return container || graph;
}

/* ---- the file ------------------------------------------------------------ */

static void check_texts(const reader *in, const doc *entries)
{
    entries = component_expect(in->session, entries, FIELD_MAP);
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

    if (!component_unless_null(d))
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

static ir_component *new_component(const reader *in, component_from from,
                                   const doc *name)
{
    ir_component *c = NEW(in->arena, ir_component);

    c->name = name ? name->text : component_stem(from.file);
    c->at = name ? name->at : from.doc->at;
    c->file = last_part(from.file);
    return c;
}

ir_component *component_read(session *s, ir_module *m, component_from from)
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
    reader in = { s, s->arena, m, NULL };
    bool runs;

    fields_read(s, from.doc, "a component file", fields);
    if (!doc_is_map(from.doc))
        return NULL;
    name = component_expect(s, name, FIELD_STRING);
    in.component = new_component(&in, from, name);
    in.component->description =
        field_text(component_expect(s, description, FIELD_STRING));
    check_metadata(&in, metadata);
    read_ports(&in, inputs, &in.component->inputs, true);
    read_ports(&in, outputs, &in.component->outputs, false);
    runs = body && read_implementation(&in, body);
    ir_component_push(m, in.component);
    return runs ? in.component : NULL;
}

ir_component *component_lower(session *s, ir_module *m, const source *from)
{
    return component_read(s, m, (component_from){ from->doc, from->name });
}
