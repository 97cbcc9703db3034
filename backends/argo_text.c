#include "backends/argo_text.h"

#include "base/formats.h"
#include "base/utf8.h"

const char *const argo_brace_name = "PIPEC_BRACE";
const char *const argo_root_param = "pipeline-root";

/* ---- what Argo would replace --------------------------------------------- */

/* Variables begin with one of these. */
static const char *const prefixes[] = { "inputs.", "outputs.",   "workflow.",
                                        "tasks.",  "steps.",     "item.",
                                        "item[",   "pod.",       "node.",
                                        "retries", "lastRetry.", NULL };

/* White_Space of Unicode, as far as it survives in JSON unescaped: Argo trims
 * a tag before it looks it up. */
static bool is_blank(uint32_t c)
{
    return c == ' ' || c == 0x85 || c == 0xa0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x205f ||
           c == 0x3000;
}

static str without_blanks(str tag)
{
    size_t at = 0;

    for (size_t next = 0; next < tag.len; at = next)
        if (!is_blank(utf8_next(tag, &next)))
            break;
    return str_sub(tag, at, tag.len);
}

static bool is_known_tag(str tag)
{
    str name = without_blanks(tag);

    if (str_starts(tag, STR("=")))
        return true;
    for (size_t i = 0; prefixes[i]; i++)
        if (str_starts(name, str_of(prefixes[i])))
            return true;
    return str_starts(name, STR("item")) &&
           !without_blanks(str_sub(name, 4, name.len)).len;
}

/*
 * A `{{` at s[at]: the tag it opens, up to the first `}}`. False: none ends.
 * close keeps the place of that `}}` (at first 0), so that a long row of braces
 * is searched once.
 */
static bool tag_at(str s, size_t at, size_t *close, str *tag)
{
    size_t from = at + 2;

    if (*close < from)
        *close = from + str_find(str_sub(s, from, s.len), STR("}}"));
    *tag = str_sub(s, from, *close);
    return *close < s.len;
}

static bool scan(str text, bool open_too)
{
    size_t at = 0, close = 0;

    while ((at += str_find(str_sub(text, at, text.len), STR("{{"))) <
           text.len) {
        str tag;
        bool closed = tag_at(text, at, &close, &tag);
        bool nested = str_find(tag, STR("{{")) < tag.len;

        if (is_known_tag(tag) || (open_too && (!closed || nested)))
            return true;
        at += closed && !nested ? tag.len + 4 : 1;
    }
    return false;
}

bool argo_expands(str text)
{
    return scan(text, false);
}

bool argo_is_unsafe(str text)
{
    return scan(text, true);
}

static bool is_go_only(uint32_t c)
{
    bool selector = c >= 0xe0100 && c <= 0xe01ef;
    bool short_name =
        c == '\b' || c == '\f' || c == '\n' || c == '\r' || c == '\t';

    return (c < 0x20 && !short_name) || c == 0x7f ||
           (c >= 0xe0000 && !selector);
}

bool argo_breaks(str text)
{
    for (size_t at = 0; at < text.len;)
        if (is_go_only(utf8_next(text, &at)))
            return true;
    return false;
}

/* ---- literal text -------------------------------------------------------- */

/*
 * Writes text that the kubelet reads: it turns `$$` into `$` and replaces
 * `$(NAME)`, and after a single `$` it takes the next byte for a character. So
 * a `$` waits until its follower is known, and is doubled where it must.
 */
typedef struct literal {
    buf out;
    str brace;        /* the helper variable; empty: braces stay as they are */
    bool dollar;      /* a `$` waits */
    bool needs_brace; /* the helper variable was used */
} literal;

static void flush(literal *to, bool twice)
{
    if (to->dollar)
        buf_put(&to->out, twice ? STR("$$") : STR("$"));
    to->dollar = false;
}

static void put_char(literal *to, char c)
{
    flush(to, c == '$' || c == '(' || ((unsigned char)c & 0x80));
    if (c == '$')
        to->dollar = true;
    else
        buf_char(&to->out, c);
}

static void put_chars(literal *to, str text)
{
    for (size_t i = 0; i < text.len; i++)
        put_char(to, text.ptr[i]);
}

static void put_brace(literal *to)
{
    flush(to, true);
    buf_printf(&to->out, "$(%.*s)", STR_ARG(to->brace));
    to->needs_brace = true;
}

/* What stands at `{{` and may stay, or nothing. */
static str harmless_tag(str text, size_t at, size_t *close)
{
    str tag;

    if (!tag_at(text, at, close, &tag) || is_known_tag(tag) ||
        str_find(tag, STR("{{")) < tag.len)
        return STR("");
    return str_sub(text, at, at + tag.len + 4);
}

/* tag_follows: the text ends where a tag of ours begins. */
static void put_literal(literal *to, str text, bool tag_follows)
{
    size_t at = 0, close = 0;

    while (at < text.len) {
        str rest = str_sub(text, at, text.len);
        bool two = to->brace.len && str_starts(rest, STR("{{"));
        str tag = two ? harmless_tag(text, at, &close) : STR("");

        if (tag.len) {
            put_chars(to, tag);
            at += tag.len;
        } else if (two) {
            put_char(to, '{');
            put_brace(to);
            at += 2;
        } else if (to->brace.len && tag_follows && str_eq(rest, STR("{"))) {
            put_brace(to);
            at++;
        } else {
            put_char(to, text.ptr[at++]);
        }
    }
}

