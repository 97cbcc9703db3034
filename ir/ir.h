#ifndef IR_IR_H
#define IR_IR_H

/*
 * The intermediate representation: one module per pipeline. It holds the whole
 * of the native language and of KFP's IR. All of it lives in the session's
 * arena; lists are singly linked in source order and end with NULL.
 * Names: `name` is what the source says (findings quote it), `id` its
 * identifier form, `emitted` what a target writes (set by lower_names).
 */

#include "base/doc.h"

typedef struct ir_port ir_port;
typedef struct ir_value ir_value;
typedef struct ir_node ir_node;
typedef struct ir_region ir_region;
typedef struct ir_component ir_component;

/* ---- types and ports ---------------------------------------------------- */

typedef enum ir_type_kind {
    IR_POISON,  /* already reported here: every check stays silent */
    IR_UNTYPED, /* no known type was given; its use decides */
    IR_ANY,     /* element of a run-time list, field of a struct */
    IR_STRING,
    IR_INT,
    IR_FLOAT,
    IR_BOOL,
    IR_LIST,
    IR_STRUCT,
    IR_TASK_STATUS,
    IR_ARTIFACT
} ir_type_kind;

typedef struct ir_schema {
    str title;   /* "system.Dataset" */
    str version; /* "0.0.1" */
} ir_schema;

typedef struct ir_type {
    ir_type_kind kind;
    bool list;  /* artifacts: a list of them */
    bool loose; /* IR_STRING of a file without a known type: takes any
                     parameter, spelled as text */
    const ir_schema *schema; /* artifacts */
} ir_type;

extern const ir_schema ir_schema_artifact; /* the most general one */

/* How the program reads or writes a port, and how others take an output. */
enum ir_use {
    IR_BY_VALUE = 1,
    IR_BY_PATH = 2,
    IR_BY_URI = 4,
    IR_BY_METADATA = 8
};

struct ir_port {
    str name, id, emitted;
    span at; /* of the name */
    ir_type type;
    bool optional;
    bool odd_default;    /* a text that is no value of the type (W0405) */
    str file;            /* outputs: the fixed path the program writes, or "" */
    unsigned uses;       /* of enum ir_use; outputs: how readers take it */
    const doc *fallback; /* the default; NULL: none, DOC_NULL: null */
    const doc *given;    /* pipeline parameters: the value of this run */
    const doc *choices;  /* list of allowed values, or NULL */
    str description;
    const doc *metadata; /* annotations, kept for the round trip */
    ir_value *value;     /* outputs of a region: what is exported */
    bool used;           /* somebody reads it; set by pass_resolve */
    bool inferred;       /* pass_types found the type from its use */
    bool open;           /* IR_UNTYPED: it has the type of what it is given */
    const struct arg_port *spelled; /* inputs: as what; set by pass_args */
    uint32_t mark;                  /* scratch of a pass; 0 between passes */
    ir_port *next;
};

typedef struct ir_ports {
    ir_port *first, *last;
    uint32_t count;
    struct ir_port_index *index; /* made when there are many */
} ir_ports;

/* A port is a parameter unless it is an artifact (IR_UNTYPED counts as one
 * until pass_types has decided). */
bool ir_is_parameter(const ir_port *p);
/*
 * Adds a port; its id is its name when that is an identifier, else made from
 * it (lower case, other characters to `_`), unique in the list.
 */
ir_port *ir_port_add(arena *a, ir_ports *to, str name, span at);
/* Makes the index anew after the list was changed by hand. */
void ir_ports_index(arena *a, ir_ports *of);
/* Takes the ports whose mark is not 0 out of the list. */
void ir_ports_drop_marked(arena *a, ir_ports *from);
/* By name or id; NULL when there is none. */
ir_port *ir_port_find(const ir_ports *in, str name);
str ir_port_nearest(const ir_ports *in, str wrong); /* may be empty */
/* "model, metrics": the names, for notes; a long list is cut. */
str ir_port_names(arena *a, const ir_ports *in);
/* "string", "list of Dataset", "any": the type as the language spells it. */
str ir_type_text(arena *a, ir_type t);
/* The type of a constant; of null: any. */
ir_type ir_type_of_constant(const doc *d);
/* The kind that both are, float for int beside float, else IR_ANY. */
ir_type_kind ir_kind_of_both(ir_type_kind a, ir_type_kind b);
/* The kind of all elements of a list; IR_ANY when there is none. */
ir_type_kind ir_kind_of_elements(const doc *list);
/*
 * The type a name stands for: the language's spellings and KFP's, any letter
 * case where KFP allows it. False when unknown.
 */
