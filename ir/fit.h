#ifndef IR_FIT_H
#define IR_FIT_H

#include "base/session.h"
#include "ir/ir.h"

/*
 * The parts of pass_types: settle.c (ports that their use decides), fit.c
 * (whether a value fits where it is given), fit_flow.c (conditions and loops).
 * Types of values and ports are settled before. The fit_ functions report what
 * they find themselves; poison is silent.
 */

/* Gives a type to each port of a component file that came without one. */
void settle_ports(session *s, ir_module *m);

/* A bound value for its input. */
void fit_binding(session *s, const ir_node *n, const ir_binding *b);
/* A field of a sweep's jobs for the input that it is bound to. */
void fit_swept(session *s, const ir_node *n, const ir_binding *b);
/* The default and the enum of a port; the default gets the enum's spelling; noun is "parameter" or "input". */
void fit_default(session *s, ir_port *port, const char *noun);
/* The parts of texts, trees and fields: only parameters can stand there. */
void fit_parts(session *s, const ir_value *v);
/* A condition; NULL for none. */
void fit_condition(session *s, const ir_condition *c);
/* What a loop goes over. */
void fit_list(session *s, const ir_value *over);
/* The parts of a oneof are of one type; false after a finding. */
bool fit_one_of(session *s, const ir_value *v);
/* "'params.rate'", "field 'a.b'": a value, for findings. */
str fit_describe(arena *a, const ir_value *v);
/* Whether an artifact (or list of them) can stand for another. */
bool fit_schemas(ir_type got, ir_type want);
/* Whether it is a parameter that may have no value. */
bool fit_may_be_absent(const ir_value *v);
/* Reports an infinity or no number in a constant; true when there is one. */
bool fit_not_finite(session *s, const doc *in, span at);
/* Notes where an output or a parameter is declared. */
void fit_note_declared(session *s, diag *about, const ir_value *v);
/* What a region exports: it must be there in every run. */
void fit_output(session *s, const ir_port *output);

#endif
