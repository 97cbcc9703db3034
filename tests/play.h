#ifndef TESTS_PLAY_H
#define TESTS_PLAY_H

#include "base/formats.h"

/*
 * Plays what happens between a manifest and the programs it starts: the
 * target's own text substitution, then the kubelet's. What remains is the argv
 * and the environment of each task's program, with the paths and names of the
 * run replaced by marks, so that all targets can be compared with one text:
 *
 *     <in:TASK.OUTPUT>  local path of an artifact that TASK made; a pipeline's
 *                       artifact parameter is <in:params.NAME>
 *     <out:OUTPUT>      local path that the program itself has to write
 *     <file:"TEXT">     local path of a file that holds TEXT
 *     <uri:TASK.OUTPUT> where an artifact lives
 *     <run.id> <run.name> <run.time> <task.id>
 *
 * Names inside marks have lower case letters and `-` for other characters.
 */

/* A text of the task's words that is a path, and the mark for it. */
typedef struct play_path {
    str path, mark;
    struct play_path *next;
} play_path;

typedef struct play_task {
    str name;
    doc *command, *args; /* lists of strings, as the kubelet gets them */
    doc *env;            /* as in a pod: {name, value} or {name, valueFrom} */
    play_path *paths;
    str workspace; /* Tekton: files here are called TASK--OUTPUT; or empty */
    doc *argv;     /* what the program gets */
    struct play_task *next;
} play_task;

typedef struct play {
    session *session;
    arena *arena;
    str what;    /* for messages: case and target */
    map outputs; /* "task.output" -> str *: what upstream tasks gave */
    play_task *first, **last;
    bool failed;
    buf said; /* what play_fail says, a line each; without an arena it goes to
                 standard error */
} play;

/* Says on standard error what the platform would refuse or lose. */
void play_fail(play *p, const char *fmt, ...) PRINTF_LIKE(2, 3);
play_task *play_add(play *p, str name);
void play_path_add(play *p, play_task *t, str path, str mark);
/* A name as it stands in marks and in the file of outputs. */
str play_name(arena *a, str name);
/* "<in:train.model>" for ("in", "train", "Model"); task may be empty. */
str play_mark(arena *a, const char *what, str task, str name);
/* The test value of an upstream task's output; NULL: there is none. */
const str *play_output(play *p, str task, str output);
/* A map's value for text keys. */
void play_set(map *vars, arena *a, str name, str value);
const str *play_get(const map *vars, str name);
/* Text of a scalar that must be a string. */
str play_string(play *p, const doc *d, const char *what);
/* The element of a list of maps whose `name` is this; NULL: none. */
const doc *play_named(const doc *list, str name);
/* The child of a chain of maps, "a.b.c"; NULL when one is missing. */
const doc *play_at(const doc *d, const char *path);

/* A number as a double is spelled: digits up to `fixed`, then with an
 * exponent. */
str play_double(arena *a, str spelling, double fixed);

/* One per target. docs is the list of the manifest's documents. */
void play_argo(play *p, const doc *docs);
void play_tekton(play *p, const doc *docs);
void play_kfp(play *p, const doc *docs);

/*
 * Argo's tags: replaces those in the JSON of d that vars (name -> str *) know,
 * once. Simple tags that begin with `strict` must be known (NULL: none must).
 */
doc *play_argo_pass(play *p, const doc *d, const map *vars, const char *strict);
/* Reports the tags of a manifest that vars, all there will be, cannot fill. */
void play_argo_lint(play *p, const doc *d, const map *vars);
/* The value of an expression; NULL when it reads a name vars does not know or,
 * after a finding, when it is not understood. */
const doc *play_expression(play *p, str text, const map *vars);

/* What the kubelet does to one text; vars are the variables that count. */
str play_expand(arena *a, str text, const map *vars);
/* The kubelet's part for all tasks: sets argv and the values of env. */
void play_kubelet(play *p);
/* Replaces paths by marks in argv and env. */
void play_marks(play *p);
/*
 * Runs what prepares arguments, where a task has it: `env` by hand, the shims
 * with a recorder in the place of the real program. False: there is no python3.
 */
bool play_shims(play *p, const char *self);
/* The recorder: 1 when this process is to be it; it has printed its
 * arguments, each as a line. */
int play_record(int argc, char **argv);
/* Appends the text form of all tasks. */
void play_print(play *p, buf *out);

#endif
