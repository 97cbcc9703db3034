#include "frontend/placeholder.h"

#include "frontend/fields.h"

/* An input whose presence is settled in the branch that is being read. */
typedef struct settled {
    const ir_port *port;
    bool present;
    const struct settled *outer;
} settled;

/* A concat that depends on n inputs becomes 2^n words. */
enum { MAX_CONCAT_INPUTS = 6, MISTAKES_HELPED = 100 };

typedef struct reader {
    const placeholder_ports *of;
    session *session;
    arena *arena;
} reader;

/* ---- ports --------------------------------------------------------------- */

str placeholder_sdk_name(arena *a, str name)
{
    buf out = buf_new(a);

    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool upper = c >= 'A' && c <= 'Z';

        if (upper)
            c = (char)(c - 'A' + 'a');
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            buf_char(&out, c);
        else if (c == '_' || !str_ends(buf_str(&out), STR("_")))
            buf_char(&out, '_');
    }
    while (out.len && out.ptr[out.len - 1] == '_')
        out.len--;
    while (out.len && *out.ptr == '_') {
        out.ptr++;
        out.len--;
    }
    return buf_str(&out);
}

static void add_names(arena *a, map *to, const ir_ports *ports)
{
    *to = map_new(a);
    for (ir_port *p = ports->first; p; p = p->next) {
        str name = placeholder_sdk_name(a, p->name);

        if (name.len && !map_get(to, name))
            map_put(to, name, p);
    }
}

ir_port *placeholder_find(const placeholder_ports *of, bool input, str name)
{
    const ir_ports *in = input ? of->inputs : of->outputs;
    ir_port *port = ir_port_find(in, name);

    if (port || !of->names)
        return port;
    if (!of->names->made) {
        add_names(of->session->arena, &of->names->inputs, of->inputs);
        add_names(of->session->arena, &of->names->outputs, of->outputs);
        of->names->made = true;
    }
    return map_get(input ? &of->names->inputs : &of->names->outputs, name);
}

static ir_port *find_port(const placeholder_ports *of, bool input, str name,
                          span at)
{
    session *s = of->session;
    const ir_ports *in = input ? of->inputs : of->outputs;
    const ir_ports *others = input ? of->outputs : of->inputs;
    const char *noun = input ? "input" : "output";
    ir_port *port = placeholder_find(of, input, name);

    if (port)
        return port;
    diag *d = REPORT(s, D_UNKNOWN_REFERENCE, at,
                     "component '%.*s' has no %s '%.*s'", STR_ARG(of->owner),
                     noun, STR_ARG(field_excerpt(s->arena, name)));
    if (ir_port_find(others, name)) {
        diag_help(&s->diags, d, "'%.*s' is an %s: did you mean %s?",
                  STR_ARG(name), input ? "output" : "input",
                  input ? "$.outputs or outputPath" : "$.inputs or inputPath");
        return NULL;
    }
    if (s->diags.errors < MISTAKES_HELPED)
        diag_nearest(&s->diags, d, ir_port_nearest(in, name));
    return NULL;
}

static void now_text(ir_port *port)
{
    port->type = (ir_type){ .kind = IR_STRING, .loose = true };
}

static void now_artifact(ir_port *port)
{
    port->type =
        (ir_type){ .kind = IR_ARTIFACT, .schema = &ir_schema_artifact };
}

ir_port *placeholder_input(const placeholder_ports *of, str name, span at,
                           unsigned use)
{
    session *s = of->session;
    ir_port *port = find_port(of, true, name, at);

    if (!port)
        return NULL;
    port->uses |= use;
    if (use == IR_BY_VALUE && port->type.kind == IR_ARTIFACT) {
        REPORT(s, D_VALUE_OF_ARTIFACT, at,
               "input '%.*s' is declared as %.*s, but read as a value: it "
               "becomes text",
               STR_ARG(port->name),
               STR_ARG(ir_type_text(s->arena, port->type)));
        now_text(port);
    }
    return port;
}

