#include "frontend/component_spell.h"

/* ---- raw placeholders ---------------------------------------------------- */

/* The port's name as the SDK has it, or nothing when another port is found by
 * it, or none. */
static str sdk_name(const placeholder_ports *of, const ir_piece *p)
{
    bool input = p->kind != IR_OUTPUT_PATH && p->kind != IR_OUTPUT_URI;
    str name = placeholder_sdk_name(of->session->arena, p->port->name);

    return placeholder_find(of, input, name) == p->port ? name : STR("");
}

static void put_named(buf *out, const char *side, str name, const char *member)
{
    buf_printf(out, "{{$.%s['%.*s']%s", side, STR_ARG(name), member);
}

static const char *fact_tag(ir_fact fact)
{
    switch (fact) {
    case IR_RUN_ID: return "pipeline_job_uuid";
    case IR_RUN_NAME: return "pipeline_job_name";
    case IR_RUN_TIME: return "pipeline_job_create_time_utc";
    case IR_RUN_RESOURCE_NAME: return "pipeline_job_resource_name";
    case IR_TASK_NAME: return "pipeline_task_name";
    case IR_TASK_ID: return "pipeline_task_uuid";
    case IR_RUN_STATUS:
    case IR_RUN_FAILED: break;
    }
    return "";
}

static void put_metadata(buf *out, const ir_piece *p, str name)
{
    const char *quote = str_find(p->text, STR("'")) < p->text.len ? "\"" : "'";

    put_named(out, "inputs.artifacts", name, ".metadata");
    if (p->text.len)
        buf_printf(out, "[%s%.*s%s]", quote, STR_ARG(p->text), quote);
}

/* Everything between {{$ and }}; false when there is no such placeholder. */
static bool put_inside(const placeholder_ports *of, buf *out, const ir_piece *p)
{
    str name = p->port ? sdk_name(of, p) : STR("");

    if (p->port && !name.len)
        return false;
    switch (p->kind) {
    case IR_INPUT_VALUE:
        put_named(out, "inputs.parameters", name, "");
        return true;
    case IR_INPUT_PATH:
        if (ir_is_parameter(p->port))
            return false;
        put_named(out, "inputs.artifacts", name, ".path");
        return true;
    case IR_INPUT_URI:
        put_named(out, "inputs.artifacts", name, ".uri");
        return true;
    case IR_INPUT_METADATA: put_metadata(out, p, name); return true;
    case IR_OUTPUT_PATH:
        if (ir_is_parameter(p->port))
            put_named(out, "outputs.parameters", name, ".output_file");
        else
            put_named(out, "outputs.artifacts", name, ".path");
        return true;
    case IR_OUTPUT_URI:
        put_named(out, "outputs.artifacts", name, ".uri");
        return true;
    case IR_OUTPUT_METADATA:
        buf_put(out, STR("{{$.outputs.output_file"));
        return true;
    case IR_EXECUTOR_INPUT: buf_put(out, STR("{{$")); return true;
    case IR_FACT: buf_printf(out, "{{$.%s", fact_tag(p->fact)); return true;
    case IR_LITERAL: break;
    }
    return false;
}

static bool put_raw(const placeholder_ports *of, buf *out, const ir_piece *p)
{
    if (p->kind == IR_LITERAL) {
        buf_put(out, p->text);
        return true;
    }
    if (!put_inside(of, out, p))
        return false;
    if (p->json_depth)
        buf_printf(out, ".json_escape[%u]", p->json_depth);
    buf_put(out, STR("}}"));
    return true;
}

/* ---- forms --------------------------------------------------------------- */

static const char *form_key(ir_piece_kind kind)
{
    switch (kind) {
    case IR_INPUT_VALUE: return "inputValue";
    case IR_INPUT_PATH: return "inputPath";
    case IR_INPUT_URI: return "inputUri";
    case IR_OUTPUT_PATH: return "outputPath";
    case IR_OUTPUT_URI: return "outputUri";
    case IR_EXECUTOR_INPUT: return "executorInput";
    case IR_OUTPUT_METADATA: return "outputMetadata";
    case IR_LITERAL:
    case IR_INPUT_METADATA:
    case IR_FACT: break;
    }
    return NULL;
}

static doc *form(arena *a, const ir_piece *p)
{
    doc *out = doc_flow(doc_map(a));
    str key = str_of(form_key(p->kind));

    doc_put(a, out, key, p->port ? doc_string(a, p->port->name) : doc_null(a));
    return out;
}

static bool is_form(const session *s, const ir_piece *p)
{
    str spelled = source_text(&s->sources, p->at);

    return form_key(p->kind) && !p->json_depth &&
           !str_starts(spelled, STR("{{$"));
}

/* ---- words --------------------------------------------------------------- */

/* A part of a text: whether raw placeholders can say all of it. */
static bool put_all(const placeholder_ports *of, buf *out, const ir_text *text)
{
    for (const ir_piece *p = text->first; p; p = p->next)
        if (!put_raw(of, out, p))
            return false;
    return true;
}

static doc *concat(const placeholder_ports *of, const ir_text *text)
{
    arena *a = of->session->arena;
    doc *out = doc_flow(doc_map(a)), *parts = doc_seq(a);

    doc_put(a, out, STR("concat"), parts);
    for (const ir_piece *p = text->first; p; p = p->next) {
        buf raw = buf_new(a);

        doc_push(a, parts,
                 put_raw(of, &raw, p) ? doc_string(a, buf_str(&raw))
                                      : form(a, p));
    }
    return out;
}

static doc *spell_text(const placeholder_ports *of, const ir_text *text)
{
    session *s = of->session;
    const ir_piece *p = text->first;
    buf raw = buf_new(s->arena);
    bool alone = p && !p->next && p->kind != IR_LITERAL;

    if (alone && is_form(s, p))
        return form(s->arena, p);
    if (put_all(of, &raw, text))
        return doc_string(s->arena, raw.len ? buf_str(&raw) : STR(""));
    return alone ? form(s->arena, p) : concat(of, text);
}

static void spell_choice(const placeholder_ports *of, const ir_word *w, doc *to)
{
    arena *a = of->session->arena;
    doc *outer = doc_push(a, to, doc_map(a));
    doc *inner = doc_put(a, outer, STR("if"), doc_map(a));
    doc *cond = doc_put(a, inner, STR("cond"), doc_map(a));
    doc *then = doc_put(a, inner, STR("then"), doc_seq(a)), *other;

    doc_put(a, cond, STR("isPresent"), doc_string(a, w->port->name));
    for (const ir_word *one = w->then.first; one; one = one->next)
        component_spell(of, one, then);
    if (!w->other.count)
        return;
    other = doc_put(a, inner, STR("else"), doc_seq(a));
    for (const ir_word *one = w->other.first; one; one = one->next)
        component_spell(of, one, other);
}

void component_spell(const placeholder_ports *of, const ir_word *w, doc *to)
{
    switch (w->kind) {
    case IR_WORD_TEXT:
        doc_push(of->session->arena, to, spell_text(of, &w->text));
        return;
    case IR_WORD_IF_PRESENT: spell_choice(of, w, to); return;
    }
}
