/*
 * yaml_json FILE...: prints each file as a line of JSON, the list of its YAML
 * documents. What pipec's reader refuses goes to standard error; the exit status
 * is then 1.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/formats.h"

static void stop(void *context)
{
    (void)context;
    fputs("yaml_json: memory is out\n", stderr);
    exit(2);
}

static str read_file(arena *a, const char *path)
{
    FILE *from = fopen(path, "rb");
    buf all = buf_new(a);
    char part[4096];
    size_t n;

    if (!from) {
        fprintf(stderr, "%s cannot be read\n", path);
        exit(2);
    }
    while ((n = fread(part, 1, sizeof part, from)) > 0)
        buf_put(&all, (str){ part, n });
    fclose(from);
    return buf_str(&all);
}

static bool print_one(const char *path)
{
    session s = { .arena = arena_new(stop, NULL) };
    buf out = buf_new(s.arena);
    const doc *docs;
    bool good = true;

    diags_init(&s.diags, s.arena);
    docs = yaml_read(&s, sources_add(&s.sources, s.arena, str_of(path),
                                     read_file(s.arena, path)));
    for (const diag *d = s.diags.first; d; d = d->next) {
        fprintf(stderr, "%s: %.*s\n", path, STR_ARG(d->text));
        good = good && d->severity != DIAG_ERROR;
    }
    if (docs)
        json_write_compact(&out, docs);
    printf("%.*s\n", (int)out.len, out.ptr);
    arena_free(s.arena);
    return good && docs;
}

int main(int argc, char **argv)
{
    bool good = true;

    for (int i = 1; i < argc; i++)
        good = print_one(argv[i]) && good;
    return !good;
}
