#ifndef FRONTEND_TOKEN_H
#define FRONTEND_TOKEN_H

#include "frontend/expression.h"

/* The words of an expression. */
typedef enum token_kind {
    TOKEN_END,
    TOKEN_BAD, /* reported already */
    TOKEN_OR,
    TOKEN_AND,
    TOKEN_NOT,
    TOKEN_EQ,
    TOKEN_NE,
    TOKEN_LT,
    TOKEN_LE,
    TOKEN_GT,
    TOKEN_GE,
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_COMMA,
    TOKEN_PATH, /* id { "." id } */
    TOKEN_CALL, /* collect or oneof, with its parenthesis */
    TOKEN_INT,
    TOKEN_FLOAT,
    TOKEN_STRING /* text keeps its quotes */
} token_kind;

typedef struct token {
    token_kind kind;
    size_t lo, hi; /* bytes of the expression's text */
} token;

/* The token at or after byte `from`; reports what is none. */
token token_next(session *s, const expression *e, size_t from);

str token_text(const expression *e, token t);

/* Where bytes [lo, hi) of the expression's text stand. */
span expression_span(const expression *e, size_t lo, size_t hi);

#endif
