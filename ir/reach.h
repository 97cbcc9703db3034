#ifndef IR_REACH_H
#define IR_REACH_H

#include "ir/ir.h"

/*
 * What lies between a region and a node elsewhere: the groups, loops and
 * branches that a value of the node leaves on its way there. Regions know
 * their owners (after pass_resolve has begun).
 */
typedef struct ir_reach {
    ir_node *top;    /* the node, or the one around it, that is a neighbour of
                        the reader or of one around the reader */
    ir_node *inner;  /* the innermost loop or branch that is left, or NULL */
    ir_node *branch; /* the innermost branch that is left, or NULL */
    uint32_t loops;  /* loops that are left */
    ir_node *shared; /* the reader stands in another part of this node */
} ir_reach;

ir_reach ir_reach_of(const ir_region *reader, ir_node *wanted);
/* The node of a region that is n, or has n inside; NULL when there is none. */
ir_node *ir_node_within(ir_node *n, const ir_region *region);

#endif
