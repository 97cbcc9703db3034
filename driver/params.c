#include "driver/params.h"

#include "base/formats.h"
#include "base/number.h"

#define SOURCE_NAME STR("command line")

/* One value for one parameter; raw is set for text of the command line. */
typedef struct setting {
    session *session;
    str key;
    span key_at, at;
    const str *raw;
    const doc *value; /* when raw is NULL */
} setting;

static const char *kind_word(const doc *d)
{
    switch ((doc_kind)d->kind) {
    case DOC_NULL: return "null";
    case DOC_BOOL: return "a bool";
    case DOC_INT: return "an int";
    case DOC_FLOAT: return "a float";
    case DOC_STRING: return "a string";
    case DOC_SEQ: return "a list";
    case DOC_MAP: break;
    }
    return "a mapping";
}

/* "gs://" or "s3://" with a bucket. */
static bool is_uri(str s)
{
    return (str_starts(s, STR("gs://")) || str_starts(s, STR("s3://"))) &&
           s.len > 5 && s.ptr[5] != '/';
}

static bool fits(const ir_port *port, const doc *d)
{
    doc_kind kind = (doc_kind)d->kind;

    if (kind == DOC_NULL)
        return port->optional;
    switch (port->type.kind) {
    case IR_POISON:
    case IR_UNTYPED:
    case IR_ANY:
    case IR_TASK_STATUS: return true;
    case IR_STRING: return kind == DOC_STRING || port->type.loose;
    case IR_INT: return kind == DOC_INT;
    case IR_FLOAT: return kind == DOC_FLOAT || kind == DOC_INT;
    case IR_BOOL: return kind == DOC_BOOL;
    case IR_LIST: return kind == DOC_SEQ;
    case IR_STRUCT: return kind == DOC_MAP;
    case IR_ARTIFACT: return kind == DOC_STRING && is_uri(d->text);
    }
    return true;
}

/* Types whose value on the command line is the text itself. */
static bool takes_raw_text(ir_type type)
{
    return type.kind == IR_STRING || type.kind == IR_UNTYPED ||
           type.kind == IR_ANY || type.kind == IR_ARTIFACT;
}

/* The value of a text as YAML; NULL after a finding or when there is none. */
static const doc *read_text(session *s, str text)
{
    source *src = sources_add(&s->sources, s->arena, SOURCE_NAME, text);
    bool allowed = s->diags.allow[D_READERS_DIFFER];
    const doc *docs;

    /* No other reader will see this text. */
    s->diags.allow[D_READERS_DIFFER] = true;
    docs = src ? yaml_read(s, src) : NULL;
    s->diags.allow[D_READERS_DIFFER] = allowed;
    return docs && docs->count == 1 ? docs->first : NULL;
}

/* What later findings say about the value stands at its place. */
static const doc *value_for(const setting *from, const ir_port *port)
{
    arena *a = from->session->arena;
    const doc *read;
    doc *value;

    if (!from->raw)
        return from->value;
    if (takes_raw_text(port->type)) {
        value = doc_string(a, *from->raw);
    } else {
        read = read_text(from->session, *from->raw);
        if (!read)
            return NULL;
        value = doc_copy(a, read);
    }
    value->at = from->at;
    return value;
}

static void help_bad_value(const setting *from, const ir_port *port,
                           const doc *d, diag *about)
{
    diags *to = &from->session->diags;

    if (port->type.kind == IR_ARTIFACT)
        diag_help(to, about,
                  "give the place of the artifact: gs://BUCKET/PATH or "
                  "s3://BUCKET/PATH");
    else if (from->raw && str_find(*from->raw, STR(",")) < from->raw->len)
        diag_help(to, about,
                  "a sweep is no value; compile once for each of them");
    else if (port->type.kind == IR_BOOL)
        diag_help(to, about, "write true or false");
    else if (!from->raw && port->type.kind == IR_STRING && doc_is_scalar(d))
        diag_help(to, about, "quote it to make it a string");
}

static void report_bad_value(const setting *from, const ir_port *port,
                             const doc *d)
{
    session *s = from->session;
    str type = ir_type_text(s->arena, port->type);
    diag *about =
        REPORT(s, D_BAD_PARAM_VALUE, from->at,
               "the value of '%.*s' is %s, expected %.*s", STR_ARG(from->key),
               d ? kind_word(d) : "empty", STR_ARG(type));

    if (d)
        help_bad_value(from, port, d, about);
}

/* Numbers that no target can carry. */
static bool report_number(const setting *from, const ir_port *port,
                          const doc *d)
{
    session *s = from->session;
    const doc *odd = port->type.loose ? NULL : number_not_finite(d);
    diag *about;

    if (odd) {
        about = REPORT(s, D_BAD_PARAM_VALUE, from->at,
                       "the value of '%.*s' has '%.*s', expected a finite "
                       "number",
                       STR_ARG(from->key), STR_ARG(odd->text));
        diag_help(&s->diags, about, "no target can carry it");
        return true;
    }
    if (port->type.kind != IR_INT || d->kind != DOC_INT ||
        number_fits_int64(d->text))
        return false;
    about = REPORT(s, D_BAD_PARAM_VALUE, from->at,
                   "the value of '%.*s' is outside of the 64 bits of an int",
                   STR_ARG(from->key));
    diag_help(&s->diags, about, "declare '%.*s' as a string to pass it as text",
              STR_ARG(port->name));
    return true;
}

