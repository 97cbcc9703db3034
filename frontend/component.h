#ifndef FRONTEND_COMPONENT_H
#define FRONTEND_COMPONENT_H

/*
 * KFP component files: component.c (ports, containers), component_value.c
 * (types and constants), component_graph.c (graphs), component_argument.c (what
 * the tasks of a graph are given, and when they run).
 */

#include "base/doc.h"
#include "base/session.h"
#include "frontend/fields.h"
#include "ir/ir.h"

/* "components/train.yaml" -> "train": the name of a file that says none. */
str component_stem(str path);

/* A component, from a file of its own or a part of one. */
typedef struct component_from {
    const doc *doc;
    str file; /* where it stands */
} component_from;

/* Adds the component to m, behind those that its graph uses. NULL when there
 * is nothing that could run. */
ir_component *component_read(session *s, ir_module *m, component_from from);

/* ---- component_value.c --------------------------------------------------- */

/* KFP takes an empty key for one that is not there. */
const doc *component_unless_null(const doc *d);
/* The same, and NULL after a finding when it has another kind. */
const doc *component_expect(session *s, const doc *d, field_kind kind);
ir_type component_type(session *s, const doc *d);
/* A constant as a declared type has it; NULL when it is none. */
const doc *component_constant(session *s, const doc *d, ir_type_kind kind);
/* "an integer": what a constant must be. */
const char *component_noun(ir_type_kind kind);
/* The key `default` of an input. */
void component_default(session *s, ir_port *port, const doc *d);

/* ---- component_graph.c --------------------------------------------------- */

/* Makes c, whose ports are read, a graph. d is the key `graph`. */
void component_graph(session *s, ir_module *m, ir_component *c, const doc *d);

#endif
