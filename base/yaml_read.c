#include "base/formats.h"

#include "base/text_check.h"
#include "base/yaml_problem.h"
#include "base/yaml_value.h"

#include <string.h>
#include <yaml.h>

/* What an anchor stands for. */
typedef struct anchor {
    doc *node;
    uint32_t nodes, height; /* of the tree under it */
    bool open;              /* its end was not read yet */
} anchor;

/* A map or list whose end was not read yet. */
typedef struct frame {
    doc *node;
    anchor *anchor; /* or NULL */
    size_t lo, end;
    uint32_t nodes; /* of the source when it began */
    uint32_t height;
    bool flow;
    bool is_key;  /* it stands where a key belongs */
    bool has_key; /* the next node is a value, under: */
    bool drop;    /* ... a key that was reported */
    str key;
    span key_at;
} frame;

typedef struct reader {
    session *s;
    source *from;
    arena *trees;       /* for docs; texts are the session's */
    str text;           /* without the byte order mark */
    size_t skip;        /* length of that mark */
    size_t ascii;       /* so many characters at the start are one byte each */
    size_t index, byte; /* a character's number and offset in text */
    yaml_parser_t parser;
    yaml_event_t event;
    map anchors;
    frame frames[READ_DEPTH + 1]; /* the list of documents is the first */
    uint32_t depth, nodes, aliased;
    bool failed, stop;
} reader;

static void drop_reader(void *ptr)
{
    reader *r = ptr;

    yaml_event_delete(&r->event);
    yaml_parser_delete(&r->parser);
}

static size_t ascii_prefix(str s)
{
    size_t at = 0;

    while (at < s.len && (unsigned char)s.ptr[at] < 0x80)
        at++;
    return at;
}

static bool is_tail_byte(const reader *r, size_t at)
{
    return at < r->text.len && ((unsigned char)r->text.ptr[at] & 0xc0) == 0x80;
}

/* Eight bytes that are eight characters. */
static bool is_ascii_run(const reader *r, size_t at)
{
    uint64_t word;

    if (at > r->text.len || r->text.len - at < sizeof word)
        return false;
    memcpy(&word, r->text.ptr + at, sizeof word);
    return !(word & 0x8080808080808080u);
}

static void step_forward(reader *r, size_t index)
{
    while (r->index < index && r->byte < r->text.len) {
        size_t steps = 1;

        if (is_ascii_run(r, r->byte))
            steps = index - r->index < 8 ? index - r->index : 8;
        r->byte += steps;
        r->index += steps;
        while (steps == 1 && is_tail_byte(r, r->byte))
            r->byte++;
    }
}

static void step_back(reader *r, size_t index)
{
    while (r->index > index) {
        r->byte--;
        while (is_tail_byte(r, r->byte))
            r->byte--;
        r->index--;
    }
}

/*
 * libyaml counts characters. Marks come almost in order, so the offset of the
 * last one is a short walk away.
 */
static size_t offset_of(reader *r, const yaml_mark_t *mark)
{
    if (mark->index <= r->ascii)
        return r->skip + mark->index;
    step_forward(r, mark->index);
    step_back(r, mark->index);
    return r->skip + r->byte;
}

static diag *refuse(reader *r, diag_id id, span at, const char *text)
{
    r->failed = true;
    return REPORT(r->s, id, at, "%s", text);
}

