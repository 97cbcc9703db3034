#include "frontend/native/native.h"

static const char *const on_failure_words[] = { "stop", "continue", NULL };

static void read_retry_map(native *n, const doc *d, ir_policy *to)
{
    const doc *max = NULL, *backoff = NULL, *factor = NULL, *most = NULL;
    const field fields[] = {
        { "max", FIELD_INT, true, &max },
        { "backoff", FIELD_STRING, false, &backoff },
        { "factor", FIELD_INT, false, &factor },
        { "max-backoff", FIELD_STRING, false, &most },
        { NULL, FIELD_ANY, false, NULL },
    };

    fields_read(n->s, d, "'retries'", fields);
    to->retries = native_count(n, max, 0);
    to->backoff = native_duration(n, backoff);
    to->max_backoff = native_duration(n, most);
    if (factor)
        to->factor = native_count(n, factor, 1);
}

static void read_retries(native *n, const doc *d, ir_policy *to)
{
    if (!d)
        return;
    to->retries_at = field_span(d);
    if (doc_is_map(d))
        read_retry_map(n, d, to);
    else if (d->kind == DOC_INT)
        to->retries = native_count(n, d, 0);
    else
        native_bad_value(n, d,
                         "a count or {max, backoff, factor, "
                         "max-backoff}");
}

static void read_timeout(native *n, const doc *d, ir_policy *to)
{
    if (!d)
        return;
    to->timeout_at = field_span(d);
    to->timeout = native_duration(n, d);
    if (!to->timeout)
        native_bad_value(n, d, "a duration above zero");
}

static void read_cache(native *n, const doc *d, ir_policy *to)
{
    if (!d)
        return;
    to->cache_at = field_span(d);
    if (d->kind == DOC_BOOL) {
        to->cache = native_bool(d) ? IR_CACHE_ON : IR_CACHE_OFF;
        return;
    }
    if (d->kind != DOC_STRING) {
        native_bad_value(n, d, "true, false or a duration like 12h");
        return;
    }
    to->cache = IR_CACHE_ON;
    to->cache_age = native_duration(n, d);
}

static bool is_said(const native_policy *from)
{
    return from->retries || from->timeout || from->cache || from->on_failure ||
           from->display || from->description;
}

const ir_policy *native_read_policy(native *n, const native_policy *from)
{
    ir_policy *to;

    if (!is_said(from))
        return &ir_policy_unsaid;
    to = NEW(n->arena, ir_policy);
    *to = ir_policy_unsaid;
    read_retries(n, from->retries, to);
    read_timeout(n, from->timeout, to);
    read_cache(n, from->cache, to);
    if (from->on_failure) {
        to->on_failure_at = field_span(from->on_failure);
        to->go_on = native_choice(n, from->on_failure, on_failure_words) == 1;
    }
    if (from->display)
        to->display_at = field_span(from->display);
    to->display_name = native_text(n, from->display);
    to->description = field_text(from->description);
    return to;
}
