#ifndef DRIVER_EXPLAIN_H
#define DRIVER_EXPLAIN_H

#include "driver/run.h"

/*
 * Where the words of a task's command line came from, and what may change them
 * on their way to the program. Words are taken from what the back end writes,
 * everything else from the module before it was lowered for the target.
 */

typedef enum explain_place {
    EXPLAIN_COMMAND,
    EXPLAIN_ARGS,
    EXPLAIN_ENV
} explain_place;

typedef enum explain_origin {
    EXPLAIN_WRITTEN, /* a word of the source */
    EXPLAIN_INPUT,   /* made from an input */
    EXPLAIN_OUTPUT,  /* made from an output */
    EXPLAIN_STYLE,   /* an argument style needs it */
    EXPLAIN_TARGET   /* the target needs it */
} explain_origin;

/* What an input that a word reads is given. */
typedef struct explain_value {
    const ir_port *port;
    str text; /* "parameter 'who'" */
    span at;
    struct explain_value *next;
} explain_value;

typedef struct explain_word {
    explain_place place;
    uint32_t number; /* in its list, from 1; 0: it is left out */
    str name;        /* env: of the variable */
    str text;        /* as the manifest has it */
    str reference;   /* env: "key 'k' of secret 's'" instead of a text */
    explain_origin origin;
    span at;
    const ir_port *port;  /* that it was made from */
    str role;             /* what it is for, when that is not plain; or empty */
    const ir_port *when;  /* it stands there if this input is present */
    const ir_port *lacks; /* left out: the input that decides */
    bool has_value;       /* lacks: it is out because there is a value */
    explain_value *values, *last_value;
    map told;       /* what values has */
    unsigned holds; /* of enum hazard_holds: what its values may be */
    struct explain_word *next;
} explain_word;

typedef struct explanation {
    arena *arena;
    const run_job *job;
    const ir_node *task;  /* before lowering */
    const ir_node *call;  /* of its pipeline, when one was named, or NULL */
    const doc *written;   /* names of the tasks that were made of it */
    const ir_node *first; /* the first of these, or NULL */
    map bindings;         /* of the task, by the name of the input */
    map inputs; /* name -> explain_input, of those that were asked for */
    map graphs; /* input of a graph -> the component */
    map ports;  /* place -> port of the component */
    explain_word *words, **last;
} explanation;

/* ---- its parts ----------------------------------------------------------- */

/* What is known of an input of the task. */
typedef struct explain_input {
    explain_value given; /* an empty text: nothing */
    unsigned holds;      /* what texts that come by it may hold */
    bool is_absent;      /* it has no value in any run, as far as one sees */
    bool breaks_quotes;  /* put in quotes as it is, it may be misread */
} explain_input;

/* The key of a place in `ports`. */
str explain_place_key(const span *at);
/* Makes the look-up tables. */
void explain_prepare(explanation *e);
const explain_input *explain_input_of(explanation *e, const ir_port *input);

/* True when the hazard may befall the word on the target. */
bool explain_befalls(const explanation *e, const explain_word *w,
                     const hazard *h);

/* Fills the words. */
void explain_words(explanation *e);
void explain_text(const run *r, const explanation *e, buf *out);
doc *explain_doc(const run *r, const explanation *e);

/* ---- the whole ----------------------------------------------------------- */

typedef enum explain_result {
    EXPLAIN_DONE,
    EXPLAIN_FINDINGS, /* the input is wrong */
    EXPLAIN_REFUSED   /* no such task, or several; a finding says so */
} explain_result;

/* Explains a task of the run's only pipeline for its only target. */
explain_result run_explain(run *r, str task, explanation *out);

#endif
