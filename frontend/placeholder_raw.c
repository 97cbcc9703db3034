#include "frontend/placeholder.h"

#include "frontend/fields.h"

/* Where the text of a scalar stands in its source. When its bytes are not the
 * source's (escapes, folded lines), every span is the whole scalar. */
typedef struct origin {
    span whole;
    uint32_t lo;
    bool exact;
} origin;

static origin origin_of(const session *s, const doc *scalar)
{
    str raw = source_text(&s->sources, scalar->at);
    uint32_t quote =
        raw.len && (raw.ptr[0] == '\'' || raw.ptr[0] == '"') && !scalar->plain;

    return (origin){
        .whole = scalar->at,
        .lo = scalar->at.lo + quote,
        .exact = raw.len == scalar->text.len + 2 * quote &&
                 str_eq(str_sub(raw, quote, raw.len - quote), scalar->text),
    };
}

static span origin_span(const origin *of, size_t lo, size_t hi)
{
    if (!of->exact)
        return of->whole;
    return (span){ of->lo + (uint32_t)lo, of->lo + (uint32_t)hi };
}

/* What stands between {{$ and }}: names, and one or two things in brackets. */
typedef struct tag {
    str shape; /* "inputs.parameters[NAME]" */
    str keys[2];
    size_t key_at[2]; /* offset in the text */
    uint32_t n_keys;
    uint8_t depth; /* of json_escape[N] */
    size_t lo, hi; /* of the whole tag in the text */
} tag;

typedef struct scanner {
    str text;
    size_t at;
} scanner;

static void skip_blanks(scanner *in)
{
    while (in->at < in->text.len &&
           (in->text.ptr[in->at] == ' ' || in->text.ptr[in->at] == '\t'))
        in->at++;
}

static bool take(scanner *in, const char *token)
{
    str want = str_of(token);

    skip_blanks(in);
    if (!str_starts(str_sub(in->text, in->at, in->text.len), want))
        return false;
    in->at += want.len;
    return true;
}

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_';
}

static str take_name(scanner *in)
{
    size_t lo;

    skip_blanks(in);
    lo = in->at;
    while (in->at < in->text.len && is_name_char(in->text.ptr[in->at]))
        in->at++;
    return str_sub(in->text, lo, in->at);
}

static bool take_key(scanner *in, tag *out, buf *shape, char quote)
{
    size_t lo = in->at;

    while (in->at < in->text.len && in->text.ptr[in->at] != quote)
        in->at++;
    if (in->at == in->text.len || out->n_keys == COUNT(out->keys))
        return false;
    out->key_at[out->n_keys] = lo;
    out->keys[out->n_keys++] = str_sub(in->text, lo, in->at);
    in->at++;
    buf_put(shape, STR("[NAME]"));
    return take(in, "]");
}

static bool take_depth(scanner *in, tag *out, buf *shape)
{
    str digits = take_name(in);

    if (digits.len != 1 || digits.ptr[0] < '0' || digits.ptr[0] > '7')
        return false;
    out->depth = (uint8_t)(digits.ptr[0] - '0');
    buf_put(shape, STR("[N]"));
    return take(in, "]");
}

static bool take_brackets(scanner *in, tag *out, buf *shape)
{
    if (take(in, "'"))
        return take_key(in, out, shape, '\'');
    if (take(in, "\""))
        return take_key(in, out, shape, '"');
    return take_depth(in, out, shape);
}

/* Reads a tag whose {{$ stands at in->at; false when it is malformed. */
static bool take_tag(scanner *in, arena *a, tag *out)
{
    buf shape = buf_new(a);

    in->at += STR("{{$").len;
    while (!take(in, "}}")) {
        if (take(in, "[")) {
            if (!take_brackets(in, out, &shape))
                return false;
            continue;
        }
        if (!take(in, "."))
            return false;
        str name = take_name(in);
        if (str_is_empty(name))
            return false;
        if (shape.len)
            buf_char(&shape, '.');
        buf_put(&shape, name);
    }
    out->shape = buf_str(&shape);
    out->hi = in->at;
    return true;
}

typedef enum side { NO_PORT, INPUT, OUTPUT } side;

typedef struct tag_row {
    const char *shape;
    side of;
    ir_piece_kind kind;
    unsigned use;
    ir_fact fact;
} tag_row;

static const tag_row tag_rows[] = {
    { "", NO_PORT, IR_EXECUTOR_INPUT, 0, 0 },
    { "json_escape[N]", NO_PORT, IR_EXECUTOR_INPUT, 0, 0 },
    { "inputs.parameters[NAME]", INPUT, IR_INPUT_VALUE, IR_BY_VALUE, 0 },
    { "inputs.parameters[NAME].json_escape[N]", INPUT, IR_INPUT_VALUE,
      IR_BY_VALUE, 0 },
    { "inputs.artifacts[NAME].path", INPUT, IR_INPUT_PATH, IR_BY_PATH, 0 },
    { "inputs.artifacts[NAME].uri", INPUT, IR_INPUT_URI, IR_BY_URI, 0 },
    { "inputs.artifacts[NAME].metadata", INPUT, IR_INPUT_METADATA,
      IR_BY_METADATA, 0 },
    { "inputs.artifacts[NAME].metadata[NAME]", INPUT, IR_INPUT_METADATA,
      IR_BY_METADATA, 0 },
    { "outputs.parameters[NAME].output_file", OUTPUT, IR_OUTPUT_PATH,
      IR_BY_VALUE, 0 },
    { "outputs.artifacts[NAME].path", OUTPUT, IR_OUTPUT_PATH, IR_BY_PATH, 0 },
    { "outputs.artifacts[NAME].uri", OUTPUT, IR_OUTPUT_URI, IR_BY_URI, 0 },
    { "outputs.output_file", NO_PORT, IR_OUTPUT_METADATA, 0, 0 },
    { "outputMetadataUri", NO_PORT, IR_OUTPUT_METADATA, 0, 0 },
    { "pipeline_job_name", NO_PORT, IR_FACT, 0, IR_RUN_NAME },
    { "pipeline_job_uuid", NO_PORT, IR_FACT, 0, IR_RUN_ID },
    { "pipeline_job_resource_name", NO_PORT, IR_FACT, 0, IR_RUN_RESOURCE_NAME },
    { "pipeline_job_create_time_utc", NO_PORT, IR_FACT, 0, IR_RUN_TIME },
    { "pipeline_task_name", NO_PORT, IR_FACT, 0, IR_TASK_NAME },
    { "pipeline_task_uuid", NO_PORT, IR_FACT, 0, IR_TASK_ID },
};