/* A raw placeholder says whether an output without a known type is a value. */
ir_port *placeholder_output(const placeholder_ports *of, str name, span at,
                            unsigned use)
{
    session *s = of->session;
    ir_port *port = find_port(of, false, name, at);

    if (!port)
        return NULL;
    if (use == IR_BY_VALUE && port->type.kind == IR_UNTYPED)
        now_text(port);
    if ((use & (IR_BY_PATH | IR_BY_URI)) && port->type.kind == IR_UNTYPED)
        now_artifact(port);
    if (use == IR_BY_URI && ir_is_parameter(port))
        REPORT(s, D_MIXED_USE, at,
               "output '%.*s' is %.*s, and only artifacts have a uri",
               STR_ARG(port->name),
               STR_ARG(ir_type_text(s->arena, port->type)));
    return port;
}

/* ---- words for true and false ------------------------------------------- */

static bool is_word(str s, const char *word)
{
    size_t i = 0;

    while (i < s.len && word[i]) {
        char c = s.ptr[i];

        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if (c != word[i++])
            return false;
    }
    return i == s.len && !word[i];
}

static bool is_one_of(str s, const char *const *words)
{
    for (; *words; words++)
        if (is_word(s, *words))
            return true;
    return false;
}

bool kfp_bool(str text, bool *out)
{
    static const char *const yes[] = {
        "true", "yes", "y", "t", "on", "1", NULL
    };
    static const char *const no[] = {
        "false", "no", "n", "f", "off", "0", NULL
    };

    *out = is_one_of(text, yes);
    return *out || is_one_of(text, no);
}

/* ---- one-key maps -------------------------------------------------------- */

typedef enum form_kind {
    FORM_PIECE,
    FORM_CONCAT,
    FORM_IF,
    FORM_IF_PRESENT,
    FORM_LATER
} form_kind;

typedef struct form {
    const char *key;
    form_kind form;
    ir_piece_kind piece;
    bool output;
    unsigned use; /* 0: no port is named, or its kind is left open */
} form;

static const form forms[] = {
    { "inputValue", FORM_PIECE, IR_INPUT_VALUE, false, IR_BY_VALUE },
    { "inputPath", FORM_PIECE, IR_INPUT_PATH, false, IR_BY_PATH },
    { "inputUri", FORM_PIECE, IR_INPUT_URI, false, IR_BY_URI },
    { "outputPath", FORM_PIECE, IR_OUTPUT_PATH, true, 0 },
    { "outputUri", FORM_PIECE, IR_OUTPUT_URI, true, IR_BY_URI },
    { "executorInput", FORM_PIECE, IR_EXECUTOR_INPUT, false, 0 },
    { "outputMetadata", FORM_PIECE, IR_OUTPUT_METADATA, false, 0 },
    { "concat", FORM_CONCAT, IR_LITERAL, false, 0 },
    { "if", FORM_IF, IR_LITERAL, false, 0 },
    { "ifPresent", FORM_IF_PRESENT, IR_LITERAL, false, 0 },
    { "inputMetadata", FORM_LATER, IR_LITERAL, false, 0 },
    { "inputOutputPortName", FORM_LATER, IR_LITERAL, false, 0 },
};

static void report_form(const reader *in, const doc *d)
{
    session *s = in->session;
    const char *names[COUNT(forms) + 1] = { NULL };
    diag *found;

    for (size_t i = 0; i < COUNT(forms); i++)
        names[i] = forms[i].key;
    if (d->count != 1) {
        REPORT(s, D_PLACEHOLDER, d->at,
               "a mapping with %u keys, expected a placeholder with one key",
               (unsigned)d->count);
        return;
    }
    found =
        REPORT(s, D_PLACEHOLDER, d->first->key_at, "'%.*s' is no placeholder",
               STR_ARG(field_excerpt(s->arena, d->first->key)));
    diag_nearest(&s->diags, found, field_nearest(s, names, d->first->key));
}

