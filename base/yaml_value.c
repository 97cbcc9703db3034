#include "base/yaml_value.h"

#include <inttypes.h>
#include <string.h>

static const char *const tag_names[] = {
    [DOC_NULL] = "null",   [DOC_BOOL] = "bool",  [DOC_INT] = "int",
    [DOC_FLOAT] = "float", [DOC_STRING] = "str", [DOC_SEQ] = "seq",
    [DOC_MAP] = "map",
};

static const char core[] = "tag:yaml.org,2002:";

str yaml_tag_name(const char *tag)
{
    return str_of(strncmp(tag, core, sizeof core - 1) ? tag
                                                      : tag + sizeof core - 1);
}

int yaml_tag_kind(const char *tag)
{
    str name = yaml_tag_name(tag);

    if (!strcmp(tag, "!"))
        return DOC_STRING;
    for (int i = 0; name.ptr != tag && i < (int)COUNT(tag_names); i++)
        if (str_eq(name, str_of(tag_names[i])))
            return i;
    return -1;
}

bool yaml_has_base(str text)
{
    return text.len > 2 && (text.ptr[1] == 'x' || text.ptr[1] == 'o');
}

static str decimal(arena *a, str text)
{
    unsigned shift = text.ptr[1] == 'x' ? 4 : 3;
    uint64_t value = 0;

    for (size_t i = 2; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        unsigned digit = c <= '9' ? c - 48u : (c | 32u) - 'a' + 10;

        if (value >> (64 - shift))
            return (str){ NULL, 0 };
        value = value << shift | digit;
    }
    return arena_printf(a, "%" PRIu64, value);
}

str yaml_value_text(arena *a, doc_kind kind, str text)
{
    if (kind == DOC_NULL)
        return STR("null");
    if (kind == DOC_BOOL)
        return *text.ptr == 't' || *text.ptr == 'T' ? STR("true")
                                                    : STR("false");
    return kind == DOC_INT && yaml_has_base(text) ? decimal(a, text) : text;
}
