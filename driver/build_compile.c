#include "driver/build.h"

#include "base/sha256.h"
#include "driver/file.h"
#include "frontend/load.h"

/* A target of a run, and what it stands for. */
typedef struct job_target {
    run_target run; /* first: the run knows nothing more of it */
    const project_target *from;
} job_target;

/* ---- what is up to date -------------------------------------------------- */

static size_t count_lines(const lock_line *line)
{
    size_t n = 0;

    for (; line; line = line->next_of_settings)
        n++;
    return n;
}

/* The manifests of one target, sorted. */
static const str *paths_of(arena *a, const lock_line *line, size_t count)
{
    str *paths = arena_alloc(a, (count + 1) * sizeof *paths, alignof(str));

    for (size_t i = 0; line; line = line->next_of_settings)
        paths[i++] = line->path;
    str_sort(paths, count);
    return paths;
}

/* The manifest is there, as it was written. */
static bool is_as_written(build *b, const lock_line *line)
{
    arena *own = arena_child(b->arena);
    str text, why;
    bool same =
        build_read(b, own, line->path, &text, &why) == 1 &&
        str_eq(sha256_lines_hex(own, text, SHA256_DIGITS), line->digest);

    arena_free(own);
    return same;
}

static bool is_fresh(build *b, const project_target *t)
{
    lock_line *first = map_get(&b->lock.settings, t->settings);
    size_t count = count_lines(first);
    str inputs;

    if (!b->trusts || !count)
        return false;
    inputs = digests_of_inputs(&b->digests, first,
                               paths_of(b->arena, first, count), count);
    for (const lock_line *l = first; l; l = l->next_of_settings)
        if (!str_eq(l->inputs, inputs) || !is_as_written(b, l))
            return false;
    return true;
}

static void keep(build *b, const project_target *t)
{
    lock_line *line = map_get(&b->lock.settings, t->settings);

    for (; line; line = line->next_of_settings) {
        build_claim(b, line->path, (claim){ &t->run, line->files[0] });
        build_add_line(b, line);
    }
}

/* ---- reading ------------------------------------------------------------- */

/* What a compilation reads is what its manifests are made from, even a file
 * that was looked for in vain. */
static int read_input(arena *a, str path, str *text, str *why, void *context)
{
    build *b = context;
    int status = file_read_under(a, b->project.folder, path, text, why);
    str name = arena_copy(b->arena, build_relative(b, path));

    digests_set(&b->digests, name,
                status < 0 ? DIGEST_NONE
                           : sha256_lines_hex(a, *text, SHA256_DIGITS));
    map_put(&b->inputs, name, b);
    return status;
}

/* The source, then the other files by name. */
static void list_inputs(build *b, const run *r, lock_line *to)
{
    size_t n = 0;
    str *files;

    if (r->session.asked_map)
        map_put(&b->inputs, STR("pipec.yaml"), b);
    files =
        arena_alloc(b->arena, b->inputs.count * sizeof *files, alignof(str));
    for (; n < b->inputs.count; n++)
        files[n] = b->inputs.entries[n].key;
    str_sort(files + 1, n ? n - 1 : 0);
    to->files = files;
    to->n_files = n;
}

/* ---- one compilation ----------------------------------------------------- */

/* pipec.yaml comes first, so that its spans are the same in all sessions. */
static void add_project_file(build *b, session *s)
{
    const source *from = b->project.file;
    source *own = sources_add(&s->sources, s->arena, from->name, from->text);

    if (own)
        own->doc = from->doc;
}

static void fill_run(build *b, run *r, const project_job *job)
{
    session *s = &r->session;

    s->read = read_input;
    s->read_context = b;
    s->env = job->env;
    s->env_at = job->env_at;
    for (int i = 0; i < DIAG_COUNT; i++) {
        s->diags.deny[i] = b->session->diags.deny[i];
        s->diags.allow[i] = b->session->diags.allow[i];
    }
    r->read_named = read_input;
    r->root = b->project.folder;
    r->place = job->root;
    r->schedule = job->schedule;
    r->params = job->params;
    r->shares_options = true;
    r->inputs = NEW(s->arena, run_input);
    r->inputs->name = load_resolve(s->arena, b->project.folder, job->source);
    r->inputs->at = job->at;
    add_project_file(b, s);
}

