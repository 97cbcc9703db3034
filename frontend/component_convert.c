#include "frontend/component_convert.h"

#include "frontend/component_edit.h"
#include "frontend/component_spell.h"
#include "frontend/document.h"
#include "ir/args.h"

typedef struct converter {
    session *session;
    arena *arena;
    ir_component *component;
    const placeholder_ports *ports;
    const argstyle *from;
    const ir_args *to;
    edits edits;
} converter;

/* A condition that holds where an arg stands. */
typedef struct known {
    ir_port *port;
    bool present;
    const struct known *outer;
} known;

/* ---- marks --------------------------------------------------------------- */

static const doc *first_marked(const doc *d)
{
    const doc *found = d->marked ? d : NULL;

    if (found || doc_is_scalar(d))
        return found;
    for (const doc *child = d->first; child && !found; child = child->next)
        found = first_marked(child);
    return found;
}

/* Who else has a part of the list by an alias would be changed, too. */
static bool check_marks(session *s, const doc *list)
{
    const doc *marked = first_marked(list);

    if (marked)
        REPORT(s, D_NOT_IN_PLACE, marked->at,
               "the arguments have an anchor, an alias or a tag here");
    return !marked;
}

/* ---- words of an arg ----------------------------------------------------- */

static bool pieces_equal(const ir_text *a, const ir_text *b)
{
    const ir_piece *x = a->first, *y = b->first;

    for (; x && y; x = x->next, y = y->next)
        if (x->kind != y->kind || x->port != y->port || x->fact != y->fact ||
            x->json_depth != y->json_depth || !str_eq(x->text, y->text))
            return false;
    return !x && !y;
}

static bool word_equal(const ir_word *a, const ir_word *b);

static bool words_equal(const ir_words *a, const ir_words *b)
{
    const ir_word *x = a->first, *y = b->first;

    for (; x && y; x = x->next, y = y->next)
        if (!word_equal(x, y))
            return false;
    return !x && !y;
}

static bool word_equal(const ir_word *a, const ir_word *b)
{
    return a->kind == b->kind && a->port == b->port &&
           pieces_equal(&a->text, &b->text) &&
           words_equal(&a->then, &b->then) && words_equal(&a->other, &b->other);
}

/* The arg inside of choices that settle what is known where it stands. */
static arg *wrap(const converter *c, arg *inner, const known *about)
{
    for (; about; about = about->outer) {
        arg *outer = NEW(c->arena, arg);
        arg_list *branch = about->present ? &outer->then : &outer->other;

        if (!about->port)
            continue;
        outer->kind = ARG_CHOICE;
        outer->at = inner->at;
        outer->port = about->port;
        branch->first = branch->last = inner;
        inner = outer;
    }
    return inner;
}

static ir_words unwrap(ir_words words, const known *about)
{
    if (!about)
        return words;
    words = unwrap(words, about->outer);
    if (!about->port || !words.first)
        return words;
    return about->present ? words.first->then : words.first->other;
}

/* What stands for an arg in the other style. */
static ir_words emit(const converter *c, const arg *a, const known *about)
{
    ir_component *scratch = NEW(c->arena, ir_component);
    args_context in = { .session = c->session,
                        .arena = c->arena,
                        .component = scratch,
                        .how = c->to,
                        .from = c->to->style,
                        .keys_used = map_new(c->arena),
                        .keys_made = map_new(c->arena) };
    arg *alone = NEW(c->arena, arg);
    arg_list list;

    *scratch = *c->component;
    scratch->container.args = (ir_words){ NULL, NULL, 0 };
    *alone = *a;
    alone->next = NULL;
    list.first = list.last = wrap(c, alone, about);
    args_write(&in, &list);
    return unwrap(scratch->container.args, about);
}

/* ---- edits --------------------------------------------------------------- */

/* A list of the file, its words and the slots of its items. */
typedef struct spot {
    const doc *item; /* of the list; or the value that stands alone */
    const ir_word *word;
    edit_slot *slot;
} spot;

