#include "frontend/native/native.h"

#include <string.h>

#include "ir/argstyle.h"

static const char *const prefix_words[] = { "none", "add", "force", NULL };
static const char *const prefixes[] = { "", "+", "++" };
static const char *const transports[] = { "exact", "text", "env", NULL };

/* ---- the style ----------------------------------------------------------- */

static str style_names(arena *a)
{
    buf out = buf_new(a);

    for (const argstyle *row = argstyles; row->name; row++)
        buf_printf(&out, "%s%s", row == argstyles ? "" : ", ", row->name);
    return buf_str(&out);
}

static const argstyle *find_style(native *n, const doc *d)
{
    const argstyle *style = argstyle_find(d->text);
    diag *about;
    str near;

    if (style)
        return style;
    about = REPORT(n->s, D_UNKNOWN_STYLE, d->at,
                   "there is no argument style '%.*s'",
                   STR_ARG(field_excerpt(n->arena, d->text)));
    near =
        field_may_suggest(n->s) ? argstyle_nearest(n->arena, d->text) : STR("");
    if (near.len)
        diag_nearest(&n->s->diags, about, near);
    else if (field_may_suggest(n->s))
        diag_help(&n->s->diags, about,
                  "the styles are: %.*s; words stand in a list",
                  STR_ARG(style_names(n->arena)));
    return NULL;
}

/* A setting that the style has no use for. whose: the styles that have one. */
static void report_no_use(native *n, const argstyle *style, const doc *d,
                          const char *whose)
{
    diag_help(&n->s->diags,
              REPORT(n->s, D_KEYS_CONFLICT, d->key_at,
                     "'%.*s' stands beside the style '%s'", STR_ARG(d->key),
                     style->name),
              "'%.*s' is a setting of %s", STR_ARG(d->key), whose);
}

/* ---- keys ---------------------------------------------------------------- */

static void read_keys(native *n, const doc *d, ir_args *to)
{
    if (!d)
        return;
    doc_each (child, d)
        field_expect(n->s, child, FIELD_STRING);
    to->keys = doc_copy(n->arena, d);
    if (to->style && to->style->key == KEY_NONE)
        report_no_use(n, to->style, d, "styles whose values have keys");
}

static void read_prefix(native *n, const doc *d, ir_args *to)
{
    int choice = native_choice(n, d, prefix_words);

    to->prefix = choice < 0 ? STR("") : str_of(prefixes[choice]);
    if (!d || !to->style || to->style->key == KEY_HYDRA)
        return;
    to->prefix = STR("");
    report_no_use(n, to->style, d, "the style 'hydra'");
}

/* ---- bools and lists ----------------------------------------------------- */

/* What one of the settings `bool` and `list` may say. */
typedef struct shapes {
    const char *const *words;
    int (*find)(str word);
    const char *choices, *whose;
    unsigned allowed; /* by the style */
} shapes;

static str allowed_words(arena *a, const shapes *of)
{
    buf out = buf_new(a);

    for (int i = 0; of->words[i]; i++)
        if (of->allowed & ARG_SHAPE(i))
            buf_printf(&out, "%s'%s'", out.len ? ", " : "", of->words[i]);
    return buf_str(&out);
}

static bool check_shape(native *n, const argstyle *style, const doc *said,
                        const shapes *of)
{
    int shape;
    diag *d;

    if (!field_expect(n->s, said, FIELD_STRING))
        return false;
    shape = of->find(said->text);
    if (shape >= 0 && of->allowed & ARG_SHAPE(shape))
        return true;
    if (shape < 0) {
        d = REPORT(n->s, D_BAD_VALUE, said->at,
                   "'%.*s' is '%.*s', but %s was expected", STR_ARG(said->key),
                   STR_ARG(field_excerpt(n->arena, said->text)), of->choices);
        diag_nearest(&n->s->diags, d,
                     field_nearest(n->s, of->words, said->text));
        return false;
    }
    d = REPORT(n->s, D_KEYS_CONFLICT, said->at,
               "'%.*s' stands beside the style '%s'", STR_ARG(said->text),
               style->name);
    diag_help(&n->s->diags, d, "the style has %.*s",
              STR_ARG(allowed_words(n->arena, of)));
    return false;
}

/* One word for all, or a word for each port or flag. */
static const doc *read_shapes(native *n, const argstyle *style, const doc *d,
                              const shapes *of)
{
    bool good = true;
    doc *copy;

    if (!d || !style)
        return NULL;
    if (!of->allowed) {
        report_no_use(n, style, d, of->whose);
        return NULL;
    }
    if (!doc_is_map(d))
        good = check_shape(n, style, d, of);
    else
        doc_each (child, d)
            good &= check_shape(n, style, child, of);
    copy = doc_copy(n->arena, d);
    copy->key = arena_copy(n->arena, d->key);
    return good ? copy : NULL;
}

/* ---- what goes with some styles ------------------------------------------ */

