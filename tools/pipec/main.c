#include <stdio.h>
#include <string.h>

#include "command.h"

static const command *const commands[] = {
    &cmd_compile, &cmd_check, &cmd_build, &cmd_args,    &cmd_graph,
    &cmd_explain, &cmd_new,   &cmd_list,  &cmd_version, NULL,
};

enum { COMMANDS_MOST = 32 };

/* Named in the manual's plan; a person who tries one gets an honest answer. */
static const char *const later[] = { "lint", "schema", "completion" };

static const command *find_command(const char *name)
{
    for (const command *const *c = commands; *c; c++)
        if (strcmp((*c)->name, name) == 0)
            return *c;
    return NULL;
}

static int refuse(const char *name)
{
    const char *names[COMMANDS_MOST], *near;
    size_t count = 0;

    for (size_t i = 0; i < sizeof later / sizeof *later; i++)
        if (strcmp(later[i], name) == 0)
            return usage_error("'%s' is not available yet", name);
    while (commands[count] && count < COMMANDS_MOST) {
        names[count] = commands[count]->name;
        count++;
    }
    near = nearest(name, names, count);
    if (near)
        return usage_error("there is no command '%s'; did you mean '%s'?", name,
                           near);
    return usage_error("there is no command '%s'; see 'pipec help'", name);
}

static int print_commands(void)
{
    puts(
        "usage: pipec COMMAND ...\n\n"
        "Compiles pipeline files into manifests of Argo Workflows, Tekton and\n"
        "Vertex AI.\n\ncommands:");
    for (const command *const *c = commands; *c; c++)
        printf("  %-10s %.*s\n", (*c)->name, (int)strcspn((*c)->summary, "."),
               (*c)->summary);
    puts("  help       Prints this, or the options of a command");
    return finish_output();
}

static int help(int argc, char **argv)
{
    const command *c;

    if (argc < 2)
        return print_commands();
    c = find_command(argv[1]);
    if (!c)
        return refuse(argv[1]);
    print_help(c);
    return finish_output();
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    const command *c = find_command(name);

    if (c)
        return c->run(c, argc - 1, argv + 1);
    if (strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 ||
        strcmp(name, "-h") == 0)
        return help(argc - 1, argv + 1);
    if (strcmp(name, "--version") == 0)
        return cmd_version.run(&cmd_version, 1, argv);
    if (!*name) {
        usage_error("no command was given; see 'pipec help'");
        return EXIT_USAGE;
    }
    return refuse(name);
}
