#include "driver/run.h"

#include "base/formats.h"
#include "driver/draft.h"
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
    r->last_job = &r->jobs;
    r->file_names = map_new(a);
}

static bool is_clean(const run *r)
{
    return !r->session.diags.errors && !r->failed_io;
}

/* ---- reading and lowering ------------------------------------------------ */

source *run_read(run *r, const run_input *in)
{
    session *s = &r->session;
    str text = in->text, why = STR("");
    source *src;

    if (!in->is_text &&
        r->read_named(s->arena, in->name, &text, &why, s->read_context) < 0) {
        REPORT(s, D_NO_FILE, in->at, "cannot read '%.*s': %.*s",
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
    source *src = run_read(r, in);
    const frontend *row = src ? frontend_for(s, src, r->frontend) : NULL;

    if (!row)
        return;
    s->project_root = r->root.len ? r->root : r->find_root(s->arena, in->name);
    src->open = true;
    *r->last_module = row->lower(s, src);
    src->open = false;
    while (*r->last_module) {
        if (r->schedule)
            frontend_schedule(s, *r->last_module, r->schedule);
        r->last_module = &(*r->last_module)->next;
    }
}

/* ---- checks of a target -------------------------------------------------- */

static str kind_of(const run_target *t, const ir_module *m)
{
    const backend *b = t->backend;

    if (!str_is_empty(t->options.kind))
        return t->options.kind;
    if (m && m->schedule && b->scheduled)
        return str_of(b->scheduled);
    return b->kinds && b->kinds[0] ? str_of(b->kinds[0]) : STR("");
}

static emitter emitter_for(run *r, const run_target *t, const ir_module *m)
{
    arena *a = r->session.arena;

    return (emitter){ .session = &r->session,
                      .arena = a,
                      .backend = t->backend,
                      .options = t->options,
                      .kind = kind_of(t, m),
                      .docs = doc_seq(a) };
}

static void judge(run *r, const ir_module *m, const backend *b)
{
    if (b->can)
        legal(&r->session, m, b->can);
}

/* False when the control flow of a module cannot be said, nor lowered. */
static bool judge_flow(run *r, const ir_module *m, const backend *b)
{
    uint32_t errors = r->session.diags.errors;

    if (b->can)
        legal_flow(&r->session, m, b->can);
    return r->session.diags.errors == errors;
}

/* The module as the target gets it: lowered and without mistakes. What is gone
 * by then, like words of an absent input, need not be sayable. The last
 * target takes the module itself, which nobody needs any more. */
static void check_target(run *r, ir_module *m, const run_target *t)
{
    session *s = &r->session;
    const backend *b = t->backend;
    run_job *job = NEW(s->arena, run_job);
    bool shared = t->next || r->keeps_modules;
    ir_module *own = shared ? ir_copy(s->arena, m) : m;

    job->target = t;
    job->from = m;
    job->module = own;
    job->out = emitter_for(r, t, own);
    *r->last_job = job;
    r->last_job = &job->next;
    if (!judge_flow(r, own, b)) {
        judge(r, own, b);
        return;
    }
    if (b->lower)
        passes_run(s, own, b->lower);
    judge(r, own, b);
    if (b->check)
        b->check(&job->out, own);
}

/* A module with mistakes is not lowered; what the target cannot say is told. */
static void check_targets(run *r, bool lowered)
{
    for (const run_target *t = r->targets; t; t = t->next) {
        const backend *b = t->backend;

        r->session.diags.target = str_of(b->name);
        for (ir_module *m = r->modules; m; m = m->next) {
            if (lowered) {
                check_target(r, m, t);
                continue;
            }
            judge_flow(r, m, b);
            judge(r, m, b);
        }
    }
    r->session.diags.target = STR("");
}

/* ---- options ------------------------------------------------------------- */

static bool is_name_part(str s, bool dots)
{
    if (str_starts(s, STR(".")) || str_ends(s, STR(".")) ||
        str_starts(s, STR("-")) || str_ends(s, STR("-")))
        return false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
              (dots && c == '.')))
            return false;
    }
    return true;
}

/* How a part of a name may look. */
typedef struct name_form {
    const char *noun;
    size_t longest;
    bool dots;
} name_form;

static const name_form name_forms[] = {
    [RUN_NAME] = { "the name", 54, false },
    [RUN_RUN_ID] = { "the run id", 54, true },
    [RUN_RELEASE] = { "the release", 54, true },
    [RUN_NAMESPACE] = { "the namespace", 63, false },
    [RUN_VARIANT] = { "the name of the matrix entry", 54, false },
};

