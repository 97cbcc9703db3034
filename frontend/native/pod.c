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

/* ---- requests against limits --------------------------------------------- */

typedef struct suffix {
    const char *text;
    int base, power;
} suffix;

static const suffix suffixes[] = {
    { "Ki", 1024, 1 }, { "Mi", 1024, 2 }, { "Gi", 1024, 3 }, { "Ti", 1024, 4 },
    { "Pi", 1024, 5 }, { "Ei", 1024, 6 }, { "n", 1000, -3 }, { "u", 1000, -2 },
    { "m", 1000, -1 }, { "k", 1000, 1 },  { "M", 1000, 2 },  { "G", 1000, 3 },
    { "T", 1000, 4 },  { "P", 1000, 5 },  { "E", 1000, 6 },
};

static double scaled(double value, int base, int power)
{
    for (; power > 0; power--)
        value *= base;
    for (; power < 0; power++)
        value /= base;
    return value;
}

/* What stands behind the digits, of a text that has the form of a quantity;
 * powers of ten beyond the sense of any amount are cut. */
static double with_suffix(double value, str rest)
{
    int power = 0;

    for (size_t i = 0; i < COUNT(suffixes); i++)
        if (str_eq(rest, str_of(suffixes[i].text)))
            return scaled(value, suffixes[i].base, suffixes[i].power);
    for (size_t i = 0; i < rest.len && power < 100; i++)
        if (rest.ptr[i] >= '0' && rest.ptr[i] <= '9')
            power = power * 10 + (rest.ptr[i] - '0');
    if (str_find(rest, STR("-")) < rest.len)
        power = -power;
    return scaled(value, 10, power);
}

static double amount(str text)
{
    double value = 0;
    int behind_point = 0;
    size_t i = text.len && text.ptr[0] == '+' ? 1 : 0;

    for (bool point = false; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == '.') {
            point = true;
            continue;
        }
        if (c < '0' || c > '9')
            break;
        value = value * 10 + (c - '0');
        behind_point += point;
    }
    return with_suffix(scaled(value, 10, -behind_point),
                       str_sub(text, i, text.len));
}

static void check_amount(native *n, const char *what, str request, str limit,
                         span at)
{
    if (!request.len || !limit.len || amount(request) <= amount(limit))
        return;
    REPORT(n->s, D_KEYS_CONFLICT, at,
           "the request for %s is %.*s, above its limit of %.*s", what,
           STR_ARG(request), STR_ARG(limit));
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
    check_amount(n, "cpu", to->requests.cpu, to->limits.cpu, to->resources_at);
    check_amount(n, "memory", to->requests.memory, to->limits.memory,
                 to->resources_at);
    check_amount(n, "ephemeral-storage", to->requests.ephemeral,
                 to->limits.ephemeral, to->resources_at);
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

static const field toleration_keys[] = {
    { "key", FIELD_STRING, false, NULL },
    { "operator", FIELD_STRING, false, NULL },
    { "value", FIELD_STRING, false, NULL },
    { "effect", FIELD_STRING, false, NULL },
    { "tolerationSeconds", FIELD_INT, false, NULL },
    { NULL, FIELD_ANY, false, NULL },
};

/* Kubernetes wants strings; a number or a bool there is refused later. */
static bool has_strings(native *n, const doc *toleration)
{
    bool right = true;

    doc_each (entry, toleration) {
        if (entry->kind == DOC_STRING ||
            str_eq(entry->key, STR("tolerationSeconds")))
            continue;
        diag_help(&n->s->diags,
                  REPORT(n->s, D_WRONG_SHAPE, entry->at,
                         "'%.*s' is %s, but a string was expected",
                         STR_ARG(entry->key), field_noun(entry)),
                  "write it in quotes: \"%.*s\"", STR_ARG(entry->text));
        right = false;
    }
    return right;
}

static const doc *read_tolerations(native *n, const doc *d)
{
    bool right = true;

    if (!d)
        return NULL;
    doc_each (child, d)
        right = fields_read(n->s, child, "a toleration", toleration_keys) &&
                has_strings(n, child) && right;
    return right ? raw(n, d) : NULL;
}

/* ---- security ------------------------------------------------------------ */

/* The keys of a pod's security context and of a container's. */
static const field security_keys[] = {
    { "allowPrivilegeEscalation", FIELD_BOOL, false, NULL },
    { "appArmorProfile", FIELD_MAP, false, NULL },
    { "capabilities", FIELD_MAP, false, NULL },
    { "fsGroup", FIELD_INT, false, NULL },
    { "fsGroupChangePolicy", FIELD_STRING, false, NULL },
    { "privileged", FIELD_BOOL, false, NULL },
    { "procMount", FIELD_STRING, false, NULL },
    { "readOnlyRootFilesystem", FIELD_BOOL, false, NULL },
    { "runAsGroup", FIELD_INT, false, NULL },
    { "runAsNonRoot", FIELD_BOOL, false, NULL },
    { "runAsUser", FIELD_INT, false, NULL },
    { "seLinuxChangePolicy", FIELD_STRING, false, NULL },
    { "seLinuxOptions", FIELD_MAP, false, NULL },
    { "seccompProfile", FIELD_MAP, false, NULL },
    { "supplementalGroups", FIELD_SEQ, false, NULL },
    { "supplementalGroupsPolicy", FIELD_STRING, false, NULL },
    { "sysctls", FIELD_SEQ, false, NULL },
    { "windowsOptions", FIELD_MAP, false, NULL },
    { NULL, FIELD_ANY, false, NULL },
};

static const doc *read_security(native *n, const doc *d)
{
    if (!d || !fields_read(n->s, d, "'security-context'", security_keys))
        return NULL;
    return raw(n, d);
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
    to->security_context = read_security(n, from->security);
    if (from->security)
        to->security_at = field_span(from->security);
}
