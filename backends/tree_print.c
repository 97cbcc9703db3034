#include "backends/tree.h"
#include "base/utf8.h"

/*
 * Columns: steps, rails and names, components, and last what there is to say
 * of when a task runs. A name that is too long for its column pushes the rest
 * of its row to the right, or to the next line.
 */
enum {
    GAP = 2,
    NAMES_MOST = 34, /* with the steps before them */
    COMPONENTS_MOST = 18,
    LINES_MOST = 4 /* of one text */
};

typedef struct printer {
    buf *out;
    const tree *tree;
    const tree_row *row;
    size_t at;                         /* column */
    size_t names, components, remarks; /* where they begin */
} printer;

/* ---- text ------------------------------------------------------------------ */

static bool is_invisible(uint32_t code)
{
    return (code >= 0x200b && code <= 0x200f) ||
           (code >= 0x2028 && code <= 0x202e) ||
           (code >= 0x2060 && code <= 0x206f) || code == 0xfeff;
}

str tree_clean(const tree *t, str text)
{
    buf out = buf_new(t->arena);

    for (size_t at = 0; at < text.len;) {
        uint32_t code = utf8_next(text, &at);

        if (is_invisible(code))
            continue;
        if (code < ' ' || (code >= 0x7f && code < 0xa0))
            buf_char(&out, ' ');
        else if (code == UTF8_BAD || (t->ascii && code > 0x7f))
            buf_char(&out, '?');
        else
            utf8_put(&out, code);
    }
    return buf_str(&out);
}

size_t tree_width(str text)
{
    size_t width = 0;

    for (size_t at = 0; at < text.len;)
        width += (size_t)utf8_width(utf8_next(text, &at));
    return width;
}

/* Bytes of the longest beginning of a text that fits in so many columns. */
static size_t fitting(str text, size_t columns)
{
    size_t width = 0, end = 0;

    for (size_t at = 0; at < text.len; end = at) {
        width += (size_t)utf8_width(utf8_next(text, &at));
        if (width > columns)
            break;
    }
    return end;
}

/* ---- lines ------------------------------------------------------------------ */

static void put(printer *p, str text)
{
    buf_put(p->out, text);
    p->at += tree_width(text);
}

static void pad(printer *p, size_t column)
{
    if (column <= p->at)
        return;
    buf_fill(p->out, ' ', column - p->at);
    p->at = column;
}

static bool is_blank(str text)
{
    return !str_trim(text).len;
}

/* Rails that lead nowhere leave no blanks at the end of a line. */
static void end_line(printer *p)
{
    buf_char(p->out, '\n');
    p->at = 0;
}

static void go_on(printer *p, size_t column)
{
    end_line(p);
    if (p->row && !is_blank(p->row->more)) {
        pad(p, p->names);
        put(p, p->row->more);
    }
    pad(p, column);
}

/* Lists and conditions are broken behind commas and before && and ||. */
static bool is_joint(str text, size_t blank)
{
    str next = str_sub(text, blank + 1, blank + 3);

    return (blank && text.ptr[blank - 1] == ',') || str_eq(next, STR("&&")) ||
           str_eq(next, STR("||"));
}

static size_t word_end(str text, size_t from)
{
    return from + str_find(str_sub(text, from, text.len), STR(" "));
}

/* Bytes of the first part of a text that stays on a line if it can; a short
 * word, like an arrow, stays with the next. */
static size_t part_end(const printer *p, str text, size_t room)
{
    size_t word = word_end(text, 0), end;

    if (p->row && word < text.len && word < 4 && !is_joint(text, word))
        word = word_end(text, word + 1);
    end = word;
    while (p->row && end < text.len && !is_joint(text, end))
        end = word_end(text, end + 1);
    return tree_width(str_sub(text, 0, end)) > room ? word : end;
}

/* A part that is wider than a line goes on in the next one. */
static size_t put_part(printer *p, str part, size_t limit)
{
    size_t room = limit > p->at ? limit - p->at : 0;

    if (tree_width(part) > room)
        part.len = fitting(part, room);
    put(p, part);
    return part.len;
}

/* Lines of a text from here on, below each other from `column`. */
static void put_words(printer *p, str text, size_t column)
{
    str dots = p->tree->ascii ? STR(" ...") : STR(" …");
    size_t start = p->at, limit = TREE_COLUMNS;
    size_t room = TREE_COLUMNS - tree_width(dots) - column;

    text = str_trim(text);
    for (unsigned lines = 1; text.len; text = str_trim(text)) {
        str part = str_sub(text, 0, part_end(p, text, room));
        bool fits = p->at + 1 + tree_width(part) <= limit;
        size_t done;

        if (p->at > start && !fits && lines == LINES_MOST) {
            put(p, dots);
            return;
        }
        if (p->at > start && !fits) {
            go_on(p, column);
            start = column;
            if (++lines == LINES_MOST)
                limit -= tree_width(dots);
        } else if (p->at > start) {
            put(p, STR(" "));
        }
        done = put_part(p, part, limit);
        if (!done)
            return;
        text = str_sub(text, done, text.len);
    }
}

/* A text in its column; behind what is there when that reached into it. */
static void put_column(printer *p, str text, size_t column)
{
    size_t end = p->at + GAP + tree_width(text);

    if (!text.len)
        return;
    if (p->at + GAP <= column)
        pad(p, column);
    else if (end <= TREE_COLUMNS)
        pad(p, p->at + GAP);
    else
        go_on(p, column);
    put_words(p, text, column);
}

/* ---- rows ------------------------------------------------------------------- */

static void put_row(printer *p, const tree_row *row)
{
    p->row = row;
    if (row->above.len) {
        pad(p, p->names);
        put(p, row->above);
        end_line(p);
    }
    put(p, row->step);
    pad(p, p->names);
    put(p, row->rails);
    put_words(p, row->head, p->at + GAP);
    if (row->is_box)
        put_column(p, row->note, p->at + GAP);
    else
        put_column(p, row->component, p->components);
    for (size_t i = 0; i < COUNT(row->extra); i++)
        put_column(p, row->extra[i], p->remarks);
    end_line(p);
    buf_settle(p->out);
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static void measure(printer *p, const tree *t)
{
    size_t steps = 0, names = 0, components = 0;

    for (const tree_row *row = t->first; row; row = row->next)
        steps = larger(steps, tree_width(row->step));
    p->names = steps ? steps + GAP : 0;
    for (const tree_row *row = t->first; row; row = row->next) {
        size_t name = tree_width(row->rails) + tree_width(row->head);
        size_t component = tree_width(row->component);

        if (row->is_box)
            continue;
        if (p->names + name <= NAMES_MOST)
            names = larger(names, name);
        if (component <= COMPONENTS_MOST)
            components = larger(components, component);
    }
    p->components = p->names + names + GAP;
    p->remarks = p->components + (components ? components + GAP : 0);
}

void tree_print(buf *out, const tree *t)
{
    printer p = { .out = out, .tree = t };

    measure(&p, t);
    for (const tree_row *row = t->first; row; row = row->next)
        put_row(&p, row);
}

void tree_print_text(buf *out, const tree *t, str text)
{
    printer p = { .out = out, .tree = t };

    put_words(&p, text, 0);
    end_line(&p);
}
