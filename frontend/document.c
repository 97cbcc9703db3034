#include "frontend/document.h"

#include "base/formats.h"
#include "frontend/fields.h"

enum { KEYS_SHOWN = 8 };

bool document_is_json(const source *src)
{
    str text = str_trim(src->text);

    if (str_starts(text, STR("\xef\xbb\xbf")))
        text = str_trim(str_sub(text, 3, text.len));
    if (str_ends(src->name, STR(".json")))
        return true;
    if (str_ends(src->name, STR(".yaml")) || str_ends(src->name, STR(".yml")))
        return false;
    return str_starts(text, STR("{"));
}

/* The first document that only the reader of compiled pipelines can take: such
 * files have a second one for the platform. */
static const doc *first_later(const doc *all)
{
    doc_each (one, all)
        if (document_later(one))
            return one;
    return NULL;
}

static const doc *only_document(session *s, const source *src, const doc *all)
{
    const doc *later = first_later(all);

    if (all->count == 1 || later)
        return later ? later : all->first;
    if (!all->count)
        REPORT(s, D_DOCUMENTS, source_span(src, 0, 0),
               "the file is empty, but one document was expected");
    else
        REPORT(s, D_DOCUMENTS, all->first->next->at,
               "a second document begins here, but one was expected");
    return NULL;
}

const doc *document_read(session *s, source *src)
{
    const doc *all;

    if (src->doc)
        return src->doc;
    if (document_is_json(src)) {
        src->doc = json_read(s, src);
        return src->doc;
    }
    all = yaml_read(s, src);
    src->doc = all ? only_document(s, src, all) : NULL;
    return src->doc;
}

void document_drop(source *src)
{
    arena_free(src->trees);
    src->trees = NULL;
    src->doc = NULL;
}

const char *document_later(const doc *d)
{
    const doc *version = doc_get(d, STR("apiVersion"));

    if (doc_get(d, STR("pipelineInfo")) || doc_get(d, STR("deploymentSpec")) ||
        doc_get(d, STR("pipelineSpec")))
        return "a compiled KFP pipeline";
    if (str_starts(field_text(version), STR("pipelines.kubeflow.org/")))
        return "a Pipeline of pipelines.kubeflow.org";
    return NULL;
}

static void note_keys(session *s, diag *about, const doc *d)
{
    buf keys = buf_new(s->arena);
    uint32_t n = 0;

    doc_each (child, d) {
        if (n++ == KEYS_SHOWN)
            break;
        buf_printf(&keys, "%s'%.*s'", n > 1 ? ", " : "",
                   STR_ARG(field_excerpt(s->arena, child->key)));
    }
    if (d->count > KEYS_SHOWN)
        buf_put(&keys, STR(", ..."));
    if (n)
        diag_note(&s->diags, about, d->first->key_at, "the top keys are %.*s",
                  STR_ARG(buf_str(&keys)));
}

static str nearest_mark(session *s, const doc *d)
{
    static const char *const marks[] = { "pipec", "implementation", NULL };

    doc_each (child, d) {
        str near = field_nearest(s, marks, child->key);

        if (near.len)
            return near;
    }
    return (str){ NULL, 0 };
}

void document_refuse(session *s, const doc *d)
{
    const char *later = document_later(d);
    diag *about;

    if (later) {
        REPORT(s, D_NOT_YET, d->at, "%s is not supported yet", later);
        return;
    }
    if (!doc_is_map(d)) {
        REPORT(s, D_FORMAT_UNKNOWN, d->at,
               "the document is %s, but a mapping with the key 'pipec' or "
               "'implementation' was expected",
               field_noun(d));
        return;
    }
    about = REPORT(s, D_FORMAT_UNKNOWN, field_span(d),
                   "neither 'pipec' nor 'implementation' is a top key");
    note_keys(s, about, d);
    diag_nearest(&s->diags, about, nearest_mark(s, d));
    diag_help(&s->diags, about,
              "a pipeline begins with 'pipec: 1'; --from NAME chooses a "
              "format");
}
