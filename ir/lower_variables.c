#include "ir/args_write.h"
#include "ir/pass.h"

/*
 * Arguments by environment variables where the engine's own entries hold
 * constants only: the words `env NAME=VALUE …`, which POSIX has, in front of
 * the program.
 */

/* Where the word goes: behind the presence of every input that it reads. */
static ir_words *guarded(arena *a, const ir_env *e, ir_words *to)
{
    for (const ir_piece *p = e->text.first; p; p = p->next) {
        ir_word *word;

        if (!arg_may_be_absent(p->port))
            continue;
        word = ir_word_add(a, to, IR_WORD_IF_PRESENT, e->at);
        word->port = p->port;
        to = &word->then;
    }
    return to;
}

static void put_assignment(arena *a, const ir_env *e, ir_words *to)
{
    ir_word *word = ir_word_add(a, guarded(a, e, to), IR_WORD_TEXT, e->at);
    ir_text *text = &word->text;

    ir_piece_literal(a, text, arena_join(a, e->name, STR("=")), e->at);
    args_append(a, text, &e->text);
}

/* The first argument that is not known when compiling. */
static const ir_env *find_variable(const ir_env *env)
{
    for (; env; env = env->next)
        if (env->argument && !ir_text_is_literal(&env->text))
            return env;
    return NULL;
}

static void wrap(arena *a, ir_container *box)
{
    ir_words command = { NULL, NULL, 0 };
    ir_env **link = &box->env;

    ir_word_literal(a, &command, STR("env"), box->style.at);
    while (*link) {
        const ir_env *e = *link;

        if (!e->argument) {
            link = &(*link)->next;
            continue;
        }
        put_assignment(a, e, &command);
        *link = e->next;
    }
    command.last->next = box->command.first;
    command.last = box->command.last;
    command.count += box->command.count;
    box->command = command;
}

static void run(session *s, ir_module *m)
{
    for (ir_component *c = m->components; c; c = c->next) {
        const ir_env *first = find_variable(c->container.env);
        diag *d;

        if (!first || !c->used)
            continue;
        if (c->container.command.count) {
            wrap(s->arena, &c->container);
            continue;
        }
        d = REPORT(s, D_NO_INTERPRETER, first->at,
                   "component '%.*s' has no 'command', and '%.*s', a variable "
                   "known at run time only, needs one",
                   STR_ARG(c->name), STR_ARG(first->name));
        diag_help(&s->diags, d, "write the image's entry point as 'command'");
    }
}

const pass lower_variables = { "variables", "arguments by `env NAME=VALUE`",
                               run };
