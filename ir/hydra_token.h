#ifndef IR_HYDRA_TOKEN_H
#define IR_HYDRA_TOKEN_H

#include "base/base.h"

/* What Hydra's lexer (1.3) makes of the text after `key=`. */
typedef enum hydra_token_kind {
    HYDRA_END,
    HYDRA_BAD, /* a character that can stand inside quotes only */
    HYDRA_QUOTED,
    HYDRA_ID,
    HYDRA_NULL,
    HYDRA_INT,
    HYDRA_FLOAT,
    HYDRA_BOOL,
    HYDRA_DOLLAR, /* ${...} up to the first brace */
    HYDRA_CHAR,
    HYDRA_COLON,
    HYDRA_ESCAPE,
    HYDRA_BLANK,
    HYDRA_PAREN,
    HYDRA_PAREN_END,
    HYDRA_BRACKET,
    HYDRA_BRACKET_END,
    HYDRA_BRACE,
    HYDRA_BRACE_END,
    HYDRA_COMMA,
    HYDRA_EQUAL
} hydra_token_kind;

typedef struct hydra_token {
    hydra_token_kind kind;
    str text; /* with its quotes; with the blanks that belong to a sign */
    size_t at;
} hydra_token;

/* The token of text at offset `at`: the longest that can stand there. */
hydra_token hydra_token_at(str text, size_t at);

/* Length of an integer without sign at the start of s; 0: none. */
size_t hydra_digits_length(str s);

#endif
