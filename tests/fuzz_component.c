/* Any bytes as a component file that a pipeline uses. */
#include <pipec.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char pipeline[] =
    "pipec: 1\n"
    "name: host\n"
    "root: gs://bucket/path\n"
    "components: {a: {uses: a.yaml, image: registry.example.com/a:1}}\n"
    "tasks:\n"
    "  one: {uses: a.yaml}\n"
    "  two: {component: a, args: hydra}\n"
    "tekton: {workspace: {size: 1Gi}}\n";

typedef struct bytes {
    const uint8_t *data;
    size_t size;
} bytes;

static void give(const char *path, pipec_reply *reply, void *payload)
{
    const bytes *file = payload;

    (void)path;
    pipec_reply_text(reply, (const char *)file->data, file->size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bytes file = { data, size };
    const pipec_options options = { .size = sizeof options,
                                    .read = give,
                                    .read_payload = &file };
    pipec *ctx = pipec_new(&options);
    pipec_status status;

    pipec_add_text(ctx, "host", pipeline, strlen(pipeline));
    pipec_add_target(ctx, "argo", NULL);
    pipec_add_target(ctx, "tekton", NULL);
    pipec_add_target(ctx, "vertex", NULL);
    status = pipec_emit(ctx, NULL, NULL);
    pipec_free(ctx);
    if (status != PIPEC_OK && status != PIPEC_EINPUT)
        abort();
    return 0;
}
