#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "request.h"

#define AT(member) offsetof(request, member)

static const option options[] = {
    { "--target", 't', OPTION_LIST, AT(targets), "FORM",
      "tree (the default), mermaid or dot" },
    { "--ascii", 0, OPTION_FLAG, AT(ascii), NULL,
      "the tree without box-drawing characters" },
    { "--param", 0, OPTION_LIST, AT(params), "KEY=VALUE",
      "value of a parameter, like the bare word key=value" },
    { "--params", 0, OPTION_LIST, AT(params_files), "FILE",
      "values of parameters, a YAML or JSON mapping" },
    { "--env", 0, OPTION_TEXT, AT(env), "NAME",
      "entry of 'envs' to lay over the pipeline" },
    { "--from", 0, OPTION_TEXT, AT(from), "FORMAT",
      "language of the input, when it cannot be told" },
    { "--color", 0, OPTION_TEXT, AT(color), "WHEN",
      "colours on standard error: auto, always, never" },
    { NULL, 0, OPTION_FLAG, 0, NULL, NULL },
};

#undef AT

/* What POSIX says the characters of the terminal are. */
static bool is_utf8(void)
{
    static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
    static const char *const spellings[] = { "UTF-8", "utf-8", "UTF8", "utf8" };
    const char *locale = NULL;

    for (size_t i = 0; i < 3 && (!locale || !*locale); i++)
        locale = getenv(names[i]);
    for (size_t i = 0; i < 4 && locale; i++)
        if (strstr(locale, spellings[i]))
            return true;
    return false;
}

static int check(const request *r)
{
    static const char *const forms[] = { "tree", "mermaid", "dot" };
    const char *asked = r->targets.items[0];

    if (r->targets.count > 1 || r->inputs > 1)
        return usage_error("graph draws one input in one form");
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (strcmp(asked, forms[i]) == 0)
            return EXIT_DONE;
    return usage_error("graph draws a tree, mermaid or dot, not '%s'", asked);
}

static int print(const pipec_output *out, void *payload)
{
    size_t *printed = payload;

    if ((*printed)++ && putchar('\n') == EOF)
        return -1;
    return out->len && fwrite(out->data, out->len, 1, stdout) != 1 ? -1 : 0;
}

static int run(const command *self, int argc, char **argv)
{
    request r = { .tree = true, .ascii_tree = !is_utf8() };
    size_t printed = 0;
    pipec_status done = PIPEC_OK;
    int status = EXIT_DONE, end;
    pipec *ctx = request_start(self, argc, argv, &r, &status);

    if (!ctx) {
        options_free(self, &r, &r.rest);
        words_free(&r.kinds);
        return status;
    }
    status = check(&r);
    if (status == EXIT_DONE) {
        done = pipec_emit(ctx, print, &printed);
        if (done == PIPEC_OK)
            status = finish_output();
    }
    end = request_finish(self, &r, ctx, done);
    words_free(&r.kinds);
    return status ? status : end;
}

const command cmd_graph = {
    .name = "graph",
    .takes = "INPUT [-t tree|mermaid|dot] [key=value]...",
    .summary =
        "Draws a pipeline as a tree, or as text for Mermaid or Graphviz.\n"
        "In the tree a number stands where a step begins; tasks without "
        "one run\nbeside the task above, and an arrow names what a task "
        "waits for.",
    .options = options,
    .run = run,
};