str argo_dollars(arena *a, str text, bool tag_follows)
{
    literal to = { buf_new(a), STR(""), false, false };

    put_literal(&to, text, tag_follows);
    flush(&to, tag_follows);
    return buf_str(&to.out);
}

static void put_tag(literal *to, str tag)
{
    flush(to, true);
    buf_put(&to->out, tag);
}

/* ---- words --------------------------------------------------------------- */

/* A word as literal texts and tags in turn. */
typedef struct segment {
    bool tag;
    str text;
    struct segment *next;
} segment;

typedef struct segments {
    arena *arena;
    const argo_words *words;
    const ir_node *task;
    segment *first, *last;
} segments;

static void add(segments *to, bool tag, str text)
{
    segment *s = NEW(to->arena, segment);

    if (!tag && to->last && !to->last->tag) {
        to->last->text = arena_join(to->arena, to->last->text, text);
        return;
    }
    *s = (segment){ tag, text, NULL };
    if (to->last)
        to->last->next = s;
    else
        to->first = s;
    to->last = s;
}

static str json_content(arena *a, str text)
{
    buf out = buf_new(a);

    json_write_string(&out, text);
    return str_sub(buf_str(&out), 1, out.len - 1);
}

bool argo_is_plain(ir_type t)
{
    return t.kind == IR_INT || t.kind == IR_FLOAT || t.kind == IR_BOOL;
}

/* The value of an input inside of the template. */
static str input_tag(arena *a, const ir_port *port, unsigned json_depth)
{
    str name = port->emitted;
    str value;

    if (argo_is_plain(port->type))
        return arena_printf(a, "{{inputs.parameters.%.*s}}", STR_ARG(name));
    value = arena_printf(a, "inputs.parameters['%.*s']", STR_ARG(name));
    for (unsigned i = 0; i < json_depth; i++)
        value = arena_printf(a, "toJson(%.*s)[1:-1]", STR_ARG(value));
    return arena_printf(a, "{{=replace(%.*s, '$', '$$')}}", STR_ARG(value));
}

str argo_fact(ir_fact fact)
{
    switch (fact) {
    case IR_RUN_ID: return STR("workflow.uid");
    case IR_RUN_NAME:
    case IR_RUN_RESOURCE_NAME: return STR("workflow.name");
    case IR_RUN_TIME: return STR("workflow.creationTimestamp.RFC3339");
    case IR_TASK_ID: return STR("pod.name");
    case IR_RUN_STATUS: return STR("workflow.status");
    case IR_RUN_FAILED:
        return STR("=(workflow.status == 'Succeeded' ? 'false' : 'true')");
    case IR_TASK_NAME: break;
    }
    return STR("");
}

static str tag_of(arena *a, str name)
{
    return arena_printf(a, "{{%.*s}}", STR_ARG(name));
}

static void add_fact(segments *to, ir_fact fact)
{
    if (fact == IR_TASK_NAME)
        add(to, false, to->task->emitted);
    else if (argo_fact(fact).len)
        add(to, true, tag_of(to->arena, argo_fact(fact)));
}

static void add_uri(segments *to, const ir_port *port)
{
    const ir_module *m = to->words->module;

    if (m->root.len)
        add(to, false, m->root);
    else
        add(to, true,
            arena_printf(to->arena, "{{workflow.parameters.%s}}",
                         argo_root_param));
    add(to, false, STR("/"));
    add(to, true, STR("{{workflow.name}}"));
    add(to, false, STR("/"));
    add(to, false, to->task->emitted);
    add(to, false, STR("/"));
    add(to, false, port->emitted);
}

static void add_piece(segments *to, const ir_piece *p)
{
    str text = p->text;

    switch (p->kind) {
    case IR_LITERAL:
        for (unsigned i = 0; i < p->json_depth; i++)
            text = json_content(to->arena, text);
        add(to, false, text);
        break;
    case IR_INPUT_VALUE:
    case IR_INPUT_URI:
        add(to, true, input_tag(to->arena, p->port, p->json_depth));
        break;
    case IR_INPUT_PATH:
        add(to, false, STR("/pipe/in/"));
        add(to, false, p->port->emitted);
        break;
    case IR_OUTPUT_PATH:
        if (str_starts(p->port->file, STR("/"))) {
            add(to, false, p->port->file);
            break;
        }
        add(to, false, STR("/pipe/out/"));
        add(to, false, p->port->emitted);
        break;
    case IR_OUTPUT_URI: add_uri(to, p->port); break;
    case IR_FACT: add_fact(to, p->fact); break;
    case IR_INPUT_METADATA:
    case IR_OUTPUT_METADATA:
    case IR_EXECUTOR_INPUT: break; /* refused by the table */
    }
}

str argo_word(k8s_container *into, const ir_text *text)
{
    segments all = { into->arena, into->target, into->task, NULL, NULL };
    literal to = { buf_new(into->arena), into->dollar_name, false, false };

    for (const ir_piece *p = text->first; p; p = p->next)
        add_piece(&all, p);
    for (const segment *s = all.first; s; s = s->next)
        if (s->tag)
            put_tag(&to, s->text);
        else
            put_literal(&to, s->text, s->next);
    flush(&to, false);
    into->needs_dollar |= to.needs_brace;
    return buf_str(&to.out);
}
