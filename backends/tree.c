#include "backends/tree.h"

/*
 * A tree for terminals of 80 columns: a row for each task and each box, in the
 * order in which they run. The number of a step stands at its first row; what
 * has no number runs beside the row above it.
 */
enum { DEPTH_MOST = 12, STEP_MOST = 9, WAITS_MOST = 8 };

typedef struct glyphs {
    const char *fork, *corner, *rail, *bar, *after, *dots;
} glyphs;

static const glyphs *glyphs_of(const tree *t)
{
    static const glyphs unicode = { "├─ ", "└─ ", "│  ", "│", "← ", "…" };
    static const glyphs ascii = { "|- ", "`- ", "|  ", "|", "<- ", "..." };

    return t->ascii ? &ascii : &unicode;
}

/* ---- what a row says ------------------------------------------------------- */

/* A figure, and the condition or loop around it that needs no row. */
typedef struct subject {
    const figure *f, *around;
} subject;

static subject subject_of(const figure *f)
{
    bool merged = f->node && !f->name.len && f->first && !f->first->next;

    return merged ? (subject){ f->first, f } : (subject){ f, NULL };
}

static str waits_text(const tree *t, const figure *f)
{
    buf out = buf_new(t->arena);
    uint32_t count = 0, n = 0;

    if (!f->node)
        return STR("");
    for (const ir_need *need = f->node->needs; need; need = need->next)
        count++;
    for (const ir_need *need = f->node->needs; need; need = need->next) {
        if (n + 1 == WAITS_MOST && count > WAITS_MOST) {
            buf_printf(&out, " and %u more", count - n);
            break;
        }
        buf_put(&out, str_of(n++ ? ", " : glyphs_of(t)->after));
        buf_put(&out, tree_clean(t, need->node->name));
    }
    if (count && f->node->policy->trigger == IR_ALL_DONE)
        buf_put(&out, STR(", failed or not"));
    return buf_str(&out);
}

static str component_text(const tree *t, const figure *f)
{
    const ir_component *c = f->node ? f->node->component : NULL;

    if (f->kind == FIGURE_CALL)
        return tree_clean(t, f->note);
    if (!c || str_eq(c->name, f->node->name))
        return STR("");
    return tree_clean(t, c->name);
}

static str display_text(const tree *t, const figure *f)
{
    if (!f->node || !f->node->policy->display_name.len)
        return STR("");
    return arena_printf(t->arena, "\"%.*s\"",
                        STR_ARG(tree_clean(t, f->node->policy->display_name)));
}

static tree_row *add_row(tree *t)
{
    tree_row *row = NEW(t->arena, tree_row);

    if (t->last)
        t->last->next = row;
    else
        t->first = row;
    t->last = row;
    return row;
}

static tree_row *describe(tree *t, const figure *f)
{
    subject s = subject_of(f);
    const figure *waiter = s.around ? s.around : s.f;
    tree_row *row = add_row(t);

    row->is_box = figure_is_box(s.f);
    row->head = tree_clean(t, s.f->node ? s.f->node->name : s.f->note);
    if (!row->is_box)
        row->component = component_text(t, s.f);
    else if (s.f->node)
        row->note = tree_clean(t, s.f->note);
    row->extra[0] = display_text(t, s.f);
    if (s.around)
        row->extra[1] = tree_clean(t, s.around->note);
    row->extra[2] = waits_text(t, waiter);
    if (s.f->node && s.f->node->policy->go_on)
        row->extra[3] = STR("may fail");
    return row;
}

/* ---- order ------------------------------------------------------------------ */

typedef struct siblings {
    const figure **list; /* by level; the exit handler is the last one */
    uint32_t count, levels;
} siblings;

static siblings in_order(arena *a, const figure *in)
{
    siblings s = { .count = in->count };
    uint32_t *starts =
        arena_alloc(a, (in->count + 2) * sizeof *starts, alignof(uint32_t));

    s.list = arena_alloc(a, (in->count + 1) * sizeof *s.list,
                         alignof(const figure *));
    for (const figure *f = in->first; f; f = f->next) {
        if (f->kind == FIGURE_EXIT) {
            s.list[in->count - 1] = f;
            continue;
        }
        starts[f->level]++;
        if (f->level > s.levels)
            s.levels = f->level;
    }
    for (uint32_t level = 0, sum = 0; level <= s.levels; level++) {
        uint32_t here = starts[level];

        starts[level] = sum;
        sum += here;
    }
    for (const figure *f = in->first; f; f = f->next)
        if (f->kind != FIGURE_EXIT)
            s.list[starts[f->level]++] = f;
    return s;
}

