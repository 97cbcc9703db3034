#include "frontend/component_edit.h"

#include <stdlib.h>
#include <string.h>

#include "base/formats.h"

typedef struct edit {
    size_t lo, hi; /* of the source's text */
    str text;
    uint32_t number;
} edit;

edits edits_new(session *s, const source *src)
{
    return (edits){ .session = s, .arena = s->arena, .source = src };
}

static void add(edits *e, size_t lo, size_t hi, str text)
{
    if (e->count == e->cap) {
        uint32_t cap = e->cap ? e->cap * 2 : 16;

        e->items = arena_grow(e->arena, e->items, e->cap * sizeof(edit),
                              cap * sizeof(edit));
        e->cap = cap;
    }
    e->items[e->count] = (edit){ lo, hi, text, e->count };
    e->count++;
}

/* ---- the text ------------------------------------------------------------ */

static size_t start_of(const edits *e, const doc *d)
{
    return d->at.lo - e->source->base;
}

static size_t end_of(const edits *e, const doc *d)
{
    return d->at.hi - e->source->base;
}

static char char_at(const edits *e, size_t at)
{
    return at < e->source->text.len ? e->source->text.ptr[at] : 0;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static size_t skip_blanks(const edits *e, size_t at)
{
    while (is_blank(char_at(e, at)))
        at++;
    return at;
}

static bool is_line_end(const edits *e, size_t at)
{
    return at >= e->source->text.len || char_at(e, at) == '\n' ||
           (char_at(e, at) == '\r' && char_at(e, at + 1) == '\n');
}

/* Start of the next line, or the end of the text. */
static size_t next_line(const edits *e, size_t at)
{
    str text = e->source->text;

    at += str_find(str_sub(text, at, text.len), STR("\n"));
    return at < text.len ? at + 1 : at;
}

static size_t line_start(const edits *e, size_t at)
{
    while (at && e->source->text.ptr[at - 1] != '\n')
        at--;
    return at;
}

/* Blanks, line breaks and comments. */
static size_t skip_trivia(const edits *e, size_t at)
{
    for (;;) {
        at = skip_blanks(e, at);
        if (char_at(e, at) == '#' && !e->json)
            at = next_line(e, at);
        else if (at < e->source->text.len && is_line_end(e, at))
            at = next_line(e, at);
        else if (char_at(e, at) == '\r')
            at++;
        else
            return at;
    }
}

static bool is_first_in_line(const edits *e, size_t at)
{
    while (at && is_blank(char_at(e, at - 1)))
        at--;
    return !at || char_at(e, at - 1) == '\n';
}

/* "\r\n" where the line at `at` ends so. */
static str line_break(const edits *e, size_t at)
{
    size_t end = next_line(e, line_start(e, at));

    return end > 1 && char_at(e, end - 2) == '\r' ? STR("\r\n") : STR("\n");
}

static bool refuse(edits *e, const doc *d, const char *why)
{
    REPORT(e->session, D_NOT_IN_PLACE, d->at, "%s", why);
    return false;
}

/* ---- comments inside of what goes ---------------------------------------- */

static bool begins_comment(const edits *e, size_t at)
{
    return char_at(e, at) == '#' &&
           (!at || is_blank(char_at(e, at - 1)) || char_at(e, at - 1) == '\n');
}

static void take_comments(const edits *e, size_t lo, size_t hi, doc *to)
{
    for (size_t at = lo; at < hi; at++) {
        size_t end;

        if (!begins_comment(e, at))
            continue;
        end = next_line(e, at);
        if (end > hi)
            end = hi;
        doc_push(
            e->arena, to,
            doc_string(e->arena, str_trim(str_sub(e->source->text, at, end))));
        at = end - 1;
    }
}

static void comments_in(const edits *e, const doc *d, size_t *at, doc *to)
{
    if (!doc_is_scalar(d)) {
        doc_each (child, d) {
            if (d->kind == DOC_MAP) {
                take_comments(e, *at, child->key_at.lo - e->source->base, to);
                *at = child->key_at.hi - e->source->base;
            }
            comments_in(e, child, at, to);
        }
        take_comments(e, *at, end_of(e, d), to);
        *at = end_of(e, d);
        return;
    }
    take_comments(e, *at, start_of(e, d), to);
    *at = end_of(e, d);
    if (char_at(e, start_of(e, d)) == '|' || char_at(e, start_of(e, d)) == '>')
        take_comments(e, start_of(e, d), next_line(e, start_of(e, d)), to);
}

/* The comments between a place and the end of an item, as a list of texts. */
static const doc *comments_from(const edits *e, size_t at, const doc *item)
{
    doc *found = doc_seq(e->arena);

    if (!e->json)
        comments_in(e, item, &at, found);
    return found;
}

static const doc *comments_of(const edits *e, const doc *item)
{
    return comments_from(e, start_of(e, item), item);
}

/* ---- new items ----------------------------------------------------------- */

static void render(const edits *e, buf *out, const doc *item, bool flow)
{
    if (e->json)
        json_write_compact(out, item);
    else
        yaml_write_inline(out, item, flow);
}

/* A comment may stand right behind a quote, but not behind plain text. */
static str gap_at(const edits *e, size_t at)
{
    return char_at(e, at) == '#' ? STR(" ") : STR("");
}

static str rendered(const edits *e, const doc *items, bool flow, str between)
{
    buf out = buf_new(e->arena);

    doc_each (item, items) {
        if (item != items->first)
            buf_put(&out, between);
        render(e, &out, item, flow);
    }
    return buf_str(&out);
}

static bool is_emptied(const doc *list, const edit_slot *slots)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (!slots[i].by || slots[i].by->count)
            return false;
    return list->count > 0;
}

