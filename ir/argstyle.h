#ifndef IR_ARGSTYLE_H
#define IR_ARGSTYLE_H

#include "base/session.h"
#include "ir/ir.h"

/*
 * An argument style says how the program in the container takes arguments. A
 * style is a row of data; argstyle.c has the rows, pass_args.c the one emitter
 * and the one recogniser that read them.
 */
typedef enum pair_shape {
    PAIR_KEY_EQUALS, /* one word: lead key = value */
    PAIR_TWO_WORDS,  /* lead key, then the value */
    PAIR_VALUE       /* the value alone */
} pair_shape;

typedef enum bool_shape { BOOL_WORD, BOOL_FLAG } bool_shape;
typedef enum list_shape { LIST_JSON, LIST_REPEAT, LIST_HYDRA } list_shape;
typedef enum null_shape { NULL_DROPPED, NULL_WORD } null_shape;
typedef enum escape_kind { ESCAPE_NONE, ESCAPE_HYDRA } escape_kind;

typedef struct argstyle {
    const char *name, *summary;
    const char *lead; /* before the key: "--" or "" */
    pair_shape pair;
    bool_shape boolean;
    list_shape list;
    null_shape null;
    escape_kind escape;
} argstyle;

/* Ends with a row whose name is NULL. */
extern const argstyle argstyles[];
const argstyle *argstyle_find(str name); /* NULL when unknown */

/* Hydra's spelling of a string constant: quotes, backslashes, `${` escaped so
 * that Hydra >= 1.1 reads the same string. */
void hydra_quote(buf *out, str text);
/* Hydra's spelling of a constant tree (null, bool, number, string, list, map).
 * False when a map key cannot be spelled. */
bool hydra_value(buf *out, const doc *value);
/* True when Hydra takes key (with or without + or ++) as an override's key. */
bool hydra_key_legal(str key);

#endif
