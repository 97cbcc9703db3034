#include "command.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int usage_error(const char *fmt, ...)
{
    va_list args;

    (void)fputs("pipec: ", stderr);
    va_start(args, fmt);
    (void)vfprintf(stderr, fmt, args);
    va_end(args);
    (void)fputc('\n', stderr);
    return EXIT_USAGE;
}

bool words_add(words *to, const char *text)
{
    const char **items = to->items;

    /* Doubled whenever the count is a power of two. */
    if ((to->count & (to->count - 1)) == 0)
        items = realloc(items, (to->count ? to->count * 2 : 1) * sizeof *items);
    if (!items)
        return false;
    to->items = items;
    to->items[to->count++] = text;
    return true;
}

void words_free(words *w)
{
    free(w->items);
    *w = (words){ NULL, 0 };
}

/* ---- did you mean -------------------------------------------------------- */

enum { NEAR_LONGEST = 32 };

static size_t least(size_t a, size_t b, size_t c)
{
    size_t ab = a < b ? a : b;

    return ab < c ? ab : c;
}

static size_t distance(const char *a, const char *b)
{
    size_t row[NEAR_LONGEST + 1], n = strlen(b);

    if (n > NEAR_LONGEST || strlen(a) > NEAR_LONGEST)
        return NEAR_LONGEST;
    for (size_t j = 0; j <= n; j++)
        row[j] = j;
    for (size_t i = 0; a[i]; i++) {
        size_t corner = row[0];

        row[0] = i + 1;
        for (size_t j = 1; j <= n; j++) {
            size_t above = row[j];

            row[j] =
                least(above + 1, row[j - 1] + 1, corner + (a[i] != b[j - 1]));
            corner = above;
        }
    }
    return row[n];
}

const char *nearest(const char *wrong, const char *const *names, size_t count)
{
    const char *best = NULL;
    size_t best_distance = strlen(wrong) / 3 + 2;

    for (size_t i = 0; i < count; i++) {
        size_t d = distance(wrong, names[i]);

        if (d < best_distance) {
            best = names[i];
            best_distance = d;
        }
    }
    return best;
}

/* ---- reading ------------------------------------------------------------- */

static const option *find_long(const option *table, const char *word)
{
    size_t n = strcspn(word, "=");

    for (const option *o = table; o && o->name; o++)
        if (strlen(o->name) == n && strncmp(o->name, word, n) == 0)
            return o;
    return NULL;
}

static const option *find_letter(const option *table, char letter)
{
    for (const option *o = table; o && o->name; o++)
        if (o->letter == letter)
            return o;
    return NULL;
}

static int refuse(const command *c, const char *word)
{
    words names = { NULL, 0 };
    const char *near = NULL;

    for (const option *o = c->options; o && o->name; o++)
        if (!words_add(&names, o->name))
            break;
    if (word[1] == '-')
        near = nearest(word, names.items, names.count);
    words_free(&names);
    if (near)
        return usage_error("%s has no option '%s'; did you mean '%s'?", c->name,
                           word, near);
    return usage_error("%s has no option '%s'; see 'pipec help %s'", c->name,
                       word, c->name);
}

static bool store(const option *o, void *into, const char *value)
{
    char *member = (char *)into + o->offset;

    switch (o->kind) {
    case OPTION_FLAG: memcpy(member, &(bool){ true }, sizeof(bool)); break;
    case OPTION_TEXT: memcpy(member, &value, sizeof value); break;
    case OPTION_LIST: return words_add((words *)(void *)member, value);
    }
    return true;
}

/* A word of the command line and those after it. */
typedef struct cursor {
    int argc, at;
    char **argv;
} cursor;

static int read_option(const command *c, cursor *from, void *into)
{
    const char *word = from->argv[from->at];
    bool is_long = word[1] == '-';
    const option *o = is_long ? find_long(c->options, word)
                              : find_letter(c->options, word[1]);
    const char *value = is_long ? strchr(word, '=') : word + 2;

    if (!o)
        return refuse(c, word);
    if (is_long && value)
        value++;
    else if (!is_long && !*value)
        value = NULL;
    if (o->kind == OPTION_FLAG && value)
        return usage_error("option '%s' takes no value", o->name);
    if (o->kind != OPTION_FLAG && !value) {
        if (from->at + 1 >= from->argc)
            return usage_error("option '%s' needs a value: %s", o->name,
                               o->value);
        value = from->argv[++from->at];
    }
    return store(o, into, value) ? EXIT_DONE : exit_code(PIPEC_ENOMEM);
}

static bool is_help(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

int options_read(const command *c, int argc, char **argv, void *into,
                 words *rest, bool *help)
{
    cursor from = { argc, 1, argv };
    bool only_words = false;
    int status = EXIT_DONE;

    for (; from.at < argc && status == EXIT_DONE; from.at++) {
        const char *word = argv[from.at];

        if (only_words || word[0] != '-' || !word[1])
            status =
                words_add(rest, word) ? EXIT_DONE : exit_code(PIPEC_ENOMEM);
        else if (strcmp(word, "--") == 0)
            only_words = true;
        else if (is_help(word))
            *help = true;
        else
            status = read_option(c, &from, into);
    }
    return *help ? EXIT_DONE : status;
}

void options_free(const command *c, void *into, words *rest)
{
    for (const option *o = c->options; o && o->name; o++)
        if (o->kind == OPTION_LIST)
            words_free((words *)(void *)((char *)into + o->offset));
    words_free(rest);
}

/* ---- printing ------------------------------------------------------------ */

static void print_option(const option *o)
{
    char left[64], letter[] = "-x, ";

    letter[1] = o->letter;
    (void)snprintf(left, sizeof left, "%s%s%s%s", o->letter ? letter : "    ",
                   o->name, o->value ? " " : "", o->value ? o->value : "");
    printf("  %-26s %s\n", left, o->summary);
}

void print_help(const command *c)
{
    printf("usage: pipec %s%s%s\n\n%s\n", c->name, *c->takes ? " " : "",
           c->takes, c->summary);
    if (c->options && c->options->name)
        puts("\noptions:");
    for (const option *o = c->options; o && o->name; o++)
        print_option(o);
}

int finish_output(void)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return EXIT_DONE;
    (void)fputs("pipec: cannot write standard output\n", stderr);
    return EXIT_SYSTEM;
}

int exit_code(pipec_status status)
{
    switch (status) {
    case PIPEC_OK: return EXIT_DONE;
    case PIPEC_EINPUT: return EXIT_FINDINGS;
    case PIPEC_EUSAGE: return EXIT_USAGE;
    case PIPEC_EIO: return EXIT_SYSTEM;
    case PIPEC_ENOMEM:
        (void)fputs("pipec: memory is out\n", stderr);
        return EXIT_SYSTEM;
    case PIPEC_EBUG: break;
    }
    return EXIT_BUG;
}
