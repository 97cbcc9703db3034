/*
 * convert [FOLDER]: converts every component file under the folder (without
 * one: $PIPEC_CORPUS_DIR/components; 77 when that is not set) to every style.
 * What comes out must be the same document but for its arguments, keep every
 * line that is a comment, and convert back; in the corpus, where lists and
 * bools are few, forth again gives the same. The counts are printed.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/formats.h"
#include "pipec.h"

enum { SKIPPED = 77 };

typedef struct counts {
    bool circle; /* the way forth and back is tested, too */
    int files, converted, unchanged, refused, failures;
} counts;

typedef struct product {
    arena *arena;
    str text;
    pipec_status status;
} product;

static void stop(void *context)
{
    (void)context;
    fputs("convert: memory is out\n", stderr);
    exit(2);
}

static int keep(const pipec_output *out, void *payload)
{
    product *p = payload;

    p->text = arena_copy(p->arena, (str){ out->data, out->len });
    return 0;
}

static product convert(arena *a, str text, const char *from, const char *to)
{
    const pipec_conversion how = { .size = sizeof how, .from = from, .to = to };
    product p = { .arena = a };
    pipec *ctx = pipec_new(NULL);

    pipec_add_text(ctx, "component.yaml", text.ptr ? text.ptr : "", text.len);
    p.status = pipec_convert_args(ctx, &how, keep, &p);
    pipec_free(ctx);
    return p;
}

/* ---- what must hold ------------------------------------------------------ */

/* The document with null in the place of its arguments. */
static doc *without_args(arena *a, str text)
{
    session s = { .arena = a };
    source *src;
    doc *all, *box;

    diags_init(&s.diags, a);
    src = sources_add(&s.sources, a, STR("component.yaml"), text);
    all = yaml_read(&s, src);
    if (!all || all->count != 1)
        return NULL;
    box = doc_get(doc_get(all->first, STR("implementation")), STR("container"));
    if (box && doc_get(box, STR("args")))
        doc_put(a, box, STR("args"), doc_null(a));
    return all->first;
}

static bool keeps_comments(str old, str now)
{
    bool good = true;

    while (old.len) {
        str line = str_sub(old, 0, str_find(old, STR("\n")));
        str comment = str_trim(line);

        if (str_starts(comment, STR("#")) && str_find(now, comment) == now.len)
            good = false;
        old = str_sub(old, line.len + 1, old.len);
    }
    return good;
}

static doc *whole(arena *a, str text)
{
    session s = { .arena = a };
    doc *all;

    diags_init(&s.diags, a);
    all = yaml_read(&s, sources_add(&s.sources, a, STR("c.yaml"), text));
    return all ? all->first : NULL;
}

/* Forth and back and forth is forth; two words of argparse may read in more
 * ways than one. */
static const char *same_again(arena *a, const char *style, str now, str back)
{
    product again = convert(a, back, "argparse", style);
    doc *one = whole(a, now), *two = whole(a, again.text);

    if (again.status != PIPEC_OK)
        return "there is no way forth again";
    if (strcmp(style, "argparse-space") != 0 &&
        (!one || !two || !doc_equal(one, two)))
        return "the way forth and back is no circle";
    return NULL;
}

static const char *fault(arena *a, str old, const char *style, bool circle)
{
    product now = convert(a, old, NULL, style), back;
    doc *one, *two;

    if (now.status == PIPEC_EINPUT)
        return "refused";
    if (now.status != PIPEC_OK)
        return "the conversion fails";
    if (str_eq(old, now.text))
        return "unchanged";
    one = without_args(a, old);
    two = without_args(a, now.text);
    if (!one || !two || !doc_equal(one, two))
        return "more than the arguments changed";
    if (!keeps_comments(old, now.text))
        return "a comment is gone";
    if (strcmp(style, "positional") == 0)
        return NULL;
    back = convert(a, now.text, style, "argparse");
    if (back.status != PIPEC_OK)
        return "there is no way back";
    return circle ? same_again(a, style, now.text, back.text) : NULL;
}

/* ---- files --------------------------------------------------------------- */

static void check(counts *c, const char *path, str text, const char *style)
{
    arena *a = arena_new(stop, NULL);
    const char *what = fault(a, text, style, c->circle);

    if (!what)
        c->converted++;
    else if (strcmp(what, "refused") == 0)
        c->refused++;
    else if (strcmp(what, "unchanged") == 0)
        c->unchanged++;
    else {
        printf("%s to %s: %s\n", path, style, what);
        c->failures++;
    }
    arena_free(a);
}

static void check_file(counts *c, const char *path, size_t size)
{
    FILE *from = fopen(path, "rb");
    char *data = malloc(size + 1);
    pipec_row row = { .size = sizeof row };
    str text = { data, 0 };

    if (!from || !data)
        exit(2);
    text.len = fread(data, 1, size, from);
    fclose(from);
    c->files++;
    for (size_t i = 0; pipec_list(PIPEC_ARG_STYLES, i, &row); i++)
        if (strcmp(row.name, "env") != 0 && strcmp(row.name, "json-file") != 0)
            check(c, path, text, row.name);
    free(data);
}

static void walk(counts *c, const char *path)
{
    struct dirent **names = NULL;
    struct stat st;
    int count;

    if (stat(path, &st) != 0)
        return;
    if (S_ISREG(st.st_mode)) {
        check_file(c, path, (size_t)st.st_size);
        return;
    }
    count = scandir(path, &names, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        char inner[4096];

        snprintf(inner, sizeof inner, "%s/%s", path, names[i]->d_name);
        if (names[i]->d_name[0] != '.')
            walk(c, inner);
        free(names[i]);
    }
    free(names);
}

int main(int argc, char **argv)
{
    const char *corpus = getenv("PIPEC_CORPUS_DIR");
    char path[4096] = "";
    counts c = { .circle = argc < 2 };

    if (argc > 1)
        snprintf(path, sizeof path, "%s", argv[1]);
    else if (corpus)
        snprintf(path, sizeof path, "%s/components", corpus);
    walk(&c, path);
    printf("%d files: %d converted, %d unchanged, %d refused\n", c.files,
           c.converted, c.unchanged, c.refused);
    if (!c.files && argc < 2)
        return SKIPPED;
    return c.failures || !c.files;
}
