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

static void wrap(arena *a, ir_component *c, ir_port *p)
{
    ir_words command = { NULL, NULL, 0 };
    span at = p->at;
    ir_word *to;

    ir_word_literal(a, &command, STR("sh"), at);
    ir_word_literal(a, &command, STR("-c"), at);
    ir_word_literal(a, &command, resource_find("templates/shims/output.sh"),
                    at);
    ir_word_literal(a, &command, STR("sh"), at);
    ir_word_literal(a, &command, p->file, at);
    to = ir_word_add(a, &command, IR_WORD_TEXT, at);
    ir_piece_add(a, &to->text, IR_OUTPUT_PATH, at)->port = p;
    join(&command, &c->container.command);
    c->container.command = command;
}

static void wrap_all(session *s, ir_component *c, bool relative_only)
{
    diag *d;

    for (ir_port *p = c->outputs.first; p; p = p->next) {
        if (!p->file.len || (relative_only && str_starts(p->file, STR("/"))))
            continue;
        if (c->container.command.first) {
            wrap(s->arena, c, p);
            continue;
        }
        d = REPORT(s, D_FILE_NO_COMMAND, p->at,
                   "the fixed file of output '%.*s' needs a command to wrap",
                   STR_ARG(p->name));
        diag_help(&s->diags, d, "write the image's entry point as 'command'");
    }
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
