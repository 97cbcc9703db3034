#ifndef IR_SEMANTICS_H
#define IR_SEMANTICS_H

#include "base/session.h"
#include "ir/ir.h"

/*
 * What a target can say. Each back end has a table with a row per construct;
 * docs/semantics.md is printed from these tables, and legal() checks a module
 * against one of them. A construct is one row in constructs.def.
 */
typedef enum construct {
#define CONSTRUCT(name, title) C_##name,
#include "ir/constructs.def"
#undef CONSTRUCT
    CONSTRUCT_COUNT
} construct;

typedef enum verdict {
    CAN_UNSAID, /* no row: a test fails */
    CAN_NATIVE, /* the target has it */
    CAN_HOW,    /* expressed by other means; `how` says which */
    CAN_SILENT, /* another platform's key: no effect by definition */
    CAN_WARN,   /* quality of service is lost; `how` is the help line */
    CAN_ERROR   /* meaning would be lost; `how` is the way out */
} verdict;

typedef struct semantics {
    verdict can;
    const char *how; /* one line; "" when there is nothing to add */
} semantics;

/* How findings and docs/semantics.md name each construct. */
extern const char *const construct_titles[CONSTRUCT_COUNT];

/* Calls found(construct, where, context) for every use in the module. */
void constructs_each(const ir_module *m,
                     void (*found)(construct c, span at, void *context),
                     void *context);

/*
 * Reports every use that the table answers with CAN_WARN (D_QUALITY_LOST) or
 * CAN_ERROR (D_CANNOT_EXPRESS); can has CONSTRUCT_COUNT entries.
 */
void legal(session *s, const ir_module *m, const semantics *can);
/* The same for control flow, in a module that is not lowered; legal() leaves
 * those rows out, for lowerings take control flow apart. */
void legal_flow(session *s, const ir_module *m, const semantics *can);

#endif
