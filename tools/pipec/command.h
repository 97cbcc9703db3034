#ifndef TOOLS_PIPEC_COMMAND_H
#define TOOLS_PIPEC_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include <pipec.h>

/* The command line: tables of commands and of their options. */

enum {
    EXIT_DONE = 0,
    EXIT_FINDINGS = 1,
    EXIT_USAGE = 2,
    EXIT_SYSTEM = 3,
    EXIT_BUG = 70
};

/* Texts of the command line; the array is freed by words_free. */
typedef struct words {
    const char **items;
    size_t count;
} words;

typedef enum option_kind {
    OPTION_FLAG, /* a bool */
    OPTION_TEXT, /* a const char *; the last one wins */
    OPTION_LIST  /* words */
} option_kind;

typedef struct option {
    const char *name; /* "--target" */
    char letter;      /* of "-t"; 0: none */
    option_kind kind;
    size_t offset;     /* of the member that gets it, in the command's struct */
    const char *value; /* what it takes, for the usage: "TARGET" */
    const char *summary;
} option;

typedef struct command {
    const char *name;
    const char
        *takes; /* its words, for the usage: "INPUT... [key=value ...]" */
    const char *summary;
    const option *options; /* a NULL name ends; may be NULL */
    int (*run)(const struct command *self, int argc, char **argv);
} command;

extern const command cmd_build, cmd_compile, cmd_check, cmd_explain, cmd_list;
extern const command cmd_args, cmd_graph, cmd_new, cmd_version;

/*
 * Reads argv[1..argc) by the command's table into `into`; what is no option
 * goes to rest. When it returns a status other than EXIT_DONE the mistake is
 * printed. *help is set when --help was there.
 */
int options_read(const command *c, int argc, char **argv, void *into,
                 words *rest, bool *help);
/* Frees the lists that options_read filled. */
void options_free(const command *c, void *into, words *rest);
/* Adds one text; false when memory is out. */
bool words_add(words *to, const char *text);
void words_free(words *w);

/* Prints "pipec: " and the text on standard error; returns EXIT_USAGE. */
#if defined(__GNUC__)
__attribute__((format(printf, 1, 2)))
#endif
int usage_error(const char *fmt, ...);
/* The name nearest to wrong, or NULL when none is close. */
const char *nearest(const char *wrong, const char *const *names, size_t count);
void print_help(const command *c);
/* Flushes standard output; EXIT_SYSTEM with a message when that fails. */
int finish_output(void);
int exit_code(pipec_status status);

#endif
