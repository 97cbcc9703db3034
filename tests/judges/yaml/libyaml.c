/* Reads as libyaml does, plain scalars by the letter of YAML 1.1. */
#include "events.h"

#include <stdio.h>
#include <yaml.h>

static void print_yaml_scalar(const schema *as, const yaml_event_t *event)
{
    text value = { (const char *)event->data.scalar.value,
                   event->data.scalar.length };

    if (event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
        print_plain(as, value);
    else
        print_text("string", value);
}

static bool is_extra(const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_ALIAS_EVENT: return true;
    case YAML_SCALAR_EVENT:
        return event->data.scalar.anchor || event->data.scalar.tag;
    case YAML_SEQUENCE_START_EVENT:
        return event->data.sequence_start.anchor ||
               event->data.sequence_start.tag;
    case YAML_MAPPING_START_EVENT:
        return event->data.mapping_start.anchor ||
               event->data.mapping_start.tag;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_START_EVENT:
    case YAML_DOCUMENT_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: return false;
    }
    return false;
}

static void print_yaml_event(const schema *as, const yaml_event_t *event)
{
    if (is_extra(event))
        print_error("an anchor, an alias or a tag");
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT: print_event("doc"); break;
    case YAML_SEQUENCE_START_EVENT: print_event("seq"); break;
    case YAML_MAPPING_START_EVENT: print_event("map"); break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: print_event("end"); break;
    case YAML_SCALAR_EVENT: print_yaml_scalar(as, event); break;
    case YAML_ALIAS_EVENT:
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_END_EVENT: break;
    }
}

static void print_problem(const yaml_parser_t *parser)
{
    char what[256];

    snprintf(what, sizeof what, "line %zu: %s", parser->problem_mark.line + 1,
             parser->problem ? parser->problem : "no memory");
    print_error(what);
}

/* One event; false at the end of the stream and of what can be read. */
static bool step(const schema *as, yaml_parser_t *parser)
{
    yaml_event_t event;

    if (!yaml_parser_parse(parser, &event)) {
        print_problem(parser);
        return false;
    }

    bool more = event.type != YAML_STREAM_END_EVENT;

    print_yaml_event(as, &event);
    yaml_event_delete(&event);
    return more;
}

static void read_events(const schema *as, text file)
{
    yaml_parser_t parser;

    if (!yaml_parser_initialize(&parser)) {
        print_error("no memory");
        return;
    }
    yaml_parser_set_input_string(&parser, (const unsigned char *)file.ptr,
                                 file.len);
    while (step(as, &parser))
        ;
    yaml_parser_delete(&parser);
}

int main(int argc, char **argv)
{
    (void)argc;
    return read_files_1_1(read_events, argv + 1);
}