/* ---- rows ------------------------------------------------------------------- */

/* What a box hands to the rows in it. */
typedef struct branch {
    str step;    /* its own; may be empty */
    str more;    /* rails of the rows below it */
    bool unsaid; /* rows in it are not numbered */
    unsigned depth;
} branch;

/* The number of a figure, when there is more than one among its siblings. */
static str step_of(arena *a, const branch *at, const siblings *s,
                   const figure *f)
{
    if (at->unsaid || s->levels < 2)
        return at->step;
    if (!at->step.len)
        return arena_printf(a, "%u", f->level);
    return arena_printf(a, "%.*s.%u", STR_ARG(at->step), f->level);
}

static branch inside_of(arena *a, const branch *at, const siblings *s,
                        const figure *f)
{
    branch inner = { .depth = at->depth + 1, .unsaid = at->unsaid };

    if (f->kind == FIGURE_EXIT)
        inner.unsaid = true;
    else
        inner.step = step_of(a, at, s, f);
    return inner;
}

static void add_rows(tree *t, const figure *in, const branch *at);

static void add_inside(tree *t, const figure *f, const branch *in)
{
    tree_row *row;

    if (!f->first)
        return;
    if (in->depth <= DEPTH_MOST) {
        add_rows(t, f, in);
        return;
    }
    row = add_row(t);
    row->rails = arena_join(t->arena, in->more, str_of(glyphs_of(t)->corner));
    row->more = in->more;
    row->head =
        arena_printf(t->arena, "%s %u inside", glyphs_of(t)->dots, f->count);
    row->is_box = true;
}

/* The rails of a row, with those of what goes on below it. */
static void lay_rails(tree *t, tree_row *row, const branch *at, branch *inner,
                      bool last)
{
    const glyphs *g = glyphs_of(t);

    row->rails =
        arena_join(t->arena, at->more, str_of(last ? g->corner : g->fork));
    inner->more =
        arena_join(t->arena, at->more, str_of(last ? "   " : g->rail));
}

static void add_rows(tree *t, const figure *in, const branch *at)
{
    arena *a = t->arena;
    const glyphs *g = glyphs_of(t);
    siblings s = in_order(a, in);

    for (uint32_t i = 0; i < s.count; i++) {
        const figure *f = s.list[i], *shown = subject_of(f).f;
        bool is_exit = f->kind == FIGURE_EXIT;
        branch inner = inside_of(a, at, &s, f);
        tree_row *row = describe(t, f);

        lay_rails(t, row, at, &inner, i + 1 == s.count);
        row->more = shown->first ? arena_join(a, inner.more, str_of(g->rail))
                                 : inner.more;
        if (is_exit && i)
            row->above = arena_join(a, at->more, str_of(g->bar));
        if (!is_exit && s.levels > 1 && !inner.unsaid &&
            inner.step.len <= STEP_MOST &&
            (!i || s.list[i - 1]->level != f->level))
            row->step = inner.step;
        add_inside(t, shown, &inner);
    }
}

static void put_title(buf *out, const tree *t, const drawing *d,
                      const ir_module *m)
{
    arena *a = t->arena;

    tree_print_text(out, t, tree_clean(t, d->whole->name));
    if (m->description.len)
        tree_print_text(out, t, tree_clean(t, m->description));
    if (d->schedule.len)
        tree_print_text(
            out, t,
            arena_join(a, STR("schedule: "), tree_clean(t, d->schedule)));
    buf_char(out, '\n');
}

static void emit(emitter *out, const ir_module *m)
{
    tree t = { .arena = out->arena, .ascii = str_eq(out->kind, STR("ascii")) };
    drawing d = figures_of(out, m, NULL);

    figures_level(&d);
    put_title(out->text, &t, &d, m);
    add_rows(&t, d.whole, &(branch){ .step = STR("") });
    tree_print(out->text, &t);
}

static const pass *const lower[] = { NULL };
static const char *const kinds[] = { "unicode", "ascii", NULL };

const backend backend_tree = {
    .name = "tree",
    .summary = "tree of the tasks, for a terminal",
    .suffix = ".tree.txt",
    .form = FORM_TEXT,
    .kinds = kinds,
    .lower = lower,
    .emit = emit,
};