static void read_option(native *n, const doc *d, ir_args *to)
{
    if (!d || !to->style)
        return;
    if (to->style->pair != PAIR_FILE)
        report_no_use(n, to->style, d, "the style 'json-file'");
    else if (field_expect(n->s, d, FIELD_STRING))
        to->option = doc_copy(n->arena, d);
}

static bool has_transports(const argstyle *style)
{
    return *style->shim && style->pair != PAIR_FILE;
}

static void read_transport(native *n, const doc *d, ir_args *to)
{
    int choice = native_choice(n, d, transports);

    bool env = choice >= 0 && strcmp(transports[choice], "env") == 0;

    if (!d || !to->style)
        return;
    if (!has_transports(to->style))
        report_no_use(n, to->style, d, "styles that spell run-time values");
    else if (env && to->style->escape != ESCAPE_HYDRA)
        report_no_use(n, to->style, d, "the style 'hydra' when it is 'env'");
    else if (choice >= 0)
        to->transport = str_of(transports[choice]);
}

static void read_style_map(native *n, const doc *d, native_owner of,
                           ir_args *to)
{
    const doc *style = NULL, *keys = NULL, *prefix = NULL, *extra = NULL;
    const doc *transport = NULL, *bools = NULL, *lists = NULL, *option = NULL;
    const field fields[] = {
        { "style", FIELD_STRING, true, &style },
        { "keys", FIELD_MAP, false, &keys },
        { "prefix", FIELD_STRING, false, &prefix },
        { "bool", FIELD_ANY, false, &bools },
        { "list", FIELD_ANY, false, &lists },
        { "option", FIELD_ANY, false, &option },
        { "extra", FIELD_SEQ, false, &extra },
        { "transport", FIELD_STRING, false, &transport },
        { NULL, FIELD_ANY, false, NULL },
    };
    shapes bool_shapes = { bool_shape_words, bool_shape_find,
                           "'value', 'flag' or 'switch'", "styles with flags",
                           0 };
    shapes list_shapes = { list_shape_words, list_shape_find,
                           "'json', 'repeat', 'words' or 'csv'",
                           "styles with more than one way for lists", 0 };

    fields_read(n->s, d, "'args'", fields);
    if (style)
        to->style = find_style(n, style);
    bool_shapes.allowed = to->style ? to->style->bools : 0;
    list_shapes.allowed = to->style ? to->style->lists : 0;
    read_keys(n, keys, to);
    read_prefix(n, prefix, to);
    to->bools = read_shapes(n, to->style, bools, &bool_shapes);
    to->lists = read_shapes(n, to->style, lists, &list_shapes);
    read_option(n, option, to);
    if (extra)
        native_words(n, extra, of, &to->extra);
    read_transport(n, transport, to);
}

/* ---- args ---------------------------------------------------------------- */

static void note_port(ir_piece *piece, void *context)
{
    bool *found = context;

    *found = *found || piece->port;
}

/* A file that spells its words is converted; one that only says what to run
 * leaves the arguments to us, like an inline component. */
static bool spells_words(const ir_component *c)
{
    bool found = c->container.args.count > 0;

    ir_words_each_piece(&c->container.command, note_port, &found);
    return found;
}

/* The keys that a config gives stand behind those of the document. */
static void add_config_keys(native *n, const ir_component *of, ir_args *to)
{
    bool hydra = to->style && to->style->key == KEY_HYDRA;
    doc *all;

    if (!of->keys || !to->style || to->style->key == KEY_NONE ||
        to->style->key == KEY_VARIABLE)
        return;
    all = to->keys ? doc_copy(n->arena, to->keys) : doc_map(n->arena);
    doc_each (key, of->keys)
        if (!doc_get(all, key->key) &&
            (hydra || (str_find(key->text, STR("/")) == key->text.len &&
                       str_find(key->text, STR("@")) == key->text.len)))
            doc_put(n->arena, all, key->key, doc_copy(n->arena, key));
    to->keys = all;
}

void native_args(native *n, const doc *d, native_owner of)
{
    ir_container *c = &of.component->container;
    bool inlined = str_is_empty(of.component->file);

    if (doc_is_seq(d)) {
        c->style = (ir_args){ .style = NULL };
        c->args = (ir_words){ NULL, NULL, 0 };
        native_words(n, d, of, &c->args);
        return;
    }
    c->style = (ir_args){ .at = d->at };
    if (doc_is_map(d))
        read_style_map(n, d, of, &c->style);
    else if (d->kind == DOC_STRING)
        c->style.style = find_style(n, d);
    else
        REPORT(n->s, D_WRONG_SHAPE, d->at,
               "'args' is %s, but a list of words or a style was expected",
               field_noun(d));
    add_config_keys(n, of.component, &c->style);
    c->style.generate = inlined || !spells_words(of.component);
    if (inlined)
        c->args = (ir_words){ NULL, NULL, 0 };
}
