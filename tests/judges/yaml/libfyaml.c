/*
 * Reads as libfyaml does, plain scalars by the core schema of YAML 1.2. Only
 * files that libyaml has accepted come here: libfyaml 0.7 is not safe with
 * bytes that are not UTF-8, and must not be torn down after an error.
 */
#include "events.h"

#include <libfyaml.h>

static void print_fy_scalar(const schema *as, const struct fy_event *event)
{
    text value = { NULL, 0 };

    value.ptr = fy_token_get_text(event->scalar.value, &value.len);
    if (!value.ptr)
        value = (text){ "", 0 };
    if (fy_token_scalar_style(event->scalar.value) == FYSS_PLAIN)
        print_plain(as, value);
    else
        print_text("string", value);
}

static bool is_extra(const struct fy_event *event)
{
    switch (event->type) {
    case FYET_ALIAS: return true;
    case FYET_SCALAR: return event->scalar.anchor || event->scalar.tag;
    case FYET_SEQUENCE_START:
        return event->sequence_start.anchor || event->sequence_start.tag;
    case FYET_MAPPING_START:
        return event->mapping_start.anchor || event->mapping_start.tag;
    case FYET_NONE:
    case FYET_STREAM_START:
    case FYET_STREAM_END:
    case FYET_DOCUMENT_START:
    case FYET_DOCUMENT_END:
    case FYET_SEQUENCE_END:
    case FYET_MAPPING_END: return false;
    }
    return false;
}

static void print_fy_event(const schema *as, const struct fy_event *event)
{
    if (is_extra(event))
        print_error("an anchor, an alias or a tag");
    switch (event->type) {
    case FYET_DOCUMENT_START: print_event("doc"); break;
    case FYET_SEQUENCE_START: print_event("seq"); break;
    case FYET_MAPPING_START: print_event("map"); break;
    case FYET_SEQUENCE_END:
    case FYET_MAPPING_END: print_event("end"); break;
    case FYET_SCALAR: print_fy_scalar(as, event); break;
    case FYET_ALIAS:
    case FYET_NONE:
    case FYET_STREAM_START:
    case FYET_STREAM_END:
    case FYET_DOCUMENT_END: break;
    }
}

static void read_events(const schema *as, text file)
{
    static const struct fy_parse_cfg quietly = {
        .flags = FYPCF_QUIET | FYPCF_DEFAULT_VERSION_1_2 | FYPCF_JSON_NONE,
    };
    struct fy_parser *parser = fy_parser_create(&quietly);
    struct fy_event *event = NULL;

    if (!parser || fy_parser_set_string(parser, file.ptr, file.len) != 0) {
        print_error("cannot be opened");
        return;
    }
    while ((event = fy_parser_parse(parser))) {
        print_fy_event(as, event);
        fy_parser_event_free(parser, event);
    }
    if (fy_parser_get_stream_error(parser))
        print_error("not YAML 1.2");
    else
        fy_parser_destroy(parser);
}

int main(int argc, char **argv)
{
    (void)argc;
    return read_files_1_2(read_events, argv + 1);
}
