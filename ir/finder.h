#ifndef IR_FINDER_H
#define IR_FINDER_H

#include "ir/semantics.h"

/* The parts of constructs_each: constructs.c (tasks and what they run),
 * constructs_flow.c (groups, branches, loops). */
typedef struct finder {
    void (*found)(construct c, span at, void *context);
    void *context;
    bool on_exit; /* tasks of on-exit are looked at */
    /* Where the value that is looked at stands. */
    const ir_region *region;
} finder;

void finder_yield(finder *f, construct c, span at);
void finder_yield_if(finder *f, bool used, construct c, span at);

/* Control flow in one value (not in its parts) and of one node. */
void finder_flow_value(finder *f, const ir_value *v);
void finder_flow_node(finder *f, const ir_node *n);

#endif
