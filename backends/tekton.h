#ifndef BACKENDS_TEKTON_H
#define BACKENDS_TEKTON_H

#include "backends/backend.h"
#include "backends/tekton_flow.h"
#include "backends/tekton_text.h"

/*
 * The parts of the Tekton back end: a Pipeline with the tasks inside, and for
 * the kind PipelineRun a small run object that refers to it.
 */

/* What all parts need to know. */
typedef struct tekton_plan {
    arena *arena;
    const emitter *out;
    const ir_module *module;
    const ir_pod *all; /* settings for every pod */
    tekton_tasks tasks;
    bool run;        /* a PipelineRun comes with the Pipeline */
    bool root_param; /* uris are used and there is no root */
    bool workspace;  /* artifacts travel through the workspace */
} tekton_plan;

tekton_plan tekton_plan_of(const emitter *out, const ir_module *m);

/* Lays what the user wrote under what pipec writes; ours comes first. */
doc *tekton_lay_under(arena *a, const doc *theirs, const doc *ours);

/* One entry of the Pipeline's tasks. */
doc *tekton_task(const tekton_plan *plan, const ir_node *n);
/* Its taskSpec, without what the user wrote to be laid under it. */
doc *tekton_task_spec_alone(const tekton_plan *plan, const ir_node *n);

/* backend_tekton.program */
doc *tekton_program(const emitter *out, const ir_module *m,
                    const ir_node *task);

/* Settings of pods that only a run can carry. */
doc *tekton_run_template(const tekton_plan *plan); /* or NULL */
doc *tekton_run_specs(const tekton_plan *plan);    /* or NULL */
/* The entry of taskRunSpecs for a task, or NULL when it needs none. */
doc *tekton_run_entry(const tekton_plan *plan, const ir_node *n);

/* spec of the PipelineRun; alone: without what the user laid under it. */
doc *tekton_run_spec_alone(const tekton_plan *plan);
doc *tekton_run_spec(const tekton_plan *plan);
/* "1h30m" as Go reads it; "0" for none. */
str tekton_duration(arena *a, int64_t seconds);

/* Findings about one task; settings that a Pipeline alone cannot carry, with
 * the place in a PipelineRun where they belong; values that do not merge. */
void tekton_check_task(const tekton_plan *plan, const ir_node *n);
/* Reports parts of a value that Tekton cannot say. */
void tekton_check_kind(session *s, const ir_value *v);
void tekton_check_run_only(const tekton_plan *plan, const ir_pod *pod,
                           str where);
void tekton_report_clashes(session *s, const doc *ours, const doc *theirs);

/* metadata of an object; key: "name" or "generateName". */
doc *tekton_metadata(const tekton_plan *plan, const char *key, str name);

/* Schedules: what starts runs, and the findings about it. */
bool tekton_is_scheduled(const tekton_plan *plan);
doc *tekton_cron_map(const tekton_plan *plan, const doc *run);
doc *tekton_cron_job(const tekton_plan *plan, str cron, uint32_t number);
void tekton_check_cron(const tekton_plan *plan);

/* backend_tekton.check */
void tekton_check(const emitter *out, const ir_module *m);

/* The back end's own lowering. */
extern const pass lower_tekton_constants, lower_tekton_names;

#endif