static void step(spot *at)
{
    at->item = at->item->next;
    at->word = at->word->next;
    at->slot++;
}

static void remove_one(const converter *c, spot *at)
{
    at->slot->by = doc_seq(c->arena);
    step(at);
}

/* Puts new words in the places of the old ones up to `last`. */
static void replace(const converter *c, spot *at, const ir_word *last,
                    const ir_words *by)
{
    const ir_word *next = by->first;

    for (bool done = false, first = true; !done; first = false, step(at)) {
        doc *items = doc_seq(c->arena);

        done = at->word == last;
        if (next && (next->next == NULL || !done) &&
            word_equal(next, at->word)) {
            next = next->next;
            continue;
        }
        for (bool one = true; next && (one || done); one = false) {
            component_spell(c->ports, next, items);
            next = next->next;
        }
        at->slot->by = items;
        at->slot->tail = !first && by->count && !items->count;
    }
}

static bool is_if(const doc *item)
{
    return doc_is_map(item) && (str_eq(item->first->key, STR("if")) ||
                                str_eq(item->first->key, STR("ifPresent")));
}

static void convert_list(converter *c, const doc *list, const arg_list *args,
                         const ir_words *words, const known *about, bool flow);

/* The branches of an {if} are lists of their own; a flag before it goes. */
static void convert_choice(converter *c, spot *at, const arg *a,
                           const known *about, bool flow)
{
    known yes = { a->port, true, about }, no = { a->port, false, about };
    const doc *choice;

    while (at->word != a->last)
        remove_one(c, at);
    choice = at->item->first;
    flow = flow || at->item->style == DOC_FLOW || choice->style == DOC_FLOW;
    convert_list(c, doc_get(choice, STR("then")), &a->then, &at->word->then,
                 &yes, flow);
    convert_list(c, doc_get(choice, STR("else")), &a->other, &at->word->other,
                 &no, flow);
    step(at);
}

static const doc *last_item(spot at, const arg *a)
{
    while (at.word != a->last)
        step(&at);
    return at.item;
}

static void convert_arg(converter *c, spot *at, const arg *a,
                        const known *about, bool flow)
{
    ir_words by;

    if (a->kind == ARG_WORD && !a->gone) {
        while (at->word != a->last)
            step(at);
        step(at);
        return;
    }
    if (a->kind == ARG_CHOICE && is_if(last_item(*at, a))) {
        convert_choice(c, at, a, about, flow);
        return;
    }
    by = a->gone ? (ir_words){ NULL, NULL, 0 } : emit(c, a, about);
    replace(c, at, a->last, &by);
}

static void convert_list(converter *c, const doc *list, const arg_list *args,
                         const ir_words *words, const known *about, bool flow)
{
    bool is_list = doc_is_seq(list);
    uint32_t count = is_list ? list->count : 1;
    spot at;

    if (!list || list->kind == DOC_NULL || !words->count)
        return;
    at.item = is_list ? list->first : list;
    at.word = words->first;
    at.slot =
        arena_alloc(c->arena, count * sizeof(edit_slot), alignof(edit_slot));
    edit_slot *slots = at.slot;
    flow = flow || (is_list && list->style == DOC_FLOW);
    for (const arg *a = args->first; a; a = a->next)
        convert_arg(c, &at, a, about, flow);
    edits_list(&c->edits, list, slots, flow);
}

/* ---- what is doubtful ---------------------------------------------------- */

static bool has_dollar(const arg *a)
{
    bool found = false;

    if (a->constant && a->constant->kind == DOC_STRING)
        found = str_find(a->constant->text, STR("${")) < a->constant->text.len;
    for (const ir_piece *p = a->text.first; p && !a->constant; p = p->next)
        found |=
            p->kind == IR_LITERAL && str_find(p->text, STR("${")) < p->text.len;
    return found;
}

/* What quotes around a run-time text do not hold. */
static bool is_risky(str text)
{
    return str_find(text, STR("'")) < text.len ||
           str_find(text, STR("${")) < text.len || str_ends(text, STR("\\")) ||
           str_eq(text, STR("???"));
}

