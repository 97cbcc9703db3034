#include "backends/figure.h"
#include "base/formats.h"

enum { LIST_BYTES = 36, TEXT_BYTES = 200 };

/* ---- values -------------------------------------------------------------- */

/* One that stands bare in a list without being taken for something else. */
static bool is_plain(str text)
{
    const str marks = STR("'\",:[]{} \t\n");

    for (size_t i = 0; i < text.len; i++)
        if (str_find(marks, (str){ &text.ptr[i], 1 }) < marks.len)
            return false;
    return text.len && yaml_core_kind(text) == DOC_STRING;
}

static void put_literal(buf *out, str text)
{
    buf_char(out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\'')
            buf_char(out, '\'');
        buf_char(out, text.ptr[i]);
    }
    buf_char(out, '\'');
}

static void put_item(buf *out, const doc *d);

static void put_list(buf *out, const doc *list)
{
    bool is_map = list->kind == DOC_MAP;
    size_t start = out->len;
    uint32_t n = 0;

    buf_char(out, is_map ? '{' : '[');
    doc_each (item, list) {
        if (n)
            buf_put(out, STR(", "));
        if (out->len - start > LIST_BYTES && n + 1 < list->count) {
            buf_printf(out, "and %u more", list->count - n);
            break;
        }
        n++;
        if (is_map)
            buf_printf(out, "%.*s: ", STR_ARG(item->key));
        put_item(out, item);
    }
    buf_char(out, is_map ? '}' : ']');
}

/* In a list text stands bare where it can; in a condition it never does. */
static void put_constant(buf *out, const doc *d)
{
    if (d->kind == DOC_STRING)
        put_literal(out, d->text);
    else if (doc_is_scalar(d))
        buf_put(out, d->kind == DOC_NULL ? STR("null") : d->text);
    else
        put_list(out, d);
}

static void put_item(buf *out, const doc *d)
{
    if (d->kind == DOC_STRING && is_plain(d->text))
        buf_put(out, d->text);
    else
        put_constant(out, d);
}

static void put_reference(buf *out, const ir_value *v);

static void put_arguments(buf *out, const char *name, const ir_value *v)
{
    buf_printf(out, "%s(", name);
    for (const ir_value *part = ir_value_parts(v); part; part = part->next) {
        if (part != ir_value_parts(v))
            buf_put(out, STR(", "));
        put_reference(out, part);
    }
    buf_char(out, ')');
}

static void put_joined(buf *out, const ir_value *v)
{
    for (const ir_value *part = ir_value_parts(v); part; part = part->next) {
        if (part->kind == IR_CONSTANT)
            buf_put(out, ir_constant_text(out->arena, part->constant));
        else
            put_reference(out, part);
    }
}

static void put_tree(buf *out, const ir_value *v)
{
    bool is_map = v->shape == DOC_MAP;
    size_t start = out->len;

    buf_char(out, is_map ? '{' : '[');
    for (const ir_value *part = ir_value_parts(v); part; part = part->next) {
        if (part != ir_value_parts(v))
            buf_put(out, STR(", "));
        if (out->len - start > LIST_BYTES) {
            buf_put(out, STR("..."));
            break;
        }
        if (is_map)
            buf_printf(out, "%.*s: ", STR_ARG(part->key));
        if (part->kind == IR_CONSTANT)
            put_item(out, part->constant);
        else
            put_reference(out, part);
    }
    buf_char(out, is_map ? '}' : ']');
}

