#include "events.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RULES_MAX = 16 };

typedef struct rule {
    const char *word, *pattern;
} rule;

struct schema {
    const rule *rules;
    regex_t compiled[RULES_MAX];
};

/* The first that matches wins; what matches none is a string. "Other" are the
   scalars that one schema alone knows: no reader of the other agrees. */
static const rule rules_1_1[] = {
    { "null", "^(~|null|Null|NULL)?$" },
    { "boolean true", "^(y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$" },
    { "boolean false", "^(n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$" },
    { "number", "^[-+]?(0|[1-9][0-9]*|0x[0-9a-fA-F]+)$" },
    { "number", "^[-+]?([0-9]+\\.[0-9]*|\\.[0-9]+)([eE][-+][0-9]+)?$" },
    { "other", "^[-+]?(0b[01_]+|0[0-7_]+|0x[0-9a-fA-F_]+|[1-9][0-9_]*)$" },
    { "other", "^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9_]*)?$" },
    { "other", "^[-+]?([0-9][0-9_]*\\.[0-9_]*|\\.[0-9_]+)([eE][-+][0-9]+)?$" },
    { "other", "^[-+]?\\.(inf|Inf|INF)$|^\\.(nan|NaN|NAN)$" },
    { "other", "^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt \t].*)?$" },
    { "other", "^(<<|=)$" },
    { NULL, NULL },
};

static const rule rules_1_2[] = {
    { "null", "^(~|null|Null|NULL)?$" },
    { "boolean true", "^(true|True|TRUE)$" },
    { "boolean false", "^(false|False|FALSE)$" },
    { "number", "^([-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$" },
    { "number", "^[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?$" },
    { "other", "^[-+]?\\.(inf|Inf|INF)$|^\\.(nan|NaN|NAN)$" },
    { NULL, NULL },
};

void print_event(const char *word)
{
    puts(word);
}

static void print_byte(unsigned char byte)
{
    if (byte == '"' || byte == '\\')
        printf("\\%c", byte);
    else if (byte < 0x20)
        printf("\\u%04x", byte);
    else
        putchar(byte);
}

void print_text(const char *word, text value)
{
    printf("%s \"", word);
    for (size_t i = 0; i < value.len; i++)
        print_byte((unsigned char)value.ptr[i]);
    puts("\"");
}

void print_error(const char *what)
{
    print_text("error", (text){ what, strlen(what) });
}

static void schema_open(schema *as, const rule *rules)
{
    as->rules = rules;
    for (size_t i = 0; rules[i].word; i++)
        if (regcomp(&as->compiled[i], rules[i].pattern,
                    REG_EXTENDED | REG_NOSUB) != 0)
            abort();
}

static void schema_close(schema *as)
{
    for (size_t i = 0; as->rules[i].word; i++)
        regfree(&as->compiled[i]);
}

static const char *word_of(const schema *as, const char *value)
{
    size_t i = 0;

    while (as->rules[i].word &&
           regexec(&as->compiled[i], value, 0, NULL, 0) != 0)
        i++;
    return as->rules[i].word;
}

static void print_scalar(const char *word, text value)
{
    if (!word)
        print_text("string", value);
    else if (strcmp(word, "other") == 0)
        print_text(word, value);
    else if (strcmp(word, "number") == 0)
        printf("%s %.*s\n", word, (int)value.len, value.ptr);
    else
        print_event(word);
}

void print_plain(const schema *as, text value)
{
    char *copy = strndup(value.ptr, value.len);

    if (!copy)
        abort();
    print_scalar(word_of(as, copy), value);
    free(copy);
}

static bool read_all(FILE *from, char **bytes, size_t *len)
{
    size_t room = 1 << 16;

    *len = 0;
    *bytes = malloc(room);
    while (*bytes && !feof(from) && !ferror(from)) {
        *len += fread(*bytes + *len, 1, room - *len, from);
        if (*len < room)
            continue;
        room *= 2;
        *bytes = realloc(*bytes, room);
    }
    return *bytes && !ferror(from);
}

static bool read_file(reader *read, const schema *as, const char *name)
{
    FILE *from = fopen(name, "rb");
    char *bytes = NULL;
    size_t len = 0;

    if (!from || !read_all(from, &bytes, &len)) {
        perror(name);
        return false;
    }
    fclose(from);
    print_text("file", (text){ name, strlen(name) });
    read(as, (text){ bytes, len });
    free(bytes);
    return true;
}

static bool read_files(reader *read, const schema *as, char **names)
{
    for (; *names; names++)
        if (!read_file(read, as, *names))
            return false;
    return fflush(stdout) == 0;
}

static int read_all_by(const rule *rules, reader *read, char **names)
{
    schema as;

    schema_open(&as, rules);

    bool ok = read_files(read, &as, names);

    schema_close(&as);
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}

int read_files_1_1(reader *read, char **names)
{
    return read_all_by(rules_1_1, read, names);
}

int read_files_1_2(reader *read, char **names)
{
    return read_all_by(rules_1_2, read, names);
}