/* KFP knows these, pipec does not yet. */
static const char *const later_shapes[] = {
    "inputs.artifacts[NAME]",
    "inputs.artifacts[NAME].name",
    "inputs.artifacts[NAME].properties[NAME]",
    "outputs.artifacts[NAME].name",
    "outputs.artifacts[NAME].metadata",
    "outputs.artifacts[NAME].metadata[NAME]",
    "pipeline_job_schedule_time_utc",
    "pipeline_root",
    "workspace_path",
    "pipeline_google_cloud_project_id",
    "pipeline_google_cloud_location",
    "pipeline_service_account",
    "pipeline_network",
    "pipeline_encryption_key_name",
    "pipeline_persistent_resource_id",
    NULL,
};

static const tag_row *find_row(str shape)
{
    for (size_t i = 0; i < COUNT(tag_rows); i++)
        if (str_eq(shape, str_of(tag_rows[i].shape)))
            return &tag_rows[i];
    return NULL;
}

/* What json_escape[0] means is written down nowhere. */
static bool is_later(const tag *t)
{
    if (t->depth == 0 && str_ends(t->shape, STR("json_escape[N]")))
        return true;
    for (size_t i = 0; later_shapes[i]; i++)
        if (str_eq(t->shape, str_of(later_shapes[i])))
            return true;
    return false;
}

static void report_shape(const placeholder_ports *of, const tag *t, str text,
                         span at)
{
    session *s = of->session;
    const char *known[COUNT(tag_rows) + 1] = { NULL };
    str spelled = field_excerpt(s->arena, str_sub(text, t->lo, t->hi));
    diag *d;

    if (is_later(t)) {
        REPORT(s, D_NOT_YET, at, "placeholder '%.*s' is not supported yet",
               STR_ARG(spelled));
        return;
    }
    for (size_t i = 0; i < COUNT(tag_rows); i++)
        known[i] = tag_rows[i].shape;
    d = REPORT(s, D_PLACEHOLDER, at,
               "'%.*s' is no placeholder of component files", STR_ARG(spelled));
    diag_nearest(&s->diags, d, field_nearest(s, known, t->shape));
}

static ir_port *port_of(const placeholder_ports *of, const tag_row *row,
                        str name, span at)
{
    if (row->of == INPUT)
        return placeholder_input(of, name, at, row->use);
    return placeholder_output(of, name, at, row->use);
}

static void add_tag(const placeholder_ports *of, const tag *t, str text,
                    const origin *from, ir_text *to)
{
    const tag_row *row = find_row(t->shape);
    span at = origin_span(from, t->lo, t->hi);
    ir_port *port = NULL;

    if (!row || is_later(t)) {
        report_shape(of, t, text, at);
        return;
    }
    if (row->of != NO_PORT) {
        size_t lo = t->key_at[0];
        port = port_of(of, row, t->keys[0],
                       origin_span(from, lo, lo + t->keys[0].len));
        if (!port)
            return;
    }
    ir_piece *piece = ir_piece_add(of->session->arena, to, row->kind, at);
    piece->port = port;
    piece->fact = row->fact;
    piece->json_depth = t->depth;
    piece->text = t->keys[1];
    if (row->kind == IR_OUTPUT_METADATA)
        piece->text = STR("/tmp/outputs/executor_output.json");
}

/* `{{$x}}` is somebody else's template: only `{{$.` and `{{$}}` are KFP's. */
static bool is_tag_start(str text, size_t at)
{
    scanner in = { text, at };

    in.at += STR("{{$").len;
    return take(&in, ".") || take(&in, "}}");
}

static size_t next_tag(str text, size_t from)
{
    while (from < text.len) {
        from += str_find(str_sub(text, from, text.len), STR("{{$"));
        if (from == text.len || is_tag_start(text, from))
            return from;
        from++;
    }
    return from;
}

void placeholder_text(const placeholder_ports *of, const doc *scalar,
                      ir_text *to)
{
    arena *a = of->session->arena;
    str text = scalar->text;
    origin from = origin_of(of->session, scalar);
    size_t done = 0;

    if (to->at.hi == 0)
        to->at = scalar->at;
    for (size_t at = next_tag(text, 0); at < text.len;) {
        tag found = { .lo = at };
        scanner in = { text, at };

        if (at > done)
            ir_piece_literal(a, to, str_sub(text, done, at),
                             origin_span(&from, done, at));
        if (!take_tag(&in, a, &found)) {
            REPORT(of->session, D_PLACEHOLDER,
                   origin_span(&from, at, in.at < text.len ? in.at : text.len),
                   "malformed placeholder, expected the form "
                   "'{{$.inputs.parameters['NAME']}}'");
            return;
        }
        add_tag(of, &found, text, &from, to);
        done = in.at;
        at = next_tag(text, done);
    }
    if (done < text.len)
        ir_piece_literal(a, to, str_sub(text, done, text.len),
                         origin_span(&from, done, text.len));
}
