#include "frontend/native/native.h"

enum { OBJECT_NAME_MAX = 253 };

void native_bad_value(native *n, const doc *d, const char *expected)
{
    str text = doc_is_scalar(d) ? d->text : str_of(field_noun(d));

    text = field_excerpt(n->arena, text);
    if (d->key.len)
        REPORT(
            n->s, D_BAD_VALUE, d->at, "'%.*s' is '%.*s', but %s was expected",
            STR_ARG(field_excerpt(n->arena, d->key)), STR_ARG(text), expected);
    else
        REPORT(n->s, D_BAD_VALUE, d->at,
               "'%.*s' stands here, but %s was expected", STR_ARG(text),
               expected);
}

str native_id(native *n, str name, span at, const char *what)
{
    if (!pattern_matches(n->s, PATTERN_ID, name))
        diag_help(&n->s->diags,
                  REPORT(n->s, D_BAD_NAME, at, "'%.*s' is no name for %s",
                         STR_ARG(field_excerpt(n->arena, name)), what),
                  "a name has letters, digits, '_' and '-', and begins with a "
                  "letter or '_'");
    return name;
}

/* False for NULL and after a finding. */
static bool text_of(native *n, const doc *d, str *out)
{
    if (!field_expect(n->s, d, FIELD_STRING))
        return false;
    if (template_has(d))
        d = template_constant(n->s, d, D_NOT_YET, "this place");
    *out = field_text(d);
    return d != NULL;
}

str native_text(native *n, const doc *d)
{
    str text = { NULL, 0 };

    text_of(n, d, &text);
    return text;
}

str native_quantity(native *n, const doc *d)
{
    str text;

    if (!text_of(n, d, &text))
        return (str){ NULL, 0 };
    if (pattern_matches(n->s, PATTERN_QUANTITY, text) && text.ptr[0] != '-')
        return text;
    native_bad_value(n, d, "a quantity like 500m, 4 or 16Gi");
    return (str){ NULL, 0 };
}

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* DNS-1123 subdomain: what Kubernetes asks of names of objects. */
static bool is_object_name(str text)
{
    bool start = true;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (!is_alnum(c) && (start || (c != '-' && c != '.')))
            return false;
        if (c == '.' && text.ptr[i - 1] == '-')
            return false;
        start = c == '.';
    }
    return text.len && text.len <= OBJECT_NAME_MAX &&
           is_alnum(text.ptr[text.len - 1]);
}

str native_object_name(native *n, const doc *d)
{
    str text;

    if (!text_of(n, d, &text))
        return (str){ NULL, 0 };
    if (is_object_name(text))
        return text;
    native_bad_value(n, d, "a name of lower case letters, digits, '-' and '.'");
    return (str){ NULL, 0 };
}

str native_image(native *n, const doc *d)
{
    str text;

    if (!text_of(n, d, &text))
        return (str){ NULL, 0 };
    if (pattern_matches(n->s, PATTERN_IMAGE, text))
        return text;
    diag_help(&n->s->diags,
              REPORT(n->s, D_IMAGE, d->at, "'%.*s' is not an image reference",
                     STR_ARG(field_excerpt(n->arena, text))),
              "an image is like registry.example.com/name:1.2");
    return (str){ NULL, 0 };
}

int64_t native_duration(native *n, const doc *d)
{
    int64_t seconds;
    str text;

    if (!text_of(n, d, &text))
        return -1;
    if (!pattern_matches(n->s, PATTERN_DURATION, text)) {
        native_bad_value(n, d, "a duration like 30s, 5m or 1h30m");
        return -1;
    }
    seconds = duration_seconds(text);
    if (seconds < 0)
        native_bad_value(n, d, "a duration below 68 years");
    return seconds;
}

int64_t native_count(native *n, const doc *d, int64_t least)
{
    int64_t value = 0;
    str text;

    if (!d || !field_expect(n->s, d, FIELD_INT))
        return -1;
    text = d->text;
    for (size_t i = 0; i < text.len; i++) {
        bool digit = text.ptr[i] >= '0' && text.ptr[i] <= '9';

        value = digit ? value * 10 + (text.ptr[i] - '0') : -1;
        if (value < 0 || value > INT32_MAX)
            break;
    }
    if (value >= least && value <= INT32_MAX)
        return value;
    native_bad_value(n, d,
                     least > 0 ? "a whole number from 1 on"
                               : "a whole number from 0 on");
    return -1;
}

static str choices_text(arena *a, const char *const *words)
{
    buf out = buf_new(a);

    for (size_t i = 0; words[i]; i++)
        buf_printf(&out, "%s'%s'",
                   !i             ? ""
                   : words[i + 1] ? ", "
                                  : " or ",
                   words[i]);
    return buf_str(&out);
}

int native_choice(native *n, const doc *d, const char *const *words)
{
    str text;

    if (!text_of(n, d, &text))
        return -1;
    for (int i = 0; words[i]; i++)
        if (str_eq(str_of(words[i]), text))
            return i;
    native_bad_value(n, d, arena_cstr(n->arena, choices_text(n->arena, words)));
    return -1;
}

bool native_bool(const doc *d)
{
    return str_eq(field_text(d), STR("true"));
}
