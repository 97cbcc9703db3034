#include "ir/hydra_function.h"

/* Casts inside casts make all their values anew. */
enum { VALUES_MOST = 1000000 };

void hydra_fail(hydra_fault *to, size_t at, const char *fmt, ...)
{
    va_list args;

    if (to->set)
        return;
    va_start(args, fmt);
    to->why = arena_vprintf(to->arena, fmt, args);
    va_end(args);
    to->set = true;
    to->at = at;
}

bool hydra_may_make(hydra_fault *fault, size_t at)
{
    if (++fault->made > VALUES_MOST)
        hydra_fail(fault, at, "the functions make over %d values",
                   (int)VALUES_MOST);
    return !fault->set;
}

const char *hydra_kind_word(const doc *d)
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
    return "a dict";
}

bool hydra_is_number(const doc *d)
{
    return d->kind == DOC_INT || d->kind == DOC_FLOAT || d->kind == DOC_BOOL;
}

hydra_item *hydra_item_new(arena *a, hydra_shape shape, size_t at)
{
    hydra_item *made = NEW(a, hydra_item);

    made->shape = shape;
    made->at = at;
    return made;
}

/* ---- arguments ----------------------------------------------------------- */

/* A parameter of a function, in order; the names of the rest are unknown. */
typedef struct parameter {
    const char *name;
    hydra_item *value;
} parameter;

static bool bind_one(hydra_fault *fault, hydra_item *arg, parameter *to,
                     bool again)
{
    if (to->value && !again) {
        hydra_fail(fault, arg->at, "'%s' is given twice", to->name);
        return false;
    }
    to->value = arg;
    return true;
}

/* Puts the arguments with a name, and the first ones without, into params. */
static bool bind(hydra_fault *fault, const hydra_call *call, size_t positional,
                 parameter *params, size_t count)
{
    size_t given = 0;

    for (hydra_item *arg = call->args; arg; arg = arg->next) {
        size_t i = 0;

        if (arg->name.len)
            while (i < count && !str_eq(arg->name, str_of(params[i].name)))
                i++;
        else
            i = given < positional ? given++ : count;
        if (i < count) {
            if (!bind_one(fault, arg, &params[i],
                          arg->name.len && params[i].value &&
                              params[i].value->name.len))
                return false;
        } else if (arg->name.len || positional) {
            hydra_fail(fault, arg->at,
                       arg->name.len ? "%.*s() has no argument '%.*s'"
                                     : "%.*s() has more arguments than it takes"
                                       "%.*s",
                       STR_ARG(call->name), STR_ARG(arg->name));
            return false;
        }
    }
    return true;
}

static size_t count_positional(const hydra_call *call)
{
    size_t n = 0;

    for (const hydra_item *arg = call->args; arg && !arg->name.len;
         arg = arg->next)
        n++;
    return n;
}

/* The arguments without a name as a choice. */
static hydra_item *choice_of(hydra_fault *fault, const hydra_call *call)
{
    hydra_item *made = hydra_item_new(fault->arena, HYDRA_CHOICE, call->at);

    made->value = doc_seq(fault->arena);
    made->simple = true;
    for (hydra_item *arg = call->args; arg && !arg->name.len; arg = arg->next) {
        if (arg->shape != HYDRA_ELEMENT) {
            hydra_fail(fault, arg->at, "a sweep cannot stand inside another");
            return NULL;
        }
        doc_push(fault->arena, made->value, arg->value);
    }
    return made;
}

static bool is_null(const hydra_item *i)
{
    return i && i->shape == HYDRA_ELEMENT && i->value->kind == DOC_NULL;
}

/* ---- casts --------------------------------------------------------------- */

static hydra_item *cast(hydra_fault *fault, const hydra_call *call,
                        cast_kind to)
{
    parameter value = { "value", NULL };
    size_t given = count_positional(call);
    hydra_item *from;
    hydra_item *made;

    if (!bind(fault, call, 0, &value, 1))
        return NULL;
    if (is_null(value.value))
        value.value = NULL;
    if (!given == !value.value) {
        hydra_fail(fault, call->at, "%.*s() needs one value",
                   STR_ARG(call->name));
        return NULL;
    }
    from = value.value  ? value.value
           : given == 1 ? call->args
                        : choice_of(fault, call);
    if (!from)
        return NULL;
    if (from->shape == HYDRA_RANGE)
        return hydra_cast_range(fault, from, to);
    made = hydra_item_new(fault->arena, from->shape, call->at);
    made->simple = from->simple;
    made->value = hydra_cast_doc(fault, from->value, to);
    return made->value ? made : NULL;
}

