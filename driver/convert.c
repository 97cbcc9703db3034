#include <string.h>

#include "base/diff.h"
#include "driver/context.h"
#include "driver/draft.h"
#include "frontend/component_convert.h"
#include "frontend/frontend.h"

/* Component files in another argument style: pipec_convert_args. */

typedef struct job {
    const run_input *input;
    str old, text;
    file_draft *draft; /* in place, when the text is another */
    struct job *next;
} job;

typedef struct converting {
    pipec *ctx;
    session *session;
    arena *arena;
    const pipec_conversion *options;
    component_conversion how;
    job *jobs, **last;
} converting;

/* ---- options ------------------------------------------------------------- */

static diag *refuse(converting *c, const char *what, str word)
{
    return REPORT(c->session, D_BAD_OPTION, NOWHERE, "%s '%.*s'", what,
                  STR_ARG(word));
}

static bool is_in_pipeline_only(const argstyle *style)
{
    return style->pair == PAIR_VARIABLE || style->pair == PAIR_FILE;
}

static const argstyle *find_style(converting *c, const char *name)
{
    const argstyle *style = argstyle_find(str_of(name));
    diag *d;

    if (!style) {
        d = REPORT(c->session, D_UNKNOWN_STYLE, NOWHERE,
                   "there is no argument style '%s'", name);
        diag_nearest(&c->session->diags, d,
                     argstyle_nearest(c->arena, str_of(name)));
        return NULL;
    }
    if (!is_in_pipeline_only(style))
        return style;
    d = REPORT(c->session, D_CANNOT_CONVERT, NOWHERE,
               "a component file cannot say '%s' arguments", name);
    diag_help(&c->session->diags, d,
              "write 'args: %s' in the pipeline that uses the component", name);
    return NULL;
}

static void add_key(converting *c, doc *keys, str word)
{
    size_t at = str_find(word, STR("="));

    if (!at || at == word.len)
        refuse(c, "a key is given as OLD=NEW, not", word);
    else
        doc_put(c->arena, keys, str_sub(word, 0, at),
                doc_string(c->arena, str_sub(word, at + 1, word.len)));
}

static const doc *shape(converting *c, const char *noun, const char *word,
                        const char *const *words, unsigned allowed)
{
    map names = map_new(c->arena);
    diag *d;

    if (!word)
        return NULL;
    for (unsigned i = 0; words[i]; i++) {
        if (!(allowed & ARG_SHAPE(i)))
            continue;
        if (strcmp(words[i], word) == 0)
            return doc_string(c->arena, arena_copy(c->arena, str_of(word)));
        map_put(&names, str_of(words[i]), c);
    }
    d = REPORT(c->session, D_BAD_OPTION, NOWHERE,
               "%s arguments know no %s '%s'", c->how.to.style->name, noun,
               word);
    diag_nearest(&c->session->diags, d, map_nearest(&names, str_of(word)));
    return NULL;
}

static void read_options(converting *c)
{
    const pipec_conversion *o = c->options;
    ir_args *to = &c->how.to;
    doc *keys = doc_map(c->arena);

    to->style = find_style(c, o->to);
    if (o->from)
        c->how.from = find_style(c, o->from);
    for (const char *const *key = o->keys; key && *key; key++)
        add_key(c, keys, arena_copy(c->arena, str_of(*key)));
    to->keys = keys->count ? keys : NULL;
    to->transport = STR("text");
    if (!to->style)
        return;
    to->bools =
        shape(c, "--bool", o->bools, bool_shape_words, to->style->bools);
    to->lists =
        shape(c, "--list", o->lists, list_shape_words, to->style->lists);
}

/* ---- files --------------------------------------------------------------- */

static void convert_input(converting *c, const run_input *in)
{
    run *r = &c->ctx->run;
    source *src = run_read(r, in);
    const frontend *row = src ? frontend_for(c->session, src, STR("")) : NULL;
    job *j;

    if (!row)
        return;
    if (row != &frontend_component) {
        REPORT(c->session, D_CANNOT_CONVERT, source_span(src, 0, 0),
               "this is no component file");
        return;
    }
    c->session->project_root =
        r->root.len ? r->root : r->find_root(c->arena, in->name);
    c->how.source = src;
    src->open = true;
    j = NEW(c->arena, job);
    j->input = in;
    j->old = src->text;
    component_convert(c->session, &c->how, &j->text);
    *c->last = j;
    c->last = &j->next;
}

