#include "ir/args_write.h"

#include <string.h>

#include "base/resource.h"

/*
 * Small Python programs that spell run-time values and then become the program.
 * Behind a mark of ours their arguments come in threes: kind, key, value.
 *
 *     w  a word as it is           r  key=value as it is
 *     s  any text                  n  a number
 *     b  a bool                    j  JSON
 *     l  a list, a pair each       p  the same in two words
 *     m  a list, a word each       c  a list between commas
 *     f  the path of the file
 *
 * A style has several when most components need but a part of the largest; the
 * first that knows all kinds is taken.
 */
static const struct shim {
    const char *word, *kinds, *path;
} shims[] = {
    { "hydra", "s", "templates/shims/hydra.py" },
    { "hydra", "sj", "templates/shims/hydra-json.py" },
    { "flags", "b", "templates/shims/flags.py" },
    { "flags", "blpm", "templates/shims/flags-list.py" },
    { "flags", "blpmc", "templates/shims/flags-csv.py" },
    { "fire", "sbnj", "templates/shims/fire.py" },
    { "dotlist", "sbnj", "templates/shims/dotlist.py" },
    { "json-file", "sbnj", "templates/shims/json-file.py" },
};

/* ---- kinds --------------------------------------------------------------- */

static char list_kind(const argstyle *style, const arg *a)
{
    switch (a->list) {
    case LIST_JSON: break;
    case LIST_REPEAT: return style->pair == PAIR_TWO_WORDS ? 'p' : 'l';
    case LIST_WORDS: return 'm';
    case LIST_CSV: return 'c';
    }
    return style->kinds[ARG_LIST];
}

char args_kind(const argstyle *style, const arg *a)
{
    switch (a->how) {
    case ARG_CONSTANT: return 'r';
    case ARG_BOOL:
        return a->boolean == BOOL_WORD ? style->kinds[ARG_BOOL] : 'b';
    case ARG_LIST: return list_kind(style, a);
    case ARG_PATH:
    case ARG_INT:
    case ARG_FLOAT:
    case ARG_STRING:
    case ARG_STRUCT: break;
    }
    return style->kinds[a->how];
}

static uint32_t kind_bit(char kind)
{
    return 1u << (kind - 'a');
}

/* The kinds of all arguments but `r`, as bits; *why is the first argument that
 * has one. */
static uint32_t find_kinds(const argstyle *style, const arg_list *list,
                           const arg **why)
{
    uint32_t found = 0;

    for (const arg *a = list->first; a; a = a->next) {
        char kind = a->kind == ARG_PAIR ? args_kind(style, a) : 'r';
        bool needs = kind != 'r' || style->pair == PAIR_FILE;

        found |= find_kinds(style, &a->then, why);
        found |= find_kinds(style, &a->other, why);
        if (kind != 'r')
            found |= kind_bit(kind);
        if (needs && a->kind == ARG_PAIR && !*why)
            *why = a;
    }
    return found;
}

static bool knows(const struct shim *row, uint32_t wanted)
{
    for (const char *kind = row->kinds; *kind; kind++)
        wanted &= ~kind_bit(*kind);
    return !wanted;
}

static bool is_exact(const args_context *in)
{
    str transport = in->how->transport;

    return !transport.len || str_eq(transport, STR("exact"));
}

const char *args_shim_for(const args_context *in, const arg_list *list,
                          const arg **why)
{
    const argstyle *style = in->how->style;
    uint32_t wanted;

    *why = NULL;
    if (!*style->shim || !is_exact(in))
        return NULL;
    wanted = find_kinds(style, list, why);
    for (size_t i = 0; *why && i < COUNT(shims); i++)
        if (strcmp(shims[i].word, style->shim) == 0 && knows(&shims[i], wanted))
            return shims[i].path;
    return NULL;
}

/* ---- triples ------------------------------------------------------------- */

void args_put_triple(const args_writer *w, ir_words *to, char kind, str key,
                     const ir_text *value, span at)
{
    args_put_word(w, to, arena_copy(w->arena, (str){ &kind, 1 }), at);
    args_put_word(w, to, key, at);
    args_put_joined(w, to, STR(""), value, STR(""), at);
}

/* "--cache/--no-cache": the words for true and false. */
static str switch_words(const args_writer *w, const arg *a)
{
    const argstyle *style = w->style;

    if (a->boolean != BOOL_SWITCH)
        return arena_printf(w->arena, "%s%.*s/", style->lead, STR_ARG(a->key));
    return arena_printf(w->arena, "%s%.*s/%s%s%.*s", style->lead,
                        STR_ARG(a->key), style->lead, style->negation,
                        STR_ARG(a->key));
}

void args_put_value(const args_writer *w, ir_words *to, str key, char kind,
                    const arg *a)
{
    if (kind == 'b' && a->boolean != BOOL_WORD)
        key = switch_words(w, a);
    if (kind == 'c' && w->style->pair == PAIR_TWO_WORDS) {
        ir_text flag = args_literal(w, key, a->at);

        args_put_plain(w, to, &flag, a->at);
        key = STR("");
    }
    args_put_triple(w, to, kind, key, &a->text, a->at);
}

/* ---- the component ------------------------------------------------------- */

static bool is_python(str s)
{
    str minor = STR("python3.");

    if (str_eq(s, STR("python")) || str_eq(s, STR("python3")))
        return true;
    if (!str_starts(s, minor) || s.len == minor.len)
        return false;
    for (size_t i = minor.len; i < s.len; i++)
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
    return true;
}

static str interpreter(const args_writer *w, const ir_words *command)
{
    const ir_word *first = command->first;
    str name;

    if (first->kind != IR_WORD_TEXT || !ir_text_is_literal(&first->text))
        return STR("python3");
    name = ir_text_literal(w->arena, &first->text);
    return is_python(name) ? name : STR("python3");
}

void args_put_shim(const args_writer *w, ir_container *box, const char *shim)
{
    ir_words command = { NULL, NULL, 0 };
    span at = w->in->how->at;

    args_put_word(w, &command, interpreter(w, &box->command), at);
    args_put_word(w, &command, STR("-c"), at);
    args_put_word(w, &command, resource_find(shim), at);
    command.last->next = box->command.first;
    command.last = box->command.last;
    command.count += box->command.count;
    box->command = command;
}

/* `-x FILE` in two words, all other options as OPTION=FILE. */
static void put_file(const args_writer *w, ir_words *to, span at)
{
    const doc *said = w->in->how->option;
    str option = said ? said->text : STR("--config");
    bool letter = option.len == 2 && option.ptr[0] == '-';
    ir_text none = { .at = at };
    ir_text word = args_literal(w, option, at);

    if (letter)
        args_put_triple(w, to, 'w', STR(""), &word, at);
    if (letter)
        option = STR("");
    else if (option.len && !str_ends(option, STR("=")))
        option = arena_join(w->arena, option, STR("="));
    args_put_triple(w, to, 'f', option, &none, at);
}

void args_put_mark(const args_writer *w, ir_words *to)
{
    span at = w->in->how->at;

    args_put_word(w, to, arena_printf(w->arena, "pipec:%s", w->style->shim),
                  at);
    if (w->style->pair == PAIR_FILE)
        put_file(w, to, at);
}
