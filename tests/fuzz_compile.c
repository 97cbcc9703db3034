/* Any bytes as an input of any kind, for every target. */
#include <pipec.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void drop(const pipec_diagnostic *found, void *payload)
{
    if (!found->rendered[0] || !found->json[0] || payload)
        abort();
}

static int take(const pipec_output *output, void *payload)
{
    *(size_t *)payload += output->len;
    return 0;
}

static void refuse(const char *path, pipec_reply *reply, void *payload)
{
    (void)path;
    (void)payload;
    pipec_reply_error(reply, "there are no files here");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const pipec_options options = { .size = sizeof options, .read = refuse };
    pipec *ctx = pipec_new(&options);
    pipec_row row = { .size = sizeof row };
    size_t written = 0;
    pipec_status status;

    pipec_on_diagnostic(ctx, drop, NULL);
    pipec_add_text(ctx, "input", (const char *)data, size);
    for (size_t i = 0; pipec_list(PIPEC_TARGETS, i, &row); i++)
        pipec_add_target(ctx, row.name, NULL);
    pipec_set_param(ctx, "epochs", "3");
    status = pipec_emit(ctx, take, &written);
    pipec_free(ctx);
    if (status != PIPEC_OK && status != PIPEC_EINPUT)
        abort();
    if ((status == PIPEC_OK) != (written > 0))
        abort();
    return 0;
}
