#include "frontend/native/native.h"

#include "frontend/document.h"
#include "frontend/frontend.h"

enum { NAME_MAX_BYTES = 54 };

typedef struct top_fields {
    const doc *version, *name, *description, *root;
    const doc *params, *components, *tasks, *outputs, *on_exit;
    const doc *schedule, *kubernetes, *argo, *tekton, *vertex;
} top_fields;

static bool read_fields(session *s, const doc *d, top_fields *f)
{
    const field fields[] = {
        { "pipec", FIELD_STRING, true, &f->version },
        { "name", FIELD_STRING, true, &f->name },
        { "description", FIELD_STRING, false, &f->description },
        { "root", FIELD_STRING, false, &f->root },
        { "params", FIELD_MAP, false, &f->params },
        { "components", FIELD_MAP, false, &f->components },
        { "tasks", FIELD_MAP, true, &f->tasks },
        { "outputs", FIELD_MAP, false, &f->outputs },
        { "on-exit", FIELD_MAP, false, &f->on_exit },
        { "schedule", FIELD_MAP, false, &f->schedule },
        { "kubernetes", FIELD_MAP, false, &f->kubernetes },
        { "argo", FIELD_MAP, false, &f->argo },
        { "tekton", FIELD_MAP, false, &f->tekton },
        { "vertex", FIELD_MAP, false, &f->vertex },
        { "envs", FIELD_MAP, false, NULL },
        { NULL, FIELD_ANY, false, NULL },
    };

    return fields_read(s, d, "a pipeline", fields);
}

/* ---- name ---------------------------------------------------------------- */

static void read_name(native *n, const doc *d)
{
    str name = field_text(d), better;
    diag *about;

    if (!d)
        return;
    n->m->name = name;
    n->m->at = d->at;
    if (pattern_matches(n->s, PATTERN_NAME, name) && name.len <= NAME_MAX_BYTES)
        return;
    about = REPORT(n->s, D_BAD_NAME, d->at,
                   "'%.*s' is no name for a pipeline, but at most %d lower "
                   "case letters, digits and '-' were expected",
                   STR_ARG(field_excerpt(n->arena, name)), NAME_MAX_BYTES);
    better = arena_slug(n->arena, name, NAME_MAX_BYTES);
    if (better.len)
        diag_help(&n->s->diags, about, "'%.*s' would do", STR_ARG(better));
}

/* ---- root ---------------------------------------------------------------- */

static void read_root(native *n, const doc *d)
{
    if (!d)
        return;
    n->m->root_at = d->at;
    if (template_has(d) || !ir_root_read(n->arena, field_text(d), &n->m->root))
        native_bad_value(n, d, IR_ROOT_FORM);
}

/* ---- outputs ------------------------------------------------------------- */

static void read_outputs(native *n, const doc *d)
{
    if (!d)
        return;
    doc_each (child, d) {
        ir_port *p = ir_port_add(n->arena, &n->m->body->outputs, child->key,
                                 child->key_at);

        native_id(n, child->key, child->key_at, "an output");
        p->type = (ir_type){ .kind = IR_UNTYPED };
        p->value = native_value(n, child);
    }
}

/* ---- the document -------------------------------------------------------- */

static bool is_version(session *s, const doc *d)
{
    if (!doc_is_scalar(d) || str_eq(d->text, STR("1")))
        return true;
    REPORT(s, D_BAD_VALUE, d->at,
           "version '%.*s' of the language stands here, but this pipec reads "
           "version 1",
           STR_ARG(field_excerpt(s->arena, d->text)));
    return false;
}

static str folder_of(str path)
{
    size_t end = path.len;

    while (end && path.ptr[end - 1] != '/')
        end--;
    return str_sub(path, 0, end > 1 ? end - 1 : end);
}

static void read_document(native *n, const top_fields *f)
{
    read_name(n, f->name);
    n->m->description = field_text(f->description);
    read_root(n, f->root);
    native_params(n, f->params);
    native_components(n, f->components);
    read_outputs(n, f->outputs);
    native_schedule(n, f->schedule);
    native_kubernetes(n, f->kubernetes);
    native_argo(n, f->argo);
    native_tekton(n, f->tekton);
    native_vertex(n, f->vertex);
    native_on_exit(n, f->on_exit);
    native_tasks(n, f->tasks, n->m->body); /* uses the document up */
    native_drop_replaced(n);
}

static bool is_native(const source *from)
{
    return doc_get(from->doc, STR("pipec")) != NULL;
}

static native native_new(session *s, const source *from)
{
    native n = { .s = s, .arena = s->arena, .trees = from->trees };

    n.scratch = arena_child(s->arena);
    n.components = map_new(n.scratch);
    n.files = map_new(n.scratch);
    n.names = map_new(n.scratch);
    return n;
}

static ir_module *lower(session *s, source *from)
{
    top_fields f = { .version = NULL };
    const doc *document;
    native n;
    bool right;

    if (!is_version(s, doc_get(from->doc, STR("pipec"))))
        return NULL;
    document = native_with_env(s, from->doc);
    if (!document)
        return NULL;
    right = read_fields(s, document, &f);
    n = native_new(s, from);
    if (document != from->doc) /* it was made, and lives elsewhere */
        n.trees = NULL;
    n.no_params = !right && !f.params;
    n.no_components = !right && !f.components;
    n.no_tasks = !right && !f.tasks;
    n.m = ir_module_new(s->arena);
    n.m->at = document->at;
    n.m->base_dir = folder_of(from->name);
    read_document(&n, &f);
    document_drop(from);
    arena_free(n.scratch);
    return n.m;
}

const frontend frontend_native = { "native", "pipec's own pipeline files",
                                   is_native, lower };