bool ir_type_named(arena *a, str name, ir_type *out);
/* "system.Dataset" -> "Dataset"; other titles stay. */
str ir_schema_short(str title);
/*
 * A constant as the text a program gets: strings as they are, numbers in
 * their spelling, true and false, lists and maps as compact JSON, null empty.
 */
str ir_constant_text(arena *a, const doc *d);

/* ---- words: what the program gets --------------------------------------- */

typedef enum ir_fact {
    IR_RUN_ID,
    IR_RUN_NAME,
    IR_RUN_STATUS,
    IR_RUN_FAILED,
    IR_RUN_TIME,
    IR_RUN_RESOURCE_NAME, /* KFP: pipeline_job_resource_name */
    IR_TASK_NAME,
    IR_TASK_ID
} ir_fact;

/* "run.id", "task.name": how the language spells a fact. */
const char *ir_fact_name(ir_fact fact);

typedef enum ir_piece_kind {
    IR_LITERAL,         /* text */
    IR_INPUT_VALUE,     /* port */
    IR_INPUT_PATH,      /* port */
    IR_INPUT_URI,       /* port */
    IR_INPUT_METADATA,  /* port, text: the metadata key, may be empty */
    IR_OUTPUT_PATH,     /* port; of a parameter: the file to write */
    IR_OUTPUT_URI,      /* port */
    IR_OUTPUT_METADATA, /* text: path of executor_output.json; maybe a port */
    IR_EXECUTOR_INPUT,  /* the whole executor input as JSON */
    IR_FACT
} ir_piece_kind;

typedef struct ir_piece {
    ir_piece_kind kind;
    uint8_t json_depth; /* times the text is to be escaped as JSON content */
    ir_fact fact;
    span at;
    str text;
    ir_port *port;
    struct ir_piece *next;
} ir_piece;

typedef struct ir_text {
    ir_piece *first, *last;
    span at;
} ir_text;

typedef enum ir_word_kind { IR_WORD_TEXT, IR_WORD_IF_PRESENT } ir_word_kind;

typedef struct ir_words {
    struct ir_word *first, *last;
    uint32_t count;
} ir_words;

/* One argv word; or words that stand there only when an input is present.
 * After pass_args a word that reads an optional input without a default always
 * stands inside an IR_WORD_IF_PRESENT of that input. */
typedef struct ir_word {
    ir_word_kind kind;
    span at;
    ir_text text;  /* IR_WORD_TEXT */
    ir_port *port; /* IR_WORD_IF_PRESENT */
    ir_words then, other;
    const struct ir_word *was; /* the word that this is a copy of, or NULL */
    struct ir_word *next;
} ir_word;

ir_word *ir_word_add(arena *a, ir_words *to, ir_word_kind kind, span at);
/* Adds a word, taken out of any other list. */
void ir_words_push(ir_words *to, ir_word *w);
ir_word *ir_word_literal(arena *a, ir_words *to, str text, span at);
ir_piece *ir_piece_add(arena *a, ir_text *to, ir_piece_kind kind, span at);
/* Adds a copy of a piece, which is joined to nothing. */
ir_piece *ir_piece_copy(arena *a, ir_text *to, const ir_piece *from);
/* Adds literal text, joining it to a literal before it. */
void ir_piece_literal(arena *a, ir_text *to, str text, span at);
/* True when all pieces are literals (also for no pieces). */
bool ir_text_is_literal(const ir_text *t);
/* The literal text of a text of literals. */
str ir_text_literal(arena *a, const ir_text *t);
/* Calls fn for every piece of every word, inside conditions too. */
void ir_words_each_piece(const ir_words *words,
                         void (*fn)(ir_piece *piece, void *context),
                         void *context);

/* ---- components --------------------------------------------------------- */

typedef enum ir_env_kind {
    IR_ENV_TEXT,
    IR_ENV_SECRET,
    IR_ENV_CONFIG_MAP,
    IR_ENV_FIELD
} ir_env_kind;

typedef struct ir_env {
    str name;
    span at;
    ir_env_kind kind;
    ir_text text;            /* IR_ENV_TEXT */
    ir_value *object;        /* name of the secret or config map */
    str key;                 /* key in it, or the field path */
    bool optional, argument; /* IR_ENV_TEXT: an argument style made it */
    struct ir_env *next;
} ir_env;

