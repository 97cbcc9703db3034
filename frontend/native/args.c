#include "frontend/native/native.h"
#include "ir/argstyle.h"

/* The language's styles; those without a row in argstyles come later. */
static const char *const style_names[] = {
    "argparse", "argparse-space", "hydra",        "click",
    "fire",     "absl",           "jsonargparse", "dotlist",
    "env",      "json-file",      "positional",   NULL,
};

static const char *const prefix_words[] = { "none", "add", "force", NULL };
static const char *const prefixes[] = { "", "+", "++" };
static const char *const transports[] = { "exact", "text", "env", NULL };

static const argstyle *find_style(native *n, const doc *d)
{
    const argstyle *style = argstyle_find(d->text);
    diag *about;

    if (style)
        return style;
    for (size_t i = 0; style_names[i]; i++) {
        if (!str_eq(str_of(style_names[i]), d->text))
            continue;
        REPORT(n->s, D_NOT_YET, d->at,
               "the argument style '%s' is not supported yet", style_names[i]);
        return NULL;
    }
    about = REPORT(n->s, D_UNKNOWN_STYLE, d->at,
                   "there is no argument style '%.*s'",
                   STR_ARG(field_excerpt(n->arena, d->text)));
    diag_nearest(&n->s->diags, about,
                 field_nearest(n->s, style_names, d->text));
    return NULL;
}

static void check_hydra(native *n, const ir_args *args, const doc *d)
{
    if (!d || !args->style || args->style->escape == ESCAPE_HYDRA)
        return;
    diag_help(&n->s->diags,
              REPORT(n->s, D_KEYS_CONFLICT, d->key_at,
                     "'%.*s' stands beside the style '%s'", STR_ARG(d->key),
                     args->style->name),
              "'%.*s' is a setting of the style 'hydra'", STR_ARG(d->key));
}

static void check_keys(native *n, const doc *keys)
{
    if (keys)
        doc_each (child, keys)
            field_expect(n->s, child, FIELD_STRING);
}

static void read_style_map(native *n, const doc *d, native_owner of,
                           ir_args *to)
{
    const doc *style = NULL, *keys = NULL, *prefix = NULL, *extra = NULL;
    const doc *transport = NULL;
    const field fields[] = {
        { "style", FIELD_STRING, true, &style },
        { "keys", FIELD_MAP, false, &keys },
        { "prefix", FIELD_STRING, false, &prefix },
        { "extra", FIELD_SEQ, false, &extra },
        { "transport", FIELD_STRING, false, &transport },
        { NULL, FIELD_ANY, false, NULL },
    };
    int choice;

    fields_read(n->s, d, "'args'", fields);
    if (style)
        to->style = find_style(n, style);
    check_keys(n, keys);
    to->keys = keys ? doc_copy(n->arena, keys) : NULL;
    choice = native_choice(n, prefix, prefix_words);
    to->prefix = choice < 0 ? STR("") : str_of(prefixes[choice]);
    check_hydra(n, to, prefix);
    if (extra)
        native_words(n, extra, of, &to->extra);
    choice = native_choice(n, transport, transports);
    to->transport = choice < 0 ? STR("") : str_of(transports[choice]);
    check_hydra(n, to, transport);
}

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
    c->style.generate = inlined || !spells_words(of.component);
    if (inlined)
        c->args = (ir_words){ NULL, NULL, 0 };
}
