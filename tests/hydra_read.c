#include "ir/hydra_read.h"
#include "base/formats.h"

#include <stdio.h>
#include <stdlib.h>

/*
 * hydra_read < TEXTS: one line of JSON for each text that ends with a NUL:
 * {"kind": "constant|sweep|interpolation|wrong", "value": ..., "why": ...,
 * "at": ...}. A float is {"float": "its spelling"}. Other readers of the
 * grammar are compared with it.
 */

static void full(void *context)
{
    (void)context;
    abort();
}

static doc *shown(arena *a, const doc *d)
{
    doc *made = d->kind == DOC_MAP ? doc_map(a) : doc_seq(a);

    if (d->kind == DOC_FLOAT) {
        made = doc_map(a);
        doc_put(a, made, STR("float"), doc_string(a, d->text));
        return made;
    }
    if (d->kind != DOC_SEQ && d->kind != DOC_MAP)
        return doc_copy(a, d);
    doc_each (child, d)
        if (d->kind == DOC_MAP)
            doc_put(a, made, child->key, shown(a, child));
        else
            doc_push(a, made, shown(a, child));
    return made;
}

static void answer(arena *a, str text)
{
    static const char *const kinds[] = { "constant", "sweep", "interpolation",
                                         "wrong" };
    hydra_reading r = hydra_read(a, text);
    doc *made = doc_map(a);
    buf out = buf_new(a);

    doc_put_text(a, made, "kind", str_of(kinds[r.kind]));
    if (r.value)
        doc_put(a, made, STR("value"), shown(a, r.value));
    if (r.why.len)
        doc_put_text(a, made, "why", r.why);
    if (r.help.len)
        doc_put_text(a, made, "help", r.help);
    doc_put(a, made, STR("at"), doc_int(a, (int64_t)r.at));
    json_write_compact(&out, made);
    printf("%.*s\n", STR_ARG(buf_str(&out)));
}

int main(void)
{
    arena *a = arena_new(full, NULL);
    char *text = NULL;
    size_t cap = 0;
    ssize_t got;

    if (!a)
        return 3;
    for (; (got = getdelim(&text, &cap, '\0', stdin)) > 0; arena_reset(a))
        answer(a, (str){ text, (size_t)got - (text[got - 1] == '\0') });
    free(text);
    arena_free(a);
    return 0;
}
