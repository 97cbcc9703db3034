#include "driver/context.h"

#include <stdlib.h>
#include <string.h>

#include "driver/file.h"
#include "driver/table.h"

/* ---- the edge ------------------------------------------------------------ */

static void out_of_memory(void *context)
{
    pipec *ctx = context;

    longjmp(ctx->edge, 1);
}

static void drop_arena(pipec *ctx)
{
    if (ctx->arena)
        arena_free(ctx->arena);
    ctx->arena = NULL;
}

pipec_status context_guard(pipec *ctx, context_work *work, const void *what)
{
    if (!ctx)
        return PIPEC_EUSAGE;
    if (!ctx->arena)
        return PIPEC_ENOMEM;
    if (setjmp(ctx->edge)) {
        drop_arena(ctx);
        return PIPEC_ENOMEM;
    }
    return work(ctx, what);
}

static str copy_text(pipec *ctx, const char *text)
{
    return text ? arena_copy(ctx->arena, str_of(text)) : STR("");
}

/* A caller built with an older header passes a shorter struct. */
static void copy_struct(void *to, const void *from, size_t has, size_t known)
{
    memcpy(to, from, has < known ? has : known);
}

/* ---- reading ------------------------------------------------------------- */

static void set_why(pipec_reply *reply, const char *why)
{
    size_t n = strlen(why);

    if (n >= sizeof reply->why)
        n = sizeof reply->why - 1;
    memcpy(reply->why, why, n);
    reply->why[n] = 0;
}

void pipec_reply_text(pipec_reply *reply, const char *text, size_t len)
{
    free(reply->text);
    reply->text = malloc(len + 1);
    reply->is_full = !reply->text;
    if (!reply->text)
        return;
    if (len)
        memcpy(reply->text, text, len);
    reply->text[len] = 0;
    reply->len = len;
}

void pipec_reply_error(pipec_reply *reply, const char *why)
{
    set_why(reply, why && *why ? why : "it cannot be read");
}

int context_take_reply(arena *a, pipec_reply *reply, str *text, str *why)
{
    if (reply->text)
        arena_on_drop(a, free, reply->text);
    if (reply->is_full)
        arena_full(a);
    if (!reply->text && !reply->why[0])
        pipec_reply_error(reply, NULL);
    if (reply->why[0]) {
        *why = arena_copy(a, str_of(reply->why));
        return -1;
    }
    *text = (str){ reply->text, reply->len };
    return 0;
}

static int ask_reader(pipec *ctx, arena *a, str path, str *text, str *why)
{
    pipec_reply reply = { NULL, 0, "", false };

    ctx->read(arena_cstr(a, path), &reply, ctx->read_payload);
    return context_take_reply(a, &reply, text, why);
}

static int read_named(arena *a, str path, str *text, str *why, void *context)
{
    pipec *ctx = context;

    if (ctx->read)
        return ask_reader(ctx, a, path, text, why);
    return file_read(a, path, text, why);
}

static int read_used(arena *a, str path, str *text, str *why, void *context)
{
    pipec *ctx = context;

    if (ctx->read)
        return ask_reader(ctx, a, path, text, why);
    return file_read_under(a, ctx->run.session.project_root, path, text, why);
}

static str folder_of(arena *a, str path)
{
    (void)a;
    return file_folder(path);
}

/* ---- making a context ---------------------------------------------------- */

static pipec_status start(pipec *ctx, const void *what)
{
    const pipec_options *options = what;
    run *r = &ctx->run;

    run_init(r, ctx->arena);
    r->session.read = read_used;
    r->session.read_context = ctx;
    r->read_named = read_named;
    r->find_root = ctx->read ? folder_of : file_project_root;
    r->root = copy_text(ctx, options->root);
    r->frontend = copy_text(ctx, options->frontend);
    return PIPEC_OK;
}

pipec *pipec_new(const pipec_options *options)
{
    pipec_options own = { .size = sizeof own };
    pipec *ctx = calloc(1, sizeof *ctx);

    if (!ctx)
        return NULL;
    if (options)
        copy_struct(&own, options, options->size, sizeof own);
    ctx->read = own.read;
    ctx->read_payload = own.read_payload;
    ctx->color = own.color != 0;
    ctx->arena = arena_new(out_of_memory, ctx);
    if (ctx->arena && context_guard(ctx, start, &own) == PIPEC_OK)
        return ctx;
    free(ctx);
    return NULL;
}

