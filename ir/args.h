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

typedef struct arg_list {
    struct arg *first, *last;
} arg_list;

typedef struct arg {
    arg_kind kind;
    span at;
    str key;  /* ARG_PAIR, with its prefix */
    str name; /* the port or flag that has the key */
    arg_value how;
    bool_shape boolean;  /* of a bool */
    list_shape list;     /* of a list */
    const doc *constant; /* ARG_CONSTANT */
    ir_text text;        /* the value's pieces, literals too */
    const ir_word *word; /* ARG_WORD */
    bool left;           /* ARG_WORD that the style cannot take */
    ir_port *port;       /* ARG_CHOICE */
    arg_list then, other;
    const ir_word *first, *last; /* in place: the words it was read from */
    bool gone;                   /* in place: nothing stands for it any more */
    doc *items; /* in place: the constant of a repeated flag, as a list */
    struct arg *next;
} arg;

typedef struct args_context {
    session *session;
    arena *arena;
    ir_component *component;
    const ir_args *how;
    map keys_used;  /* settings' entries that named something */
    map keys_made;  /* key -> the arg that has it, for collisions */
    bool in_branch; /* then and else may well make the same key */
    /* A file is rewritten in place: what it is written in, or NULL. Then each
     * word belongs to an arg, in the order of the words, and what has no
     * certain spelling is reported one by one. */
    const argstyle *from;
    map flags; /* in place: flag -> the arg that has it, for repeated ones */
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

/* An optional input without a default. port may be NULL. */
bool arg_may_be_absent(const ir_port *port);
arg_settled arg_settle(const ir_port *port, bool present,
                       const arg_settled *outer);
/* The first input that text reads and that may be absent here, or NULL. *gone
 * (may be NULL) becomes true when text reads one that is absent. */
ir_port *arg_open_port(const ir_text *text, const arg_settled *known,
                       bool *gone);

/* name with `_` for each `-` but a first one. */
str arg_snake(arena *a, str name);
/* Upper-case letters, digits and `_`. */
str arg_upper(arena *a, str name);
/* Gives a pair its key, and what the settings say of it. */
void arg_set_key(args_context *in, arg *a, str name, const ir_port *port);
/* How keys_used calls an entry of `keys`, which has no key of its own, `bool`
 * or `list`. */
str arg_setting_name(arena *a, const doc *setting, const doc *entry);

/* A pair for every port: inputs, then outputs, in declared order. */
void args_make(args_context *in, arg_list *to);
/*
 * The words of `--k v`, `--k=v` and `--flag` as pairs, all others as they
 * stand. False when no pair was found.
 */
bool args_read(args_context *in, const ir_words *words, arg_list *to);
/* The same for words in the style of in->from. */
void args_read_in_place(args_context *in, const ir_words *words, arg_list *to);
/*
 * The style that words of box are in by their looks: argparse for all with
 * dashes, hydra for key=value, positional for neither, NULL when there is
 * nothing to tell by. False after a finding: they are of several styles.
 */
bool args_detect(session *s, const ir_container *box, const ir_words *words,
                 const argstyle **found);
/*
 * The first of args that is the program's own: those of its launcher, as in
 * `-u train.py` or `--nproc_per_node=2 train.py`, come before it. *shell: they
 * all belong to the text of a shell.
 */
const ir_word *args_skip_launcher(const ir_words *command, const ir_words *args,
                                  bool *shell);
/* The words as they stand. */
void args_keep(args_context *in, const ir_words *words, arg_list *to);
/* How an input's value stands in the arguments. */
typedef struct arg_port {
    const argstyle *style;
    list_shape list;
} arg_port;

/* Notes that at the inputs. */
void args_note_ports(const args_context *in, const arg_list *list);
/* Reports the constants of a task that its component's style cannot spell; the
 * context is the session. */
void args_check_values(ir_node *n, void *context);
/* Puts the arguments into the component, in the style of in->how. */
void args_write(args_context *in, const arg_list *from);

#endif