/* ---- block lists --------------------------------------------------------- */

/* Comments of an item that goes get lines of their own above it. */
static void keep_comments(edits *e, const doc *item, size_t dash)
{
    const doc *comments = comments_of(e, item);
    size_t line = line_start(e, dash);
    buf out = buf_new(e->arena);

    doc_each (comment, comments) {
        buf_put(&out, str_sub(e->source->text, line, dash));
        buf_put(&out, comment->text);
        buf_put(&out, line_break(e, dash));
    }
    if (comments->count)
        add(e, line, line, buf_str(&out));
}

static void replace_in_block(edits *e, const doc *item, size_t dash,
                             const doc *by)
{
    str indent = str_sub(e->source->text, line_start(e, dash), dash);
    str between = arena_printf(e->arena, "%.*s%.*s- ",
                               STR_ARG(line_break(e, dash)), STR_ARG(indent));

    keep_comments(e, item, dash);
    add(e, start_of(e, item), end_of(e, item), rendered(e, by, false, between));
}

/* From a place in a line to its end, with the line when nothing is left. */
static void cut_to_line_end(edits *e, size_t lo, size_t hi)
{
    size_t line = line_start(e, lo), end;

    hi = skip_blanks(e, hi);
    if (!is_line_end(e, hi)) {
        add(e, lo, hi, STR("")); /* a comment */
        return;
    }
    end = next_line(e, hi);
    if (end == e->source->text.len && char_at(e, end - 1) != '\n' && line)
        line -= char_at(e, line - 2) == '\r' ? 2 : 1;
    add(e, line, end, STR(""));
}

static void remove_from_block(edits *e, const doc *item, size_t dash)
{
    size_t lo = start_of(e, item), after = skip_blanks(e, dash + 1);

    keep_comments(e, item, dash);
    if (after == lo) {
        cut_to_line_end(e, dash, end_of(e, item));
        return;
    }
    /* the item stands below its dash, maybe with comments between */
    if (is_line_end(e, after))
        cut_to_line_end(e, dash, after);
    else
        add(e, dash, after, STR(""));
    cut_to_line_end(e, lo, end_of(e, item));
}

/* Between two items there is nothing but a line break. */
static bool is_next_line(const edits *e, size_t end, size_t dash)
{
    return next_line(e, end) == line_start(e, dash) &&
           is_line_end(e, skip_blanks(e, end));
}

static void empty_list(edits *e, const doc *list)
{
    size_t colon = list->key_at.hi - e->source->base;

    while (colon < e->source->text.len && char_at(e, colon) != ':')
        colon++;
    add(e, colon + 1, colon + 1, STR(" []"));
}

static bool edit_block(edits *e, const doc *list, const edit_slot *slots)
{
    size_t end = start_of(e, list);
    uint32_t i = 0;

    if (is_emptied(list, slots))
        empty_list(e, list);
    doc_each (item, list) {
        size_t dash = skip_trivia(e, end), before = end;
        const edit_slot *slot = &slots[i++];

        end = end_of(e, item);
        if (!slot->by)
            continue;
        if (char_at(e, dash) != '-' || !is_first_in_line(e, dash))
            return refuse(e, item, "the layout around this item is not known");
        if (slot->by->count)
            replace_in_block(e, item, dash, slot->by);
        else if (slot->tail && is_next_line(e, before, dash) &&
                 !comments_from(e, dash + 1, item)->count)
            add(e, before, end, gap_at(e, end)); /* its comment moves up */
        else
            remove_from_block(e, item, dash);
    }
    return true;
}

