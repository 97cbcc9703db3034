#include "frontend/native/native.h"

#define GPU_RESOURCE STR("nvidia.com/gpu")

/* ---- resources ----------------------------------------------------------- */

typedef struct amount_fields {
    const doc *cpu, *memory, *ephemeral;
} amount_fields;

/* What is not said keeps what it has. */
static void read_amounts(native *n, const amount_fields *f, ir_amounts *to)
{
    if (f->cpu)
        to->cpu = native_quantity(n, f->cpu);
    if (f->memory)
        to->memory = native_quantity(n, f->memory);
    if (f->ephemeral)
        to->ephemeral = native_quantity(n, f->ephemeral);
}

static void read_split(native *n, const doc *d, const char *what,
                       ir_amounts *to)
{
    amount_fields f = { .cpu = NULL };
    const field fields[] = {
        { "cpu", FIELD_STRING, false, &f.cpu },
        { "memory", FIELD_STRING, false, &f.memory },
        { "ephemeral-storage", FIELD_STRING, false, &f.ephemeral },
        { NULL, FIELD_ANY, false, NULL },
    };

    if (!d)
        return;
    fields_read(n->s, d, what, fields);
    read_amounts(n, &f, to);
}

static void read_resources(native *n, const doc *d, ir_pod *to)
{
    amount_fields f = { .cpu = NULL };
    const doc *requests = NULL, *limits = NULL;
    const field fields[] = {
        { "cpu", FIELD_STRING, false, &f.cpu },
        { "memory", FIELD_STRING, false, &f.memory },
        { "ephemeral-storage", FIELD_STRING, false, &f.ephemeral },
        { "requests", FIELD_MAP, false, &requests },
        { "limits", FIELD_MAP, false, &limits },
        { NULL, FIELD_ANY, false, NULL },
    };

    if (!d)
        return;
    to->resources_at = field_span(d);
    fields_read(n->s, d, "'resources'", fields);
    read_amounts(n, &f, &to->requests);
    to->limits = to->requests;
    read_split(n, requests, "'requests'", &to->requests);
    read_split(n, limits, "'limits'", &to->limits);
}

/* ---- gpu ----------------------------------------------------------------- */

static str gpu_count(native *n, const doc *d)
{
    return native_count(n, d, 1) < 0 ? STR("") : d->text;
}

static str checked(native *n, const doc *d, pattern_id form,
                   const char *expected)
{
    str text = native_text(n, d);

    if (!text.len || pattern_matches(n->s, form, text))
        return text;
    native_bad_value(n, d, expected);
    return (str){ NULL, 0 };
}

static void read_gpu_map(native *n, const doc *d, ir_pod *to)
{
    const doc *count = NULL, *type = NULL, *resource = NULL;
    const field fields[] = {
        { "count", FIELD_INT, true, &count },
        { "type", FIELD_STRING, false, &type },
        { "resource", FIELD_STRING, false, &resource },
        { NULL, FIELD_ANY, false, NULL },
    };

    fields_read(n->s, d, "'gpu'", fields);
    if (count)
        to->gpu_count = gpu_count(n, count);
    to->gpu_type =
        checked(n, type, PATTERN_LABEL_VALUE, "a type like nvidia-tesla-t4");
    if (resource)
        to->gpu_resource = checked(n, resource, PATTERN_LABEL_KEY,
                                   "a resource like nvidia.com/gpu");
}

static void read_gpu(native *n, const doc *d, ir_pod *to)
{
    if (!d)
        return;
    to->gpu_at = field_span(d);
    to->gpu_resource = GPU_RESOURCE;
    if (doc_is_map(d))
        read_gpu_map(n, d, to);
    else if (d->kind == DOC_INT)
        to->gpu_count = gpu_count(n, d);
    else
        native_bad_value(n, d, "a count or {count, type, resource}");
}

/* ---- labels, placement --------------------------------------------------- */

static void check_key(native *n, const doc *d)
{
    if (pattern_matches(n->s, PATTERN_LABEL_KEY, d->key))
        return;
    diag_help(&n->s->diags,
              REPORT(n->s, D_BAD_NAME, d->key_at, "'%.*s' is no label key",
                     STR_ARG(field_excerpt(n->arena, d->key))),
              "a key is like 'team' or 'example.com/team', at most 63 "
              "characters behind the '/'");
}

static ir_pair *read_pairs(native *n, const doc *d, bool labels)
{
    ir_pair *first = NULL, **last = &first;

    if (!d)
        return NULL;
    doc_each (child, d) {
        str text = labels ? checked(n, child, PATTERN_LABEL_VALUE,
                                    "a label of at most 63 letters, digits, "
                                    "'-', '_' and '.'")
                          : native_text(n, child);

        check_key(n, child);
        *last = NEW(n->arena, ir_pair);
        (*last)->key = child->key;
        (*last)->at = child->key_at;
        (*last)->value = ir_value_text(n->arena, text, child->at);
        last = &(*last)->next;
    }
    return first;
}

ir_pair *native_labels(native *n, const doc *d)
{
    return read_pairs(n, d, true);
}

/* Kept as Kubernetes spells it. */
static const doc *raw(native *n, const doc *d)
{
    return d ? template_constant(n->s, d, D_NOT_YET, "this place") : NULL;
}

static const doc *read_tolerations(native *n, const doc *d)
{
    bool right = true;

    if (!d)
        return NULL;
    doc_each (child, d)
        right = field_expect(n->s, child, FIELD_MAP) && right;
    return right ? raw(n, d) : NULL;
}

/* ---- the whole ----------------------------------------------------------- */

bool native_pod_said(const native_pod *from)
{
    return from->resources || from->gpu || from->selector ||
           from->tolerations || from->env || from->volumes || from->labels ||
           from->annotations || from->security;
}

void native_read_pod(native *n, const native_pod *from, ir_pod *to)
{
    read_resources(n, from->resources, to);
    read_gpu(n, from->gpu, to);
    to->labels = native_labels(n, from->labels);
    to->annotations = read_pairs(n, from->annotations, false);
    to->node_selector = native_labels(n, from->selector);
    if (from->selector)
        to->selector_at = field_span(from->selector);
    to->tolerations = read_tolerations(n, from->tolerations);
    if (from->tolerations)
        to->tolerations_at = field_span(from->tolerations);
    native_env(n, from->env, NULL, &to->env);
    to->volumes = native_volumes(n, from->volumes);
    to->security_context = raw(n, from->security);
    if (from->security)
        to->security_at = field_span(from->security);
}