static bool draft(converting *c, job *j, size_t number)
{
    str why;

    if (str_eq(j->old, j->text))
        return true;
    j->draft = file_draft_new(c->arena, j->input->name, DRAFT_STEM, number);
    buf_put(file_draft_text(j->draft), j->text);
    why = file_draft_end(j->draft);
    if (why.len)
        run_report_write(&c->ctx->run, j->input->name, why);
    return !why.len;
}

static bool commit(converting *c, const job *j)
{
    str why = j->draft ? file_draft_commit(j->draft) : STR("");

    if (why.len)
        run_report_write(&c->ctx->run, j->input->name, why);
    return !why.len;
}

static void replace_files(converting *c)
{
    size_t number = 0;
    bool good = true;

    for (job *j = c->jobs; j && good; j = j->next) {
        if (j->input->is_text) {
            refuse(c, "a text has no place to be written to:", j->input->name);
            return;
        }
        good = draft(c, j, number++);
    }
    for (const job *j = c->jobs; j && good; j = j->next)
        good = commit(c, j);
    for (const job *j = c->jobs; j; j = j->next)
        if (j->draft)
            file_draft_drop(j->draft);
}

/* ---- what comes out ------------------------------------------------------ */

static pipec_output output(const converting *c, const job *j)
{
    bool placed = c->options->in_place;
    str data = placed ? STR("") : j->text;
    buf out = buf_new(c->arena);
    str slash = str_starts(j->input->name, STR("/")) ? STR("") : STR("/");
    str path = arena_join(c->arena, slash, j->input->name);
    diff_side old = { arena_join(c->arena, STR("a"), path), j->old };
    diff_side now = { arena_join(c->arena, STR("b"), path), j->text };

    if (c->options->diff) {
        diff_unified(&out, old, now);
        data = buf_str(&out);
    }
    return (pipec_output){ .size = sizeof(pipec_output),
                           .target = c->how.to.style->name,
                           .file_name = arena_cstr(c->arena, j->input->name),
                           .path = placed ? arena_cstr(c->arena, j->input->name)
                                          : NULL,
                           .data = data.len ? data.ptr : "",
                           .len = data.len };
}

/* All are made before the first is handed out: memory may run out. */
static pipec_status hand_out(const converting *c, pipec_write_fn *write,
                             void *payload)
{
    size_t count = 0, i = 0;
    pipec_output *all;

    for (const job *j = c->jobs; j; j = j->next)
        count++;
    all =
        arena_alloc(c->arena, (count + 1) * sizeof *all, alignof(pipec_output));
    for (const job *j = c->jobs; j; j = j->next)
        all[i++] = output(c, j);
    for (i = 0; i < count; i++)
        if (write(&all[i], payload) != 0)
            return PIPEC_EIO;
    return PIPEC_OK;
}

typedef struct request {
    pipec_conversion options;
    pipec_write_fn *write;
    void *payload;
} request;

static pipec_status convert(pipec *ctx, const void *what)
{
    const request *from = what;
    converting c = { .ctx = ctx,
                     .session = &ctx->run.session,
                     .arena = ctx->arena,
                     .options = &from->options };
    pipec_status status;

    c.last = &c.jobs;
    read_options(&c);
    for (const run_input *in = ctx->run.inputs; in && !c.session->diags.errors;
         in = in->next)
        convert_input(&c, in);
    if (from->options.in_place && !c.session->diags.errors)
        replace_files(&c);
    status = context_finish(ctx);
    if (status != PIPEC_OK || !from->write)
        return status;
    return hand_out(&c, from->write, from->payload);
}

pipec_status pipec_convert_args(pipec *ctx, const pipec_conversion *options,
                                pipec_write_fn *write, void *payload)
{
    request own = { .write = write, .payload = payload };
    size_t size = sizeof own.options;

    if (!options)
        return PIPEC_EUSAGE;
    memcpy(&own.options, options, options->size < size ? options->size : size);
    if (!own.options.to)
        return PIPEC_EUSAGE;
    return context_guard(ctx, convert, &own);
}
