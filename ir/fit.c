#include "ir/fit.h"

#include "base/formats.h"
#include "base/number.h"

enum { EXCERPT = 40 };

/* Where a value is given: to an input of a task, or as a default. */
typedef struct taker {
    session *session;
    const char *noun;
    const ir_port *port;
    const ir_node *task; /* NULL for defaults */
} taker;

/* ---- words for findings ------------------------------------------------- */

static str taker_text(const taker *t)
{
    arena *a = t->session->arena;
    str text = arena_printf(a, "%s '%.*s'", t->noun, STR_ARG(t->port->name));

    if (!t->task)
        return text;
    return arena_printf(a, "%.*s of task '%.*s'", STR_ARG(text),
                        STR_ARG(t->task->name));
}

/* Cut between characters, so that the text stays UTF-8. */
static str excerpt(arena *a, str text)
{
    size_t cut = EXCERPT;

    if (text.len <= EXCERPT)
        return text;
    while (cut && ((unsigned char)text.ptr[cut] & 0xc0) == 0x80)
        cut--;
    return arena_join(a, str_sub(text, 0, cut), STR("…"));
}

static str one_line(arena *a, str text)
{
    buf out = buf_new(a);

    for (size_t i = 0; i < text.len; i++)
        buf_char(&out, (unsigned char)text.ptr[i] < ' ' ? ' ' : text.ptr[i]);
    return buf_str(&out);
}

static str constant_excerpt(arena *a, const doc *d)
{
    if (d->kind == DOC_NULL)
        return STR("null");
    return excerpt(a, one_line(a, excerpt(a, ir_constant_text(a, d))));
}

str fit_describe(arena *a, const ir_value *v)
{
    switch (v->kind) {
    case IR_CONSTANT:
        return arena_printf(a, "'%.*s'",
                            STR_ARG(constant_excerpt(a, v->constant)));
    case IR_REGION_INPUT:
        return arena_printf(a, "'params.%.*s'", STR_ARG(v->port->id));
    case IR_NODE_OUTPUT:
        return arena_printf(a, "'%.*s.%.*s'", STR_ARG(v->node->name),
                            STR_ARG(v->port->id));
    case IR_FIELD:
        return arena_printf(a, "field '%.*s'", STR_ARG(v->first->key));
    case IR_TREE:
        return v->shape == DOC_SEQ ? STR("the list") : STR("the mapping");
    case IR_JOINED: return STR("text with references");
    case IR_ITEM: return arena_printf(a, "'%.*s'", STR_ARG(v->node->item));
    case IR_INDEX: return STR("'index'");
    case IR_COLLECT: return STR("'collect(…)'");
    case IR_ONE_OF: return STR("'oneof(…)'");
    case IR_BAD:
    case IR_NAME:
    case IR_RUN_FACT: break;
    }
    return STR("the value");
}

static str type_text(session *s, ir_type t)
{
    return ir_type_text(s->arena, t);
}

static void note_taker(const taker *t, diag *about)
{
    if (t->port->at.hi)
        diag_note(&t->session->diags, about, t->port->at,
                  "%s '%.*s' is declared here", t->noun,
                  STR_ARG(t->port->name));
}

void fit_note_declared(session *s, diag *about, const ir_value *v)
{
    if (v->kind == IR_NODE_OUTPUT)
        diag_note(&s->diags, about, v->port->at,
                  "output '%.*s' is declared here", STR_ARG(v->port->name));
    if (v->kind == IR_REGION_INPUT)
        diag_note(&s->diags, about, v->port->at,
                  "parameter '%.*s' is declared here", STR_ARG(v->port->name));
}

/* ---- constants ---------------------------------------------------------- */

static bool kinds_fit(ir_type_kind got, ir_type want)
{
    if (want.kind == IR_ANY || want.loose || got == IR_ANY)
        return true;
    return got == want.kind || (got == IR_INT && want.kind == IR_FLOAT);
}

