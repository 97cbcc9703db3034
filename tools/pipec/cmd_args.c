#include <stdio.h>
#include <string.h>

#include "request.h"

/* The request comes first: its options are those of other commands, too. */
typedef struct args_request {
    request request;
    const char *to, *from, *bools, *lists;
    words keys;
    bool diff, in_place;
} args_request;

#define AT(member) offsetof(args_request, member)

static const option options[] = {
    { "--to", 0, OPTION_TEXT, AT(to), "STYLE",
      "style to write; see 'pipec list styles'" },
    { "--from", 0, OPTION_TEXT, AT(from), "STYLE",
      "style of the file, when it cannot be told" },
    { "--key", 0, OPTION_LIST, AT(keys), "OLD=NEW",
      "the key for a flag, input or word; empty: drop the word" },
    { "--bool", 0, OPTION_TEXT, AT(bools), "HOW",
      "bools: value, flag or switch" },
    { "--list", 0, OPTION_TEXT, AT(lists), "HOW",
      "lists: json, repeat, words or csv" },
    { "--diff", 0, OPTION_FLAG, AT(diff), NULL, "prints what would change" },
    { "--in-place", 0, OPTION_FLAG, AT(in_place), NULL, "replaces the file" },
    { "--format", 0, OPTION_TEXT, AT(request.format), "FORM",
      "how findings are printed: text, json" },
    { "--deny", 0, OPTION_LIST, AT(request.deny), "CODE",
      "make a warning an error" },
    { "--allow", 0, OPTION_LIST, AT(request.allow), "CODE",
      "drop a warning or a note" },
    { "--color", 0, OPTION_TEXT, AT(request.color), "WHEN",
      "colours on standard error: auto, always, never" },
    { NULL, 0, OPTION_FLAG, 0, NULL, NULL },
};

#undef AT

static int print(const pipec_output *out, void *payload)
{
    (void)payload;
    return out->len && fwrite(out->data, out->len, 1, stdout) != 1 ? -1 : 0;
}

static int check(args_request *r)
{
    if (!r->to)
        return usage_error("no style was given: --to STYLE (see 'pipec list "
                           "styles')");
    if (r->request.inputs != 1 || r->request.rest.count != 1)
        return usage_error("args takes one file");
    if (!words_add(&r->keys, NULL))
        return exit_code(PIPEC_ENOMEM);
    return EXIT_DONE;
}

static int convert(pipec *ctx, const args_request *r, pipec_status *status)
{
    const pipec_conversion how = { .size = sizeof how,
                                   .to = r->to,
                                   .from = r->from,
                                   .keys = r->keys.items,
                                   .bools = r->bools,
                                   .lists = r->lists,
                                   .diff = r->diff,
                                   .in_place = r->in_place };

    *status = pipec_convert_args(ctx, &how, print, NULL);
    return *status == PIPEC_OK ? finish_output() : EXIT_DONE;
}

static int run(const command *self, int argc, char **argv)
{
    args_request r = { .to = NULL };
    pipec_status done = PIPEC_OK;
    int status = EXIT_DONE, end;
    pipec *ctx = request_start(self, argc, argv, &r.request, &status);

    if (!ctx) {
        options_free(self, &r, &r.request.rest);
        return status;
    }
    status = check(&r);
    if (status == EXIT_DONE)
        status = convert(ctx, &r, &done);
    end = request_finish(self, &r.request, ctx, done);
    return status ? status : end;
}

const command cmd_args = {
    .name = "args",
    .takes = "FILE --to STYLE",
    .summary =
        "Rewrites the arguments of a component file in another style.\n"
        "Comments and layout stay; what has no sure spelling is reported.",
    .options = options,
    .run = run,
};
