#include "backends/backend.h"
#include "base/formats.h"

/* Sizes are measured on compact JSON: what the API server and the controllers
 * count, whatever layout the file has. */

typedef struct biggest {
    str name;
    size_t size;
} biggest;

static str name_of(const doc *part)
{
    const doc *name = doc_get(part, STR("name"));

    return name && doc_is_scalar(name) ? name->text : STR("");
}

/* The part of an object that holds the work. */
static const doc *work_of(const doc *object)
{
    const doc *spec = doc_get(object, STR("spec"));
    const doc *scheduled = doc_get(spec, STR("workflowSpec"));

    return scheduled ? scheduled : spec;
}

/* The largest named entry of the lists that hold the work. */
static biggest biggest_part(arena *a, const doc *object)
{
    static const char *const lists[] = { "templates", "tasks", NULL };
    const doc *spec = work_of(object);
    biggest found = { STR(""), 0 };

    for (size_t i = 0; lists[i]; i++) {
        const doc *list = doc_get(spec, str_of(lists[i]));

        if (!doc_is_seq(list))
            continue;
        doc_each (part, list) {
            size_t size = json_size(a, part);

            if (size > found.size)
                found = (biggest){ name_of(part), size };
        }
    }
    return found;
}

static void check_object(const emitter *out, const doc *object, size_t size)
{
    const size_limits *limits = out->backend->sizes;
    diags *to = &out->session->diags;
    bool over = limits->max_object && size > limits->max_object;
    biggest part;
    diag *d;

    if (!over && (!limits->warn_object || size <= limits->warn_object))
        return;
    part = biggest_part(out->arena, object);
    if (over)
        d = diag_report(to, D_TOO_LARGE, NOWHERE,
                        "the object is %zu bytes of JSON, but %zu fit", size,
                        limits->max_object);
    else
        d = diag_report(to, D_LARGE, NOWHERE,
                        "the object is %zu bytes of JSON; over %zu it needs "
                        "kubectl apply --server-side",
                        size, limits->warn_object);
    if (part.name.len)
        diag_help(to, d, "the largest part is '%.*s' with %zu bytes",
                  STR_ARG(part.name), part.size);
}

static void check_words(const emitter *out, const doc *words, str owner)
{
    size_t most = out->backend->sizes->max_argument;
    diags *to = &out->session->diags;

    if (!doc_is_seq(words))
        return;
    doc_each (word, words) {
        diag *d;

        if (word->kind != DOC_STRING || word->text.len <= most)
            continue;
        d = diag_report(to, D_TOO_LARGE, NOWHERE,
                        "an argument of '%.*s' is %zu bytes, but %zu fit",
                        STR_ARG(owner), word->text.len, most);
        diag_help(to, d, "put the text into the image or into an artifact");
    }
}

static bool has_dollars(const doc *words)
{
    doc_each (word, words)
        if (word->kind == DOC_STRING &&
            (str_find(word->text, STR("$$")) < word->text.len ||
             str_find(word->text, STR("$(")) < word->text.len))
            return true;
    return false;
}

static void check_all_words(const emitter *out, const doc *words, str owner)
{
    size_t most = out->backend->sizes->max_dollar_arguments;
    diags *to = &out->session->diags;
    size_t size;
    diag *d;

    if (!most || !doc_is_seq(words) || !has_dollars(words))
        return;
    size = json_size(out->arena, words);
    if (size <= most)
        return;
    d = diag_report(to, D_TOO_LARGE, NOWHERE,
                    "the arguments of '%.*s' are %zu bytes together, but with "
                    "a '$' or values in them %zu fit",
                    STR_ARG(owner), size, most);
    diag_help(to, d, "put the text into the image or into an artifact");
}

