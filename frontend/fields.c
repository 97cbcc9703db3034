#include "frontend/fields.h"

#include "base/utf8.h"

/* Past so many errors nobody reads suggestions, and they are not for free. */
enum { ERRORS_WITH_HINT = 200, EXCERPT_MAX = 60 };

str field_text(const doc *d)
{
    return doc_is_scalar(d) ? d->text : (str){ NULL, 0 };
}

span field_span(const doc *d)
{
    return d->key_at.hi ? d->key_at : d->at;
}

const char *field_noun(const doc *d)
{
    switch ((doc_kind)d->kind) {
    case DOC_NULL: return "empty";
    case DOC_BOOL: return "a bool";
    case DOC_INT: return "an integer";
    case DOC_FLOAT: return "a number";
    case DOC_STRING: return "a string";
    case DOC_SEQ: return "a list";
    case DOC_MAP: break;
    }
    return "a mapping";
}

str field_excerpt(arena *a, str text)
{
    buf out = buf_new(a);
    size_t at = 0;

    while (at < text.len && at < EXCERPT_MAX) {
        size_t from = at;

        if (utf8_next(text, &at) < 0x20)
            buf_char(&out, ' ');
        else
            buf_put(&out, str_sub(text, from, at));
    }
    if (at < text.len)
        buf_put(&out, STR("..."));
    return buf_str(&out);
}

bool field_may_suggest(const session *s)
{
    return s->diags.errors <= ERRORS_WITH_HINT;
}

static str nearest_of(const session *s, const map *names, str wrong)
{
    return field_may_suggest(s) ? map_nearest(names, wrong) : (str){ NULL, 0 };
}

str field_nearest(session *s, const char *const *names, str wrong)
{
    map known = map_new(s->arena);

    for (; *names; names++)
        map_put(&known, str_of(*names), &known);
    return nearest_of(s, &known, wrong);
}

static const char *kind_noun(field_kind kind)
{
    switch (kind) {
    case FIELD_STRING: return "a string";
    case FIELD_BOOL: return "true or false";
    case FIELD_INT: return "an integer";
    case FIELD_MAP: return "a mapping";
    case FIELD_SEQ: return "a list";
    case FIELD_ANY:
    case FIELD_NOT_YET: break;
    }
    return "a value";
}

static bool is_kind(const doc *d, field_kind kind)
{
    switch (kind) {
    case FIELD_STRING: return doc_is_scalar(d) && d->kind != DOC_NULL;
    case FIELD_BOOL: return d->kind == DOC_BOOL;
    case FIELD_INT: return d->kind == DOC_INT;
    case FIELD_MAP: return doc_is_map(d);
    case FIELD_SEQ: return doc_is_seq(d);
    case FIELD_ANY:
    case FIELD_NOT_YET: break;
    }
    return true;
}

bool field_expect(session *s, const doc *d, field_kind kind)
{
    str key;

    if (!d)
        return false;
    if (is_kind(d, kind))
        return true;
    key = field_excerpt(s->arena, d->key);
    if (str_is_empty(key))
        REPORT(s, D_WRONG_SHAPE, d->at, "%s stands here, but %s was expected",
               d->kind == DOC_NULL ? "nothing" : field_noun(d),
               kind_noun(kind));
    else
        REPORT(s, D_WRONG_SHAPE, d->kind == DOC_NULL ? field_span(d) : d->at,
               "'%.*s' is %s, but %s was expected", STR_ARG(key), field_noun(d),
               kind_noun(kind));
    return false;
}

/* It looks like an indent, and is a part of the key. */
static void help_wide_space(session *s, diag *about, str key)
{
    if (str_starts(key, STR("\xe3\x80\x80")))
        diag_help(&s->diags, about,
                  "the key begins with a full-width space (U+3000) where a "
                  "blank may be meant");
}

/* Gives the key that was meant, or an empty text. */
static str report_unknown(session *s, const doc *entry, const char *what,
                          const field *fields)
{
    map known = map_new(s->arena);
    diag *d =
        REPORT(s, D_UNKNOWN_KEY, entry->key_at, "'%.*s' is not a key of %s",
               STR_ARG(field_excerpt(s->arena, entry->key)), what);
    str near;

    for (; fields->key; fields++)
        map_put(&known, str_of(fields->key), &known);
    near = nearest_of(s, &known, entry->key);
    diag_nearest(&s->diags, d, near);
    help_wide_space(s, d, entry->key);
    return near;
}

static const field *find_field(const field *fields, str key)
{
    while (fields->key && !str_eq(str_of(fields->key), key))
        fields++;
    return fields;
}

static bool read_entry(session *s, const doc *entry, const char *what,
                       const field *f)
{
    if (f->kind == FIELD_NOT_YET) {
        REPORT(s, D_NOT_YET, entry->key_at, "'%s' of %s is not supported yet",
               f->key, what);
        return false;
    }
    if (!field_expect(s, entry, f->kind))
        return false;
    if (f->out)
        *f->out = entry;
    return true;
}

/* A key that was misspelled was reported as that. */
static bool require_entries(session *s, const doc *from, const char *what,
                            const field *fields, uint64_t misspelled)
{
    bool complete = true;

    for (const field *f = fields; f->key; f++) {
        if (!f->required || doc_get(from, str_of(f->key)) ||
            misspelled >> (f - fields) & 1)
            continue;
        REPORT(s, D_MISSING_KEY, field_span(from), "%s has no '%s'", what,
               f->key);
        complete = false;
    }
    return complete;
}

bool fields_read(session *s, const doc *from, const char *what,
                 const field *fields)
{
    uint64_t misspelled = 0;
    bool right = true;

    if (!doc_is_map(from)) {
        if (from)
            REPORT(s, D_WRONG_SHAPE,
                   from->kind == DOC_NULL ? field_span(from) : from->at,
                   "%s is %s, but a mapping was expected", what,
                   field_noun(from));
        return false;
    }
    doc_each (entry, from) {
        const field *f = find_field(fields, entry->key);
        bool known = f->key != NULL;

        if (!known)
            f = find_field(fields, report_unknown(s, entry, what, fields));
        if (!known && f->key)
            misspelled |= UINT64_C(1) << (f - fields);
        right = known && read_entry(s, entry, what, f) && right;
    }
    return require_entries(s, from, what, fields, misspelled) && right;
}
