#include "ir/args_word.h"

/* Words that start the program, and are not its own. */

static bool is_one_of(str s, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(s, str_of(names[i])))
            return true;
    return false;
}

/* The program that a word names, without its folder. */
static str base_name(const ir_word *w)
{
    str text = word_is_literal(w) ? word_lead(w) : STR("");

    for (size_t at = str_find(text, STR("/")); at < text.len;
         at = str_find(text, STR("/")))
        text = str_sub(text, at + 1, text.len);
    return text;
}

static bool is_python(const ir_word *w)
{
    return str_starts(base_name(w), STR("python")) ||
           str_starts(base_name(w), STR("pypy"));
}

static bool is_shell(const ir_word *w)
{
    static const char *const names[] = { "sh",  "bash", "dash",
                                         "ash", "zsh",  "ksh" };

    return is_one_of(base_name(w), names, COUNT(names));
}

static bool is_launcher(const ir_word *w)
{
    static const char *const names[] = {
        "torchrun",   "accelerate", "deepspeed", "mpirun", "mpiexec",
        "horovodrun", "coverage",   "uv",        "poetry", "pipenv",
        "conda",      "nsys",       "env",       "tini",   "dumb-init",
    };

    return is_python(w) || is_shell(w) ||
           is_one_of(base_name(w), names, COUNT(names));
}

static bool is_launcher_module(const ir_word *w)
{
    static const char *const names[] = {
        "torch.distributed.run",
        "torch.distributed.launch",
        "accelerate.commands.launch",
        "accelerate",
        "deepspeed",
        "deepspeed.launcher.runner",
        "coverage",
        "debugpy",
    };

    return is_one_of(base_name(w), names, COUNT(names));
}

static bool is_script(const ir_word *w)
{
    str text = base_name(w);

    return (str_ends(text, STR(".py")) || str_ends(text, STR(".sh"))) &&
           text.len > 3 && !str_starts(text, STR("-"));
}

/* ---- command and args as one list ---------------------------------------- */

typedef struct walk {
    const ir_word *at, *args;
    bool in_args;
} walk;

static walk start(const ir_words *command, const ir_words *args)
{
    bool none = !command->first;

    return (walk){ none ? args->first : command->first, args->first, none };
}

static void step(walk *w)
{
    w->at = w->at->next;
    if (w->at || w->in_args)
        return;
    w->at = w->args;
    w->in_args = true;
}

/* The first of args that is behind the word at w. */
static const ir_word *behind(walk w)
{
    if (!w.in_args)
        return w.args;
    return w.at ? w.at->next : NULL;
}

/* ---- launchers ----------------------------------------------------------- */

static bool is_word(const walk *w, const char *text)
{
    return word_is_literal(w->at) && str_eq(word_lead(w->at), str_of(text));
}

/* Options of Python and of shells whose value is a word of its own. */
static bool takes_next(const walk *w)
{
    return is_word(w, "-W") || is_word(w, "-X") || is_word(w, "-o");
}

/* The script or module that a launcher runs; NULL when it cannot be told. */
static const ir_word *find_program(walk *w)
{
    bool python = is_python(w->at) || is_shell(w->at);

    for (step(w); w->at && w->at->kind == IR_WORD_TEXT; step(w)) {
        if (is_word(w, "-m") || is_word(w, "--module")) {
            step(w);
            if (!w->at || !is_launcher_module(w->at))
                return w->at;
            python = false;
        } else if (python && is_word(w, "-c")) {
            step(w);
            return w->at;
        } else if (python && takes_next(w)) {
            step(w);
            if (!w->at)
                return NULL;
        } else if (str_starts(word_lead(w->at), STR("-"))) {
            continue;
        } else if (python || is_script(w->at)) {
            return w->at;
        } else {
            python = is_python(w->at);
        }
    }
    return NULL;
}

/* ---- shells -------------------------------------------------------------- */

/* -c, -ec, -euxc */
static bool is_script_option(const ir_word *w)
{
    str text = word_is_literal(w) ? word_lead(w) : STR("");

    return str_starts(text, STR("-")) && !str_starts(text, STR("--")) &&
           str_find(text, STR("c")) < text.len;
}

/* The text that a shell runs, by -c; NULL for none. */
static const ir_word *find_text(walk *w)
{
    while (w->at && !is_script_option(w->at))
        step(w);
    if (w->at)
        step(w);
    return w->at;
}

/* Whether a text hands its words on. */
static bool hands_on(const ir_word *text)
{
    for (const ir_piece *p = text->text.first; p; p = p->next)
        if (p->kind == IR_LITERAL &&
            (str_find(p->text, STR("$@")) < p->text.len ||
             str_find(p->text, STR("$*")) < p->text.len))
            return true;
    return false;
}

/* ---- both ---------------------------------------------------------------- */

const ir_word *args_skip_launcher(const ir_words *command, const ir_words *args,
                                  bool *shell)
{
    walk w = start(command, args);
    walk in_shell = w;
    const ir_word *text = is_shell(w.at) ? find_text(&in_shell) : NULL;

    *shell = text && !hands_on(text);
    if (*shell)
        return NULL;
    if (text) {
        step(&in_shell); /* the first word behind a text is its $0 */
        return behind(in_shell);
    }
    if (!is_launcher(w.at) || !find_program(&w))
        return args->first;
    return behind(w);
}

const ir_word *args_keep_launcher(args_context *in, const ir_words *words,
                                  arg_list *to)
{
    const ir_words *command = &in->component->container.command;
    bool shell;
    const ir_word *own = args_skip_launcher(command, words, &shell);

    for (const ir_word *w = words->first; w != own; w = w->next)
        args_keep_word(in, w, to);
    return own;
}