static void help_constant(session *s, diag *d, const doc *c, ir_type want)
{
    diags *to = &s->diags;
    doc_kind meant =
        c->kind == DOC_STRING ? yaml_core_kind(c->text) : (doc_kind)c->kind;

    if (c->kind == DOC_STRING && meant != DOC_STRING && meant != DOC_NULL)
        diag_help(to, d, "write it without quotes");
    else if (want.kind == IR_STRING && doc_is_scalar(c))
        diag_help(to, d, "write it in quotes: \"%.*s\"",
                  STR_ARG(constant_excerpt(s->arena, c)));
    else if (want.kind == IR_INT)
        diag_help(to, d, "an int is written like 3");
    else if (want.kind == IR_FLOAT)
        diag_help(to, d, "a float is written like 0.5");
    else if (want.kind == IR_BOOL)
        diag_help(to, d, "a bool is true or false");
    else if (want.kind == IR_LIST)
        diag_help(to, d, "a list is written like [a, b]");
    else if (want.kind == IR_STRUCT)
        diag_help(to, d, "a struct is written like {key: value}");
}

/* The choice that d is, as the enum spells it: targets compare texts. NULL:
 * none of them. */
static const doc *choice_of(const ir_port *port, const doc *d)
{
    if (!port->choices)
        return d;
    doc_each (choice, port->choices)
        if (number_equal(choice, d))
            return choice;
    return NULL;
}

static str choice_names(arena *a, const doc *choices)
{
    buf out = buf_new(a);

    doc_each (choice, choices) {
        if (out.len > 4 * EXCERPT) {
            buf_put(&out, STR(", …"));
            break;
        }
        if (choice != choices->first)
            buf_put(&out, STR(", "));
        buf_put(&out, constant_excerpt(a, choice));
    }
    return buf_str(&out);
}

static void report_choice(const taker *t, const doc *d, span at)
{
    session *s = t->session;
    const doc *choices = t->port->choices;
    diag *about =
        REPORT(s, D_NOT_IN_ENUM, at, "'%.*s' is not one of the values of %.*s",
               STR_ARG(constant_excerpt(s->arena, d)), STR_ARG(taker_text(t)));

    diag_note(&s->diags, about, choices->at.hi ? choices->at : t->port->at,
              "allowed are: %.*s", STR_ARG(choice_names(s->arena, choices)));
}

/* Programs get numbers as text or JSON, which has no word for these. */
bool fit_not_finite(session *s, const doc *in, span at)
{
    const doc *d = number_not_finite(in);
    diag *about;

    if (!d)
        return false;
    about = REPORT(s, D_BAD_VALUE, d->at.hi ? d->at : at,
                   "'%.*s' is no finite number, and no target can carry it",
                   STR_ARG(constant_excerpt(s->arena, d)));
    diag_help(&s->diags, about,
              "give a finite number, or make it a string: \"inf\"");
    return true;
}

static bool report_number(const taker *t, const doc *d, span at)
{
    session *s = t->session;
    diag *about;

    if (t->port->type.loose || t->port->type.kind == IR_ANY ||
        t->port->type.kind == IR_UNTYPED)
        return false;
    if (t->port->type.kind != IR_INT || d->kind != DOC_INT ||
        number_fits_int64(d->text))
        return fit_not_finite(s, d, at);
    about = REPORT(
        s, D_BAD_VALUE, at, "'%.*s' is outside of the 64 bits that %.*s has",
        STR_ARG(constant_excerpt(s->arena, d)), STR_ARG(taker_text(t)));
    diag_help(&s->diags, about, "declare '%.*s' as a string to pass it as text",
              STR_ARG(t->port->name));
    return true;
}

/* The constant for a port that is a parameter, in the enum's spelling. */
static const doc *fit_constant(const taker *t, const doc *d, span at)
{
    session *s = t->session;
    ir_type got = ir_type_of_constant(d), want = t->port->type;
    const doc *choice;
    diag *about;

    if (want.kind == IR_POISON || want.kind == IR_TASK_STATUS)
        return d;
    if (kinds_fit(got.kind, want)) {
        if (report_number(t, d, at))
            return d;
        choice = choice_of(t->port, d);
        if (!choice)
            report_choice(t, d, at);
        return choice ? choice : d;
    }
    about = REPORT(
        s, D_TYPE_MISMATCH, at, "'%.*s' is %.*s, but %.*s takes %.*s",
        STR_ARG(constant_excerpt(s->arena, d)), STR_ARG(type_text(s, got)),
        STR_ARG(taker_text(t)), STR_ARG(type_text(s, want)));
    if (t->task)
        note_taker(t, about);
    help_constant(s, about, d, want);
    return d;
}