void pipec_free(pipec *ctx)
{
    if (ctx)
        drop_arena(ctx);
    free(ctx);
}

/* ---- diagnostics --------------------------------------------------------- */

static void deliver_one(pipec *ctx, const sources *all, const diag *d)
{
    arena *a = ctx->arena;
    place at = source_place(a, all, d->at.lo);
    buf text = buf_new(a), json = buf_new(a);
    pipec_diagnostic found = { .size = sizeof found };

    diag_text(&text, all, d, ctx->color);
    if (ctx->told && map_get(ctx->told, buf_str(&text)))
        return;
    if (ctx->told)
        map_put(ctx->told, buf_str(&text), ctx);
    diag_json(&json, all, d);
    found.severity = (pipec_severity)d->severity;
    found.code = diag_rows[d->id].code;
    found.message = arena_cstr(a, d->text);
    if (at.source)
        found.file = arena_cstr(a, at.source->name);
    else if (d->path.len)
        found.file = arena_cstr(a, d->path);
    found.line = at.line;
    found.column = at.column;
    found.rendered = arena_cstr(a, buf_str(&text));
    found.json = arena_cstr(a, buf_str(&json));
    ctx->report(&found, ctx->report_payload);
}

void context_deliver(pipec *ctx, session *s)
{
    diags *all = &s->diags;

    diags_sort(all);
    for (const diag *d = all->first; d; d = d->next) {
        ctx->has_bug = ctx->has_bug || d->id == D_INTERNAL;
        if (ctx->report)
            deliver_one(ctx, &s->sources, d);
    }
    all->first = NULL;
    all->last = &all->first;
}

pipec_status context_finish(pipec *ctx)
{
    const run *r = &ctx->run;

    context_deliver(ctx, &ctx->run.session);
    if (ctx->has_bug)
        return PIPEC_EBUG;
    if (r->failed_io)
        return PIPEC_EIO;
    return r->session.diags.errors ? PIPEC_EINPUT : PIPEC_OK;
}

void pipec_on_diagnostic(pipec *ctx, pipec_diagnostic_fn *report, void *payload)
{
    if (!ctx)
        return;
    ctx->report = report;
    ctx->report_payload = payload;
}

pipec_status pipec_deny(pipec *ctx, const char *code)
{
    int id = table_find_code(code);

    if (!ctx || id < 0)
        return PIPEC_EUSAGE;
    ctx->run.session.diags.deny[id] = true;
    return PIPEC_OK;
}

pipec_status pipec_allow(pipec *ctx, const char *code)
{
    int id = table_find_code(code);

    if (!ctx || id < 0)
        return PIPEC_EUSAGE;
    ctx->run.session.diags.allow[id] = true;
    return PIPEC_OK;
}

/* ---- what goes in -------------------------------------------------------- */

static pipec_status add_input(pipec *ctx, const void *what)
{
    const run_input *from = what;
    run *r = &ctx->run;
    run_input *in = NEW(ctx->arena, run_input);

    in->name = arena_copy(ctx->arena, from->name);
    in->text = arena_copy(ctx->arena, from->text);
    in->is_text = from->is_text;
    *r->last_input = in;
    r->last_input = &in->next;
    return PIPEC_OK;
}

pipec_status pipec_add_file(pipec *ctx, const char *path)
{
    run_input in = { .is_text = false };

    if (!path || !*path)
        return PIPEC_EUSAGE;
    in.name = str_of(path);
    return context_guard(ctx, add_input, &in);
}

pipec_status pipec_add_text(pipec *ctx, const char *name, const char *text,
                            size_t len)
{
    run_input in = { .is_text = true };

    if (!name || (!text && len))
        return PIPEC_EUSAGE;
    in.name = str_of(name);
    in.text = (str){ text ? text : "", len };
    return context_guard(ctx, add_input, &in);
}

static pipec_status add_param(pipec *ctx, const void *what)
{
    const run_param *from = what;
    run *r = &ctx->run;
    run_param *p = NEW(ctx->arena, run_param);

    p->key = arena_copy(ctx->arena, from->key);
    p->value = arena_copy(ctx->arena, from->value);
    *r->last_param = p;
    r->last_param = &p->next;
    return PIPEC_OK;
}

