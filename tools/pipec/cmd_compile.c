#include <stdio.h>
#include <string.h>

#include "request.h"

/* Standard output carries the product; what to do with it is said beside. */
static void print_hints(const pipec_output *out, const request *r)
{
    if (r->json)
        return;
    if (out->job_id)
        (void)fprintf(stderr, "submit as %s\n", out->job_id);
    if (out->hint)
        (void)fprintf(stderr, "run it again: %s\n", out->hint);
}

static int print_output(const pipec_output *out, void *payload)
{
    if (out->len && fwrite(out->data, out->len, 1, stdout) != 1)
        return -1;
    print_hints(out, payload);
    return 0;
}

static int tell_output(const pipec_output *out, void *payload)
{
    print_hints(out, payload);
    return 0;
}

static bool is_stdout(const request *r)
{
    return !r->output || strcmp(r->output, "-") == 0;
}

static int check(const request *r)
{
    if (!r->targets.count)
        return usage_error("no target was given: -t TARGET (see 'pipec list')");
    if (is_stdout(r) && r->outputs * r->inputs > 1)
        return usage_error("several targets or inputs need -o DIR");
    return EXIT_DONE;
}

static int compile(pipec *ctx, request *r, pipec_status *status)
{
    *status = is_stdout(r) ? pipec_emit(ctx, print_output, r)
                           : pipec_save(ctx, r->output, tell_output, r);
    return *status == PIPEC_OK ? finish_output() : EXIT_DONE;
}

static int run(const command *self, int argc, char **argv)
{
    request r = { .json = false };
    pipec_status done = PIPEC_OK;
    int status = EXIT_DONE, end;
    pipec *ctx = request_start(self, argc, argv, &r, &status);

    if (!ctx) {
        options_free(self, &r, &r.rest);
        return status;
    }
    status = check(&r);
    if (status == EXIT_DONE)
        status = compile(ctx, &r, &done);
    end = request_finish(self, &r, ctx, done);
    return status ? status : end;
}

const command cmd_compile = {
    .name = "compile",
    .takes = "INPUT... -t TARGET [-o FILE|DIR] [key=value]...",
    .summary =
        "Compiles pipelines into manifests. INPUT is a file, or - for standard\n"
        "input. A word key=value sets a parameter; write ./a=b.yaml for a file "
        "of\nsuch a name.",
    .options = request_options,
    .run = run,
};
