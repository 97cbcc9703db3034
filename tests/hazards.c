/*
 * hazards PAGE TESTDATA: the manual's table of hazards has the rows of
 * backends/hazards.def and no others, and each row is the name of an input of
 * a case TESTDATA/argv/hazards*, which shows what arrives. Without arguments
 * the table is printed.
 */
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "backends/hazards.h"

enum { TEXT = 1 << 20, LINE = 1024 };

static const char head[] =
    "| hazard | a run-time value that holds | Argo | Tekton | Vertex, KFP |\n"
    "|---|---|---|---|---|\n";

static void spell(char *line, const hazard *h)
{
    const char *cells[HAZARD_COLUMNS];

    for (int i = 0; i < HAZARD_COLUMNS; i++)
        cells[i] = *h->effect[i] ? h->effect[i] : "arrives";
    snprintf(line, LINE, "| `%s` | %s | %s | %s | %s |\n", h->id, h->value,
             cells[HAZARDS_ARGO], cells[HAZARDS_TEKTON], cells[HAZARDS_KFP]);
}

static void print_table(void)
{
    char line[LINE];

    fputs(head, stdout);
    for (int i = 0; i < HAZARD_COUNT; i++) {
        spell(line, &hazards[i]);
        fputs(line, stdout);
    }
}

/* Adds a file to text, which ends with a NUL. */
static void add_file(char *text, const char *path)
{
    size_t len = strlen(text);
    FILE *from = fopen(path, "rb");

    if (!from)
        return;
    text[len + fread(text + len, 1, TEXT - len - 1, from)] = 0;
    fclose(from);
}

static int check_page(const char *page)
{
    const char *at = strstr(page, head);
    char line[LINE];

    if (!at) {
        puts("the page has no table of hazards");
        return 1;
    }
    at += strlen(head);
    for (int i = 0; i < HAZARD_COUNT; i++) {
        spell(line, &hazards[i]);
        if (strncmp(at, line, strlen(line)) != 0) {
            printf("the page has another row in the place of %s", line);
            return 1;
        }
        at += strlen(line);
    }
    if (*at == '|')
        puts("the page has more rows than the table");
    return *at == '|';
}

static void add_cases(char *text, const char *testdata)
{
    char path[LINE];
    DIR *folder;

    snprintf(path, sizeof path, "%s/argv", testdata);
    folder = opendir(path);
    for (struct dirent *e; folder && (e = readdir(folder));) {
        if (strncmp(e->d_name, "hazards", strlen("hazards")) != 0)
            continue;
        snprintf(path, sizeof path, "%s/argv/%s/input.pipe.yaml", testdata,
                 e->d_name);
        add_file(text, path);
    }
    if (folder)
        closedir(folder);
}

static int check_cases(const char *cases)
{
    int missing = 0;
    char input[LINE];

    for (int i = 0; i < HAZARD_COUNT; i++) {
        snprintf(input, sizeof input, "{%s: ", hazards[i].id);
        if (strstr(cases, input))
            continue;
        snprintf(input, sizeof input, ", %s: ", hazards[i].id);
        if (strstr(cases, input))
            continue;
        printf("no case of argv/hazards* has an input '%s'\n", hazards[i].id);
        missing++;
    }
    return missing;
}

int main(int argc, char **argv)
{
    static char page[TEXT], cases[TEXT];

    if (argc < 3) {
        print_table();
        return 0;
    }
    add_file(page, argv[1]);
    add_cases(cases, argv[2]);
    return check_page(page) + check_cases(cases) != 0;
}