pipec_status pipec_set_param(pipec *ctx, const char *key, const char *value)
{
    run_param p = { .next = NULL };

    if (!key || !*key || !value)
        return PIPEC_EUSAGE;
    p.key = str_of(key);
    p.value = str_of(value);
    return context_guard(ctx, add_param, &p);
}

pipec_status pipec_set_params_file(pipec *ctx, const char *path)
{
    run_param p = { .next = NULL };

    if (!path || !*path)
        return PIPEC_EUSAGE;
    p.value = str_of(path);
    return context_guard(ctx, add_param, &p);
}

static pipec_status set_root(pipec *ctx, const void *uri)
{
    ctx->run.place = arena_copy(ctx->arena, *(const str *)uri);
    return PIPEC_OK;
}

pipec_status pipec_set_root(pipec *ctx, const char *uri)
{
    str text;

    if (!uri || !*uri)
        return PIPEC_EUSAGE;
    text = str_of(uri);
    return context_guard(ctx, set_root, &text);
}

static pipec_status set_env(pipec *ctx, const void *name)
{
    ctx->run.session.env = arena_copy(ctx->arena, *(const str *)name);
    return PIPEC_OK;
}

pipec_status pipec_set_env(pipec *ctx, const char *name)
{
    str text;

    if (!name || !*name)
        return PIPEC_EUSAGE;
    text = str_of(name);
    return context_guard(ctx, set_env, &text);
}

/* ---- targets ------------------------------------------------------------- */

typedef struct target_request {
    const char *name;
    pipec_target options;
} target_request;

static pipec_status refuse_target(pipec *ctx, const char *name)
{
    session *s = &ctx->run.session;
    map names = map_new(ctx->arena);
    diag *d = REPORT(s, D_BAD_OPTION, NOWHERE, "there is no target '%s'", name);

    for (const backend *const *b = backends; *b; b++)
        map_put(&names, str_of((*b)->name), &names);
    diag_nearest(&s->diags, d, map_nearest(&names, str_of(name)));
    context_deliver(ctx, s);
    return PIPEC_EUSAGE;
}

static bool has_kind(const backend *b, const char *kind)
{
    for (const char *const *k = b->kinds; k && *k; k++)
        if (strcmp(*k, kind) == 0)
            return true;
    return false;
}

static pipec_status refuse_kind(pipec *ctx, const backend *b, const char *kind)
{
    session *s = &ctx->run.session;
    map names = map_new(ctx->arena);
    diag *d = REPORT(s, D_BAD_OPTION, NOWHERE, "target '%s' has no kind '%s'",
                     b->name, kind);

    for (const char *const *k = b->kinds; k && *k; k++)
        map_put(&names, str_of(*k), &names);
    diag_nearest(&s->diags, d, map_nearest(&names, str_of(kind)));
    context_deliver(ctx, s);
    return PIPEC_EUSAGE;
}

/* "KEY=VALUE" each; the last value of a key wins. */
static const doc *copy_labels(pipec *ctx, const char *const *from)
{
    arena *a = ctx->arena;
    doc *labels = doc_map(a);

    for (; from && *from; from++) {
        str text = copy_text(ctx, *from);
        size_t key = str_find(text, STR("="));

        doc_put(a, labels, str_sub(text, 0, key),
                doc_string(a, str_sub(text, key + 1, text.len)));
    }
    return labels->count ? labels : NULL;
}

static emit_options copy_options(pipec *ctx, const pipec_target *from)
{
    return (emit_options){ .kind = copy_text(ctx, from->kind),
                           .name = copy_text(ctx, from->name),
                           .run_id = copy_text(ctx, from->run_id),
                           .release = copy_text(ctx, from->release),
                           .namespace = copy_text(ctx, from->in_namespace),
                           .generate_name = from->generate_name != 0,
                           .labels = copy_labels(ctx, from->labels) };
}

static pipec_status refuse_label(pipec *ctx, const char *label)
{
    session *s = &ctx->run.session;

    REPORT(s, D_BAD_OPTION, NOWHERE,
           "the label is '%s', but KEY=VALUE was expected", label);
    context_deliver(ctx, s);
    return PIPEC_EUSAGE;
}

