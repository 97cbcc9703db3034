/*
 * manual [--bless] PAGE.md PIPEC: runs the fenced examples of a page.
 *
 * A block ```yaml title=NAME is written to the file NAME of a fresh folder. In
 * a block ```console every line that begins with "$ " is a command; what stands
 * under it must be what the command prints (both streams). A last line "..."
 * leaves the rest open. --bless prints the page with the output as it is.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINE = 4096, OUTPUT = 1 << 20 };

typedef struct page {
    FILE *text;
    char line[LINE];
    bool bless, pushed;
    int number, failures;
} page;

static bool next_line(page *p)
{
    if (p->pushed) {
        p->pushed = false;
        return true;
    }
    p->number++;
    return fgets(p->line, LINE, p->text) != NULL;
}

static bool fence_end(const page *p)
{
    return strncmp(p->line, "```", 3) == 0;
}

static void keep(const page *p)
{
    if (p->bless)
        fputs(p->line, stdout);
}

static void make_parents(const char *name)
{
    char part[LINE];

    snprintf(part, sizeof part, "%s", name);
    for (char *slash = strchr(part, '/'); slash;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(part, 0777);
        *slash = '/';
    }
}

static void write_file(page *p, char *name)
{
    FILE *f;

    name[strcspn(name, "\n")] = '\0';
    make_parents(name);
    f = fopen(name, "w");
    while (next_line(p) && !fence_end(p)) {
        keep(p);
        if (f)
            fputs(p->line, f);
    }
    keep(p);
    if (!f || fclose(f) != 0)
        p->failures++;
}

static char *run(const char *command)
{
    char *out = calloc(1, OUTPUT);
    char shell[LINE + 16];
    FILE *f;

    snprintf(shell, sizeof shell, "{ %s\n} 2>&1", command);
    f = popen(shell, "r");
    if (!out || !f)
        exit(2);
    if (fread(out, 1, OUTPUT - 1, f) == 0)
        out[0] = '\0';
    pclose(f);
    return out;
}

/* The expected lines, up to the next command or the end of the block. */
static char *expected(page *p)
{
    char *text = calloc(1, OUTPUT);

    if (!text)
        exit(2);
    while (next_line(p)) {
        if (fence_end(p) || strncmp(p->line, "$ ", 2) == 0) {
            p->pushed = true;
            break;
        }
        strncat(text, p->line, OUTPUT - strlen(text) - 1);
    }
    return text;
}

static bool agrees(const char *want, const char *got)
{
    size_t len = strlen(want);

    if (len >= 4 && strcmp(want + len - 4, "...\n") == 0)
        return strncmp(want, got, len - 4) == 0;
    return strcmp(want, got) == 0;
}

static void command(page *p)
{
    char *got = run(p->line + 2), *want;
    int at = p->number;

    keep(p);
    want = expected(p);
    if (p->bless) {
        fputs(agrees(want, got) ? want : got, stdout);
    } else if (!agrees(want, got)) {
        printf("line %d: expected\n%s--- got\n%s---\n", at, want, got);
        p->failures++;
    }
    free(want);
    free(got);
}

static void console(page *p)
{
    while (next_line(p) && !fence_end(p)) {
        if (strncmp(p->line, "$ ", 2) == 0)
            command(p);
        else
            keep(p);
    }
    keep(p);
}

static void walk(page *p)
{
    while (next_line(p)) {
        char *title = strstr(p->line, "title=");

        keep(p);
        if (strncmp(p->line, "```console", 10) == 0)
            console(p);
        else if (fence_end(p) && title)
            write_file(p, title + 6);
    }
}

int main(int argc, char **argv)
{
    char folder[] = "/tmp/manual-XXXXXX", path[LINE], tool[LINE];
    page p = { 0 };
    char *slash;

    p.bless = argc == 4 && strcmp(argv[1], "--bless") == 0;
    if (argc != 3 + p.bless || !realpath(argv[argc - 1], tool))
        return 2;
    p.text = fopen(argv[argc - 2], "r");
    slash = strrchr(tool, '/');
    if (!p.text || !slash || !mkdtemp(folder) || chdir(folder) != 0)
        return 2;
    *slash = '\0';
    if (snprintf(path, sizeof path, "%s:%s", tool, getenv("PATH")) >= LINE)
        return 2;
    setenv("PATH", path, 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    walk(&p);
    fclose(p.text);
    if (chdir("/") == 0) {
        snprintf(path, sizeof path, "rm -rf %s", folder);
        free(run(path));
    }
    return p.failures != 0;
}
