#ifndef PIPEC_H
#define PIPEC_H

/*
 * pipec: compiles pipeline files into manifests of Argo Workflows, Tekton,
 * Vertex AI and others.
 *
 *     pipec *ctx = pipec_new(NULL);
 *     pipec_on_diagnostic(ctx, print, NULL);
 *     pipec_add_file(ctx, "train.pipe.yaml");
 *     pipec_add_target(ctx, "argo", NULL);
 *     status = pipec_emit(ctx, write, NULL);
 *     pipec_free(ctx);
 *
 * A context is one compilation: say what goes in, then call pipec_check,
 * pipec_emit or pipec_save once. pipec_build and pipec_start_project want a
 * context of their own, for one call. The library has no globals, prints
 * nothing, never exits, and reads neither the environment nor the locale.
 * Different contexts may be used by different threads. A callback must not call
 * functions on its own context and must return normally.
 */

#include <stddef.h>

#if defined(__GNUC__)
#define PIPEC_API __attribute__((visibility("default")))
#else
#define PIPEC_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* One compilation. Owns every byte the library allocates for it. */
typedef struct pipec pipec;

typedef enum pipec_status {
    PIPEC_OK = 0,
    PIPEC_EINPUT = -1, /* the pipeline has errors; the diagnostics say which */
    PIPEC_EUSAGE = -2, /* the call makes no sense; a diagnostic may say why */
    PIPEC_EIO = -3,    /* an input cannot be read, an output not written */
    PIPEC_ENOMEM = -4, /* memory is out; only pipec_free is of use now */
    PIPEC_EBUG = -5    /* a mistake of the library; a diagnostic names it */
} pipec_status;

/* ---- making a context --------------------------------------------------- */

/* Where pipec_read_fn puts a file's text. */
typedef struct pipec_reply pipec_reply;

/*
 * Reads the file at `path` for the library: an input, a file that an input
 * names, or the project's pipec.yaml, which need not be there. Gives its bytes
 * to pipec_reply_text, or the reason it cannot to pipec_reply_error ("no such
 * file"). The texts are copied.
 */
typedef void pipec_read_fn(const char *path, pipec_reply *reply, void *payload);
PIPEC_API void pipec_reply_text(pipec_reply *reply, const char *text,
                                size_t len);
PIPEC_API void pipec_reply_error(pipec_reply *reply, const char *why);

typedef struct pipec_options {
    size_t size;         /* sizeof(pipec_options) */
    pipec_read_fn *read; /* NULL: the file system */
    void *read_payload;
    /*
     * Files that inputs name must lie under this folder. NULL: the nearest
     * folder above each input that holds pipec.yaml, else one that holds
     * .git, else the input's own; with a read function the input's own.
     */
    const char *root;
    const char *frontend; /* the language of all inputs; NULL: recognised */
    int color;            /* not 0: rendered diagnostics carry SGR colours */
} pipec_options;

/* A new context, or NULL when memory is out. options may be NULL. */
PIPEC_API pipec *pipec_new(const pipec_options *options);
/* Frees the context and everything it gave out. ctx may be NULL. */
PIPEC_API void pipec_free(pipec *ctx);

/* ---- diagnostics -------------------------------------------------------- */

typedef enum pipec_severity {
    PIPEC_ERROR,
    PIPEC_WARNING,
    PIPEC_NOTE
} pipec_severity;

/* One finding. Its pointers are valid until the callback returns. */
typedef struct pipec_diagnostic {
    size_t size;
    pipec_severity severity;
    const char *code;     /* "E0301": stable, see pipec_explain */
    const char *message;  /* one line */
    const char *file;     /* as the input was named; NULL: about no place */
    size_t line, column;  /* from 1; columns count code points */
    const char *rendered; /* lines of text as the command prints them */
    const char *json;     /* the same as one line of JSON */
} pipec_diagnostic;

typedef void pipec_diagnostic_fn(const pipec_diagnostic *found, void *payload);

/* Findings go to report, sorted by position; without it they are dropped. */
PIPEC_API void pipec_on_diagnostic(pipec *ctx, pipec_diagnostic_fn *report,
                                   void *payload);
/* Makes a finding an error. PIPEC_EUSAGE: there is no such code. */
PIPEC_API pipec_status pipec_deny(pipec *ctx, const char *code);
/* Drops a warning or a note. PIPEC_EUSAGE: there is no such code. */
PIPEC_API pipec_status pipec_allow(pipec *ctx, const char *code);

/* ---- what goes in ------------------------------------------------------- */

/* A file, read when the compilation runs. */
PIPEC_API pipec_status pipec_add_file(pipec *ctx, const char *path);
/*
 * A text (copied). name stands for it as if it were a file: findings call it
 * so, and the files it names are looked up beside it.
 */
PIPEC_API pipec_status pipec_add_text(pipec *ctx, const char *name,
                                      const char *text, size_t len);
/*
 * The value of a pipeline parameter, read by its declared type: a string takes
 * the text as it is, other types YAML or JSON, an artifact its URI. The last
 * value of a key wins.
 */
