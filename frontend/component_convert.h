#ifndef FRONTEND_COMPONENT_CONVERT_H
#define FRONTEND_COMPONENT_CONVERT_H

#include "base/session.h"
#include "frontend/placeholder.h"
#include "ir/args.h"

/* A component file whose arguments are to be in another style. */
typedef struct component_conversion {
    source *source;
    const argstyle *from; /* NULL: as the words look */
    ir_args to;
} component_conversion;

/*
 * The text of the file with its arguments in the other style, all else byte for
 * byte as it was. False when there are errors.
 */
bool component_convert(session *s, const component_conversion *how, str *text);

/* ---- component_args.c ---------------------------------------------------- */

/* The arguments of a component file as they are written: a word for each item,
 * no {if} settled. */
typedef struct component_args {
    ir_component *component;
    placeholder_ports ports;
    const doc *list; /* NULL: there are none */
    ir_words words;
} component_args;

bool component_args_read(session *s, source *src, component_args *out);

/* ---- component_check.c --------------------------------------------------- */

/* Reads the new text: its arguments must mean what `args` means. False after a
 * finding, which is our own mistake. */
bool component_args_check(session *s, const component_conversion *how, str text,
                          const arg_list *args);

#endif
