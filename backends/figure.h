#ifndef BACKENDS_FIGURE_H
#define BACKENDS_FIGURE_H

#include "backends/backend.h"

/*
 * What mermaid, dot and tree draw: one figure for each task, and boxes around
 * those of a region. A pipeline that is used stands there with its tasks each
 * time it is used.
 */
typedef enum figure_kind {
    FIGURE_TASK,
    FIGURE_GROUP,  /* also the whole pipeline */
    FIGURE_CALL,   /* a pipeline that is used */
    FIGURE_BRANCH, /* of one arm: with its tasks; else with FIGURE_ARMs */
    FIGURE_ARM,
    FIGURE_LOOP,
    FIGURE_EXIT
} figure_kind;

typedef struct figure {
    figure_kind kind;
    const ir_node *node; /* NULL: an arm, an exit handler, the whole */
    str name;            /* shown; may be empty */
    str note;            /* "if report.score >= 0.9", "for x in [a, b]" */
    str id;              /* unique in the drawing */
    struct figure *parent, *first, *last, *next;
    struct figure *end;   /* the last one but for the exit handler */
    uint32_t count;       /* figures right in it */
    uint32_t depth;       /* of boxes around it */
    uint32_t level;       /* 1: waits for none of its siblings */
    const struct map *in; /* figures by node, where this one was made */
    /* Of the makers. */
    const struct figure *seen;
    struct figure_edge *feeds;
    uint32_t waits;
} figure;

/* What an edge says. */
typedef enum figure_link {
    LINK_ORDER,  /* runs after it, or reads of it */
    LINK_DECIDES /* its output is the condition of a branch */
} figure_link;

typedef struct figure_edge {
    figure *from, *to;
    figure_link link;
    struct figure_edge *next;
} figure_edge;

typedef struct drawing {
    arena *arena;
    figure *whole;
    figure_edge *edges, *last_edge;
    uint32_t figures;
    str schedule;    /* "0 3 * * * (Asia/Tokyo)"; empty: none */
    str schedule_id; /* unique among the ids of the figures */
} drawing;

/* The figures; ids are made by the rule, if there is one. */
drawing figures_of(const emitter *out, const ir_module *m,
                   const name_rule *ids);
/* The figure of a sibling that a need names, or NULL. */
figure *figure_of_need(const figure *f, const ir_need *need);
/* Sets `edges`: between tasks where what is read is known, else of boxes. */
void figures_connect(drawing *d);
/* Sets every `level`. */
void figures_level(drawing *d);
/* The figure is a box: drawn around others. */
bool figure_is_box(const figure *f);
/* It starts with the pipeline: none of its siblings comes before it. */
bool figure_is_first(const figure *f);
/* "shards: for shard in [a, b]": name and note in one text. */
str figure_label(arena *a, const figure *f);

/* ---- texts, as the language spells them; long ones are cut ---------------- */

/* "if report.score >= 0.9 && params.publish" */
str figure_if(arena *a, const char *before, const ir_condition *c);
/* "for shard in [a, b, c], 2 at a time" */
str figure_for(arena *a, const ir_node *loop);
/* "0 3 * * *, 0 5 * * * (Asia/Tokyo)"; empty without a schedule. */
str figure_schedule(arena *a, const ir_schedule *s);

#endif