/* ---- flow lists ---------------------------------------------------------- */

/* Takes [lo, hi) out, and its line or blanks around it that nobody needs. */
static void cut_from_line(edits *e, size_t lo, size_t hi)
{
    size_t end = skip_blanks(e, hi);

    if (char_at(e, end) == '#' && !e->json && !is_first_in_line(e, lo)) {
        while (is_blank(char_at(e, lo - 1)))
            lo--;
        add(e, lo, hi, STR(""));
        return;
    }
    if (!is_line_end(e, end)) {
        add(e, lo, end, STR(""));
        return;
    }
    if (is_first_in_line(e, lo) && end < e->source->text.len) {
        add(e, line_start(e, lo), next_line(e, end), STR(""));
        return;
    }
    while (lo && is_blank(char_at(e, lo - 1)))
        lo--;
    add(e, lo, end, STR(""));
}

/* Place of the comma behind an item, or 0. */
static size_t comma_behind(const edits *e, const doc *item)
{
    size_t at = skip_trivia(e, end_of(e, item));

    return char_at(e, at) == ',' ? at : 0;
}

static void remove_from_flow(edits *e, const doc *item)
{
    size_t lo = start_of(e, item), hi = end_of(e, item);
    size_t comma = comma_behind(e, item);

    if (comma && skip_blanks(e, hi) == comma) {
        cut_from_line(e, lo, comma + 1);
        return;
    }
    cut_from_line(e, lo, hi);
    if (comma)
        cut_from_line(e, comma, comma + 1);
}

/* The last item goes: so does the comma behind the one that is last now. */
static void remove_comma(edits *e, const doc *last)
{
    size_t comma = comma_behind(e, last);

    if (!comma)
        return;
    if (last->next && skip_blanks(e, comma + 1) == start_of(e, last->next))
        add(e, comma, start_of(e, last->next), STR(""));
    else
        add(e, comma, comma + 1, STR(""));
}

static void replace_in_flow(edits *e, const doc *item, const doc *by)
{
    size_t end = end_of(e, item);

    add(e, start_of(e, item), end, rendered(e, by, true, STR(", ")));
    add(e, end, end, gap_at(e, end));
}

static bool edit_flow(edits *e, const doc *list, const edit_slot *slots)
{
    const doc *kept = NULL, *last = NULL;
    uint32_t i = 0;

    doc_each (item, list) {
        const doc *by = slots[i++].by;

        last = item;
        if (!by || by->count)
            kept = item;
        if (!by)
            continue;
        if (comments_of(e, item)->count)
            return refuse(e, item, "a comment stands inside of this item");
        if (by->count)
            replace_in_flow(e, item, by);
        else
            remove_from_flow(e, item);
    }
    if (kept && kept != last && !comma_behind(e, last))
        remove_comma(e, kept);
    return true;
}

/* ---- values alone -------------------------------------------------------- */

static bool edit_alone(edits *e, const doc *item, const doc *by, bool flow)
{
    buf out = buf_new(e->arena);

    if (!by)
        return true;
    if (comments_of(e, item)->count)
        return refuse(e, item, "a comment stands inside of this item");
    render(e, &out, by->count == 1 ? by->first : by, flow);
    add(e, start_of(e, item), end_of(e, item), buf_str(&out));
    add(e, end_of(e, item), end_of(e, item), gap_at(e, end_of(e, item)));
    return true;
}

bool edits_list(edits *e, const doc *list, const edit_slot *slots, bool flow)
{
    if (!doc_is_seq(list))
        return edit_alone(e, list, slots[0].by, flow);
    if (flow || list->style == DOC_FLOW || e->json)
        return edit_flow(e, list, slots);
    return edit_block(e, list, slots);
}

/* ---- the result ---------------------------------------------------------- */

static int by_place(const void *a, const void *b)
{
    const edit *x = a, *y = b;

    if (x->lo != y->lo)
        return x->lo < y->lo ? -1 : 1;
    return x->number < y->number ? -1 : 1;
}

str edits_apply(edits *e)
{
    str text = e->source->text;
    buf out = buf_new(e->arena);
    size_t at = 0;

    if (e->count)
        qsort(e->items, e->count, sizeof *e->items, by_place);
    for (uint32_t i = 0; i < e->count; i++) {
        const edit *one = &e->items[i];

        if (one->lo > at)
            buf_put(&out, str_sub(text, at, one->lo));
        buf_put(&out, one->text);
        if (one->hi > at)
            at = one->hi;
    }
    buf_put(&out, str_sub(text, at, text.len));
    return buf_str(&out);
}
