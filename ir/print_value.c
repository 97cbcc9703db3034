#include "ir/print.h"

#include "base/formats.h"

void print_indent(buf *out, unsigned level)
{
    buf_fill(out, ' ', (size_t)level * 4);
}

void print_pair(buf *out, const char *before, str text)
{
    buf_put(out, str_of(before));
    buf_put(out, text);
}

void print_quoted(buf *out, str text)
{
    json_write_string(out, text);
}

/* The inside of a JSON string; a literal ${{ is spelled $${{. */
static void literal(buf *out, str text)
{
    for (;;) {
        size_t at = str_find(text, STR("${{"));

        json_write_inside(out, str_sub(text, 0, at));
        if (at == text.len)
            return;
        buf_put(out, STR("$${{"));
        text = str_sub(text, at + 3, text.len);
    }
}

/* ---- values ------------------------------------------------------------- */

const char *ir_fact_name(ir_fact fact)
{
    switch (fact) {
    case IR_RUN_ID: return "run.id";
    case IR_RUN_NAME: return "run.name";
    case IR_RUN_STATUS: return "run.status";
    case IR_RUN_FAILED: return "run.failed";
    case IR_RUN_TIME: return "run.time";
    case IR_RUN_RESOURCE_NAME: return "run.resource-name";
    case IR_TASK_NAME: return "task.name";
    case IR_TASK_ID: break;
    }
    return "task.id";
}

static void reference(buf *out, const ir_value *v);

static void arguments(buf *out, const char *name, const ir_value *v)
{
    buf_printf(out, "%s(", name);
    for (const ir_value *part = v->first; part; part = part->next) {
        if (part != v->first)
            buf_put(out, STR(", "));
        reference(out, part);
    }
    buf_char(out, ')');
}

static void unresolved(buf *out, const ir_value *v)
{
    print_pair(out, "?", v->name);
}

/* What stands between ${{ and }}. */
static void reference(buf *out, const ir_value *v)
{
    switch (v->kind) {
    case IR_BAD: buf_put(out, STR("poison")); break;
    case IR_NAME: unresolved(out, v); break;
    case IR_REGION_INPUT: print_pair(out, "params.", v->port->id); break;
    case IR_NODE_OUTPUT:
        buf_put(out, v->node->name);
        print_pair(out, ".", v->port->id);
        break;
    case IR_ITEM: buf_put(out, v->node->item); break;
    case IR_INDEX: buf_put(out, STR("index")); break;
    case IR_RUN_FACT: buf_put(out, str_of(ir_fact_name(v->fact))); break;
    case IR_COLLECT: arguments(out, "collect", v); break;
    case IR_ONE_OF: arguments(out, "oneof", v); break;
    case IR_FIELD:
        reference(out, v->first);
        print_pair(out, ".", v->first->key);
        break;
    case IR_CONSTANT:
    case IR_JOINED:
    case IR_TREE: print_value(out, v); break;
    }
}

static void joined(buf *out, const ir_value *v)
{
    buf_char(out, '"');
    for (const ir_value *part = v->first; part; part = part->next) {
        if (part->kind == IR_CONSTANT) {
            literal(out, ir_constant_text(out->arena, part->constant));
            continue;
        }
        buf_put(out, STR("${{ "));
        reference(out, part);
        buf_put(out, STR(" }}"));
    }
    buf_char(out, '"');
}

static void tree(buf *out, const ir_value *v)
{
    bool is_map = v->shape == DOC_MAP;

    buf_char(out, is_map ? '{' : '[');
    for (const ir_value *part = v->first; part; part = part->next) {
        if (part != v->first)
            buf_put(out, STR(", "));
        if (is_map) {
            print_quoted(out, part->key);
            buf_put(out, STR(": "));
        }
        print_value(out, part);
    }
    buf_char(out, is_map ? '}' : ']');
}

static void constant(buf *out, const doc *d)
{
    if (d->kind == DOC_STRING) {
        buf_char(out, '"');
        literal(out, d->text);
        buf_char(out, '"');
    } else {
        json_write_compact(out, d);
    }
}

void print_value(buf *out, const ir_value *v)
{
    if (!v) {
        buf_put(out, STR("(none)"));
    } else if (v->kind == IR_CONSTANT) {
        constant(out, v->constant);
    } else if (v->kind == IR_JOINED) {
        joined(out, v);
    } else if (v->kind == IR_TREE) {
        tree(out, v);
    } else {
        buf_put(out, STR("${{ "));
        reference(out, v);
        buf_put(out, STR(" }}"));
    }
}

/* ---- conditions --------------------------------------------------------- */

const char *ir_test_sign(ir_test test)
{
    switch (test) {
    case IR_TEST_AND: return "&&";
    case IR_TEST_OR: return "||";
    case IR_TEST_EQ: return "==";
    case IR_TEST_NE: return "!=";
    case IR_TEST_LT: return "<";
    case IR_TEST_LE: return "<=";
    case IR_TEST_GT: return ">";
    case IR_TEST_GE: return ">=";
    case IR_TEST_NOT: return "!";
    case IR_TEST_VALUE: break;
    }
    return "";
}

