#include "backends/backend.h"

static void emit(emitter *out, const ir_module *m)
{
    ir_print(out->text, m);
}

static const pass *const lower[] = { NULL };
static const char *const kinds[] = { "module", NULL };

const backend backend_ir = {
    .name = "ir",
    .summary = "pipec's own text form, after the shared passes",
    .suffix = ".ir",
    .form = FORM_TEXT,
    .kinds = kinds,
    .lower = lower,
    .emit = emit,
};
