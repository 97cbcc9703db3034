#ifndef IR_FIT_H
#define IR_FIT_H

#include "base/session.h"
#include "ir/ir.h"

/*
 * Whether a value fits where it is given; used by pass_types alone. Types of
 * values and ports are settled before. All report D_TYPE_MISMATCH or
 * D_NOT_IN_ENUM themselves; poison is silent.
 */

/* A bound value for its input. */
void fit_binding(session *s, const ir_node *n, const ir_binding *b);
/* The default and the enum of a port; the default gets the enum's spelling; noun is "parameter" or "input". */
void fit_default(session *s, ir_port *port, const char *noun);
/* The parts of texts, trees and fields: only parameters can stand there. */
void fit_parts(session *s, const ir_value *v);
/* What a region exports: it must be there in every run. */
void fit_output(session *s, const ir_port *output);

#endif
