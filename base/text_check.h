#ifndef BASE_TEXT_CHECK_H
#define BASE_TEXT_CHECK_H

#include "base/session.h"

/* What both readers ask of a text before they look at it. */

/* Bytes of a byte order mark at the start: 0 or 3. */
size_t text_mark_length(str text);
/* Reports a text that is no UTF-8 or too large, and gives false. */
bool text_check(session *s, const source *from);
/*
 * Adds help lines that name characters which look like YAML or JSON syntax but
 * are none (full-width colon, curly quotes, ...) in the line at offset `at`.
 */
void text_help_lookalikes(session *s, diag *about, const source *from,
                          size_t at);
/* The line around offset `at` of a text, without its break. */
str text_line_at(str text, size_t at);

#endif