/* Containers stand at any depth; a document is at most 128 deep. */
static void check_arguments(const emitter *out, const doc *d, str owner)
{
    str name = name_of(d);

    if (name.len)
        owner = name;
    doc_each (child, d) {
        bool args;

        if (doc_is_scalar(child))
            continue;
        args = str_eq(child->key, STR("args"));
        if (args)
            check_all_words(out, child, owner);
        if (args || str_eq(child->key, STR("command")))
            check_words(out, child, owner);
        else
            check_arguments(out, child, owner);
    }
}

/* ---- values that become arguments ---------------------------------------- */

/* A file's content, `raw: {data: …}`, that names the parameter: no words of a
 * program. */
static bool is_file_content(const doc *d, str reference)
{
    const doc *data = doc_get(doc_get(d, STR("raw")), STR("data"));

    if (doc_is_scalar(d))
        return false;
    if (data && data->kind == DOC_STRING &&
        str_find(data->text, reference) < data->text.len)
        return true;
    doc_each (child, d)
        if (is_file_content(child, reference))
            return true;
    return false;
}

/* What was told of a default is not told of the run's equal value again. */
typedef struct value_check {
    const emitter *out;
    const doc *object;
    map told;
} value_check;

static void check_value(value_check *in, str name, const doc *value)
{
    size_t most = in->out->backend->sizes->max_argument;
    diags *to = &in->out->session->diags;
    str reference;
    diag *d;

    if (!value || value->kind != DOC_STRING || value->text.len <= most ||
        map_get(&in->told, value->text))
        return;
    reference = arena_printf(in->out->arena, "parameters.%.*s}", STR_ARG(name));
    if (is_file_content(in->object, reference))
        return;
    map_put(&in->told, value->text, in);
    d = diag_report(to, D_TOO_LARGE, NOWHERE,
                    "the value of '%.*s' is %zu bytes, but %zu fit into an "
                    "argument",
                    STR_ARG(name), value->text.len, most);
    diag_help(to, d, "put the text into the image or into an artifact");
}

static void check_values(value_check *in, const doc *d)
{
    doc_each (child, d) {
        bool values;

        if (doc_is_scalar(child))
            continue;
        values = str_eq(child->key, STR("parameters")) ||
                 str_eq(child->key, STR("params"));

        if (!values || !doc_is_seq(child)) {
            check_values(in, child);
            continue;
        }
        doc_each (entry, child) {
            check_value(in, name_of(entry), doc_get(entry, STR("value")));
            check_value(in, name_of(entry), doc_get(entry, STR("default")));
        }
    }
}

/* ---- numbers of things --------------------------------------------------- */

static void check_count(const emitter *out, const doc *list, const char *what,
                        uint32_t most)
{
    diags *to = &out->session->diags;
    diag *d;

    if (!most || !doc_is_seq(list) || list->count <= most)
        return;
    d = diag_report(to, D_TOO_LARGE, NOWHERE, "%u %s, but %u fit", list->count,
                    what, most);
    diag_help(to, d, "divide the pipeline");
}

static void check_counts(const emitter *out, const doc *object)
{
    const size_limits *limits = out->backend->sizes;
    const doc *spec = work_of(object);
    const doc *templates = doc_get(spec, STR("templates"));

    check_count(out, doc_get(spec, STR("tasks")), "tasks", limits->max_tasks);
    check_count(out, templates, "templates", limits->max_templates);
    if (!doc_is_seq(templates))
        return;
    doc_each (t, templates) {
        const doc *dag = doc_get(t, STR("dag"));

        check_count(out, doc_get(dag, STR("tasks")), "tasks",
                    limits->max_tasks);
    }
}

void sizes_check(const emitter *out)
{
    const size_limits *limits = out->backend->sizes;
    value_check values = { .out = out, .told = map_new(out->arena) };

    if (!limits)
        return;
    doc_each (object, out->docs) {
        size_t size = json_size(out->arena, object);

        check_object(out, object, size);
        check_counts(out, object);
        if (!limits->max_argument)
            continue;
        check_arguments(out, object, STR(""));
        values.object = object;
        if (size <= limits->max_object)
            check_values(&values, object);
    }
}
