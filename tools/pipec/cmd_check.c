#include "request.h"

static int run(const command *self, int argc, char **argv)
{
    request r = { .json = false };
    int status = EXIT_DONE;
    pipec *ctx = request_start(self, argc, argv, &r, &status);

    if (!ctx) {
        options_free(self, &r, &r.rest);
        return status;
    }
    return request_finish(self, &r, ctx, pipec_check(ctx));
}

const command cmd_check = {
    .name = "check",
    .takes = "INPUT... [-t TARGET]... [key=value]...",
    .summary = "Reports what is wrong with pipelines and writes nothing.",
    .options = &request_options[1],
    .run = run,
};
