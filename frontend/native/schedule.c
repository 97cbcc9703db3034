#include "frontend/frontend.h"
#include "frontend/native/native.h"

static const char *const concurrency_words[] = { "allow", "forbid", "replace",
                                                 NULL };

static bool is_cron(native *n, const doc *d)
{
    if (!field_expect(n->s, d, FIELD_STRING))
        return false;
    if (pattern_matches(n->s, PATTERN_CRON, d->text))
        return true;
    native_bad_value(
        n, d,
        "a schedule of five fields like '0 3 * * *' (minute, hour, day of the "
        "month, month, day of the week)");
    return false;
}

/* One schedule, or a list of them, as a list. */
static const doc *read_crons(native *n, const doc *d)
{
    doc *crons = doc_seq(n->arena);

    if (doc_is_seq(d)) {
        doc_each (one, d)
            if (is_cron(n, one))
                doc_push(n->arena, crons, doc_copy(n->arena, one));
        if (!d->count)
            native_bad_value(n, d, "at least one schedule");
    } else if (is_cron(n, d)) {
        doc_push(n->arena, crons, doc_copy(n->arena, d));
    }
    return crons;
}

static str read_timezone(native *n, const doc *d)
{
    str name = native_text(n, d);

    if (name.len && !pattern_matches(n->s, PATTERN_TIMEZONE, name))
        native_bad_value(n, d, "a time zone like Asia/Tokyo");
    return name;
}

static str read_concurrency(native *n, const doc *d)
{
    int choice = d ? native_choice(n, d, concurrency_words) : -1;

    return choice < 0 ? STR("") : str_of(concurrency_words[choice]);
}

void native_schedule(native *n, const doc *d)
{
    const doc *cron = NULL, *timezone = NULL, *concurrency = NULL;
    const doc *suspend = NULL, *deadline = NULL;
    const field fields[] = {
        { "cron", FIELD_ANY, true, &cron },
        { "timezone", FIELD_STRING, false, &timezone },
        { "concurrency", FIELD_STRING, false, &concurrency },
        { "suspend", FIELD_BOOL, false, &suspend },
        { "starting-deadline", FIELD_STRING, false, &deadline },
        { NULL, FIELD_ANY, false, NULL },
    };
    ir_schedule *to;

    if (!d)
        return;
    fields_read(n->s, d, "'schedule'", fields);
    to = NEW(n->arena, ir_schedule);
    to->at = field_span(d);
    to->crons = cron ? read_crons(n, cron) : doc_seq(n->arena);
    to->timezone = read_timezone(n, timezone);
    to->concurrency = read_concurrency(n, concurrency);
    to->suspend = native_bool(suspend);
    to->starting_deadline = native_duration(n, deadline);
    n->m->schedule = to;
}

void frontend_schedule(session *s, ir_module *m, const doc *d)
{
    native n = { .s = s, .arena = s->arena, .m = m };

    m->schedule = NULL;
    if (d->kind != DOC_NULL)
        native_schedule(&n, d);
}