static void put_reference(buf *out, const ir_value *v)
{
    switch (v->kind) {
    case IR_BAD: buf_char(out, '?'); break;
    case IR_NAME: buf_put(out, v->name); break;
    case IR_CONSTANT: put_constant(out, v->constant); break;
    case IR_REGION_INPUT:
        buf_printf(out, "params.%.*s", STR_ARG(v->port->id));
        break;
    case IR_NODE_OUTPUT:
        buf_printf(out, "%.*s.%.*s", STR_ARG(v->node->name),
                   STR_ARG(v->port->id));
        break;
    case IR_ITEM: buf_put(out, v->node->item); break;
    case IR_INDEX: buf_put(out, STR("index")); break;
    case IR_RUN_FACT: buf_put(out, str_of(ir_fact_name(v->fact))); break;
    case IR_JOINED: put_joined(out, v); break;
    case IR_TREE: put_tree(out, v); break;
    case IR_COLLECT: put_arguments(out, "collect", v); break;
    case IR_ONE_OF: put_arguments(out, "oneof", v); break;
    case IR_FIELD:
        put_reference(out, v->first);
        buf_printf(out, ".%.*s", STR_ARG(v->first->key));
        break;
    }
}

/* ---- conditions ---------------------------------------------------------- */

/* How tightly a test binds; inside a tighter one it needs parentheses. */
static int rank_of(ir_test test)
{
    switch (test) {
    case IR_TEST_OR: return 1;
    case IR_TEST_AND: return 2;
    case IR_TEST_EQ:
    case IR_TEST_NE:
    case IR_TEST_LT:
    case IR_TEST_LE:
    case IR_TEST_GT:
    case IR_TEST_GE: return 3;
    case IR_TEST_NOT: return 4;
    case IR_TEST_VALUE: break;
    }
    return 5;
}

static void put_test(buf *out, const ir_condition *c, int around)
{
    int rank = rank_of(c->test);
    bool inside = rank < around;

    if (inside)
        buf_char(out, '(');
    if (c->test == IR_TEST_VALUE) {
        put_reference(out, c->left);
    } else if (c->test == IR_TEST_NOT) {
        buf_char(out, '!');
        put_test(out, c->a, rank);
    } else if (c->a) {
        put_test(out, c->a, rank);
        buf_printf(out, " %s ", ir_test_sign(c->test));
        put_test(out, c->b, rank);
    } else {
        put_reference(out, c->left);
        buf_printf(out, " %s ", ir_test_sign(c->test));
        put_reference(out, c->right);
    }
    if (inside)
        buf_char(out, ')');
}

/* A byte in the middle of a character. */
static bool is_inside(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

/* A text that nobody reads to its end is cut before a word, if it has some. */
static str shortened(arena *a, const buf *from)
{
    str text = buf_str(from), head = str_sub(text, 0, TEXT_BYTES);
    size_t end = head.len;

    if (text.len <= TEXT_BYTES)
        return text;
    while (end && head.ptr[end - 1] != ' ')
        end--;
    for (end = end ? end : head.len; end && is_inside(text.ptr[end]); end--)
        ;
    return arena_join(a, str_sub(text, 0, end), STR("..."));
}

str figure_if(arena *a, const char *before, const ir_condition *c)
{
    buf out = buf_new(a);

    buf_put(&out, str_of(before));
    put_test(&out, c, 0);
    return shortened(a, &out);
}

/* ---- loops --------------------------------------------------------------- */

str figure_for(arena *a, const ir_node *loop)
{
    buf out = buf_new(a);
    const ir_value *over = loop->over;

    buf_printf(&out, "for %.*s in ", STR_ARG(loop->item));
    if (over->kind == IR_CONSTANT && over->constant->kind == DOC_SEQ)
        put_list(&out, over->constant);
    else
        put_reference(&out, over);
    if (loop->parallelism)
        buf_printf(&out, ", %lld at a time", (long long)loop->parallelism);
    return shortened(a, &out);
}

/* ---- schedules ----------------------------------------------------------- */

str figure_schedule(arena *a, const ir_schedule *s)
{
    buf out = buf_new(a);

    if (!s || !s->crons)
        return STR("");
    doc_each (cron, s->crons)
        buf_printf(&out, "%s%.*s", cron == s->crons->first ? "" : ", ",
                   STR_ARG(cron->text));
    if (s->timezone.len)
        buf_printf(&out, " (%.*s)", STR_ARG(s->timezone));
    if (s->suspend)
        buf_put(&out, STR(", suspended"));
    return shortened(a, &out);
}
