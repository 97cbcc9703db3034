#include "base/doc.h"

#include <inttypes.h>

enum { LINEAR_KEYS = 16 };

bool doc_is_map(const doc *d)
{
    return d && d->kind == DOC_MAP;
}

bool doc_is_seq(const doc *d)
{
    return d && d->kind == DOC_SEQ;
}

bool doc_is_scalar(const doc *d)
{
    return d && d->kind != DOC_MAP && d->kind != DOC_SEQ;
}

doc *doc_get(const doc *from, str key)
{
    if (!doc_is_map(from))
        return NULL;
    if (from->count > LINEAR_KEYS)
        return map_get(&from->extra->index, key);
    for (doc *child = from->first; child; child = child->next)
        if (str_eq(child->key, key))
            return child;
    return NULL;
}

static doc *make(arena *a, doc_kind kind, str text)
{
    doc *d = NEW(a, doc);

    d->kind = (uint8_t)kind;
    if (doc_is_scalar(d))
        d->text = text;
    return d;
}

doc *doc_map(arena *a)
{
    return make(a, DOC_MAP, STR(""));
}

doc *doc_seq(arena *a)
{
    return make(a, DOC_SEQ, STR(""));
}

doc *doc_null(arena *a)
{
    return make(a, DOC_NULL, STR("null"));
}

doc *doc_bool(arena *a, bool value)
{
    return make(a, DOC_BOOL, value ? STR("true") : STR("false"));
}

doc *doc_int(arena *a, int64_t value)
{
    return make(a, DOC_INT, arena_printf(a, "%" PRId64, value));
}

doc *doc_string(arena *a, str text)
{
    return make(a, DOC_STRING, text);
}

doc *doc_number(arena *a, str spelling)
{
    for (size_t i = 0; i < spelling.len; i++)
        if (spelling.ptr[i] != '-' &&
            (spelling.ptr[i] < '0' || spelling.ptr[i] > '9'))
            return make(a, DOC_FLOAT, spelling);
    return make(a, DOC_INT, spelling);
}

static struct doc_extra *extra_of(arena *a, doc *d)
{
    if (!d->extra)
        d->extra = NEW(a, struct doc_extra);
    return d->extra;
}

static void add_last(doc *parent, doc *child)
{
    child->next = NULL;
    if (parent->last)
        parent->last->next = child;
    else
        parent->first = child;
    parent->last = child;
    parent->count++;
}

static void replace(doc *to, doc *old, doc *value)
{
    doc **link = &to->first;

    while (*link != old)
        link = &(*link)->next;
    *link = value;
    value->next = old->next;
    if (to->last == old)
        to->last = value;
    if (to->count > LINEAR_KEYS)
        map_put(&to->extra->index, value->key, value);
}

doc *doc_add(arena *a, doc *to, str key, doc *value)
{
    value->key = key;
    add_last(to, value);
    if (to->count == LINEAR_KEYS + 1) {
        extra_of(a, to)->index = map_new(a);
        for (doc *child = to->first; child; child = child->next)
            map_put(&to->extra->index, child->key, child);
    } else if (to->count > LINEAR_KEYS) {
        map_put(&to->extra->index, key, value);
    }
    return value;
}

doc *doc_put(arena *a, doc *to, str key, doc *value)
{
    doc *old = doc_get(to, key);

    if (!old)
        return doc_add(a, to, key, value);
    value->key = key;
    replace(to, old, value);
    return value;
}

doc *doc_put_text(arena *a, doc *to, const char *key, str text)
{
    return doc_put(a, to, str_of(key), doc_string(a, text));
}

doc *doc_push(arena *a, doc *seq, doc *value)
{
    (void)a;
    add_last(seq, value);
    return value;
}

doc *doc_comment(arena *a, doc *d, str comment)
{
    if (comment.len || d->extra)
        extra_of(a, d)->comment = comment;
    return d;
}

doc *doc_flow(doc *d)
{
    d->style = DOC_FLOW;
    return d;
}

static doc *copy_one(arena *a, const doc *d)
{
    doc *copy = NEW(a, doc);

    copy->kind = d->kind;
    copy->style = d->style;
    copy->plain = d->plain;
    copy->at = d->at;
    if (doc_is_scalar(d))
        copy->text = d->text;
    if (d->extra)
        doc_comment(a, copy, d->extra->comment);
    return copy;
}

doc *doc_copy(arena *a, const doc *d)
{
    doc *copy = copy_one(a, d);

    if (doc_is_scalar(d))
        return copy;
    doc_each (child, d) {
        doc *value = doc_copy(a, child);

        value->key_at = child->key_at;
        if (doc_is_map(d))
            doc_add(a, copy, child->key, value);
        else
            doc_push(a, copy, value);
    }
    return copy;
}

