#include "backends/kfp_text.h"

#include "base/formats.h"

const char *kfp_fact(ir_fact fact)
{
    switch (fact) {
    case IR_RUN_ID: return "{{$.pipeline_job_uuid}}";
    case IR_RUN_NAME: return "{{$.pipeline_job_name}}";
    case IR_RUN_TIME: return "{{$.pipeline_job_create_time_utc}}";
    case IR_RUN_RESOURCE_NAME: return "{{$.pipeline_job_resource_name}}";
    case IR_TASK_NAME: return "{{$.pipeline_task_name}}";
    case IR_TASK_ID: return "{{$.pipeline_task_uuid}}";
    case IR_RUN_STATUS:
    case IR_RUN_FAILED: break; /* exit handlers only; they read a struct */
    }
    return "";
}

bool kfp_would_expand(str text)
{
    return str_find(text, STR("{{$")) < text.len ||
           str_starts(text, STR("{\"Concat\": ")) ||
           str_starts(text, STR("{\"IfPresent\": "));
}

bool kfp_kubelet_expands(str text, const map *names)
{
    for (size_t i = 0; i + 1 < text.len; i++) {
        char next = text.ptr[i + 1];
        str name = str_sub(text, i + 2, text.len);

        if (text.ptr[i] != '$')
            continue;
        if (next == '$' || (unsigned char)next >= 0x80)
            return true;
        name = str_sub(name, 0, str_find(name, STR(")")));
        if (next == '(' && map_get(names, name))
            return true;
    }
    return false;
}

/* A `$` is safe alone unless `$` or `(` follows, in this piece or maybe in the
 * value after it, or a byte that is not ASCII: the kubelet would take it for a
 * character. */
static void put_literal(buf *out, str text, bool last)
{
    for (size_t i = 0; i < text.len; i++) {
        char next = i + 1 < text.len ? text.ptr[i + 1] : (last ? ' ' : '(');
        bool run = i > 0 && text.ptr[i - 1] == '$';

        buf_char(out, text.ptr[i]);
        if (text.ptr[i] == '$' &&
            (next == '$' || next == '(' || run || (unsigned char)next >= 0x80))
            buf_char(out, '$');
    }
}

static str dollars(arena *a, str text)
{
    buf out = buf_new(a);

    for (;;) {
        size_t open = str_find(text, STR("{{$."));
        str tag = str_sub(text, open, text.len);
        size_t end = open + str_find(tag, STR("}}")) + 2;

        put_literal(&out, str_sub(text, 0, open), false);
        if (open == text.len)
            return buf_str(&out);
        buf_put(&out, str_sub(text, open, end));
        text = str_sub(text, end, text.len);
    }
}

doc *kfp_dollars(arena *a, doc *value)
{
    if (value->kind == DOC_STRING)
        value->text = dollars(a, value->text);
    if (!doc_is_map(value) && !doc_is_seq(value))
        return value;
    for (doc *child = value->first; child; child = child->next) {
        if (doc_is_map(value))
            child->key = dollars(a, child->key);
        kfp_dollars(a, child);
    }
    return value;
}

static void put_port(buf *out, const char *list, const ir_piece *p,
                     const char *field)
{
    buf_printf(out, "{{$.%s['%.*s']%s", list, STR_ARG(p->port->emitted), field);
    if (p->json_depth)
        buf_printf(out, ".json_escape[%d]", p->json_depth);
    buf_put(out, STR("}}"));
}

static void put_metadata(buf *out, const ir_piece *p)
{
    buf_printf(out, "{{$.inputs.artifacts['%.*s'].metadata",
               STR_ARG(p->port->emitted));
    if (p->text.len)
        buf_printf(out, "['%.*s']", STR_ARG(p->text));
    buf_put(out, STR("}}"));
}

static void put_output_path(buf *out, const ir_piece *p)
{
    if (ir_is_parameter(p->port))
        put_port(out, "outputs.parameters", p, ".output_file");
    else
        put_port(out, "outputs.artifacts", p, ".path");
}

static void put_piece(buf *out, const ir_piece *p)
{
    switch (p->kind) {
    case IR_LITERAL: put_literal(out, p->text, !p->next); break;
    case IR_INPUT_VALUE: put_port(out, "inputs.parameters", p, ""); break;
    case IR_INPUT_PATH: put_port(out, "inputs.artifacts", p, ".path"); break;
    case IR_INPUT_URI: put_port(out, "inputs.artifacts", p, ".uri"); break;
    case IR_INPUT_METADATA: put_metadata(out, p); break;
    case IR_OUTPUT_PATH: put_output_path(out, p); break;
    case IR_OUTPUT_URI: put_port(out, "outputs.artifacts", p, ".uri"); break;
    case IR_OUTPUT_METADATA: buf_put(out, p->text); break;
    case IR_EXECUTOR_INPUT:
        buf_put(out,
                p->json_depth ? STR("{{$.json_escape[1]}}") : STR("{{$}}"));
        break;
    case IR_FACT: buf_put(out, str_of(kfp_fact(p->fact))); break;
    }
}

str kfp_text(arena *a, const ir_text *text)
{
    buf out = buf_new(a);

    for (const ir_piece *p = text->first; p; p = p->next)
        put_piece(&out, p);
    return buf_str(&out);
}

/* KFP recognises a condition by the exact bytes it begins with, so the blanks
 * after the colons matter. */
static void put_condition(arena *a, buf *out, const ir_word *w);

static void put_list(arena *a, buf *out, const ir_words *words)
{
    buf_char(out, '[');
    for (const ir_word *w = words->first; w; w = w->next) {
        if (w != words->first)
            buf_put(out, STR(", "));
        if (w->kind == IR_WORD_IF_PRESENT)
            put_condition(a, out, w);
        else
            json_write_string(out, kfp_text(a, &w->text));
    }
    buf_char(out, ']');
}

static void put_condition(arena *a, buf *out, const ir_word *w)
{
    buf_put(out, STR("{\"IfPresent\": {\"InputName\": "));
    json_write_string(out, w->port->emitted);
    buf_put(out, STR(", \"Then\": "));
    put_list(a, out, &w->then);
    if (w->other.first) {
        buf_put(out, STR(", \"Else\": "));
        put_list(a, out, &w->other);
    }
    buf_put(out, STR("}}"));
}

doc *kfp_words(arena *a, const ir_words *words)
{
    doc *list = doc_seq(a);

    for (const ir_word *w = words->first; w; w = w->next) {
        buf condition = buf_new(a);

        if (w->kind == IR_WORD_TEXT) {
            doc_push(a, list, doc_string(a, kfp_text(a, &w->text)));
            continue;
        }
        put_condition(a, &condition, w);
        doc_push(a, list, doc_string(a, buf_str(&condition)));
    }
    return list;
}
