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

/* [pythonX, -c, SHIM, program, ..., pipec:hydra, ...] */
static bool has_shim(const play_task *t)
{
    const doc *first = t->argv->first;

    if (t->argv->count < 4 || !is_python(first->text) ||
        !str_eq(first->next->text, STR("-c")))
        return false;
    doc_each (word, t->argv)
        if (str_eq(word->text, STR("pipec:hydra")))
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

/* The program's argv from what the recorder printed. */
static doc *recorded(play *p, str program, str lines)
{
    doc *argv = doc_seq(p->arena);

    doc_push(p->arena, argv, doc_string(p->arena, program));
    while (lines.len) {
        size_t end = str_find(lines, STR("\n"));

        doc_push(p->arena, argv,
                 doc_string(p->arena, from_hex(p, str_sub(lines, 0, end))));
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

bool play_shims(play *p, const char *self)
{
    for (play_task *t = p->first; t; t = t->next) {
        int status;

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
