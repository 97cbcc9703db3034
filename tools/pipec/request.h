#ifndef TOOLS_PIPEC_REQUEST_H
#define TOOLS_PIPEC_REQUEST_H

#include "command.h"

/* What compile and check have in common: inputs, parameters, targets. */
typedef struct request {
    words targets, kinds, params, params_files, labels, deny, allow;
    const char *output;
    const char *root, *env, *name, *run_id, *release, *in_namespace;
    const char *from, *format, *color;
    const char *task; /* explain */
    bool generate_name;
    bool tree;              /* without a target: a tree, */
    bool ascii, ascii_tree; /* in ASCII when asked for, or needed */
    words rest;             /* inputs and key=value words, as they came */
    size_t inputs;          /* of them */
    size_t outputs;         /* one for each target and kind */
    size_t findings;
    bool json;
} request;

/* --output, then those of check, too; ends with a NULL name. */
extern const option request_options[];

/*
 * Reads the command line and makes the context of it, or NULL: *status is then
 * the exit status (EXIT_DONE after --help).
 */
pipec *request_start(const command *c, int argc, char **argv, request *r,
                     int *status);
/* The same for a command whose words are no inputs: they are in r->rest. */
pipec *request_open(const command *c, int argc, char **argv, request *r,
                    int *status);
/* Its two halves: the command line, true when there is something to do; and one
 * context of it, which request_close frees. */
bool request_read(const command *c, int argc, char **argv, request *r,
                  int *status);
pipec *request_context(request *r, int *status);
void request_close(request *r, pipec *ctx);
/* Frees both and gives the exit status of the command. */
int request_finish(const command *c, request *r, pipec *ctx,
                   pipec_status status);

#endif
