#include <stdio.h>

#include "command.h"

static int explain(const words *codes)
{
    if (!codes->count)
        return usage_error("no finding was named: pipec explain E0304");
    for (size_t i = 0; i < codes->count; i++) {
        const char *page = pipec_explain(codes->items[i]);

        if (!page)
            return usage_error(
                "there is no finding '%s'; see 'pipec list findings'",
                codes->items[i]);
        printf("%s%s", i ? "\n" : "", page);
    }
    return finish_output();
}

static int run(const command *self, int argc, char **argv)
{
    words codes = { NULL, 0 };
    bool help = false;
    int status = options_read(self, argc, argv, NULL, &codes, &help);

    if (help)
        print_help(self);
    else if (!status)
        status = explain(&codes);
    words_free(&codes);
    return status;
}

const command cmd_explain = {
    .name = "explain",
    .takes = "CODE...",
    .summary = "Prints the page of a finding: what it means and its cure.",
    .run = run,
};
