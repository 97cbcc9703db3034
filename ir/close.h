#ifndef IR_CLOSE_H
#define IR_CLOSE_H

#include "base/session.h"
#include "ir/ir.h"

/*
 * The two halves of lower_close. First close_shape makes tasks and calls of
 * branches, loops and groups; then close_value says each value in the terms of
 * the region it is read in, by making ports on the way. Between the two, and
 * after, a region made from a composite knows its call (`owner`) and the
 * region the call stands in (`parent`); those of modules and sub-pipelines
 * have neither.
 */
typedef struct closer {
    session *session;
    arena *arena;
    ir_module *module;
    bool whole; /* a single task in a loop or an arm gets a graph, too */
    map ports;  /* what carries a value into or out of a region */
} closer;

/* Leaves tasks and calls only, in the region and in those made of it. */
void close_shape(closer *in, ir_region *region);
/* True when the region is the graph of the call that owns it; false for the
 * roots, for exit handlers, and where a single task stands for its region. */
bool close_is_graph(const ir_region *region);
/* Says v, which is read in region `in`, in that region's terms. */
void close_value(closer *c, ir_region *in, ir_value *v);
/* The type of a list's elements: that of all of a constant list, else any. */
ir_type close_item_type(const ir_value *over);

#endif