/* How to make arguments; pass_args leaves only `at` and `transport` of it. */
typedef struct ir_args {
    const struct argstyle *style; /* NULL: the words as they stand */
    span at;
    bool generate;            /* from the ports; else convert the words */
    const doc *keys;          /* port id or flag -> key, or NULL */
    str prefix;               /* "", "+" or "++" */
    ir_words extra;           /* words added after the rest */
    str transport;            /* "exact" (also when empty), "text" or "env" */
    const doc *bools, *lists; /* a shape's word, or port id or flag -> word */
    const doc *option;        /* text before a file's path; or NULL */
} ir_args;

typedef struct ir_container {
    str image;
    span image_at, working_dir_at;
    str working_dir;
    ir_words command, args;
    ir_env *env;
    ir_args style;
} ir_container;

typedef struct ir_importer {
    ir_text uri;
    ir_type type;
    const doc *metadata;
    bool reimport;
} ir_importer;

typedef enum ir_body { IR_CONTAINER, IR_GRAPH, IR_IMPORTER } ir_body;

struct ir_component {
    str name, emitted, description;
    span at;
    str file; /* the file it came from; empty when inline */
    bool used;
    ir_body body;
    ir_container container;
    ir_region *graph; /* IR_GRAPH: its ports are the component's */
    ir_importer importer;
    ir_ports inputs, outputs;
    const doc *keys; /* of its inputs, where a config gives them; or NULL */
    ir_component *twin_of; /* made by lower_shape from this one, or NULL */
    uint32_t tasks;        /* nodes that have it; pass_resolve */
    const ir_node *only;   /* ir_inline_constant: made for this node alone */
    uint32_t mark;         /* scratch of a pass; 0 between passes */
    ir_component *next;
};

/* ---- values: what is bound to a port ------------------------------------ */

typedef enum ir_value_kind {
    IR_BAD,  /* already reported */
    IR_NAME, /* not resolved yet; gone after pass_resolve */
    IR_CONSTANT,
    IR_REGION_INPUT, /* port: a pipeline parameter, a region's input */
    IR_NODE_OUTPUT,  /* node, port */
    IR_ITEM,         /* node: the loop */
    IR_INDEX,        /* node: the loop */
    IR_RUN_FACT,
    /* The kinds with parts: */
    IR_JOINED,  /* parts, one after the other, as text */
    IR_TREE,    /* shape, parts with keys: a list or map with values */
    IR_COLLECT, /* first part */
    IR_ONE_OF,  /* parts */
    IR_FIELD    /* first part; its key is the path into that struct */
} ir_value_kind;

struct ir_value {
    ir_value_kind kind;
    union {
        ir_fact fact;   /* IR_RUN_FACT */
        doc_kind shape; /* IR_TREE: DOC_SEQ or DOC_MAP */
    };
    span at;
    ir_type type; /* set by pass_types */
    str key;      /* of a part, where the kind of the whole says so */
    union {
        const doc *constant;
        str name; /* IR_NAME: "head.member.rest" */
        struct {
            ir_port *port;
            ir_node *node;
        };
        struct {
            ir_value *first, *last; /* the kinds with parts */
        };
    };
    ir_value *next;
};

/* What an IR_NAME says and where; texts that it has not are empty. */
typedef struct ir_name {
    str head, member, rest;
    span head_at, member_at;
} ir_name;

ir_value *ir_value_new(arena *a, ir_value_kind kind, span at);
ir_name ir_value_name(const ir_value *v);
/* The first part of a value of any kind, or NULL. */
ir_value *ir_value_parts(const ir_value *v);
void ir_value_push(ir_value *to, ir_value *part);
/* A copy with its parts, in no list. */
ir_value *ir_value_copy(arena *a, const ir_value *from);
ir_value *ir_value_text(arena *a, str text, span at); /* constant string */

typedef struct ir_binding {
    str name; /* of the input, as written */
    span at;
    ir_port *port; /* set by pass_resolve */
    ir_value *value;
    struct ir_binding *next;
} ir_binding;

/* ---- conditions --------------------------------------------------------- */

typedef enum ir_test {
    IR_TEST_VALUE, /* a bool value */
    IR_TEST_NOT,
    IR_TEST_AND,
    IR_TEST_OR,
    IR_TEST_EQ,
    IR_TEST_NE,
    IR_TEST_LT,
    IR_TEST_LE,
    IR_TEST_GT,
    IR_TEST_GE
} ir_test;

/* "==", "&&", "!": how the language spells a test; empty for a bare value. */
const char *ir_test_sign(ir_test test);

typedef struct ir_condition {
    ir_test test;
    span at;
    ir_value *left, *right;     /* comparisons, IR_TEST_VALUE: left */
    struct ir_condition *a, *b; /* NOT: a; AND, OR: a and b */
} ir_condition;

/* ---- pod settings ------------------------------------------------------- */

