/* Any bytes as a component file whose arguments are rewritten. */
#include <pipec.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct text {
    char *ptr;
    size_t len;
} text;

static int keep(const pipec_output *out, void *payload)
{
    text *to = payload;

    to->ptr = malloc(out->len + 1);
    if (!to->ptr)
        return 1;
    memcpy(to->ptr, out->data, out->len);
    to->len = out->len;
    return 0;
}

/* The text in another style; NULL when there are errors in it. */
static text convert(const char *from, const char *to, text old)
{
    const pipec_conversion how = { .size = sizeof how, .from = from, .to = to };
    pipec *ctx = pipec_new(NULL);
    text out = { NULL, 0 };
    pipec_status status;

    pipec_add_text(ctx, "component.yaml", old.ptr, old.len);
    status = pipec_convert_args(ctx, &how, keep, &out);
    pipec_free(ctx);
    if (status != PIPEC_OK && status != PIPEC_EINPUT)
        abort();
    return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    text old = { malloc(size + 1), size };
    pipec_row row = { .size = sizeof row };

    if (!old.ptr)
        return 0;
    if (size)
        memcpy(old.ptr, data, size);
    for (size_t i = 0; pipec_list(PIPEC_ARG_STYLES, i, &row); i++) {
        text now = convert(NULL, row.name, old);
        text back = { NULL, 0 };

        if (now.ptr)
            back = convert(row.name, i % 2 ? "argparse" : "hydra", now);
        free(now.ptr);
        free(back.ptr);
    }
    free(old.ptr);
    return 0;
}
