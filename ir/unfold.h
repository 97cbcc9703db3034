#ifndef IR_UNFOLD_H
#define IR_UNFOLD_H

#include "base/session.h"
#include "ir/ir.h"

/*
 * For targets that know tasks and nothing else: loops over lists that are known
 * become copies of what stands in them, pipelines that are used and groups give
 * their tasks to the region around, branches give a condition to each of their
 * tasks. Conditions that are known are decided, and arms that are not taken go.
 */

/* One copy of a region. */
typedef struct unfold_scope {
    struct unfold_scope *around;
    const ir_region *region;
    const ir_node *loop; /* it is a round of this loop, or NULL */
    ir_value *item;
    uint32_t round;
    ir_value *over;      /* all rounds, of a list known only at run time */
    bool call;           /* it is the graph of a call; `bound` counts */
    map bound;           /* input -> value in the terms of the tasks made */
    ir_condition *guard; /* its tasks run if it holds; NULL: always */
    str prefix, suffix;  /* of the names of its tasks */
    ir_need *after;      /* tasks made elsewhere that its tasks wait for */
    struct unfold_place *places; /* of its nodes */
    uint32_t first, end;         /* which tasks were made in it */
    uint32_t depth;
} unfold_scope;

/* What became of a node in one scope. */
typedef struct unfold_place {
    ir_node *task;         /* of a task; of a branch: one that decides */
    unfold_scope **inside; /* rounds, arms (NULL: not taken), or the one */
    uint32_t count;
    uint32_t first, end; /* which tasks were made of it */
    ir_need *after;
    bool seen, rounds; /* one task is made for all rounds */
} unfold_place;

typedef struct unfold_made {
    ir_node *task;
    unfold_scope *scope;
    uint32_t stamp;
} unfold_made;

typedef struct unfolding {
    session *session;
    arena *arena;
    ir_module *module;
    const struct unfold_rules *rules;
    bool on_exit;      /* exit tasks are made */
    unfold_made *made; /* in the order of making: who is needed comes first */
    uint32_t count, cap, stamp;
    uint32_t copies, scopes, edges, values; /* so far */
    bool full;                              /* a budget is spent; reported */
    uint32_t errors;                        /* findings of before */
    const ir_node *at;                      /* the node that is unfolded */
} unfolding;

/* What a target adds. */
typedef struct unfold_rules {
    /*
     * Turns the conditions of a branch's arms (NULL: else), which are in the
     * terms of the tasks made, into the guards of the arms.
     */
    void (*guard)(unfolding *u, unfold_scope *in, const ir_node *branch,
                  ir_condition **arms, uint32_t count);
    /*
     * For a list known only at run time: the output that its loop's one task
     * goes over, as `over` and in the place of the item; NULL after a finding.
     */
    ir_value *(*list)(unfolding *u, unfold_scope *in, const ir_node *loop,
                      const ir_value *list);
} unfold_rules;

enum {
    UNFOLD_TASKS = 10000,
    UNFOLD_EDGES = 200000,
    UNFOLD_VALUES = 500000,
    UNFOLD_DEPTH = 500
};

void unfold(session *s, ir_module *m, const unfold_rules *rules);

/* ---- for the rules -------------------------------------------------------- */

/* A task more, which stands before the node of a scope; its bindings must be
 * there when unfold_finish is called. */
ir_node *unfold_task(unfolding *u, unfold_scope *in, const ir_node *from,
                     ir_component *component, str name);
/* Gives it its condition and its edges. */
void unfold_finish(unfolding *u, unfold_scope *in, ir_node *task);

/* ---- its parts ------------------------------------------------------------ */

/* Reports that a budget is spent, once. */
void unfold_stop(unfolding *u, const char *what);
unfold_place *unfold_place_of(const unfold_scope *in, const ir_node *n);
/* The scope around `in`, or itself, that has n's region or one around it. */
unfold_scope *unfold_scope_of(unfold_scope *in, ir_node *n);
/* v, which is read in a scope, in the terms of the tasks made. */
ir_value *unfold_value(unfolding *u, unfold_scope *in, const ir_value *v);
ir_condition *unfold_condition(unfolding *u, unfold_scope *in,
                               const ir_condition *c);
ir_pod *unfold_pod(unfolding *u, unfold_scope *in, const ir_pod *pod);
/* What `after` of a node means: the last of the tasks it names. */
ir_need *unfold_after(unfolding *u, unfold_scope *in, const ir_node *n);
/* The last of the tasks [first, end). */
ir_need *unfold_last(unfolding *u, uint32_t first, uint32_t end);
void unfold_edges(unfolding *u, unfold_scope *in, ir_node *task);

/* ---- conditions ----------------------------------------------------------- */

/* A condition that is decided. */
ir_condition *condition_known(arena *a, bool holds, span at);
bool condition_is(const ir_condition *c, bool holds);
/* Decides what constants and absent parameters decide. */
ir_condition *condition_fold(arena *a, ir_condition *c);
/* NULL holds always. */
ir_condition *condition_and(arena *a, ir_condition *left, ir_condition *right);
ir_condition *condition_not(arena *a, ir_condition *c);

#endif
