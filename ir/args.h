#ifndef IR_ARGS_H
#define IR_ARGS_H

#include "ir/argstyle.h"

/*
 * Between reading a component's arguments and writing them in another style:
 * args_read.c and args_make.c give a list of these, args_write.c words.
 */
typedef enum arg_kind {
    ARG_PAIR,  /* key and value */
    ARG_WORD,  /* a word that stays as it is */
    ARG_CHOICE /* arguments that depend on an input's presence */
} arg_kind;

/* How a pair's value reaches Hydra. */
typedef enum arg_value {
    ARG_CONSTANT, /* a tree that is known now */
    ARG_BARE,     /* run-time text that needs no quotes */
    ARG_STRING,   /* any run-time text */
    ARG_JSON      /* a run-time list or struct */
} arg_value;

typedef struct arg_list {
    struct arg *first, *last;
} arg_list;

typedef struct arg {
    arg_kind kind;
    span at;
    str key; /* ARG_PAIR, with its prefix */
    arg_value how;
    const doc *constant; /* ARG_CONSTANT */
    ir_text text;        /* the value's pieces, literals too */
    const ir_word *word; /* ARG_WORD */
    bool left;           /* ARG_WORD that the style cannot take */
    ir_port *port;       /* ARG_CHOICE */
    arg_list then, other;
    struct arg *next;
} arg;

typedef struct args_context {
    session *session;
    arena *arena;
    ir_component *component;
    const ir_args *how;
    map keys_used;  /* entries of `keys` that named something */
    map keys_made;  /* key -> the arg that has it, for collisions */
    bool in_branch; /* then and else may well make the same key */
} args_context;

arg *arg_add(args_context *in, arg_list *to, arg_kind kind, span at);
/*
 * Adds a pair. name is the port or flag it stands for, which the key is made
 * of; an illegal or repeated key is reported. text stays the caller's.
 */
arg *arg_add_pair(args_context *in, arg_list *to, str name, span at,
                  const ir_port *port, const ir_text *text);

/* An input whose presence is settled where a word stands. Chains of these are
 * as long as conditions are nested: at most ARG_SETTLED_MAX by our own making.
 */
typedef struct arg_settled {
    const ir_port *port;
    bool present;
    unsigned depth;
    const struct arg_settled *outer;
} arg_settled;

enum { ARG_SETTLED_MAX = 64 };

arg_settled arg_settle(const ir_port *port, bool present,
                       const arg_settled *outer);
/* The first input that text reads and that may be absent here, or NULL. *gone
 * (may be NULL) becomes true when text reads one that is absent. */
ir_port *arg_open_port(const ir_text *text, const arg_settled *known,
                       bool *gone);

/* name with `_` for `-`. */
str arg_snake(arena *a, str name);

/* A pair for every port: inputs, then outputs, in declared order. */
void args_make(args_context *in, arg_list *to);
/*
 * The words of `--k v`, `--k=v` and `--flag` as pairs, all others as they
 * stand. False when no pair was found.
 */
bool args_read(args_context *in, const ir_words *words, arg_list *to);
/* The words as they stand. */
void args_keep(args_context *in, const ir_words *words, arg_list *to);
/* Puts the arguments into the component, in the style of in->how. */
void args_write(args_context *in, const arg_list *from);

#endif