/* The choice that d is, as the enum spells it: targets compare texts. NULL:
 * none of them. */
static const doc *choice_of(const ir_port *port, const doc *d)
{
    if (!port->choices || d->kind == DOC_NULL)
        return d;
    doc_each (choice, port->choices)
        if (number_equal(choice, d))
            return choice;
    return NULL;
}

static void report_not_choice(const setting *from, const ir_port *port)
{
    session *s = from->session;
    buf names = buf_new(s->arena);
    diag *about;

    doc_each (choice, port->choices) {
        if (choice != port->choices->first)
            buf_put(&names, STR(", "));
        buf_put(&names, doc_is_scalar(choice) ? choice->text : STR("…"));
    }
    about = REPORT(s, D_NOT_IN_ENUM, from->at,
                   "the value of '%.*s' is not one of: %.*s",
                   STR_ARG(from->key), STR_ARG(buf_str(&names)));
    diag_note(&s->diags, about, port->at, "parameter '%.*s' is declared here",
              STR_ARG(port->name));
}

static void set_port(const setting *from, ir_port *port)
{
    uint32_t before = from->session->diags.errors;
    const doc *value = value_for(from, port);

    if (!value && from->session->diags.errors > before)
        return;
    if (!value || !fits(port, value)) {
        report_bad_value(from, port, value);
        return;
    }
    if (report_number(from, port, value))
        return;
    value = choice_of(port, value);
    if (value)
        port->given = value;
    else
        report_not_choice(from, port);
}

static void report_unknown(const setting *from, const ir_module *m)
{
    session *s = from->session;
    const ir_ports *params = &m->body->inputs;
    str names = ir_port_names(s->arena, params);
    diag *about = REPORT(s, D_UNKNOWN_PARAM, from->key_at,
                         "pipeline '%.*s' has no parameter '%.*s'",
                         STR_ARG(m->name), STR_ARG(from->key));
    str near = ir_port_nearest(params, from->key);

    if (near.len)
        diag_nearest(&s->diags, about, near);
    else if (params->count)
        diag_help(&s->diags, about, "its parameters are: %.*s", STR_ARG(names));
    else
        diag_help(&s->diags, about, "it has no parameters at all");
}

/* A parameter must be known to one of the pipelines at least. */
static void set_everywhere(run *r, const setting *from)
{
    bool found = false;

    for (ir_module *m = r->modules; m; m = m->next) {
        ir_port *port = ir_port_find(&m->body->inputs, from->key);

        if (!port)
            continue;
        found = true;
        set_port(from, port);
    }
    if (!found && r->modules)
        report_unknown(from, r->modules);
}

static bool is_hydra_override(str key)
{
    return str_starts(key, STR("+")) || str_starts(key, STR("~"));
}

static void report_hydra(session *s, const setting *from)
{
    diag *about = REPORT(s, D_BAD_PARAM_VALUE, from->key_at,
                         "'%.*s' adds or removes a key of Hydra, expected the "
                         "name of a parameter",
                         STR_ARG(from->key));

    diag_help(&s->diags, about,
              "declare a parameter, or put the override into 'args: extra'");
}

static void apply_pair(run *r, const run_param *p)
{
    session *s = &r->session;
    bool hydra = is_hydra_override(p->key);
    bool bare = hydra && str_is_empty(p->value);
    str text = arena_printf(s->arena, "%.*s%s%.*s", STR_ARG(p->key),
                            bare ? "" : "=", STR_ARG(p->value));
    source *src = sources_add(&s->sources, s->arena, SOURCE_NAME, text);
    setting from = { .session = s, .key = p->key, .raw = &p->value };

    if (!src)
        return;
    from.key_at = source_span(src, 0, p->key.len);
    from.at = source_span(src, p->key.len + (p->value.len > 0), text.len);
    if (hydra)
        report_hydra(s, &from);
    else
        set_everywhere(r, &from);
}

static const doc *read_params_file(run *r, str path, span at)
{
    session *s = &r->session;
    str text = STR(""), why = STR("");
    const doc *docs;
    source *src;

    if (r->read_named(s->arena, path, &text, &why, s->read_context) < 0) {
        REPORT(s, D_NO_FILE, at, "cannot read '%.*s': %.*s", STR_ARG(path),
               STR_ARG(why));
        r->failed_io = true;
        return NULL;
    }
    src = sources_add(&s->sources, s->arena, path, text);
    if (!src)
        return NULL;
    docs = yaml_read(s, src);
    if (!docs)
        return NULL;
    if (docs->count == 1 && doc_is_map(docs->first))
        return docs->first;
    REPORT(s, D_WRONG_SHAPE, source_span(src, 0, 0),
           "the file holds no single mapping, expected 'parameter: value'");
    return NULL;
}

static void apply_map(run *r, const doc *values)
{
    doc_each (child, values) {
        setting from = { .session = &r->session,
                         .key = child->key,
                         .key_at = child->key_at,
                         .at = child->at,
                         .value = child };

        set_everywhere(r, &from);
    }
}

static void apply_file(run *r, str path, span at)
{
    const doc *values = read_params_file(r, path, at);

    if (values)
        apply_map(r, values);
}

void params_apply(run *r)
{
    for (const run_param *p = r->params; p; p = p->next) {
        if (p->given)
            apply_map(r, p->given);
        else if (str_is_empty(p->key))
            apply_file(r, p->value, p->at);
        else
            apply_pair(r, p);
    }
}