/* The form of a mapping, or NULL after a finding. */
static const form *form_of(const reader *in, const doc *d)
{
    for (size_t i = 0; d->count == 1 && i < COUNT(forms); i++) {
        if (!str_eq(d->first->key, str_of(forms[i].key)))
            continue;
        if (forms[i].form != FORM_LATER)
            return &forms[i];
        REPORT(in->session, D_NOT_YET, d->first->key_at,
               "placeholder '%s' is not supported yet", forms[i].key);
        return NULL;
    }
    report_form(in, d);
    return NULL;
}

static bool names_port(const form *f)
{
    return f->piece != IR_EXECUTOR_INPUT && f->piece != IR_OUTPUT_METADATA;
}

/* The port a form names; sets *ok to false after a finding. */
static ir_port *form_port(const reader *in, const form *f, const doc *value,
                          bool *ok)
{
    ir_port *port;

    *ok = true;
    if (!names_port(f))
        return NULL;
    *ok = field_expect(in->session, value, FIELD_STRING);
    if (!*ok)
        return NULL;
    port = f->output
               ? placeholder_output(in->of, value->text, value->at, f->use)
               : placeholder_input(in->of, value->text, value->at, f->use);
    *ok = port != NULL;
    return port;
}

static void add_piece(const reader *in, const form *f, ir_port *port, span at,
                      ir_text *to)
{
    ir_piece *piece = ir_piece_add(in->arena, to, f->piece, at);

    piece->port = port;
    if (f->piece == IR_OUTPUT_METADATA)
        piece->text = STR("/tmp/outputs/executor_output.json");
}

/* ---- conditions ---------------------------------------------------------- */

typedef enum truth { TRUTH_NO, TRUTH_YES, TRUTH_OPEN, TRUTH_BAD } truth;

static truth presence(const ir_port *port, const settled *known)
{
    if (!port->optional || port->fallback)
        return TRUTH_YES;
    for (; known; known = known->outer)
        if (known->port == port)
            return known->present ? TRUTH_YES : TRUTH_NO;
    return TRUTH_OPEN;
}

typedef struct choice {
    truth truth;
    ir_port *port; /* TRUTH_OPEN: when this one is present */
    const doc *then, *other;
} choice;

static truth constant_truth(const reader *in, const doc *cond)
{
    bool value;

    if (cond->kind == DOC_NULL || str_is_empty(cond->text))
        return TRUTH_NO;
    if (kfp_bool(cond->text, &value))
        return value ? TRUTH_YES : TRUTH_NO;
    REPORT(in->session, D_BAD_VALUE, cond->at,
           "condition is '%.*s', expected true, false or {isPresent: INPUT}",
           STR_ARG(field_excerpt(in->arena, cond->text)));
    return TRUTH_BAD;
}

static void read_presence(const reader *in, const doc *name,
                          const settled *known, choice *out)
{
    out->truth = TRUTH_BAD;
    if (!field_expect(in->session, name, FIELD_STRING))
        return;
    out->port = placeholder_input(in->of, name->text, name->at, 0);
    if (out->port)
        out->truth = presence(out->port, known);
}

static void read_condition(const reader *in, const doc *cond,
                           const settled *known, choice *out)
{
    const doc *value = doc_get(cond, STR("inputValue"));
    const doc *name = doc_get(cond, STR("isPresent"));

    out->truth = TRUTH_BAD;
    if (doc_is_scalar(cond)) {
        out->truth = constant_truth(in, cond);
        return;
    }
    if (name && cond->count == 1) {
        read_presence(in, name, known, out);
        return;
    }
    if (value && cond->count == 1) {
        diag *d = REPORT(in->session, D_NOT_YET, cond->at,
                         "a condition on the value of an input is not "
                         "supported yet");
        diag_help(&in->session->diags, d,
                  "{isPresent: INPUT} asks whether the input was given");
        return;
    }
    REPORT(in->session, D_PLACEHOLDER, cond->at,
           "condition is %s, expected true, false or {isPresent: INPUT}",
           field_noun(cond));
}