PIPEC_API pipec_status pipec_set_param(pipec *ctx, const char *key,
                                       const char *value);
/* Parameters as a YAML or JSON mapping in a file. */
PIPEC_API pipec_status pipec_set_params_file(pipec *ctx, const char *path);

/*
 * Where artifacts live, instead of what the pipelines say with `root`:
 * gs://bucket/path or s3://bucket/path.
 */
PIPEC_API pipec_status pipec_set_root(pipec *ctx, const char *uri);
/* The entry of `envs` that is laid over each native pipeline. */
PIPEC_API pipec_status pipec_set_env(pipec *ctx, const char *name);

typedef struct pipec_target {
    size_t size;              /* sizeof(pipec_target) */
    const char *kind;         /* resource kind; NULL: the target's default */
    const char *name;         /* replaces the pipeline's name */
    const char *run_id;       /* run objects are called NAME-RUN_ID */
    const char *release;      /* templates are called NAME-RELEASE */
    const char *in_namespace; /* Kubernetes namespace of the objects */
    int generate_name;        /* not 0: run objects get generateName */
    /* "KEY=VALUE" each, for the objects and the runs they start; NULL ends; or
     * NULL. */
    const char *const *labels;
} pipec_target;

/*
 * Compiles for the target (a row of PIPEC_TARGETS), too. The same target with
 * another kind is one more; with the same kind its options are replaced.
 * options may be NULL. PIPEC_EUSAGE: there is no such target or kind; a
 * diagnostic says what there is.
 */
PIPEC_API pipec_status pipec_add_target(pipec *ctx, const char *name,
                                        const pipec_target *options);

/* ---- what comes out ----------------------------------------------------- */

/* One manifest. Its pointers are valid until pipec_free. */
typedef struct pipec_output {
    size_t size;
    const char *target;    /* "argo" */
    const char *file_name; /* "train.argo.yaml": a suggestion */
    const char *path;      /* pipec_save: where it was written; else NULL */
    const char *data;      /* the text; pipec_save: empty, it is in the file */
    size_t len;
    const char *job_id; /* what to call the run where data cannot; or NULL */
    const char *hint;   /* how to run it again, one line; or NULL */
} pipec_output;

/* Returns 0 to go on; anything else ends the call with PIPEC_EIO. */
typedef int pipec_write_fn(const pipec_output *output, void *payload);

/* Reports all findings for the inputs and, when there are some, targets. */
PIPEC_API pipec_status pipec_check(pipec *ctx);
/* Compiles. write is called, in order, only when nothing is wrong anywhere. */
PIPEC_API pipec_status pipec_emit(pipec *ctx, pipec_write_fn *write,
                                  void *payload);
/*
 * Compiles into files: `to` is a folder (it exists as one, ends with a slash,
 * or there are several outputs; made when missing), else a file. Files are
 * replaced whole, only when all of them could be made, and not touched when
 * they have the right bytes already. told (may be NULL) hears of each.
 */
PIPEC_API pipec_status pipec_save(pipec *ctx, const char *to,
                                  pipec_write_fn *told, void *payload);

/* ---- a project ----------------------------------------------------------- */

typedef enum pipec_build_mode {
    PIPEC_BUILD,       /* writes what is not as it should be */
    PIPEC_BUILD_CHECK, /* writes nothing; what is not so is a finding */
    PIPEC_BUILD_HOOK   /* writes, and what was not so is a finding */
} pipec_build_mode;

typedef enum pipec_change_kind {
    PIPEC_CREATED,
    PIPEC_UPDATED,
    PIPEC_REMOVED,
    PIPEC_UNTRACKED /* git does not know the file, or this text of it */
} pipec_change_kind;

/* A file of the project. Its pointers are valid until pipec_free. */
typedef struct pipec_change {
    size_t size;
    pipec_change_kind kind; /* PIPEC_BUILD_CHECK: what a build would do */
    const char *path;       /* as seen from the current folder */
    const char *diff;       /* PIPEC_BUILD_CHECK: a unified diff; else empty */
    size_t diff_len;        /* no NUL follows, but there may be some in it */
    int is_tracked; /* PIPEC_REMOVED: version control has the file, still */
} pipec_change;

/* Hears of it when all is written. Returns 0 to go on; anything else ends the
 * call with PIPEC_EIO. */
typedef int pipec_change_fn(const pipec_change *change, void *payload);
/*
 * Sets known[i] for each path, relative to folder, that version control tracks:
 * to 1, or to 2 when the next commit would have another text of it. All are 0
 * before. Gives to pipec_reply_text the tracked files of the folder that are
 * not there any more though the next commit would have them, a NUL behind each
 * name. Returns anything but 0 when it cannot be asked.
 */
typedef int pipec_tracked_fn(const char *folder, const char *const *paths,
                             size_t count, unsigned char *known,
                             pipec_reply *gone, void *payload);

