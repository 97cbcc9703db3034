#include "base/diag.h"

#include <string.h>

#define CODE_ERROR "E"
#define CODE_WARNING "W"
#define CODE_NOTE "N"

const diag_row diag_rows[DIAG_COUNT] = {
#define DIAG(number, severity, name, title) \
    { CODE_##severity #number, DIAG_##severity, title },
#include "base/diag.def"
#undef DIAG
};

const char *severity_name(severity s)
{
    switch (s) {
    case DIAG_ERROR: return "error";
    case DIAG_WARNING: return "warning";
    case DIAG_NOTE: break;
    }
    return "note";
}

void diags_init(diags *d, arena *a)
{
    memset(d, 0, sizeof *d);
    d->arena = a;
    d->last = &d->first;
}

static severity severity_of(const diags *to, diag_id id)
{
    severity own = diag_rows[id].severity;

    return own == DIAG_WARNING && to->deny[id] ? DIAG_ERROR : own;
}

static void count(diags *to, severity s)
{
    to->errors += s == DIAG_ERROR;
    to->warnings += s == DIAG_WARNING;
}

static bool is_room_for(diags *to, severity s)
{
    uint32_t *kept = s == DIAG_ERROR ? &to->kept_errors : &to->kept_others;

    if (*kept == DIAGS_KEPT)
        return false;
    ++*kept;
    return true;
}

static diag *find_same(const diags *to, diag_id id, span at, str text)
{
    for (diag *d = to->first; d; d = d->next)
        if (d->id == id && d->at.lo == at.lo && d->at.hi == at.hi &&
            str_eq(d->text, text))
            return d;
    return NULL;
}

/* Whether name is one of the names in "a, b, c". */
static bool is_listed(str list, str name)
{
    while (list.len) {
        size_t comma = str_find(list, STR(", "));

        if (str_eq(str_sub(list, 0, comma), name))
            return true;
        list = str_sub(list, comma + 2, list.len);
    }
    return false;
}

static void add_target(diags *to, diag *d)
{
    if (str_is_empty(to->target) || str_is_empty(d->targets) ||
        is_listed(d->targets, to->target))
        return;
    d->targets = arena_printf(to->arena, "%.*s, %.*s", STR_ARG(d->targets),
                              STR_ARG(to->target));
}

static diag *append(diags *to, diag_id id, span at, str text)
{
    diag *d = NEW(to->arena, diag);

    d->id = id;
    d->severity = severity_of(to, id);
    d->at = at;
    d->text = text;
    d->targets = to->target;
    d->last_note = &d->notes;
    *to->last = d;
    to->last = &d->next;
    return d;
}

/* A finding nobody will see, for callers that add notes to it. */
static diag *hand_out_spare(diags *to, diag_id id, span at)
{
    to->spare = (diag){ .id = id, .severity = severity_of(to, id), .at = at };
    return &to->spare;
}

diag *diag_report(diags *to, diag_id id, span at, const char *fmt, ...)
{
    severity s = severity_of(to, id);
    va_list args;
    diag *same;
    str text;

    if (diag_rows[id].severity != DIAG_ERROR && to->allow[id])
        return hand_out_spare(to, id, at);
    va_start(args, fmt);
    text = arena_vprintf(to->arena, fmt, args);
    va_end(args);
    same = find_same(to, id, at, text);
    if (same) {
        add_target(to, same);
        return hand_out_spare(to, id, at);
    }
    count(to, s);
    if (!is_room_for(to, s))
        return hand_out_spare(to, id, at);
    return append(to, id, at, text);
}

static void add_note(diags *to, diag *about, span at, str text)
{
    diag_note_entry *note;

    if (about == &to->spare)
        return;
    note = NEW(to->arena, diag_note_entry);
    note->at = at;
    note->text = text;
    *about->last_note = note;
    about->last_note = &note->next;
}

void diag_note(diags *to, diag *about, span at, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    add_note(to, about, at, arena_vprintf(to->arena, fmt, args));
    va_end(args);
}

void diag_help(diags *to, diag *about, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    add_note(to, about, NOWHERE, arena_vprintf(to->arena, fmt, args));
    va_end(args);
}

void diag_nearest(diags *to, diag *about, str near)
{
    if (!str_is_empty(near))
        diag_help(to, about, "did you mean '%.*s'?", STR_ARG(near));
}

int diag_find(str code)
{
    for (int i = 0; i < DIAG_COUNT; i++)
        if (str_eq(code, str_of(diag_rows[i].code)))
            return i;
    return -1;
}

static bool is_before(const diag *a, const diag *b)
{
    if (a->at.lo != b->at.lo)
        return a->at.lo < b->at.lo;
    return a->at.hi < b->at.hi;
}

/* Takes the first n of *list off it and gives them back in order; stable. */
static diag *take_sorted(diag **list, size_t n)
{
    diag *first, *second, *head = NULL, **last = &head;

    if (n == 1) {
        first = *list;
        *list = first->next;
        first->next = NULL;
        return first;
    }
    first = take_sorted(list, n / 2);
    second = take_sorted(list, n - n / 2);
    while (first && second) {
        diag **least = is_before(second, first) ? &second : &first;

        *last = *least;
        last = &(*least)->next;
        *least = *last;
    }
    *last = first ? first : second;
    return head;
}

void diags_sort(diags *d)
{
    diag *rest = d->first;
    size_t n = 0;

    for (const diag *each = d->first; each; each = each->next)
        n++;
    if (n < 2)
        return;
    d->first = take_sorted(&rest, n);
    d->last = &d->first;
    while (*d->last)
        d->last = &(*d->last)->next;
}
