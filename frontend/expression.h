#ifndef FRONTEND_EXPRESSION_H
#define FRONTEND_EXPRESSION_H

#include "base/session.h"
#include "ir/ir.h"

/* What stands between `${{` and `}}`, and where. */
typedef struct expression {
    str text;
    span at;
    bool exact; /* at covers text byte for byte, so parts have places too */
} expression;

/*
 * The tree of an expression; one that is no comparison and has no operator is
 * IR_TEST_VALUE with its value in left. References are IR_NAME (head.member.
 * rest, as written). NULL after a finding.
 */
ir_condition *expression_parse(session *s, expression e);

/*
 * The value of an expression. A condition is none: D_EXPRESSION. IR_BAD after
 * a finding; never NULL.
 */
ir_value *expression_value(session *s, expression e);

#endif
