#include "base/number.h"
#include "frontend/component_convert.h"
#include "frontend/frontend.h"

/* ---- what there was ------------------------------------------------------ */

/* Pairs of a list and of the choices in it, in order. */
typedef struct pairs {
    arena *arena;
    const arg **items;
    size_t count, cap;
} pairs;

static void add_pairs(pairs *to, const arg_list *list)
{
    for (const arg *a = list->first; a; a = a->next) {
        if (a->kind == ARG_PAIR && to->count == to->cap) {
            size_t cap = to->cap ? to->cap * 2 : 16;

            to->items =
                arena_grow(to->arena, to->items, to->cap * sizeof *to->items,
                           cap * sizeof *to->items);
            to->cap = cap;
        }
        if (a->kind == ARG_PAIR)
            to->items[to->count++] = a;
        add_pairs(to, &a->then);
        add_pairs(to, &a->other);
    }
}

/* Bools and lists have other shapes than one word, or none. */
static bool has_shape(const pairs *in)
{
    for (size_t i = 0; i < in->count; i++) {
        const arg *a = in->items[i];

        if (!a->constant)
            continue;
        if ((a->constant->kind == DOC_BOOL && a->boolean != BOOL_WORD) ||
            (doc_is_seq(a->constant) && a->list != LIST_JSON))
            return true;
    }
    return false;
}

/* ---- what there is ------------------------------------------------------- */

/* Keys that are what they are made of: a group stays one. */
static const doc *same_keys(arena *a, const pairs *from)
{
    doc *keys = doc_map(a);

    for (size_t i = 0; i < from->count; i++)
        doc_put(a, keys, from->items[i]->key,
                doc_string(a, from->items[i]->key));
    return keys;
}

static bool read_again(session *s, const component_conversion *how, str text,
                       const pairs *old, pairs *now)
{
    source *src = sources_add(&s->sources, s->arena, how->source->name, text);
    component_args from;
    ir_args to = { .style = how->to.style, .keys = same_keys(s->arena, old) };
    arg_list list = { NULL, NULL };
    args_context in = { .session = s,
                        .arena = s->arena,
                        .how = &to,
                        .keys_used = map_new(s->arena),
                        .keys_made = map_new(s->arena),
                        .from = how->to.style,
                        .flags = map_new(s->arena) };

    if (!src || !frontend_for(s, src, STR("component")) ||
        !component_args_read(s, src, &from))
        return false;
    in.component = from.component;
    args_read_in_place(&in, &from.words, &list);
    add_pairs(now, &list);
    return true;
}

/* Text with commas is a list to a style whose lists have them. */
static bool is_split(const doc *text, const doc *list)
{
    return text->kind == DOC_STRING && doc_is_seq(list);
}

/* Infinity and no number are spelled in another way in each style. */
static str odd_word(const doc *d)
{
    bool minus = str_starts(d->text, STR("-"));
    str word = str_sub(d->text, minus, d->text.len);

    if (str_starts(word, STR(".")))
        word = str_sub(word, 1, word.len);
    if (str_eq(word, STR("inf")) || str_eq(word, STR("1e999")))
        return minus ? STR("-inf") : STR("inf");
    return str_eq(word, STR("nan")) ? word : STR("");
}

static bool odd_equal(const doc *x, const doc *y)
{
    return x->kind == DOC_FLOAT && doc_is_scalar(y) && odd_word(x).len &&
           str_eq(odd_word(x), odd_word(y));
}

static bool constants_equal(arena *a, const doc *x, const doc *y, bool exact)
{
    return x && y &&
           (number_equal(x, y) || odd_equal(x, y) ||
            (!exact &&
             (str_eq(ir_constant_text(a, x), ir_constant_text(a, y)) ||
              is_split(x, y))));
}

static bool texts_equal(const ir_text *a, const ir_text *b)
{
    const ir_piece *x = a->first, *y = b->first;

    for (; x && y; x = x->next, y = y->next)
        if (x->kind != y->kind || !x->port != !y->port ||
            (x->port && !str_eq(x->port->name, y->port->name)) ||
            !str_eq(x->text, y->text))
            return false;
    return !x && !y;
}

static bool pair_equal(arena *a, const arg *x, const arg *y, bool exact)
{
    if (!str_eq(x->key, y->key) || !x->constant != !y->constant)
        return false;
    return x->constant ? constants_equal(a, x->constant, y->constant, exact)
                       : texts_equal(&x->text, &y->text);
}

/* Words that stay may read like pairs, too. */
static bool has_words(const arg_list *list)
{
    for (const arg *a = list->first; a; a = a->next)
        if ((a->kind == ARG_WORD && !a->gone) || has_words(&a->then) ||
            has_words(&a->other))
            return true;
    return false;
}

static bool all_equal(const component_conversion *how, const pairs *old,
                      const pairs *now)
{
    bool exact = how->to.style->escape != ESCAPE_NONE;
    size_t found = 0;

    for (size_t i = 0; i < now->count && found < old->count; i++)
        found +=
            pair_equal(now->arena, old->items[found], now->items[i], exact);
    return found == old->count;
}

/* Two words can be read in more ways than one; one word cannot. */
bool component_args_check(session *s, const component_conversion *how, str text,
                          const arg_list *args)
{
    session quiet = *s;
    pairs old = { .arena = s->arena }, now = { .arena = s->arena };
    bool loose;

    diags_init(&quiet.diags, s->arena);
    add_pairs(&old, args);
    loose = how->to.style->pair != PAIR_KEY_EQUALS || has_shape(&old);
    if (read_again(&quiet, how, text, &old, &now) &&
        (loose || (all_equal(how, &old, &now) &&
                   (old.count == now.count || has_words(args)))))
        return true;
    REPORT(s, D_INTERNAL, source_span(how->source, 0, 0),
           "the arguments in the other style do not read back");
    return false;
}
