#ifndef IR_ARGSTYLE_H
#define IR_ARGSTYLE_H

#include "base/session.h"
#include "ir/ir.h"

/*
 * An argument style says how the program in the container takes arguments. A
 * style is a row of data; argstyle.c has the rows, args_write.c the one emitter
 * and args_read.c the one recogniser that read them.
 */
typedef enum pair_shape {
    PAIR_KEY_EQUALS, /* one word: lead key = value */
    PAIR_TWO_WORDS,  /* lead key, then the value */
    PAIR_VALUE,      /* the value alone */
    PAIR_VARIABLE,   /* no word: an environment variable */
    PAIR_FILE        /* no word: a member of a JSON file that the shim writes */
} pair_shape;

/* How a bool stands there. */
typedef enum bool_shape {
    BOOL_WORD,  /* as a value */
    BOOL_FLAG,  /* --key, or nothing */
    BOOL_SWITCH /* --key, or --no-key */
} bool_shape;

/* How a list stands there. */
typedef enum list_shape {
    LIST_JSON,   /* one value: JSON, or what the escaper makes of it */
    LIST_REPEAT, /* a pair for each element */
    LIST_WORDS,  /* --key, then a word for each element */
    LIST_CSV     /* one value: elements between commas, as RFC 4180 has them */
} list_shape;

typedef enum null_shape {
    NULL_DROPPED, /* an absent input's pair is left out */
    NULL_WORD,    /* the same; null can be spelled, too */
    NULL_EMPTY    /* an empty word keeps the place of those behind it */
} null_shape;

/* What a value's text is made of. */
typedef enum escape_kind {
    ESCAPE_NONE,   /* plain text */
    ESCAPE_HYDRA,  /* Hydra's grammar of overrides */
    ESCAPE_PYTHON, /* Python literals */
    ESCAPE_YAML,   /* YAML 1.1 as OmegaConf reads it */
    ESCAPE_JSON
} escape_kind;

/* What a key is made of; of these words a key of `keys` must be, too. */
typedef enum key_shape {
    KEY_NONE,     /* the style has no keys */
    KEY_FLAG,     /* letters, digits, _ . - as the port has them */
    KEY_SNAKE,    /* the same, with _ for - */
    KEY_KEBAB,    /* the same, with - for _ */
    KEY_HYDRA,    /* a key of an override, with _ for - */
    KEY_DOTTED,   /* names between dots, with _ for - */
    KEY_VARIABLE, /* upper case, other characters _ */
    KEY_TEXT      /* any text */
} key_shape;

/* What a run-time value is; an index into argstyle.kinds. */
typedef enum arg_value {
    ARG_PATH, /* a local path, which begins with a slash */
    ARG_INT,
    ARG_FLOAT,
    ARG_BOOL,
    ARG_STRING,  /* any text */
    ARG_LIST,    /* JSON */
    ARG_STRUCT,  /* JSON */
    ARG_CONSTANT /* none: a tree that is known now */
} arg_value;

typedef struct argstyle {
    const char *name, *summary;
    const char *lead;     /* before the key: "--" or "" */
    const char *negation; /* between them when a switch is off */
    pair_shape pair;
    bool_shape boolean;
    list_shape list;
    null_shape null;
    escape_kind escape;
    bool yaml_floats; /* ESCAPE_NONE: infinity is .inf, not inf */
    key_shape key;
    unsigned bools, lists; /* ARG_SHAPE bits of what the settings may say */
    const char *shim;      /* the word of its mark; args_shim.c has the texts */
    /* By arg_value: the kind of triple that the shim takes, `r` for text that
     * needs no shim. */
    const char *kinds;
} argstyle;

#define ARG_SHAPE(shape) (1u << (shape))

/* Ends with a row whose name is NULL. */
extern const argstyle argstyles[];
const argstyle *argstyle_find(str name); /* NULL when unknown */
/* The name next to a wrong one, or an empty text. */
str argstyle_nearest(arena *a, str wrong);
/* The words of the settings `bool` and `list`, by shape; end with NULL. */
extern const char *const bool_shape_words[], *const list_shape_words[];
/* The shape of a word, or -1. */
int bool_shape_find(str word);
int list_shape_find(str word);

/* Hydra's spelling of a string constant: quotes, backslashes, `${` escaped so
 * that Hydra >= 1.1 reads the same string. */
void hydra_quote(buf *out, str text);
/* Hydra's spelling of a constant tree (null, bool, number, string, list, map).
 * False when a map key cannot be spelled. */
bool hydra_value(buf *out, const doc *value);
/* True when Hydra takes key (with or without + or ++) as an override's key. */
bool hydra_key_legal(str key);

/* The spelling of a constant tree by an escaper; plain text for ESCAPE_NONE.
 * False when it cannot be spelled. */
bool arg_spell(buf *out, escape_kind escape, const doc *value);
/* A list constant between commas. False when an element cannot be spelled. */
bool arg_spell_csv(buf *out, const doc *list);

#endif
