#ifndef DRIVER_RUN_H
#define DRIVER_RUN_H

#include "backends/backend.h"
#include "base/session.h"
#include "ir/ir.h"

/* What goes in. */
typedef struct run_input {
    str name; /* its path, or what stands for it */
    span at;  /* where it is named, in a source of the run; or NOWHERE */
    bool is_text;
    str text; /* is_text */
    struct run_input *next;
} run_input;

/* A value of the command line, or a file or a map of them. */
typedef struct run_param {
    str key;
    str value;        /* the path of a file when key is empty */
    span at;          /* where the file is named; or NOWHERE */
    const doc *given; /* a map with spans in a source of the run; or NULL */
    struct run_param *next;
} run_param;

typedef struct run_target {
    const backend *backend;
    emit_options options;
    bool second; /* the same back end stands before it: kind in file names */
    span at;     /* where the options are said, or NOWHERE */
    str folder;  /* of its outputs, when that is not said for all */
    struct run_target *next;
} run_target;

/* One pipeline for one target. */
typedef struct run_job {
    const run_target *target;
    const ir_module *from;   /* before the target's own lowering; see below */
    const ir_module *module; /* lowered for the target */
    emitter out;
    struct run_job *next;
} run_job;

typedef struct run_output {
    run_job *job;
    str target, file_name, job_id, hint;
    str data; /* run_emit's */
    str path; /* where run_save wrote it; or empty */
    struct file_draft *draft;
    struct run_output *next;
} run_output;

/* One compilation from its inputs to its outputs. */
typedef struct run {
    session session;
    /* Reads what the caller named; session.read what the inputs name. */
    read_file_fn *read_named;
    str frontend; /* of all inputs; empty: recognised */
    str root;     /* of all inputs; empty: found by find_root */
    str (*find_root)(arena *a, str path);
    str place; /* of artifacts, instead of the pipelines' own; or empty */
    const doc *schedule; /* the same for `schedule`; a null is none; or NULL */
    run_input *inputs, **last_input;
    run_param *params, **last_param;
    run_target *targets, **last_target;
    run_output *outputs, **last_output;
    ir_module *modules, **last_module;
    run_job *jobs, **last_job;
    map file_names; /* of the outputs, to find equal ones */
    bool is_checked;
    bool keeps_modules;  /* `from` of jobs stays as it was before lowering */
    bool shares_options; /* others may use what is of no use here */
    bool failed_io;      /* an input could not be read, an output not written */
} run;

/* Texts that become parts of an object's name. */
typedef enum run_name {
    RUN_NAME,
    RUN_RUN_ID,
    RUN_RELEASE,
    RUN_NAMESPACE,
    RUN_VARIANT
} run_name;

/* D_BAD_OPTION and false for what cannot be such a part. */
bool run_check_name(session *s, run_name what, str text, span at);

void run_init(run *r, arena *a);
/* The text of an input; NULL after a finding. */
source *run_read(run *r, const run_input *in);
/* Everything that can be found wrong without emitting. */
void run_check(run *r);
/* Makes the outputs with their data; none when there are errors. */
void run_emit(run *r);
/* D_WRITE_FAILED. */
void run_report_write(run *r, str path, str why);
/* Writes the outputs to `to`, never whole in memory; see pipec_save. */
void run_save(run *r, str to);

#endif