/* ---- choice, range, tag -------------------------------------------------- */

static hydra_item *choice(hydra_fault *fault, const hydra_call *call)
{
    hydra_item *made = call->args;

    if (!bind(fault, call, 0, NULL, 0))
        return NULL;
    if (!made) {
        hydra_fail(fault, call->at, "choice() has no values");
        return NULL;
    }
    if (made->next || made->shape != HYDRA_CHOICE || !made->simple)
        made = choice_of(fault, call);
    if (!made)
        return NULL;
    for (const hydra_item *arg = call->args; arg; arg = arg->next)
        if (is_null(arg)) {
            hydra_fail(fault, arg->at, "choice() takes no null");
            return NULL;
        }
    made->simple = false;
    return made;
}

static doc *range_number(hydra_fault *fault, const hydra_item *from)
{
    doc *d = from->value;

    if (from->shape != HYDRA_ELEMENT || !hydra_is_number(d)) {
        hydra_fail(fault, from->at, "range() takes numbers, not %s",
                   from->shape == HYDRA_ELEMENT ? hydra_kind_word(d)
                                                : "a sweep");
        return NULL;
    }
    return d->kind == DOC_BOOL ? hydra_cast_doc(fault, d, CAST_INT) : d;
}

static hydra_item *range(hydra_fault *fault, const hydra_call *call)
{
    parameter p[] = { { "start", NULL }, { "stop", NULL }, { "step", NULL } };
    arena *a = fault->arena;
    hydra_item *made = hydra_item_new(a, HYDRA_RANGE, call->at);

    if (!bind(fault, call, COUNT(p), p, COUNT(p)))
        return NULL;
    if (!p[0].value) {
        hydra_fail(fault, call->at, "range() has no numbers");
        return NULL;
    }
    made->start = range_number(fault, p[0].value);
    made->step = p[2].value ? range_number(fault, p[2].value) : doc_int(a, 1);
    if (!p[1].value || is_null(p[1].value)) {
        made->stop = made->start;
        made->start = doc_int(a, 0);
    } else {
        made->stop = range_number(fault, p[1].value);
    }
    return fault->set ? NULL : made;
}

/* Tags are for optimisers: nothing here depends on them. */
static hydra_item *tag(hydra_fault *fault, const hydra_call *call)
{
    parameter sweep = { "sweep", NULL };
    hydra_item *last = NULL;

    if (!bind(fault, call, 0, &sweep, 1))
        return NULL;
    for (hydra_item *arg = call->args; arg && !arg->name.len; arg = arg->next) {
        if (last &&
            (last->shape != HYDRA_ELEMENT || last->value->kind != DOC_STRING)) {
            hydra_fail(fault, last->at, "a tag is a text");
            return NULL;
        }
        last = arg;
    }
    if (last && sweep.value && !is_null(sweep.value)) {
        if (last->shape != HYDRA_ELEMENT || last->value->kind != DOC_STRING)
            last = NULL;
        else
            last = sweep.value;
    }
    if (!last || last->shape == HYDRA_ELEMENT) {
        hydra_fail(fault, call->at, "tag() takes tags, then a sweep");
        return NULL;
    }
    return last;
}

/* ---- sort ---------------------------------------------------------------- */

/* The list or sweep that sort() is about, or NULL. */
static hydra_item *sort_subject(hydra_fault *fault, const hydra_call *call,
                                hydra_item *sweep, hydra_item *list)
{
    if (list && !is_null(list)) {
        if (list->shape == HYDRA_ELEMENT && list->value->kind == DOC_SEQ)
            return list;
        hydra_fail(fault, list->at, "'list' is no list");
        return NULL;
    }
    if (sweep && !is_null(sweep)) {
        if (sweep->shape != HYDRA_ELEMENT)
            return sweep;
        hydra_fail(fault, sweep->at, "'sweep' is no sweep");
        return NULL;
    }
    if (count_positional(call) == 1)
        return call->args;
    return choice_of(fault, call);
}