static choice read_choice(const reader *in, const form *f, const doc *d,
                          const settled *known)
{
    choice out = { .truth = TRUTH_BAD };
    const doc *cond = NULL, *name = NULL;
    const field of_if[] = { { "cond", FIELD_ANY, true, &cond },
                            { "then", FIELD_ANY, true, &out.then },
                            { "else", FIELD_ANY, false, &out.other },
                            { NULL, FIELD_ANY, false, NULL } };
    const field of_present[] = { { "inputName", FIELD_ANY, true, &name },
                                 { "then", FIELD_ANY, true, &out.then },
                                 { "else", FIELD_ANY, false, &out.other },
                                 { NULL, FIELD_ANY, false, NULL } };
    bool is_if = f->form == FORM_IF;

    if (!fields_read(in->session, d->first, is_if ? "'if'" : "'ifPresent'",
                     is_if ? of_if : of_present))
        return out;
    if (is_if)
        read_condition(in, cond, known, &out);
    else
        read_presence(in, name, known, &out);
    return out;
}

/* ---- concat: one text ---------------------------------------------------- */

/* Adds d to a text. *open is set to an input when its presence must be settled
 * first; the text is of no use then. */
static void join(const reader *in, const doc *d, const settled *known,
                 ir_text *to, ir_port **open);

static void join_list(const reader *in, const doc *list, const settled *known,
                      ir_text *to, ir_port **open)
{
    doc_each (item, list) {
        if (*open)
            return;
        join(in, item, known, to, open);
    }
}

static void join_choice(const reader *in, const form *f, const doc *d,
                        const settled *known, ir_text *to, ir_port **open)
{
    choice c = read_choice(in, f, d, known);
    const doc *branch = c.truth == TRUTH_YES ? c.then : c.other;

    if (c.truth == TRUTH_OPEN)
        *open = c.port;
    if (c.truth == TRUTH_OPEN || c.truth == TRUTH_BAD || !branch)
        return;
    if (doc_is_seq(branch))
        join_list(in, branch, known, to, open);
    else
        join(in, branch, known, to, open);
}

/* An absent input adds nothing to a concat. */
static void join_piece(const reader *in, const form *f, const doc *d,
                       const settled *known, ir_text *to, ir_port **open)
{
    bool ok;
    ir_port *port = form_port(in, f, d->first, &ok);
    truth present = port && !f->output ? presence(port, known) : TRUTH_YES;

    if (!ok || present == TRUTH_NO)
        return;
    if (present == TRUTH_OPEN)
        *open = port;
    else
        add_piece(in, f, port, d->at, to);
}

static void join_form(const reader *in, const doc *d, const settled *known,
                      ir_text *to, ir_port **open)
{
    const form *f = form_of(in, d);

    if (!f)
        return;
    switch (f->form) {
    case FORM_PIECE: join_piece(in, f, d, known, to, open); return;
    case FORM_CONCAT:
        if (field_expect(in->session, d->first, FIELD_SEQ))
            join_list(in, d->first, known, to, open);
        return;
    case FORM_IF:
    case FORM_IF_PRESENT: join_choice(in, f, d, known, to, open); return;
    case FORM_LATER: return;
    }
}

static void join(const reader *in, const doc *d, const settled *known,
                 ir_text *to, ir_port **open)
{
    if (doc_is_map(d))
        join_form(in, d, known, to, open);
    else if (field_expect(in->session, d, FIELD_STRING))
        placeholder_text(in->of, d, to);
}

/* ---- words --------------------------------------------------------------- */