typedef struct pipec_build_options {
    size_t size;        /* sizeof(pipec_build_options) */
    const char *folder; /* NULL: the current one */
    pipec_build_mode mode;
    int force;   /* not 0: files in the way are replaced */
    int all;     /* not 0: what pipec.lock calls up to date is made, too */
    int no_wait; /* not 0: while another build is at work there is none */
    /*
     * Not NULL (PIPEC_BUILD): another folder, made when missing, gets all the
     * manifests; pipec.lock is neither read nor written. For one delivery there
     * may be a release and a run id instead of those of pipec.yaml, for the
     * targets that have a use for them.
     */
    const char *to, *release, *run_id;
    pipec_change_fn *told;     /* hears of each change, by path; or NULL */
    pipec_tracked_fn *tracked; /* PIPEC_BUILD_HOOK: is asked; or NULL */
    void *payload;             /* of both */
} pipec_build_options;

/*
 * Makes the manifests of a project what pipec.yaml, in the folder or the
 * nearest above it, says, and notes them down in pipec.lock beside it. Nothing
 * is written when anything is wrong anywhere; only what differs is written;
 * manifests that pipec.lock names and nothing makes any more are removed. Two
 * builds of a project wait for each other, at most a minute. Of the context
 * only the diagnostics' settings count; what was added to it plays no part.
 *
 * PIPEC_EINPUT: something is wrong, or (PIPEC_BUILD_CHECK, PIPEC_BUILD_HOOK)
 * was not as it should be. PIPEC_EIO: also, another build is at work.
 * PIPEC_EUSAGE: the context has a read function, which this does not use, or
 * the options do not fit together. options may be NULL.
 */
PIPEC_API pipec_status pipec_build(pipec *ctx,
                                   const pipec_build_options *options);

/* ---- a task's words ------------------------------------------------------ */

/* Its texts are valid until pipec_free. */
typedef struct pipec_explanation {
    size_t size;      /* sizeof(pipec_explanation), set by the caller */
    const char *text; /* lines of text as the command prints them */
    const char *json; /* the same as one line of JSON */
} pipec_explanation;

/*
 * Compiles for the one target, writes nothing and tells of each word of a
 * task's command, arguments and environment where it came from, what it is
 * given, and whether every value reaches the program as it is. The task is
 * called as in the source; one of a pipeline that is used may be called
 * CALL.TASK. PIPEC_EUSAGE: there is no such task, or not one target; a
 * diagnostic says so.
 */
PIPEC_API pipec_status pipec_explain_task(pipec *ctx, const char *task,
                                          pipec_explanation *out);

/* ---- arguments in another style ------------------------------------------ */

typedef struct pipec_conversion {
    size_t size;             /* sizeof(pipec_conversion) */
    const char *to;          /* a row of PIPEC_ARG_STYLES */
    const char *from;        /* likewise; NULL: told by how the words look */
    const char *const *keys; /* "OLD=NEW", one key each; NULL ends; or NULL */
    const char *bools;       /* how bools stand there; NULL: the style's way */
    const char *lists;       /* how lists do; NULL: the style's way */
    int diff;                /* not 0: data is what changes, a unified diff */
    int in_place;            /* not 0: the files are replaced */
} pipec_conversion;

/*
 * Rewrites the arguments of component files; all else stays byte for byte.
 * write (may be NULL) gets a text for each input, only when nothing is wrong
 * anywhere; target is the style, path the file when it was replaced.
 */
PIPEC_API pipec_status pipec_convert_args(pipec *ctx,
                                          const pipec_conversion *options,
                                          pipec_write_fn *write, void *payload);

/* ---- a new project ------------------------------------------------------- */

typedef struct pipec_start {
    size_t size;        /* sizeof(pipec_start) */
    const char *folder; /* made when missing; NULL: the current one */
    const char *name;   /* of the project; NULL: made of the folder's */
} pipec_start;

/*
 * Writes the files of a starter (a row of PIPEC_STARTERS), or none of them when
 * anything else stands in a place of theirs. options may be NULL. told (may be
 * NULL) hears of each file that is new; target is the starter. PIPEC_EUSAGE:
 * there is no such starter; a diagnostic says so.
 */
PIPEC_API pipec_status pipec_start_project(pipec *ctx, const char *starter,
                                           const pipec_start *options,
                                           pipec_write_fn *told, void *payload);

/* ---- tables ------------------------------------------------------------- */

typedef enum pipec_table {
    PIPEC_TARGETS,
    PIPEC_FRONTENDS,
    PIPEC_ARG_STYLES,
    PIPEC_CODES,
    PIPEC_STARTERS
} pipec_table;

typedef struct pipec_row {
    size_t size; /* sizeof(pipec_row), set by the caller */
    const char *name, *summary;
    const char *const *kinds; /* PIPEC_TARGETS: the default first, NULL ends;
                                 NULL when there are none */
} pipec_row;

/* Row `index` of a table; 0 when it has fewer rows. */
PIPEC_API int pipec_list(pipec_table table, size_t index, pipec_row *row);
/* The manual page of a finding, or NULL. The case of the code is free. */
PIPEC_API const char *pipec_explain(const char *code);
/* "0.1.0" */
PIPEC_API const char *pipec_version(void);

#ifdef __cplusplus
}
#endif

#endif