bool run_check_name(session *s, run_name what, str text, span at)
{
    const name_form *form = &name_forms[what];

    if (text.len && text.len <= form->longest && is_name_part(text, form->dots))
        return true;
    REPORT(s, D_BAD_OPTION, at,
           "%s is '%.*s', expected at most %zu lower-case letters, "
           "digits%s",
           form->noun, STR_ARG(text), form->longest,
           form->dots ? ", '-' and '.'" : " and '-'");
    return false;
}

static void check_options(session *s, const emit_options *o, span at)
{
    const str texts[] = { [RUN_NAME] = o->name,
                          [RUN_RUN_ID] = o->run_id,
                          [RUN_RELEASE] = o->release,
                          [RUN_NAMESPACE] = o->namespace,
                          [RUN_VARIANT] = o->variant };

    for (size_t i = 0; i < COUNT(texts); i++)
        if (texts[i].len)
            run_check_name(s, (run_name)i, texts[i], at);
    if (o->run_id.len && o->generate_name)
        REPORT(s, D_BAD_OPTION, at,
               "a run id and a generated name exclude each other");
}

static void check_target_options(session *s, const run_target *t)
{
    check_options(s, &t->options, t->at);
    s->diags.target = str_of(t->backend->name);
    emit_check_labels(s, kind_of(t, NULL), t->options.labels);
    s->diags.target = STR("");
}

/* An option that one of the targets reads was not given in vain. */
static void check_unused(run *r)
{
    uint32_t given = 0, used = 0;

    for (const run_target *t = r->targets; t; t = t->next) {
        uint32_t said = emit_options_given(&t->options);

        given |= said;
        if (!r->modules)
            used |= said & emit_options_read(kind_of(t, NULL));
        for (const ir_module *m = r->modules; m; m = m->next)
            used |= said & emit_options_read(kind_of(t, m));
    }
    for (uint32_t bit = 1; bit <= given; bit <<= 1)
        if (given & ~used & bit)
            REPORT(&r->session, D_OPTION_UNUSED, NOWHERE,
                   "%s is given, but no target of the call has a use for it",
                   emit_option_noun(bit));
}

/* The place of artifacts that the caller named stands for every pipeline's. */
static void place_artifacts(run *r)
{
    session *s = &r->session;
    str root;

    if (!r->place.len)
        return;
    if (!ir_root_read(s->arena, r->place, &root)) {
        REPORT(s, D_BAD_OPTION, NOWHERE,
               "the root is '%.*s', but " IR_ROOT_FORM " was expected",
               STR_ARG(r->place));
        return;
    }
    for (ir_module *m = r->modules; m; m = m->next)
        m->root = root;
}

void run_check(run *r)
{
    session *s = &r->session;

    if (r->is_checked)
        return;
    r->is_checked = true;
    for (const run_input *in = r->inputs; in; in = in->next)
        lower_input(r, in);
    params_apply(r);
    place_artifacts(r);
    for (ir_module *m = r->modules; m; m = m->next)
        passes_run(s, m, shared_passes);
    check_targets(r, is_clean(r));
    for (const run_target *t = r->targets; t; t = t->next)
        check_target_options(s, t);
    if (!r->shares_options)
        check_unused(r);
}

/* ---- emitting ------------------------------------------------------------ */

/* An environment may be called anything; a file may not. */
static void put_env(buf *to, str env)
{
    for (size_t i = 0; i < env.len; i++) {
        bool odd = (unsigned char)env.ptr[i] < ' ' || env.ptr[i] == '/' ||
                   env.ptr[i] == '\\';

        buf_char(to, odd ? '-' : env.ptr[i]);
    }
    buf_char(to, '.');
}

/* "train.argo.yaml"; the environment and a second kind of a target stand before
 * the suffix: "train.argo.prod.WorkflowTemplate.yaml". */
static str file_name(arena *a, const run_job *job)
{
    str suffix = str_of(job->out.backend->suffix);
    str env = job->out.session->env;
    size_t dot = suffix.len;
    buf name = buf_new(a);

    while (dot && suffix.ptr[dot - 1] != '.')
        dot--;
    buf_put(&name, emit_name(&job->out, job->module));
    buf_put(&name, str_sub(suffix, 0, dot));
    if (env.len)
        put_env(&name, env);
    if (job->target->second)
        buf_printf(&name, "%.*s.", STR_ARG(job->out.kind));
    buf_put(&name, str_sub(suffix, dot, suffix.len));
    return buf_str(&name);
}