/* A map of texts, in source order: labels, annotations, node selectors. */
typedef struct ir_pair {
    str key;
    span at;
    ir_value *value;
    struct ir_pair *next;
} ir_pair;

typedef enum ir_volume_kind {
    IR_VOLUME_CLAIM,
    IR_VOLUME_SECRET,
    IR_VOLUME_CONFIG_MAP,
    IR_VOLUME_EMPTY_DIR,
    IR_VOLUME_SHM,
    IR_VOLUME_HOST_PATH
} ir_volume_kind;

typedef struct ir_volume {
    ir_volume_kind kind;
    span at;
    str mount, sub_path;
    ir_value *object; /* name of the claim, secret or config map; host path */
    str size;         /* empty-dir, shm: a quantity; may be empty */
    bool read_only, optional;
    struct ir_volume *next;
} ir_volume;

/* Quantities as written; empty where nothing was said. */
typedef struct ir_amounts {
    str cpu, memory, ephemeral;
} ir_amounts;

typedef struct ir_pod {
    span at;
    ir_amounts requests, limits;
    span resources_at, gpu_at, selector_at, tolerations_at, security_at;
    str gpu_count, gpu_type, gpu_resource; /* count empty: no gpu */
    ir_pair *labels, *annotations, *node_selector;
    ir_env *env;
    ir_volume *volumes;
    const doc *tolerations, *security_context;   /* as Kubernetes spells them */
    const doc *argo_template, *tekton_task_spec; /* laid under ours */
    const doc *other; /* platforms we do not know, for the round trip */
} ir_pod;

/* ---- nodes and regions -------------------------------------------------- */

typedef enum ir_trigger { IR_ALL_SUCCEEDED, IR_ALL_DONE } ir_trigger;
typedef enum ir_cache { IR_CACHE_UNSAID, IR_CACHE_ON, IR_CACHE_OFF } ir_cache;

typedef struct ir_policy {
    ir_trigger trigger;
    span retries_at, timeout_at, cache_at, on_failure_at, display_at;
    int64_t retries;     /* -1: not said */
    int64_t backoff;     /* seconds; -1: not said */
    int64_t factor;      /* 1 when not said */
    int64_t max_backoff; /* seconds; -1: not said */
    int64_t timeout;     /* seconds; -1: not said */
    ir_cache cache;
    int64_t cache_age; /* seconds; -1: not said */
    bool go_on;        /* on-failure: continue */
    str display_name, description;
} ir_policy;

extern const ir_policy ir_policy_unsaid;

/* An edge: the owner starts after `node`. */
typedef struct ir_need {
    str name; /* as written in `after`; empty for edges by data */
    span at;
    ir_node *node; /* NULL until resolved */
    struct ir_need *next;
} ir_need;

typedef struct ir_arm {
    ir_condition *when; /* NULL: else */
    span at;
    ir_region *region;
    struct ir_arm *next;
} ir_arm;

typedef enum ir_node_kind {
    IR_TASK,   /* component */
    IR_CALL,   /* component with a graph body */
    IR_BRANCH, /* arms */
    IR_LOOP,   /* over, region */
    IR_GROUP   /* region, maybe with an exit handler */
} ir_node_kind;

struct ir_node {
    ir_node_kind kind;
    uint32_t mark; /* scratch of a pass; 0 between passes */
    str name, emitted;
    span at; /* of the name */
    ir_region *parent;
    ir_component *component; /* IR_TASK, IR_CALL; NULL when poisoned */
    ir_binding *bindings;
    ir_need *after; /* as written */
    ir_need *needs; /* by data and by `after`, each node once; pass_edges */
    const ir_policy *policy; /* never NULL */
    ir_pod *pod;             /* NULL: nothing said */
    ir_arm *arms;
    ir_value *over;      /* IR_LOOP; an iterated task or call */
    str item;            /* IR_LOOP: name of the loop variable */
    bool swept;          /* IR_LOOP: over holds the jobs of a sweep */
    int64_t parallelism; /* 0: not said */
    ir_region *region;   /* IR_LOOP, IR_GROUP */
    ir_region *on_exit;  /* IR_GROUP, and the call made of one */
    /* Set by the lowerings, which leave tasks and calls only. */
    ir_condition *when; /* runs only if it holds; NULL: always */
    ir_port *each;      /* iterated: the input that gets the item, or NULL */
    ir_port *counter;   /* iterated: the input that gets the index, or NULL */
    ir_node *next;
};

struct ir_region {
    span at;
    ir_region *parent;
    ir_node *owner; /* the node it is a part of, or NULL; pass_resolve */
    ir_ports inputs, outputs; /* an output port's `value` is what it exports */
    ir_node *first, *last;
    uint32_t count;
};

