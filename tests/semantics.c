/*
 * Prints docs/semantics.md from the back ends' own tables; a test compares the
 * page with what this prints.
 */
#include <stdio.h>
#include <string.h>

#include "backends/backend.h"

static const char *const targets[] = { "argo", "tekton", "vertex", "kfp" };

static const char *const words[] = {
    [CAN_UNSAID] = "?",         [CAN_NATIVE] = "native",
    [CAN_HOW] = "how",          [CAN_SILENT] = "silent",
    [CAN_WARN] = "**warning**", [CAN_ERROR] = "**error**",
};

static void cell(const semantics *s)
{
    printf(" %s%s%s |", words[s->can], s->how && *s->how ? ": " : "",
           s->how ? s->how : "");
}

static const char head[] =
    "# What each target can say\n"
    "\n"
    "A row for every construct, a column for every target. This page is the\n"
    "back ends' own table, printed; a test compares them.\n"
    "\n"
    "* *native*: the target has it.\n"
    "* *how*: said by other means, which the cell names.\n"
    "* *warning*: a quality of service is lost; `--deny W0502` makes it an "
    "error.\n"
    "* *error*: the meaning would be lost; the cell names the way out.\n"
    "* *silent*: a key of another platform, without effect by definition.\n"
    "\n";

int main(void)
{
    int unsaid = 0;

    fputs(head, stdout);
    printf("| construct |");
    for (size_t t = 0; t < COUNT(targets); t++)
        printf(" %s |", targets[t]);
    printf("\n|---|---|---|---|---|\n");
    for (int c = 0; c < CONSTRUCT_COUNT; c++) {
        printf("| %s |", construct_titles[c]);
        for (size_t t = 0; t < COUNT(targets); t++) {
            const semantics *row = &backend_find(str_of(targets[t]))->can[c];

            unsaid += row->can == CAN_UNSAID;
            cell(row);
        }
        putchar('\n');
    }
    return unsaid != 0;
}
