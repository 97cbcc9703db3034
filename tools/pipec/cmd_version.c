#include <stdio.h>

#include "command.h"

static int run(const command *self, int argc, char **argv)
{
    (void)argv;
    if (argc > 1)
        print_help(self);
    else
        printf("pipec %s\n", pipec_version());
    return finish_output();
}

const command cmd_version = {
    .name = "version",
    .takes = "",
    .summary = "Prints the version.",
    .run = run,
};