ir_node *ir_node_add(arena *a, ir_region *to, ir_node_kind kind, str name,
                     span at);
/* Puts a node, taken out of any other region, at the end of one. */
void ir_node_push(ir_node *n, ir_region *to);

/* ---- the module --------------------------------------------------------- */

typedef struct ir_schedule {
    span at;
    const doc *crons;          /* list of strings */
    str timezone, concurrency; /* "allow", "forbid", "replace" or empty */
    bool suspend;
    int64_t starting_deadline; /* seconds; -1 */
} ir_schedule;

/* Settings of the object and of all pods: the key `kubernetes:`. */
typedef struct ir_kubernetes {
    str namespace, service_account;
    span namespace_at, service_account_at;
    const doc *pull_secrets; /* list of strings, or NULL */
    ir_pod pod;              /* labels also stand on the object */
} ir_kubernetes;

typedef struct ir_argo {
    span at;
    str repository_config_map, repository_key;
    const doc *ttl, *pod_gc, *spec;
} ir_argo;

typedef struct ir_tekton {
    span at, workspace_at;
    bool workspace; /* a volume was described */
    str size, access_mode, storage_class, claim, sub_path;
    str helper_image;
    str schedule_image, schedule_account;
    const doc *timeouts, *spec;
} ir_tekton;

typedef struct ir_vertex {
    span at;
    str service_account, network, kms_key, failure_policy;
    const doc *labels;
} ir_vertex;

typedef struct ir_module {
    str name, description;
    span at;  /* of the name, or of the document */
    str root; /* "gs://bucket/prefix", trimmed; empty: not said */
    span root_at;
    str base_dir; /* folder of the source, for `uses:` */
    bool single;  /* a component file standing alone */
    ir_component *components, *last_component;
    ir_region *body; /* inputs: the params; outputs: the outputs */
    ir_region *on_exit;
    ir_schedule *schedule;
    ir_kubernetes kubernetes;
    ir_argo argo;
    ir_tekton tekton;
    ir_vertex vertex;
    struct ir_module *next; /* one file may hold several pipelines */
} ir_module;

#define IR_ROOT_FORM "a place like gs://bucket/path or s3://bucket/path"
/* Reads the place where artifacts live; slashes at the ends of the path are
 * trimmed. False, and *root is left, when the text is no IR_ROOT_FORM. */
bool ir_root_read(arena *a, str text, str *root);
/* A GPU's model in the spelling of GKE's node label, `nvidia-tesla-t4`, or of
 * Vertex AI, `NVIDIA_TESLA_T4`; the language takes either. */
str ir_gpu_gke(arena *a, str type);
str ir_gpu_vertex(arena *a, str type);
ir_module *ir_module_new(arena *a);
ir_component *ir_component_add(arena *a, ir_module *to, str name, span at);
/* Adds a component that is in no list yet. */
void ir_component_push(ir_module *to, ir_component *c);
/* Makes the component's ports those of its graph, after ports were added. */
void ir_graph_ports(ir_component *c);

/* ---- walking, copying, printing ----------------------------------------- */

/* Calls fn for every node of a region and of the regions in it, outer first. */
void ir_each_node(ir_region *region, void (*fn)(ir_node *n, void *context),
                  void *context);
/* The same for the regions of a node, without the node itself. */
void ir_each_inside(const ir_node *n, void (*fn)(ir_node *n, void *context),
                    void *context);
/* Calls fn for every value inside v, then for v. */
void ir_each_value(ir_value *v, void (*fn)(ir_value *v, void *context),
                   void *context);
/* Calls fn for the sides of all comparisons of a condition. */
void ir_condition_each_value(ir_condition *c,
                             void (*fn)(ir_value *v, void *context),
                             void *context);
/* Calls fn for what each output of a region exports. */
void ir_region_each_output(ir_region *region,
                           void (*fn)(ir_value *v, void *context),
                           void *context);
/* Calls fn for the values in pod settings. */
void ir_pod_each_value(ir_pod *pod, void (*fn)(ir_value *v, void *context),
                       void *context);
/* Calls fn for every bound value, loop list, condition side, pod setting and
 * region output of the node itself (not of inner nodes, not for parts). */
void ir_node_each_value(ir_node *n, void (*fn)(ir_value *v, void *context),
                        void *context);
/* A deep copy; docs and texts are shared. */
ir_module *ir_copy(arena *a, const ir_module *m);
/* pipec's own text form. */
void ir_print(buf *out, const ir_module *m);

#endif