static void add_output(run *r, run_job *job)
{
    session *s = &r->session;
    run_output *out = NEW(s->arena, run_output);
    str path;
    diag *d;

    out->job = job;
    out->target = str_of(job->out.backend->name);
    out->file_name = file_name(s->arena, job);
    out->job_id = job->out.job_id;
    out->hint = job->out.run_hint;
    *r->last_output = out;
    r->last_output = &out->next;
    path = file_path_in(s->arena, job->target->folder, out->file_name);
    if (!map_get(&r->file_names, path)) {
        map_put(&r->file_names, path, out);
        return;
    }
    d = REPORT(s, D_BAD_OPTION, job->target->at,
               "two outputs are called '%.*s'", STR_ARG(path));
    diag_help(&s->diags, d, "give the pipelines different names");
}

/* All outputs but for their texts: behind this nothing is wrong any more. */
static void make_outputs(run *r)
{
    run_check(r);
    if (r->outputs || !is_clean(r))
        return;
    for (run_job *job = r->jobs; job; job = job->next) {
        const backend *b = job->out.backend;

        r->session.diags.target = str_of(b->name);
        if (b->form != FORM_TEXT)
            b->emit(&job->out, job->module);
        sizes_check(&job->out);
        r->session.diags.target = STR("");
        add_output(r, job);
    }
}

static void write_text(buf *to, run_job *job)
{
    emitter *out = &job->out;

    switch (out->backend->form) {
    case FORM_YAML:
        doc_each (d, out->docs) {
            if (d != out->docs->first)
                buf_put(to, STR("---\n"));
            yaml_write(to, d);
        }
        break;
    case FORM_JSON:
        if (out->docs->first)
            json_write(to, out->docs->first);
        break;
    case FORM_TEXT:
        out->text = to;
        out->backend->emit(out, job->module);
        break;
    }
}

void run_emit(run *r)
{
    make_outputs(r);
    if (!is_clean(r))
        return;
    for (run_output *out = r->outputs; out; out = out->next) {
        buf text = buf_new(r->session.arena);

        if (out->data.ptr)
            continue;
        write_text(&text, out->job);
        out->data = buf_str(&text);
    }
}

/* ---- writing ------------------------------------------------------------- */

void run_report_write(run *r, str path, str why)
{
    REPORT(&r->session, D_WRITE_FAILED, NOWHERE, "cannot write '%.*s': %.*s",
           STR_ARG(path), STR_ARG(why));
    r->failed_io = true;
}

static bool is_for_folder(run *r, str to)
{
    return str_ends(to, STR("/")) || (r->outputs && r->outputs->next) ||
           file_is_folder(r->session.arena, to);
}

/* The output that cannot be made, or NULL. */
static const run_output *make_drafts(run *r, str *why)
{
    size_t number = 0;

    for (run_output *out = r->outputs; out; out = out->next) {
        out->draft =
            file_draft_new(r->session.arena, out->path, DRAFT_STEM, number++);
        write_text(file_draft_text(out->draft), out->job);
        *why = file_draft_end(out->draft);
        if (why->len)
            return out;
    }
    return NULL;
}

static const run_output *commit_drafts(run *r, str *why)
{
    for (const run_output *out = r->outputs; out; out = out->next) {
        *why = file_draft_commit(out->draft);
        if (why->len)
            return out;
    }
    return NULL;
}

static void write_outputs(run *r)
{
    str why;
    const run_output *failed = make_drafts(r, &why);

    if (!failed)
        failed = commit_drafts(r, &why);
    if (!failed)
        return;
    for (const run_output *out = r->outputs; out; out = out->next)
        if (out->draft)
            file_draft_drop(out->draft);
    run_report_write(r, failed->path, why);
}

void run_save(run *r, str to)
{
    arena *a = r->session.arena;
    bool folder;
    str why;

    make_outputs(r);
    if (!is_clean(r))
        return;
    folder = is_for_folder(r, to);
    for (run_output *out = r->outputs; out; out = out->next)
        out->path = folder ? file_path_in(a, to, out->file_name) : to;
    why = folder ? file_make_folders(a, to) : STR("");
    if (why.len)
        run_report_write(r, to, why);
    else
        write_outputs(r);
}
