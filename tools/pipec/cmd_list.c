#include <stdio.h>
#include <string.h>

#include "command.h"

typedef struct listing {
    const char *name;
    pipec_table table;
} listing;

static const listing listings[] = {
    { "targets", PIPEC_TARGETS },   { "frontends", PIPEC_FRONTENDS },
    { "styles", PIPEC_ARG_STYLES }, { "starters", PIPEC_STARTERS },
    { "findings", PIPEC_CODES },
};

enum { LISTINGS = sizeof listings / sizeof *listings };

static void print_table(const listing *l, const char *indent)
{
    pipec_row row = { .size = sizeof row };

    for (size_t i = 0; pipec_list(l->table, i, &row); i++) {
        printf("%s%-16s %s", indent, row.name, row.summary);
        for (const char *const *k = row.kinds; k && *k; k++)
            printf("%s%s", k == row.kinds ? " (" : ", ", *k);
        puts(row.kinds && row.kinds[0] ? ")" : "");
    }
}

static void print_all(void)
{
    for (size_t i = 0; i < LISTINGS; i++) {
        printf("%s%s:\n", i ? "\n" : "", listings[i].name);
        print_table(&listings[i], "  ");
    }
}

static int list(const words *names)
{
    if (!names->count)
        print_all();
    for (size_t n = 0; n < names->count; n++) {
        size_t i = 0;

        while (i < LISTINGS && strcmp(listings[i].name, names->items[n]) != 0)
            i++;
        if (i == LISTINGS)
            return usage_error("there is no list '%s'; there are targets, "
                               "frontends, styles, starters and findings",
                               names->items[n]);
        print_table(&listings[i], "");
    }
    return finish_output();
}

static int run(const command *self, int argc, char **argv)
{
    words names = { NULL, 0 };
    bool help = false;
    int status = options_read(self, argc, argv, NULL, &names, &help);

    if (help)
        print_help(self);
    else if (!status)
        status = list(&names);
    words_free(&names);
    return status;
}

const command cmd_list = {
    .name = "list",
    .takes = "[targets|frontends|styles|starters|findings]...",
    .summary = "Lists what pipec knows.",
    .run = run,
};