static bool is_too_deep(const reader *in, const settled *known, span at)
{
    unsigned n = 0;

    for (; known; known = known->outer)
        n++;
    if (n < MAX_CONCAT_INPUTS)
        return false;
    REPORT(in->session, D_NOT_YET, at,
           "a concat that depends on more than %d optional inputs is not "
           "supported yet",
           MAX_CONCAT_INPUTS);
    return true;
}

static void add_concat(const reader *in, const doc *d, const settled *known,
                       ir_words *to)
{
    ir_text text = { .at = d->at };
    ir_port *open = NULL;

    if (!field_expect(in->session, d->first, FIELD_SEQ))
        return;
    join_list(in, d->first, known, &text, &open);
    if (!open) {
        ir_word_add(in->arena, to, IR_WORD_TEXT, d->at)->text = text;
        return;
    }
    if (is_too_deep(in, known, d->at))
        return;
    ir_word *word = ir_word_add(in->arena, to, IR_WORD_IF_PRESENT, d->at);
    settled present = { open, true, known }, absent = { open, false, known };
    word->port = open;
    add_concat(in, d, &present, &word->then);
    add_concat(in, d, &absent, &word->other);
}

static void add_word(const reader *in, const doc *d, const settled *known,
                     ir_words *to);

static void add_branch(const reader *in, const doc *d, const settled *known,
                       ir_words *to)
{
    if (!d || d->kind == DOC_NULL)
        return;
    if (!doc_is_seq(d)) {
        add_word(in, d, known, to);
        return;
    }
    doc_each (item, d)
        add_word(in, item, known, to);
}

static void add_choice(const reader *in, const form *f, const doc *d,
                       const settled *known, ir_words *to)
{
    choice c = read_choice(in, f, d, known);
    ir_words ignored = { NULL, NULL, 0 };

    if (in->of->whole && c.truth != TRUTH_BAD)
        c.truth = TRUTH_OPEN;
    switch (c.truth) {
    case TRUTH_BAD:
        add_branch(in, c.then, known, &ignored);
        add_branch(in, c.other, known, &ignored);
        return;
    case TRUTH_YES: add_branch(in, c.then, known, to); return;
    case TRUTH_NO: add_branch(in, c.other, known, to); return;
    case TRUTH_OPEN: break;
    }
    ir_word *word = ir_word_add(in->arena, to, IR_WORD_IF_PRESENT, d->at);
    settled present = { c.port, true, known };
    settled absent = { c.port, false, known };
    word->port = c.port;
    add_branch(in, c.then, &present, &word->then);
    add_branch(in, c.other, &absent, &word->other);
}

static void add_form(const reader *in, const doc *d, const settled *known,
                     ir_words *to)
{
    const form *f = form_of(in, d);
    ir_port *port;
    bool ok;

    if (!f)
        return;
    switch (f->form) {
    case FORM_PIECE: break;
    case FORM_CONCAT: add_concat(in, d, known, to); return;
    case FORM_IF:
    case FORM_IF_PRESENT: add_choice(in, f, d, known, to); return;
    case FORM_LATER: return;
    }
    port = form_port(in, f, d->first, &ok);
    if (!ok)
        return;
    ir_word *word = ir_word_add(in->arena, to, IR_WORD_TEXT, d->at);
    word->text.at = d->at;
    add_piece(in, f, port, d->at, &word->text);
}

static void add_word(const reader *in, const doc *d, const settled *known,
                     ir_words *to)
{
    if (doc_is_map(d)) {
        add_form(in, d, known, to);
        return;
    }
    if (!field_expect(in->session, d, FIELD_STRING))
        return;
    ir_word *word = ir_word_add(in->arena, to, IR_WORD_TEXT, d->at);
    word->text.at = d->at;
    placeholder_text(in->of, d, &word->text);
}

void placeholder_words(const placeholder_ports *of, const doc *list,
                       ir_words *to)
{
    reader in = { of, of->session, of->session->arena };

    doc_each (item, list)
        add_word(&in, item, NULL, to);
}