static void test(buf *out, const ir_condition *c)
{
    bool pair = c->test == IR_TEST_AND || c->test == IR_TEST_OR;

    if (c->test == IR_TEST_VALUE) {
        reference(out, c->left);
        return;
    }
    if (c->test == IR_TEST_NOT) {
        buf_put(out, STR("!("));
        test(out, c->a);
        buf_char(out, ')');
        return;
    }
    buf_char(out, '(');
    pair ? test(out, c->a) : reference(out, c->left);
    buf_printf(out, " %s ", ir_test_sign(c->test));
    pair ? test(out, c->b) : reference(out, c->right);
    buf_char(out, ')');
}

void print_condition(buf *out, const ir_condition *c)
{
    buf_put(out, STR("${{ "));
    test(out, c);
    buf_put(out, STR(" }}"));
}

/* ---- words -------------------------------------------------------------- */

static str port_id(const ir_piece *p)
{
    return p->port ? p->port->id : STR("?");
}

static void piece_reference(buf *out, const ir_piece *p)
{
    switch (p->kind) {
    case IR_LITERAL: break;
    case IR_INPUT_VALUE: print_pair(out, "inputs.", port_id(p)); break;
    case IR_INPUT_PATH:
        print_pair(out, "inputs.", port_id(p));
        buf_put(out, STR(".path"));
        break;
    case IR_INPUT_URI:
        print_pair(out, "inputs.", port_id(p));
        buf_put(out, STR(".uri"));
        break;
    case IR_INPUT_METADATA:
        buf_printf(out, "inputs.%.*s.metadata.%.*s", STR_ARG(port_id(p)),
                   STR_ARG(p->text));
        break;
    case IR_OUTPUT_PATH:
        print_pair(out, "outputs.", port_id(p));
        buf_put(out, STR(".path"));
        break;
    case IR_OUTPUT_URI:
        print_pair(out, "outputs.", port_id(p));
        buf_put(out, STR(".uri"));
        break;
    case IR_OUTPUT_METADATA: buf_put(out, STR("executor.output")); break;
    case IR_EXECUTOR_INPUT: buf_put(out, STR("executor.input")); break;
    case IR_FACT: buf_put(out, str_of(ir_fact_name(p->fact))); break;
    }
}

static void placeholder(buf *out, const ir_piece *p)
{
    buf_put(out, STR("${{ "));
    for (unsigned depth = p->json_depth; depth; depth--)
        buf_put(out, STR("json("));
    piece_reference(out, p);
    buf_fill(out, ')', p->json_depth);
    buf_put(out, STR(" }}"));
}

void print_text(buf *out, const ir_text *text)
{
    buf_char(out, '"');
    for (const ir_piece *p = text->first; p; p = p->next) {
        if (p->kind == IR_LITERAL)
            literal(out, p->text);
        else
            placeholder(out, p);
    }
    buf_char(out, '"');
}

/* Scripts are read line by line; a text with other control characters keeps
 * its quotes, for they would be lost. */
static bool is_script(const ir_text *text)
{
    bool has_break = false;

    for (const ir_piece *p = text->first; p; p = p->next) {
        for (size_t i = 0; p->kind == IR_LITERAL && i < p->text.len; i++) {
            unsigned char c = (unsigned char)p->text.ptr[i];

            if ((c < ' ' && c != '\n' && c != '\t') || c == 0x7f)
                return false;
            has_break |= c == '\n';
        }
    }
    return has_break;
}

/* Each line of the word behind a bar, as it is; a literal ${{ gets its $. */
static void print_script(buf *out, unsigned level, const ir_text *text)
{
    buf_put(out, STR("| "));
    for (const ir_piece *p = text->first; p; p = p->next) {
        if (p->kind != IR_LITERAL) {
            placeholder(out, p);
            continue;
        }
        for (size_t i = 0; i < p->text.len; i++) {
            if (str_starts(str_sub(p->text, i, p->text.len), STR("${{")))
                buf_char(out, '$');
            buf_char(out, p->text.ptr[i]);
            if (p->text.ptr[i] != '\n')
                continue;
            print_indent(out, level);
            buf_put(out, STR("| "));
        }
    }
}

static str word_port(const ir_word *w)
{
    return w->port ? w->port->id : STR("?");
}

void print_words(buf *out, unsigned level, const ir_words *words)
{
    for (const ir_word *w = words->first; w; w = w->next) {
        print_indent(out, level);
        if (w->kind == IR_WORD_TEXT) {
            if (is_script(&w->text))
                print_script(out, level, &w->text);
            else
                print_text(out, &w->text);
            buf_char(out, '\n');
            continue;
        }
        print_pair(out, "if inputs.", word_port(w));
        buf_put(out, STR("\n"));
        print_words(out, level + 1, &w->then);
        if (!w->other.count)
            continue;
        print_indent(out, level);
        buf_put(out, STR("else\n"));
        print_words(out, level + 1, &w->other);
    }
}
