#include "tests/play.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const recording = "PIPEC_TEST_RECORD";

int play_record(int argc, char **argv)
{
    if (!getenv(recording))
        return 0;
    for (int i = 1; i < argc; i++) {
        fputs("\"", stdout);
        for (const char *c = argv[i]; *c; c++)
            printf("%02x", (unsigned)(unsigned char)*c);
        fputs("\"\n", stdout);
    }
    return 1;
}

static bool is_python(str word)
{
    size_t slash = word.len;

    while (slash > 0 && word.ptr[slash - 1] != '/')
        slash--;
    return str_starts(str_sub(word, slash, word.len), STR("python"));
}

static bool is_mark(str word)
{
    str name = str_sub(word, strlen("pipec:"), word.len);

    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] != '-' && (name.ptr[i] < 'a' || name.ptr[i] > 'z'))
            return false;
    return str_starts(word, STR("pipec:")) && name.len;
}

/* [pythonX, -c, SHIM, program, ..., pipec:STYLE, ...] */
static bool has_shim(const play_task *t)
{
    const doc *first = t->argv->first;

    if (t->argv->count < 4 || !is_python(first->text) ||
        !str_eq(first->next->text, STR("-c")))
        return false;
    doc_each (word, t->argv)
        if (is_mark(word->text))
            return true;
    return false;
}

static str read_all(play *p, int fd)
{
    buf all = buf_new(p->arena);
    char part[4096];
    ssize_t n;

    while ((n = read(fd, part, sizeof part)) > 0)
        buf_put(&all, (str){ part, (size_t)n });
    close(fd);
    return buf_str(&all);
}

static void run_child(play *p, const play_task *t, const char *self, int to)
{
    char **words = arena_alloc(p->arena, (t->argv->count + 1) * sizeof *words,
                               alignof(char *));
    size_t n = 0;

    doc_each (word, t->argv) {
        str text = n == 3 ? str_of(self) : word->text;

        words[n] = arena_alloc(p->arena, text.len + 1, 1);
        if (text.len)
            memcpy(words[n], text.ptr, text.len);
        n++;
    }
    setenv(recording, "1", 1);
    dup2(to, STDOUT_FILENO);
    execvp("python3", words);
    _exit(127);
}

static int digit(char c)
{
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

static str from_hex(play *p, str line)
{
    buf out = buf_new(p->arena);

    for (size_t i = 1; i + 2 < line.len; i += 2)
        buf_char(&out,
                 (char)(digit(line.ptr[i]) * 16 + digit(line.ptr[i + 1])));
    return buf_str(&out);
}

/* A word that names a file which the shim made, with the mark of one in the
 * place of the path. The file goes. */
static str with_file(play *p, str word)
{
    size_t at = str_find(word, STR("/pipec-")), from = at;
    FILE *file;
    buf out, text;
    int c;

    if (at == word.len || !str_ends(word, STR(".json")))
        return word;
    while (from > 0 && word.ptr[from - 1] != '=')
        from--;
    file = fopen(arena_cstr(p->arena, str_sub(word, from, word.len)), "rb");
    if (!file)
        return word;
    text = buf_new(p->arena);
    while ((c = getc(file)) != EOF)
        buf_char(&text, (char)c);
    fclose(file);
    unlink(arena_cstr(p->arena, str_sub(word, from, word.len)));
    out = buf_new(p->arena);
    buf_put(&out, str_sub(word, 0, from));
    buf_put(&out, STR("<file:"));
    json_write_string(&out, buf_str(&text));
    buf_char(&out, '>');
    return buf_str(&out);
}

/* The program's argv from what the recorder printed. */
static doc *recorded(play *p, str program, str lines)
{
    doc *argv = doc_seq(p->arena);

    doc_push(p->arena, argv, doc_string(p->arena, program));
    while (lines.len) {
        size_t end = str_find(lines, STR("\n"));
        str word = from_hex(p, str_sub(lines, 0, end));

        doc_push(p->arena, argv, doc_string(p->arena, with_file(p, word)));
        lines = str_sub(lines, end + 1, lines.len);
    }
    return argv;
}

/* Exit status of the shim; the argv is set when it is 0. */
static int run(play *p, play_task *t, const char *self)
{
    str program = t->argv->first->next->next->next->text;
    int ends[2], status = 0;
    pid_t child;
    str lines;

    fflush(stdout);
    if (pipe(ends) < 0 || (child = fork()) < 0)
        return -1;
    if (child == 0)
        run_child(p, t, self, ends[1]);
    close(ends[1]);
    lines = read_all(p, ends[0]);
    if (waitpid(child, &status, 0) < 0)
        return -1;
    if (status == 0)
        t->argv = recorded(p, program, lines);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static size_t name_length(str s)
{
    size_t n = 0;

    while (n < s.len &&
           ((s.ptr[n] >= 'A' && s.ptr[n] <= 'Z') ||
            (s.ptr[n] >= 'a' && s.ptr[n] <= 'z') ||
            (n && s.ptr[n] >= '0' && s.ptr[n] <= '9') || s.ptr[n] == '_'))
        n++;
    return n < s.len && s.ptr[n] == '=' ? n : 0;
}

/* [env, NAME=VALUE, ..., program, ...]: what env does. */
static void run_env(play *p, play_task *t)
{
    const doc *word = t->argv->first;
    doc *argv = doc_seq(p->arena);
    size_t n;

    if (!word || !str_eq(word->text, STR("env")))
        return;
    if (!t->env)
        t->env = doc_seq(p->arena);
    for (word = word->next; word && (n = name_length(word->text));
         word = word->next) {
        doc *entry =
            doc_push_named(p->arena, t->env, str_sub(word->text, 0, n));

        doc_put_text(p->arena, entry, "value",
                     str_sub(word->text, n + 1, word->text.len));
    }
    for (; word; word = word->next)
        doc_push(p->arena, argv, doc_copy(p->arena, word));
    t->argv = argv;
}

bool play_shims(play *p, const char *self)
{
    for (play_task *t = p->first; t; t = t->next) {
        int status;

        run_env(p, t);
        if (!has_shim(t))
            continue;
        status = run(p, t, self);
        if (status == 127)
            return false;
        if (status)
            play_fail(p, "the shim of '%.*s' ended with %d", STR_ARG(t->name),
                      status);
    }
    return true;
}