void fit_default(session *s, ir_port *port, const char *noun)
{
    const doc *d = port->fallback;
    taker t = { s, noun, port, NULL };

    if (d && d->kind != DOC_NULL && ir_is_parameter(port) && !port->odd_default)
        port->fallback = fit_constant(&t, d, d->at.hi ? d->at : port->at);
    if (!port->choices || !ir_is_parameter(port))
        return;
    doc_each (choice, port->choices)
        fit_constant(&t, choice, choice->at);
}

/* ---- references --------------------------------------------------------- */

static bool has_fallback(const ir_port *p)
{
    return p->fallback && p->fallback->kind != DOC_NULL;
}

bool fit_may_be_absent(const ir_value *v)
{
    return v->kind == IR_REGION_INPUT && v->port->optional &&
           !has_fallback(v->port);
}

bool fit_schemas(ir_type got, ir_type want)
{
    str any = ir_schema_artifact.title;

    if (got.list != want.list)
        return false;
    return str_eq(got.schema->title, want.schema->title) ||
           str_eq(got.schema->title, any) || str_eq(want.schema->title, any);
}

static diag *mismatch(const taker *t, const ir_value *v)
{
    session *s = t->session;
    diag *d = REPORT(
        s, D_TYPE_MISMATCH, v->at, "%.*s is %.*s, but %.*s takes %.*s",
        STR_ARG(fit_describe(s->arena, v)), STR_ARG(type_text(s, v->type)),
        STR_ARG(taker_text(t)), STR_ARG(type_text(s, t->port->type)));

    fit_note_declared(s, d, v);
    note_taker(t, d);
    return d;
}

/* A program that opens a file can be handed one with any value in it; only a
 * file's own components, whose types are names and no more, may ask for it. */
static bool takes_value_as_file(const taker *t)
{
    if (t->port->type.list || !t->task->component->file.len)
        return false;
    return (t->port->uses & IR_BY_PATH) || !t->port->uses;
}

static void fit_artifact(const taker *t, const ir_value *v)
{
    diag *d;

    if (v->type.kind == IR_ARTIFACT) {
        if (!fit_schemas(v->type, t->port->type))
            mismatch(t, v);
        return;
    }
    if (takes_value_as_file(t))
        return;
    d = mismatch(t, v);
    diag_help(&t->session->diags, d,
              "the input is a file; give it an artifact: ${{ TASK.OUTPUT }}");
}

/* An output whose kind was open may be both: each target says if it can. */
static bool is_read_both_ways(const ir_value *v)
{
    return v->kind == IR_NODE_OUTPUT && v->port->inferred &&
           (v->port->uses & IR_BY_VALUE);
}

static void help_artifact(const taker *t, diag *d, const ir_value *v)
{
    session *s = t->session;

    if (t->task->component->file.len)
        diag_help(&s->diags, d,
                  "the component file reads '%.*s' as a value; an artifact is "
                  "read with inputPath",
                  STR_ARG(t->port->name));
    else
        diag_help(&s->diags, d,
                  "declare '%.*s' as %.*s, and its program gets the path",
                  STR_ARG(t->port->name), STR_ARG(type_text(s, v->type)));
}

static void fit_parameter(const taker *t, const ir_value *v)
{
    if (v->type.kind == IR_ARTIFACT) {
        if (is_read_both_ways(v))
            return;
        help_artifact(t, mismatch(t, v), v);
        return;
    }
    if (!v->type.loose && !kinds_fit(v->type.kind, t->port->type))
        mismatch(t, v);
}

static void fit_absence(const taker *t, const ir_value *v)
{
    session *s = t->session;
    diag *d;

    if (t->port->optional || has_fallback(t->port))
        return;
    if (v->kind == IR_CONSTANT && v->constant->kind == DOC_NULL) {
        d = REPORT(s, D_TYPE_MISMATCH, v->at,
                   "null is given, but %.*s is not optional",
                   STR_ARG(taker_text(t)));
        note_taker(t, d);
    }
    if (fit_may_be_absent(v)) {
        d = REPORT(s, D_TYPE_MISMATCH, v->at,
                   "%.*s may be absent, but %.*s needs a value",
                   STR_ARG(fit_describe(s->arena, v)), STR_ARG(taker_text(t)));
        fit_note_declared(s, d, v);
        diag_help(&s->diags, d,
                  "give the parameter a default, or make the input optional");
    }
}

