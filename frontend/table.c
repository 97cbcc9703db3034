#include "frontend/document.h"
#include "frontend/fields.h"
#include "frontend/frontend.h"

const frontend *const frontends[] = {
#define FRONTEND(name) &frontend_##name,
#include "frontend/frontends.def"
#undef FRONTEND
    NULL
};

static const frontend *named(session *s, const source *src, str name)
{
    const char *names[COUNT(frontends)] = { NULL };
    diag *d;

    for (size_t i = 0; frontends[i]; i++) {
        names[i] = frontends[i]->name;
        if (str_eq(str_of(names[i]), name))
            return frontends[i];
    }
    d = REPORT(s, D_BAD_OPTION, source_span(src, 0, 0),
               "'%.*s' is not a format pipec reads", STR_ARG(name));
    diag_nearest(&s->diags, d, field_nearest(s, names, name));
    return NULL;
}

static const frontend *recognised(session *s, const source *src)
{
    const frontend *found = NULL;

    for (size_t i = 0; frontends[i]; i++) {
        if (!frontends[i]->mine(src))
            continue;
        if (found) {
            diag_help(&s->diags,
                      REPORT(s, D_FORMAT_UNKNOWN, src->doc->at,
                             "the document can be read as '%s' and as '%s'",
                             found->name, frontends[i]->name),
                      "choose one with --from");
            return NULL;
        }
        found = frontends[i];
    }
    if (!found)
        document_refuse(s, src->doc);
    return found;
}

const frontend *frontend_for(session *s, source *src, str from)
{
    const frontend *wanted = NULL;

    if (from.len) {
        wanted = named(s, src, from);
        if (!wanted)
            return NULL;
    } else if (str_ends(src->name, STR(".py"))) {
        REPORT(s, D_NOT_YET, source_span(src, 0, 0),
               "a Python source is not supported yet");
        return NULL;
    }
    if (!src->doc)
        src->trees = arena_child(s->arena);
    if (!document_read(s, src))
        return NULL;
    return wanted ? wanted : recognised(s, src);
}
