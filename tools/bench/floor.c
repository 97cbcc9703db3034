/*
 * floor events FILE     libyaml's events over FILE
 * floor roundtrip FILE  libyaml's events, given to libyaml's emitter
 * floor read FILE       pipec's reader
 * floor write FILE      pipec's reader and writer
 *
 * What pipec is measured against. Output is counted, not written.
 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#include "base/formats.h"

typedef struct bytes {
    char *ptr;
    size_t len;
} bytes;

static bytes slurp(const char *path)
{
    FILE *f = fopen(path, "rb");
    bytes b = { NULL, 0 };

    if (!f)
        return b;
    fseek(f, 0, SEEK_END);
    b.len = (size_t)ftell(f);
    rewind(f);
    b.ptr = malloc(b.len + 1);
    if (b.ptr)
        b.len = fread(b.ptr, 1, b.len, f);
    fclose(f);
    return b;
}

static int count(void *total, unsigned char *text, size_t len)
{
    (void)text;
    *(size_t *)total += len;
    return 1;
}

static size_t libyaml(bytes in, bool emit)
{
    yaml_parser_t parser;
    yaml_emitter_t emitter;
    yaml_event_t event;
    size_t total = 0;
    bool more = true;

    yaml_parser_initialize(&parser);
    yaml_parser_set_input_string(&parser, (const unsigned char *)in.ptr,
                                 in.len);
    yaml_emitter_initialize(&emitter);
    yaml_emitter_set_output(&emitter, count, &total);
    yaml_emitter_set_unicode(&emitter, 1);
    yaml_emitter_set_width(&emitter, -1);
    while (more && yaml_parser_parse(&parser, &event)) {
        more = event.type != YAML_STREAM_END_EVENT;
        if (emit)
            yaml_emitter_emit(&emitter, &event); /* takes the event */
        else
            yaml_event_delete(&event);
    }
    yaml_emitter_delete(&emitter);
    yaml_parser_delete(&parser);
    return total;
}

static void full(void *jump)
{
    longjmp(*(jmp_buf *)jump, 1);
}

static size_t pipec(bytes in, bool write)
{
    jmp_buf jump;
    session s;
    buf out;
    doc *docs;

    memset(&s, 0, sizeof s);
    s.arena = arena_new(full, &jump);
    if (!s.arena || setjmp(jump))
        return 0;
    diags_init(&s.diags, s.arena);
    docs = yaml_read(&s, sources_add(&s.sources, s.arena, STR("in"),
                                     (str){ in.ptr, in.len }));
    out = buf_new(s.arena);
    if (docs && write)
        doc_each (d, docs)
            yaml_write(&out, d);
    return out.len;
}

int main(int argc, char **argv)
{
    bytes in = argc == 3 ? slurp(argv[2]) : (bytes){ NULL, 0 };
    size_t total;

    if (!in.ptr)
        return 2;
    if (!strcmp(argv[1], "events") || !strcmp(argv[1], "roundtrip"))
        total = libyaml(in, argv[1][0] == 'r');
    else
        total = pipec(in, !strcmp(argv[1], "write"));
    printf("%zu\n", total);
    return 0;
}
