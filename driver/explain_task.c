#include "base/formats.h"
#include "driver/context.h"
#include "driver/explain.h"

#include <string.h>

typedef struct explain_request {
    const char *task;
    pipec_explanation *out;
} explain_request;

static pipec_status explain(pipec *ctx, const void *what)
{
    const explain_request *request = what;
    pipec_explanation own = { .size = request->out->size };
    arena *a = ctx->arena;
    run *r = &ctx->run;
    buf text = buf_new(a), json = buf_new(a);
    explanation e;
    explain_result result = run_explain(r, str_of(request->task), &e);
    pipec_status status = context_finish(ctx);

    if (result == EXPLAIN_REFUSED)
        return PIPEC_EUSAGE;
    if (result != EXPLAIN_DONE || status != PIPEC_OK)
        return status;
    explain_text(r, &e, &text);
    json_write_compact(&json, explain_doc(r, &e));
    buf_char(&json, '\n');
    own.text = arena_cstr(a, buf_str(&text));
    own.json = arena_cstr(a, buf_str(&json));
    if (own.size > sizeof own)
        own.size = sizeof own;
    memcpy(request->out, &own, own.size);
    return PIPEC_OK;
}

pipec_status pipec_explain_task(pipec *ctx, const char *task,
                                pipec_explanation *out)
{
    explain_request request = { task, out };

    if (!task || !*task || !out)
        return PIPEC_EUSAGE;
    return context_guard(ctx, explain, &request);
}