static run_target *find_target(const run *r, const backend *b, const char *kind)
{
    str wanted = kind ? str_of(kind) : STR("");

    for (run_target *t = r->targets; t; t = t->next)
        if (t->backend == b && str_eq(t->options.kind, wanted))
            return t;
    return NULL;
}

static pipec_status add_target(pipec *ctx, const void *what)
{
    const target_request *from = what;
    const backend *b = backend_find(str_of(from->name));
    run *r = &ctx->run;
    run_target *t;

    if (!b)
        return refuse_target(ctx, from->name);
    if (from->options.kind && !has_kind(b, from->options.kind))
        return refuse_kind(ctx, b, from->options.kind);
    for (const char *const *l = from->options.labels; l && *l; l++)
        if (!strchr(*l, '='))
            return refuse_label(ctx, *l);
    t = find_target(r, b, from->options.kind);
    if (t) {
        t->options = copy_options(ctx, &from->options);
        return PIPEC_OK;
    }
    t = NEW(ctx->arena, run_target);
    t->backend = b;
    t->options = copy_options(ctx, &from->options);
    for (const run_target *other = r->targets; other; other = other->next)
        t->second = t->second || other->backend == b;
    *r->last_target = t;
    r->last_target = &t->next;
    return PIPEC_OK;
}

pipec_status pipec_add_target(pipec *ctx, const char *name,
                              const pipec_target *options)
{
    target_request request = { .name = name };

    if (!name)
        return PIPEC_EUSAGE;
    if (options)
        copy_struct(&request.options, options, options->size,
                    sizeof request.options);
    return context_guard(ctx, add_target, &request);
}

/* ---- what comes out ------------------------------------------------------ */

typedef struct output_request {
    const char *to; /* NULL: not into files */
    pipec_write_fn *write;
    void *payload;
} output_request;

static pipec_status check(pipec *ctx, const void *what)
{
    (void)what;
    run_check(&ctx->run);
    return context_finish(ctx);
}

pipec_status pipec_check(pipec *ctx)
{
    return context_guard(ctx, check, NULL);
}

static const char *text_or_null(arena *a, str text)
{
    return text.len ? arena_cstr(a, text) : NULL;
}

static pipec_output public_output(arena *a, const run_output *from)
{
    return (pipec_output){ .size = sizeof(pipec_output),
                           .target = arena_cstr(a, from->target),
                           .file_name = arena_cstr(a, from->file_name),
                           .path = text_or_null(a, from->path),
                           .data = from->data.ptr ? from->data.ptr : "",
                           .len = from->data.len,
                           .job_id = text_or_null(a, from->job_id),
                           .hint = text_or_null(a, from->hint) };
}

/* All are made before the first is handed out: memory may run out. */
static pipec_status hand_out(pipec *ctx, const output_request *request)
{
    const run *r = &ctx->run;
    size_t count = 0, i = 0;
    pipec_output *all;

    for (const run_output *out = r->outputs; out; out = out->next)
        count++;
    all = arena_alloc(ctx->arena, (count + 1) * sizeof *all,
                      alignof(pipec_output));
    for (const run_output *out = r->outputs; out; out = out->next)
        all[i++] = public_output(ctx->arena, out);
    for (i = 0; i < count; i++)
        if (request->write(&all[i], request->payload) != 0)
            return PIPEC_EIO;
    return PIPEC_OK;
}

static pipec_status emit(pipec *ctx, const void *what)
{
    const output_request *request = what;
    pipec_status status;

    if (request->to)
        run_save(&ctx->run, str_of(request->to));
    else
        run_emit(&ctx->run);
    status = context_finish(ctx);
    if (status != PIPEC_OK || !request->write)
        return status;
    return hand_out(ctx, request);
}

pipec_status pipec_emit(pipec *ctx, pipec_write_fn *write, void *payload)
{
    output_request request = { NULL, write, payload };

    return context_guard(ctx, emit, &request);
}

pipec_status pipec_save(pipec *ctx, const char *to, pipec_write_fn *told,
                        void *payload)
{
    output_request request = { to, told, payload };

    if (!to || !*to)
        return PIPEC_EUSAGE;
    return context_guard(ctx, emit, &request);
}
