#ifndef IR_ARGS_WRITE_H
#define IR_ARGS_WRITE_H

#include "ir/args.h"

/* Between the files of the emitter: args_write.c and its parts. */

typedef struct args_writer {
    args_context *in;
    arena *arena;
    const argstyle *style;
    bool shim;       /* words are triples behind the mark */
    map variables;   /* names of environment entries that are taken */
    const arg *tail; /* behind all that stands there for certain */
    bool in_tail;    /* it is being written */
    ir_env **last_env;
} args_writer;

/* ---- args_write.c: words and texts --------------------------------------- */

void args_put_word(const args_writer *w, ir_words *to, str text, span at);
/* The pieces of a text, copied. */
void args_append(arena *a, ir_text *to, const ir_text *from);
/* One word: head, text, tail. */
void args_put_joined(const args_writer *w, ir_words *to, str head,
                     const ir_text *text, str tail, span at);
/* A word that is no pair; a triple when there is a shim. */
void args_put_plain(const args_writer *w, ir_words *to, const ir_text *text,
                    span at);
/* The pair of key, lead included, and a text that needs no shim. */
void args_put_pair(const args_writer *w, ir_words *to, str key,
                   const ir_text *text, span at);
ir_text args_literal(const args_writer *w, str text, span at);

/* ---- args_shim.c --------------------------------------------------------- */

/* The kind of triple that a pair with a run-time value needs. */
char args_kind(const argstyle *style, const arg *a);
/* The text of the shim that can spell all of the values, NULL when none is
 * needed; *why gets the first argument that needs it. */
const char *args_shim_for(const args_context *in, const arg_list *list,
                          const arg **why);
void args_put_shim(const args_writer *w, ir_container *box, const char *shim);
/* The mark that ends the program's own words, and the file that is written. */
void args_put_mark(const args_writer *w, ir_words *to);
void args_put_triple(const args_writer *w, ir_words *to, char kind, str key,
                     const ir_text *value, span at);
/* A pair's run-time value, by a triple. */
void args_put_value(const args_writer *w, ir_words *to, str key, char kind,
                    const arg *a);

/* ---- args_hydra.c -------------------------------------------------------- */

/* Without the shim: by a variable and oc.env. */
void args_put_by_variable(args_writer *w, ir_words *to, const arg *a);

/* ---- args_env.c ---------------------------------------------------------- */

/* Notes the environment that the component has. */
void args_start_variables(args_writer *w, ir_container *box);
ir_env *args_add_variable(args_writer *w, str name, const ir_text *text,
                          span at);
/* The pairs of a list as environment entries; words are not looked at. */
void args_write_variables(args_writer *w, const arg_list *list);

/* ---- args_quote.c -------------------------------------------------------- */

/* The text as it can stand between single quotes, as far as it is known. */
ir_text args_inside_quotes(const args_writer *w, const ir_text *text);

/* ---- args_known.c: constants --------------------------------------------- */

/* The value as the style spells it. */
str args_constant_text(const args_writer *w, const arg *a);
/* A pair whose value is known now. */
void args_put_constant(const args_writer *w, ir_words *to, str key,
                       const arg *a);

#endif
