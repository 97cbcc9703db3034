#include "ir/hydra_function.h"

#include "ir/hydra_number.h"

static const char *const cast_names[] = { "int", "float", "str", "bool" };

static doc *int_of(arena *a, const doc *from)
{
    if (from->kind == DOC_STRING)
        return hydra_int_of_text(a, from->text);
    if (from->kind == DOC_BOOL)
        return doc_int(a, str_eq(from->text, STR("true")));
    return from->kind == DOC_INT ? doc_copy(a, from) : hydra_truncated(a, from);
}

static doc *float_of(arena *a, const doc *from)
{
    if (from->kind == DOC_STRING)
        return hydra_float_of_text(a, from->text);
    if (from->kind == DOC_BOOL)
        return hydra_float(a, str_eq(from->text, STR("true")) ? STR("1.0")
                                                              : STR("0.0"));
    return from->kind == DOC_FLOAT ? doc_copy(a, from) : hydra_widened(a, from);
}

static doc *bool_of(arena *a, const doc *from)
{
    if (from->kind == DOC_NULL)
        return doc_bool(a, false);
    if (from->kind != DOC_STRING)
        return doc_bool(a, from->kind == DOC_BOOL
                               ? str_eq(from->text, STR("true"))
                               : !hydra_is_zero(a, from));
    if (hydra_is_word(from->text, "true") || hydra_is_word(from->text, "false"))
        return doc_bool(a, (from->text.ptr[0] | 0x20) == 't');
    return NULL;
}

static doc *scalar_as(arena *a, const doc *from, cast_kind to)
{
    if (from->kind == DOC_NULL && to != CAST_BOOL)
        return NULL;
    switch (to) {
    case CAST_INT: return int_of(a, from);
    case CAST_FLOAT: return float_of(a, from);
    case CAST_STR:
        return doc_string(a, from->kind == DOC_FLOAT ? hydra_float_text(a, from)
                                                     : from->text);
    case CAST_BOOL: break;
    }
    return bool_of(a, from);
}

doc *hydra_cast_doc(hydra_fault *fault, const doc *from, cast_kind to)
{
    arena *a = fault->arena;
    doc *made;
    doc *child;

    if (!hydra_may_make(fault, from->at.lo))
        return NULL;
    if (from->kind != DOC_SEQ && from->kind != DOC_MAP) {
        made = scalar_as(a, from, to);
        if (!made) {
            hydra_fail(fault, from->at.lo, "%s%.*s%s is no %s for %s()",
                       from->kind == DOC_STRING ? "'" : "", STR_ARG(from->text),
                       from->kind == DOC_STRING ? "'" : "",
                       to == CAST_STR ? "text" : "value", cast_names[to]);
            return NULL;
        }
        made->at = from->at;
        made->plain = true;
        return made;
    }
    made = from->kind == DOC_SEQ ? doc_seq(a) : doc_map(a);
    doc_each (old, from) {
        child = hydra_cast_doc(fault, old, to);
        if (!child)
            return NULL;
        if (from->kind == DOC_SEQ)
            doc_push(a, made, child);
        else
            doc_put(a, made, old->key, child);
    }
    made->at = from->at;
    return made;
}

hydra_item *hydra_cast_range(hydra_fault *fault, const hydra_item *from,
                             cast_kind to)
{
    hydra_item *made = hydra_item_new(fault->arena, HYDRA_RANGE, from->at);

    if (to == CAST_STR || to == CAST_BOOL) {
        hydra_fail(fault, from->at, "a range can be cast to int or float only");
        return NULL;
    }
    made->start = hydra_cast_doc(fault, from->start, to);
    made->stop = hydra_cast_doc(fault, from->stop, to);
    made->step = hydra_cast_doc(fault, from->step, to);
    return fault->set ? NULL : made;
}