/* The caller's release and run id, where the target has a use for them. */
static void override(build *b, run_target *t)
{
    const pipec_build_options *from = b->options;
    emit_options given = {
        .release = str_of(from->release ? from->release : ""),
        .run_id = str_of(from->run_id ? from->run_id : ""),
    };
    emit_options release = { .release = given.release };
    uint32_t both = emit_options_given(&given) & project_options(t);
    uint32_t first = emit_options_given(&release) & both;

    if (first)
        t->options.release = given.release;
    if (both & ~first)
        t->options.run_id = given.run_id;
    b->overridden |= both;
}

static void add_target(build *b, run *r, const project_target *t)
{
    job_target *own = NEW(r->session.arena, job_target);

    own->run = t->run;
    own->run.next = NULL;
    own->from = t;
    override(b, &own->run);
    if (b->options->to)
        own->run.folder = STR("");
    *r->last_target = &own->run;
    r->last_target = &own->run.next;
}

static const project_target *target_of(const run_output *out)
{
    const void *target = out->job->target;

    return ((const job_target *)target)->from;
}

/* ---- what came of it ----------------------------------------------------- */

static str path_of(build *b, const run_output *out)
{
    return arena_copy(b->arena, file_path_in(b->arena, out->job->target->folder,
                                             out->file_name));
}

static lock_line *new_line(build *b, const run_output *out,
                           const lock_line *inputs)
{
    lock_line *line = NEW(b->arena, lock_line);

    *line = *inputs;
    line->settings = target_of(out)->settings;
    line->path = path_of(b, out);
    line->digest = sha256_lines_hex(b->arena, out->data, SHA256_DIGITS);
    return line;
}

/* A line for each manifest of one target, which follow each other. Gives the
 * first of the next target. */
static const run_output *add_lines(build *b, const run_output *out,
                                   const lock_line *inputs)
{
    const project_target *t = target_of(out);
    lock_line *first = NULL;
    size_t count;
    str digest;

    for (; out && target_of(out) == t; out = out->next) {
        lock_line *line = new_line(b, out, inputs);

        line->next_of_settings = first;
        first = line;
    }
    count = count_lines(first);
    digest = digests_of_inputs(&b->digests, first,
                               paths_of(b->arena, first, count), count);
    for (lock_line *line = first; line; line = line->next_of_settings) {
        line->inputs = digest;
        build_add_line(b, line);
    }
    return out;
}

static void take_outputs(build *b, run *r, const project_job *job)
{
    lock_line inputs = { .files = NULL };

    list_inputs(b, r, &inputs);
    for (const run_output *out = r->outputs; out;)
        out = add_lines(b, out, &inputs);
    for (const run_output *out = r->outputs; out; out = out->next) {
        str path = path_of(b, out);

        if (build_claim(b, path, (claim){ &target_of(out)->run, job->source }))
            build_compare(b, &r->session, path, out->data, out->job->target,
                          job->source);
    }
}

static void finish(build *b, run *r)
{
    b->ctx->run.failed_io = b->ctx->run.failed_io || r->failed_io;
    b->session->diags.errors += r->session.diags.errors;
    context_deliver(b->ctx, &r->session);
}

static void compile(build *b, const project_job *job, run *r)
{
    b->inputs = map_new(b->arena);
    fill_run(b, r, job);
    run_emit(r);
    if (r->session.diags.errors || r->failed_io)
        b->failed = true;
    else
        take_outputs(b, r, job);
}

void build_compile(build *b, const project_job *job)
{
    arena *own = arena_child(b->arena);
    run r = { .failed_io = false };

    run_init(&r, own);
    for (const project_target *t = job->targets; t; t = t->next) {
        if (is_fresh(b, t))
            keep(b, t);
        else
            add_target(b, &r, t);
    }
    if (r.targets) {
        compile(b, job, &r);
        finish(b, &r);
    }
    arena_free(own);
}