static bool seqs_equal(const doc *a, const doc *b)
{
    const doc *other = b->first;

    doc_each (child, a) {
        if (!doc_equal(child, other))
            return false;
        other = other->next;
    }
    return true;
}

static bool maps_equal(const doc *a, const doc *b)
{
    doc_each (child, a) {
        const doc *other = doc_get(b, child->key);

        if (!other || !doc_equal(child, other))
            return false;
    }
    return true;
}

bool doc_equal(const doc *a, const doc *b)
{
    if (!a || !b)
        return a == b;
    if (a->kind != b->kind)
        return false;
    if (a->kind == DOC_NULL)
        return true;
    if (doc_is_scalar(a))
        return str_eq(a->text, b->text);
    if (a->count != b->count)
        return false;
    return doc_is_map(a) ? maps_equal(a, b) : seqs_equal(a, b);
}

static doc *keep_comment(arena *a, doc *merged, const doc *under)
{
    if (under->extra && !(merged->extra && merged->extra->comment.len))
        doc_comment(a, merged, under->extra->comment);
    return merged;
}

static doc *merge_maps(arena *a, const doc *under, const doc *over)
{
    doc *merged = copy_one(a, over);

    doc_each (child, under) {
        const doc *other = doc_get(over, child->key);
        doc *value = other ? doc_merge(a, child, other) : doc_copy(a, child);

        value->key_at = other ? other->key_at : child->key_at;
        doc_add(a, merged, child->key, value);
    }
    doc_each (child, over) {
        if (doc_get(under, child->key))
            continue;
        doc_add(a, merged, child->key, doc_copy(a, child))->key_at =
            child->key_at;
    }
    return merged;
}

doc *doc_merge(arena *a, const doc *under, const doc *over)
{
    if (under->kind == DOC_MAP && over->kind == DOC_MAP)
        return keep_comment(a, merge_maps(a, under, over), under);
    return keep_comment(a, doc_copy(a, over), under);
}

void doc_each_clash(const doc *under, const doc *over, doc_clash *report,
                    void *context)
{
    if (under->kind != DOC_MAP || over->kind != DOC_MAP) {
        if (under->kind != DOC_NULL && !doc_equal(under, over))
            report(over, context);
        return;
    }
    doc_each (child, over) {
        const doc *other = doc_get(under, child->key);

        if (other)
            doc_each_clash(other, child, report, context);
    }
}

doc *doc_child_map(arena *a, doc *onto, const char *key)
{
    doc *d = doc_get(onto, str_of(key));

    return d ? d : doc_put(a, onto, str_of(key), doc_map(a));
}

doc *doc_child_seq(arena *a, doc *onto, const char *key)
{
    doc *d = doc_get(onto, str_of(key));

    return d ? d : doc_put(a, onto, str_of(key), doc_seq(a));
}

void doc_put_some(arena *a, doc *onto, const char *key, doc *value)
{
    if (value && value->count)
        doc_put(a, onto, str_of(key), value);
}

doc *doc_push_named(arena *a, doc *seq, str name)
{
    doc *d = doc_push(a, seq, doc_map(a));

    doc_put_text(a, d, "name", name);
    return d;
}

/* ---- containers that are made while they are written --------------------- */

struct doc_lazy {
    arena *scratch; /* holds the child that was made last */
    doc_make *make;
    const void *context;
};

doc_walk doc_walk_first(const doc *parent)
{
    doc_walk w = { .parent = parent };

    if (parent->extra && parent->extra->lazy)
        doc_walk_next(&w);
    else if (!doc_is_scalar(parent))
        w.child = parent->first;
    return w;
}

void doc_walk_next(doc_walk *w)
{
    const struct doc_lazy *l = w->parent->extra ? w->parent->extra->lazy : NULL;

    if (!l) {
        w->child = w->child->next;
        return;
    }
    arena_reset(l->scratch);
    w->child = l->make(l->scratch, l->context, &w->at);
}

doc *doc_lazy(arena *a, doc_kind kind, doc_make *make_child,
              const void *context)
{
    doc *d = make(a, kind, STR(""));
    struct doc_lazy *l = NEW(a, struct doc_lazy);

    *l = (struct doc_lazy){ arena_child(a), make_child, context };
    extra_of(a, d)->lazy = l;
    d->count = doc_walk_first(d).child ? 1 : 0; /* or more */
    if (!d->count)
        d->extra->lazy = NULL;
    return d;
}
