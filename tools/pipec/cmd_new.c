#include <stdio.h>
#include <string.h>

#include "request.h"

#define AT(member) offsetof(request, member)

static const option options[] = {
    { "--name", 0, OPTION_TEXT, AT(name), "NAME",
      "name of the project; else that of the folder" },
    { "--format", 0, OPTION_TEXT, AT(format), "FORM",
      "how findings are printed: text, json" },
    { "--color", 0, OPTION_TEXT, AT(color), "WHEN",
      "colours on standard error: auto, always, never" },
    { NULL, 0, OPTION_FLAG, 0, NULL, NULL },
};

#undef AT

/* payload gets the path of the page that says how to go on. */
static int print(const pipec_output *out, void *payload)
{
    if (strcmp(out->file_name, "README.md") == 0)
        *(const char **)payload = out->path;
    return printf("created %s\n", out->path) < 0 ? -1 : 0;
}

static int check(const request *r)
{
    if (!r->rest.count)
        return usage_error("no starter was named; see 'pipec list starters'");
    if (r->rest.count > 2)
        return usage_error("new takes a starter and a folder");
    if (r->rest.count == 2 && !*r->rest.items[1])
        return usage_error("the name of the folder is empty");
    return EXIT_DONE;
}

static int start(pipec *ctx, const request *r, pipec_status *status)
{
    const pipec_start how = { .size = sizeof how,
                              .folder =
                                  r->rest.count > 1 ? r->rest.items[1] : NULL,
                              .name = r->name };
    const char *page = NULL;
    int end;

    *status = pipec_start_project(ctx, r->rest.items[0], &how, print, &page);
    if (*status != PIPEC_OK)
        return EXIT_DONE;
    end = finish_output();
    if (page && !r->json)
        (void)fprintf(stderr, "how to go on: see %s\n", page);
    return end;
}

static int run(const command *self, int argc, char **argv)
{
    request r = { .json = false };
    pipec_status done = PIPEC_OK;
    int status = EXIT_DONE, end;
    pipec *ctx = request_open(self, argc, argv, &r, &status);

    if (!ctx) {
        options_free(self, &r, &r.rest);
        return status;
    }
    status = check(&r);
    if (status == EXIT_DONE)
        status = start(ctx, &r, &done);
    end = request_finish(self, &r, ctx, done);
    return status ? status : end;
}

const command cmd_new = {
    .name = "new",
    .takes = "STARTER [DIR]",
    .summary =
        "Starts a project: writes the files of a starter into a folder.\n"
        "The folder is the current one unless said. Files that are there are "
        "left\nalone: when one is in the way, nothing is written. "
        "'pipec list starters' has\nthe starters.",
    .options = options,
    .run = run,
};