/* The default of the one input that a text reads must arrive, at least. */
static void check_default(const converter *c, const arg *a)
{
    const ir_piece *p = a->text.first;
    const ir_port *port = p && !p->next ? p->port : NULL;

    if (a->how == ARG_STRING && port && port->fallback &&
        doc_is_scalar(port->fallback) && is_risky(port->fallback->text))
        REPORT(c->session, D_TEXT_TRANSPORT, port->at,
               "the default of '%.*s' has a quote, a backslash at its end or "
               "'${' and is read as something else between quotes",
               STR_ARG(port->name));
}

/* Hydra reads lists of plain values as they are, but no JSON struct. */
static void check_hydra(const converter *c, arg *a)
{
    session *s = c->session;
    diag *d;

    if (has_dollar(a))
        REPORT(s, D_RESOLVED_TWICE, a->at,
               "'%.*s' has a literal '${': a program that resolves its config "
               "twice fills it in, as instantiate of Hydra <= 1.3 does",
               STR_ARG(a->key));
    check_default(c, a);
    if (str_find(a->key, STR("-")) < a->key.len)
        REPORT(
            s, D_HYPHEN_IN_KEY, a->at,
            "'%.*s' has a hyphen, which keys may have in Hydra 1.3 and later",
            STR_ARG(a->key));
    if (a->how == ARG_LIST) {
        REPORT(s, D_TEXT_TRANSPORT, a->at,
               "the run-time list of '%.*s' stands there as JSON: Hydra reads "
               "strings with escapes, and objects in it, in another way",
               STR_ARG(a->key));
        a->how = ARG_INT;
    }
    if (a->how != ARG_STRUCT)
        return;
    d = REPORT(s, D_CANNOT_CONVERT, a->at,
               "'%.*s' is a struct, and Hydra reads no JSON struct",
               STR_ARG(a->key));
    diag_help(
        &s->diags, d,
        "'args: hydra' in the pipeline that uses the component passes it");
    a->how = ARG_INT;
}

/* A constant that argparse takes for an option. */
static bool is_option(const arg *a)
{
    const doc *d = a->constant;

    return d && d->kind == DOC_STRING && d->text.len > 1 &&
           *d->text.ptr == '-' && str_find(d->text, STR(" ")) == d->text.len;
}

/* argparse does not say how its programs take a constant. */
static void check_argparse(const converter *c, const arg *a)
{
    const ir_args *to = c->to;

    bool told = *c->from->lead == '-';

    if (!told && a->constant && a->constant->kind == DOC_BOOL && !to->bools)
        REPORT(c->session, D_ARGUMENT_GUESSED, a->at,
               "'%.*s' became an option with a value; a program may have a "
               "switch instead (--bool flag)",
               STR_ARG(a->key));
    if (!told && doc_is_seq(a->constant) && !to->lists)
        REPORT(c->session, D_ARGUMENT_GUESSED, a->at,
               "'%.*s' became JSON; a program may take several words (--list "
               "words) or options (--list repeat)",
               STR_ARG(a->key));
    if (to->style->pair != PAIR_TWO_WORDS)
        return;
    if (is_option(a))
        REPORT(c->session, D_CANNOT_CONVERT, a->at,
               "the value of '%.*s' begins with '-': argparse takes it for an "
               "option when it is a word of its own",
               STR_ARG(a->key));
    if (a->how == ARG_STRING || a->how == ARG_FLOAT || a->how == ARG_INT)
        REPORT(
            c->session, D_LEADING_DASH, a->at,
            "the run-time value of '%.*s' is a word of its own, and argparse "
            "takes one that begins with '-' for an option",
            STR_ARG(a->key));
}

/* Only the place of a word says what it is. */
static void check_places(const converter *c, const arg *a)
{
    if (a->kind == ARG_CHOICE && a->next && a->then.first && !a->other.first)
        REPORT(c->session, D_ARGUMENT_GUESSED, a->at,
               "the words behind this one move up when it is not there");
}