static hydra_item *sort(hydra_fault *fault, const hydra_call *call)
{
    parameter p[] = { { "sweep", NULL },
                      { "list", NULL },
                      { "reverse", NULL } };
    hydra_item *from;
    const hydra_item *reverse;

    if (!bind(fault, call, 0, p, COUNT(p)))
        return NULL;
    reverse = p[2].value;
    if (reverse &&
        (reverse->shape != HYDRA_ELEMENT || reverse->value->kind != DOC_BOOL)) {
        hydra_fail(fault, reverse->at, "'reverse' is no bool");
        return NULL;
    }
    for (const hydra_item *arg = call->args; arg; arg = arg->next)
        if (!arg->name.len && is_null(arg)) {
            hydra_fail(fault, arg->at, "null cannot be sorted");
            return NULL;
        }
    from = sort_subject(fault, call, p[0].value, p[1].value);
    if (from && from->shape == HYDRA_CHOICE && !from->value->count)
        hydra_fail(fault, call->at, "sort() has no values");
    return from && !fault->set
               ? hydra_sort(fault, from,
                            reverse &&
                                str_eq(reverse->value->text, STR("true")))
               : NULL;
}

/* ---- the table ----------------------------------------------------------- */

typedef enum function_kind {
    FUNCTION_CAST,
    FUNCTION_CHOICE,
    FUNCTION_RANGE,
    FUNCTION_SORT,
    FUNCTION_TAG,
    FUNCTION_REFUSED
} function_kind;

static const struct function {
    const char *name;
    function_kind kind;
    cast_kind cast;
    const char *why, *help;
} functions[] = {
    { "int", FUNCTION_CAST, CAST_INT, NULL, NULL },
    { "float", FUNCTION_CAST, CAST_FLOAT, NULL, NULL },
    { "str", FUNCTION_CAST, CAST_STR, NULL, NULL },
    { "bool", FUNCTION_CAST, CAST_BOOL, NULL, NULL },
    { "choice", FUNCTION_CHOICE, 0, NULL, NULL },
    { "range", FUNCTION_RANGE, 0, NULL, NULL },
    { "sort", FUNCTION_SORT, 0, NULL, NULL },
    { "tag", FUNCTION_TAG, 0, NULL, NULL },
    { "shuffle", FUNCTION_REFUSED, 0, "shuffle() gives another order each time",
      "write the values in the order you want" },
    { "glob", FUNCTION_REFUSED, 0,
      "glob() takes its values from the program's config folder",
      "write the options: choice(a,b)" },
    { "interval", FUNCTION_REFUSED, 0,
      "interval() has no values: an optimiser chooses some",
      "write the values, as range(0,1,0.1) or choice(0.1,0.2)" },
};

/* The docs' strings that were arguments of a call lost their quotes. */
static void unquote(hydra_item *args)
{
    for (; args; args = args->next)
        if (args->shape == HYDRA_ELEMENT && args->value->kind == DOC_STRING)
            args->value->plain = true;
}

static hydra_item *call_one(hydra_fault *fault, const hydra_call *call,
                            const struct function *f)
{
    switch (f->kind) {
    case FUNCTION_CAST: return cast(fault, call, f->cast);
    case FUNCTION_CHOICE: return choice(fault, call);
    case FUNCTION_RANGE: return range(fault, call);
    case FUNCTION_SORT: return sort(fault, call);
    case FUNCTION_TAG: return tag(fault, call);
    case FUNCTION_REFUSED: break;
    }
    hydra_fail(fault, call->at, "%s", f->why);
    fault->help = str_of(f->help);
    return NULL;
}

hydra_item *hydra_evaluate(hydra_fault *fault, hydra_call *call)
{
    unquote(call->args);
    for (size_t i = 0; i < COUNT(functions); i++)
        if (str_eq(call->name, str_of(functions[i].name)))
            return call_one(fault, call, &functions[i]);
    hydra_fail(fault, call->at, "Hydra has no function '%.*s'",
               STR_ARG(call->name));
    fault->help = STR("a text with ( or ) in it needs quotes: '...'");
    return NULL;
}
