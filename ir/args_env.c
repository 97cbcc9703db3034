#include "ir/args_write.h"

/* ---- entries ------------------------------------------------------------- */

void args_start_variables(args_writer *w, ir_container *box)
{
    w->variables = map_new(w->arena);
    w->last_env = &box->env;
    for (; *w->last_env; w->last_env = &(*w->last_env)->next)
        map_put(&w->variables, (*w->last_env)->name, *w->last_env);
}

ir_env *args_add_variable(args_writer *w, str name, const ir_text *text,
                          span at)
{
    ir_env *env = NEW(w->arena, ir_env);

    env->name = name;
    env->at = at;
    env->kind = IR_ENV_TEXT;
    env->text.at = at;
    args_append(w->arena, &env->text, text);
    *w->last_env = env;
    w->last_env = &env->next;
    return env;
}

/* ---- the style `env` ----------------------------------------------------- */

static void check_name(const args_writer *w, const arg *a)
{
    session *s = w->in->session;
    const ir_env *older = map_get(&w->variables, a->key);
    diag *d;

    if (!older)
        return;
    d = REPORT(s, D_BAD_KEY, a->at,
               "the variable '%.*s' is an entry of the component's 'env', too",
               STR_ARG(a->key));
    diag_note(&s->diags, d, older->at, "it is set here");
    diag_help(&s->diags, d, "give it another name: keys: {%.*s: …}",
              STR_ARG(a->name));
}

static void write_variable(args_writer *w, const arg *a)
{
    ir_text text = a->text;

    check_name(w, a);
    if (a->how == ARG_CONSTANT)
        text = args_literal(w, args_constant_text(w, a), a->at);
    args_add_variable(w, a->key, &text, a->at)->argument = true;
}

static bool reads(const arg *a, const ir_port *port)
{
    for (const ir_piece *p = a->text.first; p; p = p->next)
        if (p->port == port)
            return true;
    return false;
}

/* An entry is left out when an input that it reads is absent, and only then. */
static bool goes_with(const arg *choice)
{
    if (choice->other.first)
        return false;
    for (const arg *a = choice->then.first; a; a = a->next)
        if (a->kind != ARG_PAIR || !reads(a, choice->port))
            return false;
    return true;
}

static bool has_pair(const arg_list *list)
{
    for (const arg *a = list->first; a; a = a->next)
        if (a->kind == ARG_PAIR || has_pair(&a->then) || has_pair(&a->other))
            return true;
    return false;
}

static void write_choice(args_writer *w, const arg *choice)
{
    session *s = w->in->session;
    diag *d;

    if (goes_with(choice)) {
        args_write_variables(w, &choice->then);
        return;
    }
    if (!has_pair(&choice->then) && !has_pair(&choice->other))
        return;
    d = REPORT(s, D_CANNOT_CONVERT, choice->at,
               "what stands here depends on the presence of '%.*s', but an "
               "environment variable cannot",
               STR_ARG(choice->port->name));
    diag_help(&s->diags, d, "give the input a default in its place");
}

void args_write_variables(args_writer *w, const arg_list *list)
{
    for (const arg *a = list->first; a; a = a->next)
        switch (a->kind) {
        case ARG_PAIR: write_variable(w, a); break;
        case ARG_WORD: break;
        case ARG_CHOICE: write_choice(w, a); break;
        }
}
