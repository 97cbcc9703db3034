#include "base/diag.h"
#include "base/formats.h"

static void put_field(buf *out, const char *name, str value)
{
    buf_printf(out, ",\"%s\":", name);
    json_write_string(out, value);
}

/* Offsets of `end` are one past the last character, as in the span. */
static void put_place(buf *out, const sources *all, span at)
{
    place from = source_place(out->arena, all, at.lo);
    place to = source_place(out->arena, all, at.hi);

    if (!from.source)
        return;
    put_field(out, "file", from.source->name);
    buf_printf(out, ",\"line\":%u,\"column\":%u", (unsigned)from.line,
               (unsigned)from.column);
    if (to.source != from.source)
        to = from;
    buf_printf(out, ",\"endLine\":%u,\"endColumn\":%u", (unsigned)to.line,
               (unsigned)to.column);
}

static void put_targets(buf *out, str names)
{
    buf_put(out, STR(",\"targets\":["));
    for (bool first = true; names.len; first = false) {
        size_t comma = str_find(names, STR(", "));

        if (!first)
            buf_char(out, ',');
        json_write_string(out, str_sub(names, 0, comma));
        names = str_sub(names, comma + 2, names.len);
    }
    buf_char(out, ']');
}

static void put_note(buf *out, const sources *all, const diag_note_entry *note)
{
    bool help = !note->at.lo && !note->at.hi;

    buf_put(out, help ? STR("{\"kind\":\"help\"") : STR("{\"kind\":\"note\""));
    put_field(out, "text", note->text);
    if (!help)
        put_place(out, all, note->at);
    buf_char(out, '}');
}

void diag_json(buf *out, const sources *all, const diag *d)
{
    buf_printf(out, "{\"code\":\"%s\",\"severity\":\"%s\"",
               diag_rows[d->id].code, severity_name(d->severity));
    put_field(out, "text", d->text);
    if (d->path.len)
        put_field(out, "file", d->path);
    else
        put_place(out, all, d->at);
    if (d->targets.len)
        put_targets(out, d->targets);
    if (d->notes) {
        buf_put(out, STR(",\"notes\":["));
        for (const diag_note_entry *n = d->notes; n; n = n->next) {
            if (n != d->notes)
                buf_char(out, ',');
            put_note(out, all, n);
        }
        buf_char(out, ']');
    }
    buf_put(out, STR("}\n"));
}
