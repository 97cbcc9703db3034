#ifndef BASE_YAML_VALUE_H
#define BASE_YAML_VALUE_H

#include "base/doc.h"

/* What tags and spellings of YAML scalars mean. */

/* The kind that a tag names; DOC_STRING for "!"; -1 when it is unknown. */
int yaml_tag_kind(const char *tag);
/* The tag without the prefix of the core schema ("int"), else all of it. */
str yaml_tag_name(const char *tag);
/* Whether the text of a DOC_INT begins with 0x or 0o. */
bool yaml_has_base(str text);
/*
 * The text of a scalar as trees hold it: null, true, false, 0x1F as 31, all
 * others as they are. Empty for a number of more than 64 bits with a base.
 */
str yaml_value_text(arena *a, doc_kind kind, str text);

#endif
