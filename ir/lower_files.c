#include "ir/pass.h"

#include "base/resource.h"

/*
 * Programs that write an output to a path of their own. Argo collects a file
 * from any absolute path; elsewhere a line of sh in front of the program copies
 * it to where the target looks.
 */

static void join(ir_words *to, const ir_words *more)
{
    if (!more->first)
        return;
    if (to->last)
        to->last->next = more->first;
    else
        to->first = more->first;
    to->last = more->last;
    to->count += more->count;
}

/* sh -c SHIM sh FROM TO FROM TO ... -- PROGRAM ... */
static void wrap(arena *a, ir_component *c, const ir_ports *marked)
{
    ir_words command = { NULL, NULL, 0 };
    span at = c->at;

    ir_word_literal(a, &command, STR("sh"), at);
    ir_word_literal(a, &command, STR("-c"), at);
    ir_word_literal(a, &command, resource_find("templates/shims/output.sh"),
                    at);
    ir_word_literal(a, &command, STR("sh"), at);
    for (ir_port *p = marked->first; p; p = p->next) {
        ir_word *to;

        if (!p->mark)
            continue;
        ir_word_literal(a, &command, p->file, p->at);
        to = ir_word_add(a, &command, IR_WORD_TEXT, p->at);
        ir_piece_add(a, &to->text, IR_OUTPUT_PATH, p->at)->port = p;
        p->mark = 0;
    }
    ir_word_literal(a, &command, STR("--"), at);
    join(&command, &c->container.command);
    c->container.command = command;
}

static void report_no_command(session *s, const ir_port *p)
{
    diag *d = REPORT(s, D_FILE_NO_COMMAND, p->at,
                     "the fixed file of output '%.*s' needs a command to wrap",
                     STR_ARG(p->name));

    diag_help(&s->diags, d, "write the image's entry point as 'command'");
}

static void wrap_all(session *s, ir_component *c, bool relative_only)
{
    bool found = false;

    for (ir_port *p = c->outputs.first; p; p = p->next) {
        if (!p->file.len || (relative_only && str_starts(p->file, STR("/"))))
            continue;
        p->mark = found = c->container.command.first != NULL;
        if (!found)
            report_no_command(s, p);
    }
    if (found)
        wrap(s->arena, c, &c->outputs);
}

static void run_every(session *s, ir_module *m)
{
    for (ir_component *c = m->components; c; c = c->next)
        wrap_all(s, c, false);
}

static void run_relative(session *s, ir_module *m)
{
    for (ir_component *c = m->components; c; c = c->next)
        wrap_all(s, c, true);
}

const pass lower_files = { "files", "fixed output files are copied",
                           run_every };
const pass lower_relative_files = { "relative-files",
                                    "relative output files are copied",
                                    run_relative };
