#include "backends/backend.h"

#include "base/formats.h"
#include "base/sha256.h"

#include <string.h>

/* ---- names of objects ---------------------------------------------------- */

static str with_suffix(arena *a, str base, str suffix)
{
    return arena_printf(a, "%.*s-%.*s", STR_ARG(base), STR_ARG(suffix));
}

str emit_name(const emitter *out, const ir_module *m)
{
    str name = out->options.name.len ? out->options.name : m->name;

    if (!out->options.variant.len)
        return name;
    return with_suffix(out->arena, name, out->options.variant);
}

str emit_template_name(const emitter *out, const ir_module *m)
{
    str name = emit_name(out, m);

    if (!out->options.release.len)
        return name;
    return with_suffix(out->arena, name, out->options.release);
}

static void hash_part(void *context, str part)
{
    sha256_add(context, part);
}

static str digest_of(arena *a, const doc *first, const doc *second)
{
    sha256 hash = sha256_start();
    buf text = buf_draining(a, hash_part, &hash);

    json_write_compact(&text, first);
    if (second)
        json_write_compact(&text, second);
    buf_end(&text);
    return sha256_end(a, &hash, 8);
}

str emit_run_name(const emitter *out, str base, const doc *first,
                  const doc *second)
{
    if (out->options.run_id.len)
        return with_suffix(out->arena, base, out->options.run_id);
    return with_suffix(out->arena, base, digest_of(out->arena, first, second));
}

doc *emit_labels(const emitter *out, doc *own)
{
    const doc *labels = out->options.labels;

    if (!labels || !labels->count)
        return own;
    if (!own)
        own = doc_map(out->arena);
    doc_each (label, labels)
        doc_put(out->arena, own, label->key,
                doc_string(out->arena, label->text));
    return own;
}

void emit_run_hint(emitter *out)
{
    out->run_hint = STR("compile with --run-id TEXT, or with --generate-name "
                        "for kubectl create");
}

void emit_check_name(const emitter *out, const ir_module *m, str name,
                     size_t longest)
{
    diags *to = &out->session->diags;
    diag *d;

    if (name.len <= longest)
        return;
    d = diag_report(to, D_NAME_TOO_LONG, m->at,
                    "the object would be called '%.*s': %zu characters, but "
                    "%zu fit",
                    STR_ARG(name), name.len, longest);
    diag_help(to, d, "choose a shorter --name, --run-id or --release%s",
              out->options.variant.len ? ", or name of the matrix entry" : "");
}

/* ---- names inside of objects --------------------------------------------- */

/* How often a name was wanted; what the taken names point to. */
typedef struct name_use {
    uint32_t last; /* suffix that was given last */
} name_use;

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_alnum(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9');
}

static bool is_allowed(const name_rule *rule, char c)
{
    return c && strchr(rule->allowed, c);
}

static char lowered(const name_rule *rule, char c)
{
    return rule->lower && c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_doubled(const name_rule *rule, char c, str before)
{
    return rule->no_double_filler && c == rule->filler && before.len &&
           before.ptr[before.len - 1] == c;
}

static bool is_all_allowed(const name_rule *rule, str wanted)
{
    for (size_t i = 0; i < wanted.len; i++) {
        char c = wanted.ptr[i];

        if (lowered(rule, c) != c || !is_allowed(rule, c) ||
            is_doubled(rule, c, str_sub(wanted, 0, i)))
            return false;
    }
    return true;
}

/* Every character outside of the rule, whatever its bytes, is one filler. */
static str only_allowed(arena *a, const name_rule *rule, str wanted)
{
    buf out = buf_new(a);

    if (is_all_allowed(rule, wanted))
        return wanted;
    for (size_t i = 0; i < wanted.len; i++) {
        char c = lowered(rule, wanted.ptr[i]);
        bool inside = ((unsigned char)c & 0xc0) == 0x80;

        if (inside)
            continue;
        if (!is_allowed(rule, c))
            c = rule->filler;
        if (!is_doubled(rule, c, buf_str(&out)))
            buf_char(&out, c);
    }
    return buf_str(&out);
}

static str cut_ends(const name_rule *rule, str name)
{
    if (!rule->alnum_ends)
        return name;
    while (name.len && !is_alnum(name.ptr[0]))
        name = str_sub(name, 1, name.len);
    while (name.len && !is_alnum(name.ptr[name.len - 1]))
        name.len--;
    return name;
}

/* Names that differ only after the cut stay different. */
static str shortened(arena *a, const name_rule *rule, str name, str wanted)
{
    enum { DIGITS = 8 };

    if (!rule->longest || name.len <= rule->longest)
        return name;
    name.len = rule->longest - DIGITS - 1;
    return arena_printf(a, "%.*s%c%.*s", STR_ARG(cut_ends(rule, name)),
                        rule->filler, STR_ARG(sha256_hex(a, wanted, DIGITS)));
}

static str legal_name(arena *a, const name_rule *rule, str wanted)
{
    str name = cut_ends(rule, only_allowed(a, rule, wanted));

    if (!name.len)
        name = STR("x");
    if (rule->letter_first && !is_letter(name.ptr[0]))
        name = arena_join(a, STR("x"), name);
    return shortened(a, rule, name, wanted);
}

static bool is_reserved(const name_rule *rule, str name)
{
    for (size_t i = 0; rule->reserved && rule->reserved[i]; i++)
        if (str_eq(str_of(rule->reserved[i]), name))
            return true;
    return false;
}

name_scope name_scope_new(arena *a, const name_rule *rule)
{
    return (name_scope){ a, rule, map_new(a) };
}

static str take(name_scope *in, str name)
{
    map_put(&in->taken, name, NEW(in->taken.arena, name_use));
    return name;
}

/* A counter for each name keeps many equal names from being tried in turn. */
static str take_numbered(name_scope *in, str name, name_use *use)
{
    const name_rule *rule = in->rule;

    for (;;) {
        str tail = arena_printf(in->arena, "%c%u", rule->filler, ++use->last);
        str head = name;
        str tried;

        if (rule->longest && head.len + tail.len > rule->longest)
            head.len = rule->longest - tail.len;
        tried = arena_join(in->arena, cut_ends(rule, head), tail);
        if (!map_get(&in->taken, tried))
            return take(in, tried);
    }
}

str name_take(name_scope *in, str wanted)
{
    str name = legal_name(in->arena, in->rule, wanted);
    name_use *use = map_get(&in->taken, name);

    if (!use && !is_reserved(in->rule, name))
        return take(in, name);
    if (!use) {
        use = NEW(in->taken.arena, name_use);
        map_put(&in->taken, name, use);
    }
    if (!use->last && !is_reserved(in->rule, name))
        use->last = 1;
    return take_numbered(in, name, use);
}