/* A budget is used up: nothing more is read. */
static void give_up(reader *r, size_t lo, size_t hi, const char *what,
                    int limit)
{
    r->failed = r->stop = true;
    REPORT(r->s, D_BUDGET, source_span(r->from, lo, hi), "%s %d", what, limit);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t skip_blanks_and_comments(str text, size_t at)
{
    while (at < text.len) {
        if (text.ptr[at] == '#')
            at += str_find(str_sub(text, at, text.len), STR("\n"));
        else if (is_blank(text.ptr[at]))
            at++;
        else
            break;
    }
    return at;
}

/* Events begin at the anchor or tag of a node; this is the node itself. */
static size_t skip_properties(str text, size_t at)
{
    while (at < text.len && (text.ptr[at] == '&' || text.ptr[at] == '!')) {
        while (at < text.len && !is_blank(text.ptr[at]) &&
               !strchr(",[]{}", text.ptr[at]))
            at++;
        at = skip_blanks_and_comments(text, at);
    }
    return at;
}

static frame *top(reader *r)
{
    return &r->frames[r->depth];
}

static void grow_height(reader *r, uint32_t height)
{
    if (top(r)->height < height + 1)
        top(r)->height = height + 1;
}

/* Puts a value where the reader stands. */
static void attach(reader *r, doc *value, size_t end)
{
    frame *f = top(r);

    f->end = end;
    if (f->node->kind == DOC_SEQ) {
        doc_push(r->trees, f->node, value);
        return;
    }
    value->key_at = f->key_at;
    if (!f->drop)
        doc_add(r->trees, f->node, f->key, value);
    f->has_key = f->drop = false;
}

static bool is_at_key(reader *r)
{
    return top(r)->node->kind == DOC_MAP && !top(r)->has_key;
}

static void check_key(reader *r, frame *f, bool plain)
{
    const doc *first = doc_get(f->node, f->key);
    diag *d;

    if (plain && str_eq(f->key, STR("<<"))) {
        d = refuse(r, D_SYNTAX, f->key_at, "merge key '<<' is not supported");
        diag_help(&r->s->diags, d, "write the keys out");
        f->drop = true;
    } else if (plain && !f->key.len) {
        refuse(r, D_SYNTAX, f->key_at, "a key is missing before ':'");
        f->drop = true;
    } else if (first) {
        d = REPORT(r->s, D_DUPLICATE_KEY, f->key_at,
                   "key '%.*s' is given twice", STR_ARG(f->key));
        diag_note(&r->s->diags, d, first->key_at, "it is given first here");
        f->drop = true;
    }
}

static frame *set_key(reader *r, str key, size_t lo, size_t hi)
{
    frame *f = top(r);

    f->key = key;
    f->key_at = source_span(r->from, lo, hi);
    f->has_key = true;
    f->end = hi;
    return f;
}

static void take_key(reader *r, str key, size_t lo, size_t hi, bool plain)
{
    check_key(r, set_key(r, key, lo, hi), plain);
}

/* A key that was reported: its value is read and forgotten. */
static void drop_key(reader *r, size_t lo, size_t hi)
{
    set_key(r, STR(""), lo, hi)->drop = true;
}

/* Sets what the text of a scalar means. */
static void set_value(reader *r, doc *d, doc_kind kind, str text)
{
    d->kind = (uint8_t)kind;
    d->text = yaml_value_text(r->s->arena, kind, text);
    if (!d->text.len && text.len)
        refuse(r, D_SYNTAX, d->at, "the number needs more than 64 bits");
}

/* Block scalars end where the next token begins; this is where they do. */
static size_t trim_end(str text, size_t lo, size_t hi)
{
    while (hi > lo && is_blank(text.ptr[hi - 1]))
        hi--;
    return hi;
}

static void report_tag(reader *r, const char *tag)
{
    size_t lo = offset_of(r, &r->event.start_mark);
    size_t hi = skip_properties(r->from->text, lo);
    str name = yaml_tag_name(tag);
    diag *d;

    r->failed = true;
    d = REPORT(r->s, D_SYNTAX,
               source_span(r->from, lo, trim_end(r->from->text, lo, hi)),
               "tag '%s%.*s' does not fit the value",
               name.ptr == tag ? "" : "!!", STR_ARG(name));
    if (yaml_tag_kind(tag) < 0)
        diag_help(&r->s->diags, d,
                  "the tags are !!str, !!int, !!float, !!bool, !!null, !!map "
                  "and !!seq; quote text that begins with '!'");
}

/* The kind of the scalar by its tag and text; -1 was reported. */
static int tagged_kind(reader *r, const char *tag, str text)
{
    int wanted = yaml_tag_kind(tag);
    doc_kind kind = yaml_core_kind(text);

    if (wanted == DOC_STRING || wanted == (int)kind)
        return wanted;
    if (wanted == DOC_FLOAT && kind == DOC_INT && !yaml_has_base(text))
        return DOC_FLOAT;
    report_tag(r, tag);
    return -1;
}

/* A slice of the source when it has the same bytes. */
static str scalar_text(reader *r, size_t lo, size_t hi)
{
    str text = { (const char *)r->event.data.scalar.value,
                 r->event.data.scalar.length };
    yaml_scalar_style_t style = r->event.data.scalar.style;
    bool quoted = style == YAML_SINGLE_QUOTED_SCALAR_STYLE ||
                  style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
    str raw = str_sub(r->from->text, lo + quoted, hi - quoted);

    return str_eq(raw, text) ? raw : arena_copy(r->s->arena, text);
}

static anchor *add_anchor(reader *r, const yaml_char_t *name, doc *node)
{
    anchor *a;

    a = NEW(r->s->arena, anchor);
    *a = (anchor){ .node = node, .nodes = 1 };
    node->marked = true;
    map_put(&r->anchors, arena_copy(r->s->arena, str_of((const char *)name)),
            a);
    return a;
}

/* The tag of the scalar; libyaml drops a lone "!", which makes it text. */
static const char *scalar_tag(const reader *r, size_t lo)
{
    const char *tag = (const char *)r->event.data.scalar.tag;

    if (!tag && lo < r->from->text.len && r->from->text.ptr[lo] == '!')
        return "!";
    return tag;
}

static doc *make_scalar(reader *r, const char *tag, str text, span at)
{
    bool plain = r->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    doc *d = NEW(r->trees, doc);
    int kind = DOC_STRING;

    d->at = at;
    d->plain = plain;
    d->marked = tag != NULL;
    if (tag)
        kind = tagged_kind(r, tag, text);
    else if (plain)
        kind = (int)yaml_core_kind(text);
    set_value(r, d, kind < 0 ? DOC_STRING : (doc_kind)kind, text);
    return d;
}

static void on_scalar(reader *r)
{
    bool plain = r->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    const yaml_char_t *name = r->event.data.scalar.anchor;
    size_t lo = offset_of(r, &r->event.start_mark);
    size_t hi = offset_of(r, &r->event.end_mark);
    const char *tag = scalar_tag(r, lo);
    bool key = is_at_key(r);
    doc *d = NULL;
    str text;

    if (name || tag)
        lo = skip_properties(r->from->text, lo);
    lo = lo < hi ? lo : hi;
    hi = trim_end(r->from->text, lo, hi);
    text = scalar_text(r, lo, hi);
    plain = plain && !tag;
    if (plain)
        yaml_warn_readers(r->s, text, source_span(r->from, lo, hi));
    if (name || tag || !key)
        d = make_scalar(r, tag, text, source_span(r->from, lo, hi));
    if (name)
        add_anchor(r, name, d);
    if (key)
        take_key(r, text, lo, hi, plain);
    else
        attach(r, d, hi);
    grow_height(r, 0);
}

static void report_bad_key(reader *r, size_t lo)
{
    size_t hi = offset_of(r, &r->event.end_mark);
    diag *d;

    d = refuse(r, D_SYNTAX, source_span(r->from, lo, hi > lo ? hi : lo),
               "a key must be text, not a map or list");
    yaml_help_braces(r->s, d, r->from, lo);
}

static void push(reader *r, doc *node, size_t lo, frame f)
{
    if (r->depth == READ_DEPTH) {
        give_up(r, lo, lo, "nested deeper than", READ_DEPTH);
        return;
    }
    node->at = source_span(r->from, lo, lo);
    f.node = node;
    f.lo = f.end = lo;
    f.nodes = r->nodes;
    f.is_key = is_at_key(r);
    if (f.is_key)
        report_bad_key(r, lo);
    else
        attach(r, node, lo);
    if (f.anchor)
        f.anchor->open = true;
    r->frames[++r->depth] = f;
}

static void on_start(reader *r, doc_kind kind, bool flow,
                     const yaml_char_t *name, const yaml_char_t *tag)
{
    doc *node = NEW(r->trees, doc);
    size_t lo = offset_of(r, &r->event.start_mark);

    if (name || tag)
        lo = skip_properties(r->from->text, lo);
    node->kind = (uint8_t)kind;
    node->marked = tag != NULL;
    if (tag && yaml_tag_kind((const char *)tag) != (int)kind &&
        strcmp((const char *)tag, "!"))
        report_tag(r, (const char *)tag);
    if (flow)
        node->style = DOC_FLOW;
    push(r, node, lo,
         (frame){ .flow = flow,
                  .anchor = name ? add_anchor(r, name, node) : NULL });
}

static void on_end(reader *r)
{
    frame f = r->frames[r->depth--];
    size_t end = f.flow ? offset_of(r, &r->event.end_mark) : f.end;

    f.node->at = source_span(r->from, f.lo, end);
    if (f.anchor) {
        f.anchor->open = false;
        f.anchor->nodes = 1 + r->nodes - f.nodes;
        f.anchor->height = f.height;
    }
    grow_height(r, f.height);
    top(r)->end = end;
    if (f.is_key)
        drop_key(r, f.lo, end);
}

/* The anchor an alias names when it can be expanded here. */
static const anchor *find_anchor(reader *r, size_t lo, size_t hi)
{
    str name = str_of((const char *)r->event.data.alias.anchor);
    const anchor *a = map_get(&r->anchors, name);
    diag *d;

    if (!a || a->open) {
        r->failed = true;
        d = REPORT(r->s, D_ALIAS, source_span(r->from, lo, hi),
                   a ? "alias '*%.*s' is inside what it stands for"
                     : "alias '*%.*s' has no anchor before it",
                   STR_ARG(name));
        if (!a)
            diag_help(&r->s->diags, d, "quote text that begins with '*'");
        return NULL;
    }
    if (r->depth + a->height > READ_DEPTH) {
        give_up(r, lo, hi, "nested deeper than", READ_DEPTH);
        return NULL;
    }
    if (a->nodes > READ_ALIASED - r->aliased) {
        give_up(r, lo, hi, "aliases stand for more values than", READ_ALIASED);
        return NULL;
    }
    return a;
}

static void on_alias_key(reader *r, const anchor *a, size_t lo, size_t hi)
{
    if (a && doc_is_scalar(a->node)) {
        take_key(r, a->node->text, lo, hi, false);
        return;
    }
    if (a)
        report_bad_key(r, lo);
    drop_key(r, lo, hi);
}

static void on_alias(reader *r)
{
    size_t lo = offset_of(r, &r->event.start_mark);
    size_t hi = offset_of(r, &r->event.end_mark);
    const anchor *a = find_anchor(r, lo, hi);
    doc *copy;

    if (is_at_key(r)) {
        on_alias_key(r, a, lo, hi);
        return;
    }
    if (!a) {
        attach(r, doc_null(r->trees), hi);
        return;
    }
    r->aliased += a->nodes;
    r->nodes += a->nodes;
    copy = doc_copy(r->trees, a->node);
    copy->marked = true;
    attach(r, copy, hi);
    grow_height(r, a->height);
}

static void on_event(reader *r)
{
    const yaml_event_t *e = &r->event;

    switch (e->type) {
    case YAML_SCALAR_EVENT: on_scalar(r); break;
    case YAML_ALIAS_EVENT: on_alias(r); break;
    case YAML_MAPPING_START_EVENT:
        on_start(r, DOC_MAP,
                 e->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE,
                 e->data.mapping_start.anchor, e->data.mapping_start.tag);
        break;
    case YAML_SEQUENCE_START_EVENT:
        on_start(r, DOC_SEQ,
                 e->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE,
                 e->data.sequence_start.anchor, e->data.sequence_start.tag);
        break;
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT: on_end(r); break;
    case YAML_DOCUMENT_START_EVENT: r->anchors = map_new(r->s->arena); break;
    case YAML_STREAM_END_EVENT: r->stop = true; break;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_DOCUMENT_END_EVENT: break;
    }
}

/* Errors of libyaml's reader have no mark but a byte offset. */
static void report_problem(reader *r)
{
    const yaml_parser_t *p = &r->parser;
    yaml_problem problem = { .what = p->problem, .context = p->context };

    r->failed = r->stop = true;
    if (p->error == YAML_MEMORY_ERROR)
        arena_full(r->s->arena);
    problem.at = p->error == YAML_READER_ERROR ? r->skip + p->problem_offset
                                               : offset_of(r, &p->problem_mark);
    problem.context_at = offset_of(r, &p->context_mark);
    yaml_problem_report(r->s, r->from, problem);
}

static void read_event(reader *r)
{
    if (!yaml_parser_parse(&r->parser, &r->event)) {
        report_problem(r);
        return;
    }
    if (++r->nodes > READ_NODES) {
        size_t at = offset_of(r, &r->event.start_mark);

        give_up(r, at, at, "the number of values is over", READ_NODES);
        return;
    }
    on_event(r);
    yaml_event_delete(&r->event);
}

doc *yaml_read(session *s, source *from)
{
    reader *r;

    if (!text_check(s, from) || !yaml_check_directives(s, from))
        return NULL;
    r = NEW(s->arena, reader);
    r->s = s;
    r->from = from;
    r->skip = text_mark_length(from->text);
    r->text = str_sub(from->text, r->skip, from->text.len);
    r->ascii = r->index = r->byte = ascii_prefix(r->text);
    r->trees = from->trees ? from->trees : s->arena;
    r->frames[0].node = doc_seq(r->trees);
    r->frames[0].node->at = source_span(from, 0, from->text.len);
    if (!yaml_parser_initialize(&r->parser))
        arena_full(s->arena);
    arena_on_drop(s->arena, drop_reader, r);
    yaml_parser_set_encoding(&r->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(
        &r->parser, (const unsigned char *)(r->text.len ? r->text.ptr : ""),
        r->text.len);
    while (!r->stop)
        read_event(r);
    drop_reader(r);
    return r->failed ? NULL : r->frames[0].node;
}
