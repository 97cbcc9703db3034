#include "driver/run.h"

#include "base/formats.h"
#include "base/pattern.h"
#include "driver/file.h"
#include "driver/params.h"
#include "frontend/frontend.h"
#include "ir/pass.h"
#include "ir/semantics.h"

void run_init(run *r, arena *a)
{
    session *s = &r->session;

    s->arena = a;
    diags_init(&s->diags, a);
    r->last_input = &r->inputs;
    r->last_param = &r->params;
    r->last_target = &r->targets;
    r->last_output = &r->outputs;
    r->last_module = &r->modules;
}

static bool is_clean(const run *r)
{
    return !r->session.diags.errors && !r->failed_io;
}

/* ---- reading and lowering ------------------------------------------------ */

static source *read_input(run *r, const run_input *in)
{
    session *s = &r->session;
    str text = in->text, why = STR("");
    source *src;

    if (!in->is_text &&
        r->read_named(s->arena, in->path, &text, &why, s->read_context) < 0) {
        REPORT(s, D_NO_FILE, NOWHERE, "cannot read '%.*s': %.*s",
               STR_ARG(in->name), STR_ARG(why));
        r->failed_io = true;
        return NULL;
    }
    src = sources_add(&s->sources, s->arena, in->name, text);
    if (!src)
        REPORT(s, D_BUDGET, NOWHERE,
               "the inputs together are larger than 1 GiB");
    return src;
}

/* Adds the pipelines of one input to the run's list. */
static void lower_input(run *r, const run_input *in)
{
    session *s = &r->session;
    source *src = read_input(r, in);
    const frontend *row = src ? frontend_for(s, src, r->frontend) : NULL;

    if (!row)
        return;
    s->project_root =
        r->root.len ? r->root : r->find_root(s->arena, in->path);
    *r->last_module = row->lower(s, src);
    for (; *r->last_module; r->last_module = &(*r->last_module)->next)
        if (in->is_text && str_is_empty((*r->last_module)->base_dir))
            (*r->last_module)->base_dir = file_folder(in->path);
}

/* ---- checks of a target -------------------------------------------------- */

/* What is made of one pipeline for one target. */
typedef struct job {
    const ir_module *module;
    emitter out;
} job;

static job start_job(run *r, const ir_module *m, const run_target *t)
{
    arena *a = r->session.arena;
    str kind = t->options.kind;
    job j = { .module = m };

    if (str_is_empty(kind) && t->backend->kinds && t->backend->kinds[0])
        kind = str_of(t->backend->kinds[0]);
    j.out = (emitter){ .session = &r->session,
                       .arena = a,
                       .backend = t->backend,
                       .options = t->options,
                       .kind = kind,
                       .docs = doc_seq(a),
                       .text = buf_new(a) };
    return j;
}

/* The module as the target gets it: lowered and without mistakes. */
static job check_target(run *r, const ir_module *m, const run_target *t)
{
    session *s = &r->session;
    job j = start_job(r, m, t);
    ir_module *own;

    s->diags.target = str_of(t->backend->name);
    if (t->backend->can)
        legal(s, m, t->backend->can, t->backend->name);
    own = ir_copy(s->arena, m);
    if (t->backend->lower)
        passes_run(s, own, t->backend->lower);
    if (t->backend->check)
        t->backend->check(&j.out, own);
    s->diags.target = STR("");
    j.module = own;
    return j;
}

/* ---- options ------------------------------------------------------------- */

static bool is_name_part(str s)
{
    if (str_starts(s, STR(".")) || str_ends(s, STR(".")) ||
        str_starts(s, STR("-")) || str_ends(s, STR("-")))
        return false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
              c == '.'))
            return false;
    }
    return true;
}

static void check_name_option(session *s, const char *option, str text,
                              size_t longest)
{
    diag *d;

    if (is_name_part(text) && text.len <= longest)
        return;
    d = REPORT(s, D_BAD_OPTION, NOWHERE, "%s '%.*s' cannot be part of a name",
               option, STR_ARG(text));
    diag_help(&s->diags, d,
              "use lower-case letters, digits and '-', %zu at most", longest);
}

static void check_options(session *s, const emit_options *o)
{
    check_name_option(s, "the name", o->name, 54);
    check_name_option(s, "the run id", o->run_id, 54);
    check_name_option(s, "the release", o->release, 54);
    check_name_option(s, "the namespace", o->namespace, 63);
    if (o->run_id.len && o->generate_name)
        REPORT(s, D_BAD_OPTION, NOWHERE,
               "a run id and a generated name exclude each other");
}

void run_check(run *r)
{
    session *s = &r->session;

    if (r->is_checked)
        return;
    r->is_checked = true;
    for (const run_target *t = r->targets; t; t = t->next)
        check_options(s, &t->options);
    for (const run_input *in = r->inputs; in; in = in->next)
        lower_input(r, in);
    params_apply(r);
    for (ir_module *m = r->modules; m; m = m->next)
        passes_run(s, m, shared_passes);
}

/* ---- emitting ------------------------------------------------------------ */

/* "train.argo.yaml"; a second kind of a target stands before the suffix. */
static str file_name(const run *r, const job *j, const run_target *t)
{
    arena *a = r->session.arena;
    str suffix = str_of(t->backend->suffix);
    str name = emit_name(&j->out, j->module);
    size_t dot = suffix.len;

    while (dot && suffix.ptr[dot - 1] != '.')
        dot--;
    if (!t->second || !dot)
        return arena_join(a, name, suffix);
    return arena_printf(a, "%.*s%.*s%.*s.%.*s", STR_ARG(name),
                        STR_ARG(str_sub(suffix, 0, dot)), STR_ARG(j->out.kind),
                        STR_ARG(str_sub(suffix, dot, suffix.len)));
}

static str text_of(job *j)
{
    buf *to = &j->out.text;
    const doc *docs = j->out.docs;

    switch (j->out.backend->form) {
    case FORM_YAML:
        doc_each(d, docs) {
            if (d != docs->first)
                buf_put(to, STR("---\n"));
            yaml_write(to, d);
        }
        break;
    case FORM_JSON:
        if (docs->first)
            json_write(to, docs->first);
        break;
    case FORM_TEXT: break;
    }
    return buf_str(to);
}

static void check_file_name(run *r, const run_output *out)
{
    session *s = &r->session;
    diag *d;

    for (const run_output *other = r->outputs; other != out;
         other = other->next) {
        if (!str_eq(other->file_name, out->file_name))
            continue;
        d = REPORT(s, D_BAD_OPTION, NOWHERE, "two outputs are called '%.*s'",
                   STR_ARG(out->file_name));
        diag_help(&s->diags, d, "give the pipelines different names");
        return;
    }
}

static void emit_one(run *r, job *j, const run_target *t)
{
    run_output *out = NEW(r->session.arena, run_output);

    t->backend->emit(&j->out, j->module);
    sizes_check(&j->out);
    out->target = str_of(t->backend->name);
    out->file_name = file_name(r, j, t);
    out->data = text_of(j);
    out->job_id = j->out.job_id;
    out->hint = j->out.run_hint;
    *r->last_output = out;
    r->last_output = &out->next;
    check_file_name(r, out);
}

static size_t count_jobs(const run *r)
{
    size_t modules = 0, targets = 0;

    for (const ir_module *m = r->modules; m; m = m->next)
        modules++;
    for (const run_target *t = r->targets; t; t = t->next)
        targets++;
    return modules * targets;
}
