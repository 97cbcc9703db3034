#ifndef FRONTEND_NATIVE_TASKS_H
#define FRONTEND_NATIVE_TASKS_H

#include "frontend/native/native.h"

/* ---- names.c ------------------------------------------------------------- */

/* Takes the name of a task or group; reports one that is taken or illegal. */
void native_task_name(native *n, const doc *task);
/* Likewise for a loop's variable; `item` may be that of many loops. */
void native_item_name(native *n, str name, span at);

/* ---- tasks.c ------------------------------------------------------------- */

/* template_condition, with names spoiled that cannot be looked up; poison at a
 * place for NULL, never NULL. */
ir_condition *native_condition(native *n, const doc *d, span at);

/* What makes a task a group, a branch or a loop. */
typedef struct native_flow {
    const doc *tasks, *when, *other, *foreach;
} native_flow;

/* ---- sweep.c ------------------------------------------------------------- */

/* The key `sweep` of a loop: its swept keys and their values. */
typedef struct native_sweep native_sweep;
native_sweep *native_sweep_begin(native *n, const doc *d);
/* Makes the loop's list, when the loop was read. leaf: its only task, whose
 * inputs get the swept values; NULL for a group. */
void native_sweep_end(native *n, native_sweep *sweep, ir_node *loop,
                      ir_node *leaf);

/* ---- groups.c ------------------------------------------------------------ */

/* A task's place: the region its leaf or its tasks go to, and the outermost
 * node around them; NULL for a leaf alone. */
typedef struct native_place {
    ir_region *inner;
    ir_node *outer;
    native_sweep *sweep; /* of the loop, or NULL */
    ir_node *loop;
} native_place;

native_place native_flow_begin(native *n, const doc *task, const native_flow *f,
                               ir_region *to);
/* The arms behind the first one, and the jobs of a sweep; after its tasks were
 * read. leaf: NULL for a group. */
void native_flow_end(native *n, const native_flow *f, const native_place *at,
                     ir_node *leaf);

#endif