void fit_binding(session *s, const ir_node *n, const ir_binding *b)
{
    ir_value *v = b->value;
    taker t = { s, "input", b->port, n };

    if (v->type.kind == IR_POISON || b->port->type.kind == IR_POISON)
        return;
    fit_absence(&t, v);
    if (v->kind == IR_CONSTANT && v->constant->kind == DOC_NULL)
        return;
    if (!ir_is_parameter(b->port))
        fit_artifact(&t, v);
    else if (v->kind == IR_CONSTANT)
        v->constant = fit_constant(&t, v->constant, v->at);
    else
        fit_parameter(&t, v);
}

/* The part of a constant that a path of names leads to, or NULL. */
static const doc *at_path(const doc *d, str path)
{
    while (d && path.len) {
        size_t dot = str_find(path, STR("."));

        d = doc_get(d, str_sub(path, 0, dot));
        path = str_sub(path, dot + 1, path.len);
    }
    return d;
}

/* The values of a swept key are known, so they are looked at one by one; those
 * of one key have one place, and one finding. */
void fit_swept(session *s, const ir_node *n, const ir_binding *b)
{
    const ir_value *v = b->value;
    taker t = { s, "input", b->port, n };
    uint32_t errors = s->diags.errors;

    if (v->kind != IR_FIELD || v->first->kind != IR_ITEM ||
        !v->first->node->swept || b->port->type.kind == IR_POISON ||
        v->first->node->over->kind != IR_CONSTANT || !ir_is_parameter(b->port))
        return;
    doc_each (job, v->first->node->over->constant) {
        const doc *d = at_path(job, v->first->key);

        if (d && d->kind != DOC_NULL)
            fit_constant(&t, d, d->at);
        if (s->diags.errors > errors)
            return;
    }
}

void fit_output(session *s, const ir_port *output)
{
    const ir_value *v = output->value;
    diag *d;

    if (!fit_may_be_absent(v))
        return;
    d = REPORT(s, D_TYPE_MISMATCH, v->at,
               "%.*s may be absent, but output '%.*s' needs a value",
               STR_ARG(fit_describe(s->arena, v)), STR_ARG(output->name));
    fit_note_declared(s, d, v);
    diag_help(&s->diags, d, "give the parameter a default");
}

/* ---- parts -------------------------------------------------------------- */

static void fit_field(session *s, const ir_value *v)
{
    ir_type of = v->first->type;

    if (of.kind == IR_POISON || of.kind == IR_ANY || of.kind == IR_STRUCT ||
        of.kind == IR_TASK_STATUS)
        return;
    REPORT(s, D_TYPE_MISMATCH, v->at, "%.*s is %.*s and has no field '%.*s'",
           STR_ARG(fit_describe(s->arena, v->first)), STR_ARG(type_text(s, of)),
           STR_ARG(v->first->key));
}

static void fit_part(session *s, const ir_value *v, const char *place_text)
{
    diag *d;

    if (v->type.kind == IR_ARTIFACT && !is_read_both_ways(v)) {
        d = REPORT(s, D_TYPE_MISMATCH, v->at,
                   "%.*s is %.*s, an artifact, and cannot stand inside %s",
                   STR_ARG(fit_describe(s->arena, v)),
                   STR_ARG(type_text(s, v->type)), place_text);
        fit_note_declared(s, d, v);
        diag_help(&s->diags, d, "give it to an input of its own");
    }
    if (fit_may_be_absent(v)) {
        d = REPORT(s, D_TYPE_MISMATCH, v->at,
                   "%.*s may be absent and cannot stand inside %s",
                   STR_ARG(fit_describe(s->arena, v)), place_text);
        fit_note_declared(s, d, v);
        diag_help(&s->diags, d, "give the parameter a default");
    }
}

void fit_parts(session *s, const ir_value *v)
{
    if (v->kind == IR_FIELD)
        fit_field(s, v);
    if (v->kind != IR_JOINED && v->kind != IR_TREE)
        return;
    for (const ir_value *part = v->first; part; part = part->next) {
        fit_part(s, part, v->kind == IR_JOINED ? "text" : "a list or mapping");
        if (part->kind == IR_CONSTANT && v->kind == IR_TREE)
            fit_not_finite(s, part->constant, part->at);
    }
}