static void check_args(const converter *c, const arg_list *list)
{
    const argstyle *to = c->to->style;

    for (arg *a = list->first; a; a = a->next) {
        check_args(c, &a->then);
        check_args(c, &a->other);
        if (to->pair == PAIR_VALUE)
            check_places(c, a);
        if (a->kind == ARG_PAIR && to->escape == ESCAPE_HYDRA)
            check_hydra(c, a);
        if (a->kind == ARG_PAIR &&
            str_starts(str_of(to->name), STR("argparse")))
            check_argparse(c, a);
    }
}

/* ---- the whole ----------------------------------------------------------- */

static void report_nothing(session *s, const component_args *from,
                           const char *to)
{
    const ir_component *c = from->component;
    bool shell;
    diag *d = REPORT(s, D_NOTHING_CONVERTED, c->at,
                     "component '%.*s' has no argument to be spelled for %s: "
                     "nothing was changed",
                     STR_ARG(c->name), to);

    args_skip_launcher(&c->container.command, &from->words, &shell);
    if (shell)
        diag_help(&s->diags, d,
                  "its words go to a script of a shell, which knows them by "
                  "their places");
}

static void check_keys(const args_context *in)
{
    if (!in->how->keys)
        return;
    doc_each (entry, in->how->keys)
        if (!map_get(&in->keys_used, entry->key))
            REPORT(in->session, D_BAD_OPTION, NOWHERE,
                   "'--key %.*s=%.*s' was given, but component '%.*s' has no "
                   "such argument",
                   STR_ARG(entry->key), STR_ARG(entry->text),
                   STR_ARG(in->component->name));
}

static bool has_change(const arg_list *list)
{
    for (const arg *a = list->first; a; a = a->next)
        if (a->kind == ARG_PAIR || a->gone || has_change(&a->then) ||
            has_change(&a->other))
            return true;
    return false;
}

/* Reads the arguments; false when they are left as they are. */
static bool read_args(session *s, const component_conversion *how,
                      const component_args *from, const argstyle **style,
                      arg_list *to)
{
    ir_component *c = from->component;
    args_context in = { .session = s,
                        .arena = s->arena,
                        .component = c,
                        .how = &how->to,
                        .keys_used = map_new(s->arena),
                        .keys_made = map_new(s->arena),
                        .from = how->from,
                        .flags = map_new(s->arena) };

    if (!from->words.count)
        return false;
    if (!in.from && !args_detect(s, &c->container, &from->words, &in.from))
        return false;
    if (!in.from || (in.from == how->to.style && *in.from->lead != '-'))
        return false;
    if (!check_marks(s, from->list))
        return false;
    args_read_in_place(&in, &from->words, to);
    check_keys(&in);
    *style = in.from;
    return has_change(to);
}

/* False after a finding. */
static bool convert(converter *c, const component_conversion *how,
                    const component_args *from)
{
    session *s = c->session;
    uint32_t before = s->diags.errors;
    arg_list args = { NULL, NULL };

    if (read_args(s, how, from, &c->from, &args)) {
        check_args(c, &args);
        convert_list(c, from->list, &args, &from->words, NULL, false);
    }
    if (s->diags.errors > before)
        return false;
    if (c->edits.count)
        return component_args_check(s, how, edits_apply(&c->edits), &args);
    report_nothing(s, from, how->to.style->name);
    return true;
}

bool component_convert(session *s, const component_conversion *how, str *text)
{
    component_args from;
    converter c = { .session = s, .arena = s->arena, .to = &how->to };

    *text = how->source->text;
    if (!component_args_read(s, how->source, &from))
        return false;
    c.component = from.component;
    c.ports = &from.ports;
    c.edits = edits_new(s, how->source);
    c.edits.json = document_is_json(how->source);
    if (!convert(&c, how, &from))
        return false;
    *text = edits_apply(&c.edits);
    return true;
}
