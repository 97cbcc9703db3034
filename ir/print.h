#ifndef IR_PRINT_H
#define IR_PRINT_H

#include "ir/ir.h"

/* Values and words as the language spells them; used by ir_print. */

/* "Run of ${{ params.x }}", ${{ train.model }}, {"a": 1} */
void print_value(buf *out, const ir_value *v);
/* A text of pieces between quotes. */
void print_text(buf *out, const ir_text *text);
/* A literal and a text behind it. */
void print_pair(buf *out, const char *before, str text);
/* A JSON string. */
void print_quoted(buf *out, str text);
/* ${{ a.b >= 0.9 && !c.d }} */
void print_condition(buf *out, const ir_condition *c);

/* Starts a line: four blanks a level. */
void print_indent(buf *out, unsigned level);
/* One word a line, conditions with their words below. */
void print_words(buf *out, unsigned level, const ir_words *words);

#endif
