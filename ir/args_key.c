#include "ir/args.h"

/* ---- settings by name ---------------------------------------------------- */

str arg_setting_name(arena *a, const doc *setting, const doc *entry)
{
    if (!setting->key.len)
        return entry->key;
    return arena_printf(a, "%.*s %.*s", STR_ARG(setting->key),
                        STR_ARG(entry->key));
}

/* The entry of a setting for a flag or port, or NULL. */
static const doc *entry_of(args_context *in, const doc *setting, str name,
                           const ir_port *port)
{
    const doc *entry = NULL;

    if (!doc_is_map(setting))
        return NULL;
    entry = doc_get(setting, name);
    if (!entry && port)
        entry = doc_get(setting, port->id);
    if (!entry && port)
        entry = doc_get(setting, port->name);
    if (entry)
        map_put(&in->keys_used, arg_setting_name(in->arena, setting, entry),
                in);
    return entry;
}

/* ---- what keys look like ------------------------------------------------- */

static str with(arena *a, str name, char from, char to)
{
    buf out = buf_new(a);

    for (size_t i = 0; i < name.len; i++)
        buf_char(&out, i && name.ptr[i] == from ? to : name.ptr[i]);
    return buf_str(&out);
}

str arg_snake(arena *a, str name)
{
    return with(a, name, '-', '_');
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_letter(char c)
{
    return is_lower(c) || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

str arg_upper(arena *a, str name)
{
    buf out = buf_new(a);

    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];

        if (is_lower(c))
            c = (char)(c - 'a' + 'A');
        buf_char(&out, is_letter(c) || is_digit(c) ? c : '_');
    }
    return buf_str(&out);
}

static bool is_flag(str key)
{
    for (size_t i = 0; i < key.len; i++) {
        char c = key.ptr[i];

        if (!is_letter(c) && !is_digit(c) && c != '.' && c != '-')
            return false;
    }
    return key.len && key.ptr[0] != '-';
}

static bool is_dotted(str key)
{
    return is_flag(key) && key.ptr[0] != '.' && !str_ends(key, STR(".")) &&
           str_find(key, STR("..")) == key.len;
}

static bool is_variable(str key)
{
    for (size_t i = 0; i < key.len; i++)
        if (!is_letter(key.ptr[i]) && !is_digit(key.ptr[i]))
            return false;
    return key.len && !is_digit(key.ptr[0]);
}

static bool is_legal(key_shape shape, str key)
{
    switch (shape) {
    case KEY_NONE: return true;
    case KEY_FLAG:
    case KEY_SNAKE:
    case KEY_KEBAB: return is_flag(key);
    case KEY_HYDRA: return hydra_key_legal(key);
    case KEY_DOTTED: return is_dotted(key);
    case KEY_VARIABLE: return is_variable(key);
    case KEY_TEXT: break;
    }
    return key.len > 0;
}

/* ---- keys ---------------------------------------------------------------- */

/* A key that the user did not spell, in the style's own case. */
static str made_key(arena *a, key_shape shape, str name)
{
    switch (shape) {
    case KEY_NONE:
    case KEY_FLAG:
    case KEY_TEXT: break;
    case KEY_SNAKE:
    case KEY_HYDRA: /* only Hydra 1.3 and later take a '-' */
    case KEY_DOTTED: return arg_snake(a, name);
    case KEY_KEBAB: return with(a, name, '_', '-');
    case KEY_VARIABLE: return arg_upper(a, name);
    }
    return name;
}

static str key_of(const args_context *in, str name, const doc *entry)
{
    str key =
        entry ? entry->text : made_key(in->arena, in->how->style->key, name);

    if (str_starts(key, STR("+")))
        return key;
    return arena_join(in->arena, in->how->prefix, key);
}

/* What the settings and the user call it: ids of ports are made. */
static str spoken_name(str name, const ir_port *port)
{
    return port && str_eq(name, port->id) ? port->name : name;
}

static const char *key_rule(key_shape shape)
{
    switch (shape) {
    case KEY_NONE:
    case KEY_TEXT: break;
    case KEY_FLAG:
    case KEY_SNAKE:
    case KEY_KEBAB:
        return "a flag has letters, digits, '_', '-' and '.', and does not "
               "begin with '-'";
    case KEY_HYDRA:
        return "a key is like model.lr, layers.0, db or db@package, with + or "
               "++ before it";
    case KEY_DOTTED:
        return "a key has letters, digits, '_' and '-', and dots between them";
    case KEY_VARIABLE:
        return "a variable has letters, digits and '_', and does not begin "
               "with a digit";
    }
    return "a key is not empty";
}

static void report_bad_key(const args_context *in, const arg *a,
                           const doc *entry)
{
    session *s = in->session;
    diag *d = REPORT(s, D_BAD_KEY, entry ? entry->at : a->at,
                     "'%.*s' is no key of %s arguments", STR_ARG(a->key),
                     in->how->style->name);

    if (entry)
        diag_help(&s->diags, d, "%s", key_rule(in->how->style->key));
    else if (in->from)
        diag_help(&s->diags, d, "give it another one: --key %.*s=…",
                  STR_ARG(a->name));
    else
        diag_help(&s->diags, d, "give it another one: keys: {%.*s: …}",
                  STR_ARG(a->name));
}

/* Variables that change how programs are found and started. */
static bool is_reserved(str key)
{
    static const char *const names[] = {
        "PATH",       "HOME",       "IFS",        "LANG",
        "PYTHONPATH", "PYTHONHOME", "LD_PRELOAD", "LD_LIBRARY_PATH",
    };

    for (size_t i = 0; i < COUNT(names); i++)
        if (str_eq(str_of(names[i]), key))
            return true;
    return false;
}

static void check_reserved(const args_context *in, const arg *a)
{
    session *s = in->session;
    diag *d;

    if (in->how->style->key != KEY_VARIABLE || !is_reserved(a->key))
        return;
    d = REPORT(s, D_BAD_KEY, a->at,
               "the variable '%.*s' of '%.*s' changes how programs start",
               STR_ARG(a->key), STR_ARG(a->name));
    diag_help(&s->diags, d, "give it another name: keys: {%.*s: MY_%.*s}",
              STR_ARG(a->name), STR_ARG(a->key));
}

static void report_twice(const args_context *in, const arg *a, str key,
                         const arg *older)
{
    diags *to = &in->session->diags;
    diag *d = REPORT(in->session, D_BAD_KEY, a->at,
                     "the key '%.*s' is used twice", STR_ARG(key));

    diag_note(to, d, older->at, "it is used here, too");
    if (in->from)
        diag_help(to, d, "give one of them another: --key %.*s=…",
                  STR_ARG(a->name));
    else if (str_eq(a->name, older->name)) /* an entry would rename both */
        diag_help(to, d, "write 'args' as a list of words");
    else
        diag_help(to, d, "give one of them another: keys: {%.*s: …}",
                  STR_ARG(a->name));
}

static bool take_key(args_context *in, arg *a, str key)
{
    const arg *older = map_get(&in->keys_made, key);

    if (older)
        report_twice(in, a, key, older);
    else if (!in->in_branch)
        map_put(&in->keys_made, key, a);
    return !older;
}

static void check_key(args_context *in, arg *a, const doc *entry)
{
    const argstyle *style = in->how->style;

    if (style->key == KEY_NONE)
        return;
    if (!is_legal(style->key, a->key)) {
        report_bad_key(in, a, entry);
        return;
    }
    if (!entry)
        check_reserved(in, a);
    if (take_key(in, a, a->key) && a->how == ARG_BOOL &&
        a->boolean == BOOL_SWITCH)
        take_key(in, a, arena_join(in->arena, str_of(style->negation), a->key));
}

/* ---- shapes -------------------------------------------------------------- */

/* A port whose type the file does not tell: the setting decides. */
static bool is_loose(const ir_port *port)
{
    return port->type.loose || port->type.kind == IR_ANY ||
           port->type.kind == IR_POISON;
}

static bool is_value_alone(const ir_text *text)
{
    const ir_piece *p = text->first;

    return p && !p->next && p->kind == IR_INPUT_VALUE && !p->json_depth;
}

static void check_type(const args_context *in, const doc *setting,
                       const doc *entry, const ir_port *port)
{
    bool lists = setting == in->how->lists;

    if (is_loose(port) || port->type.kind == (lists ? IR_LIST : IR_BOOL))
        return;
    REPORT(in->session, D_TYPE_MISMATCH, entry->key_at,
           "'%.*s' names '%.*s', which is %.*s, not %s", STR_ARG(setting->key),
           STR_ARG(entry->key), STR_ARG(ir_type_text(in->arena, port->type)),
           lists ? "list" : "bool");
}

/* The word that the setting has for this argument, or an empty one. */
static str shape_word(args_context *in, arg *a, const doc *setting, str name,
                      const ir_port *port)
{
    const doc *entry = entry_of(in, setting, name, port);

    if (!setting || (!entry && doc_is_map(setting)))
        return STR("");
    if (!entry)
        return setting->text;
    if (port)
        check_type(in, setting, entry, port);
    if (port && is_loose(port) && is_value_alone(&a->text))
        a->how = setting == in->how->lists ? ARG_LIST : ARG_BOOL;
    return entry->text;
}

static void set_shapes(args_context *in, arg *a, str name, const ir_port *port)
{
    str said = shape_word(in, a, in->how->bools, name, port);
    int boolean = bool_shape_find(said), list;

    said = shape_word(in, a, in->how->lists, name, port);
    list = list_shape_find(said);
    a->boolean = in->how->style->boolean;
    a->list = in->how->style->list;
    if (boolean >= 0)
        a->boolean = (bool_shape)boolean;
    if (list >= 0)
        a->list = (list_shape)list;
}

void arg_set_key(args_context *in, arg *a, str name, const ir_port *port)
{
    const doc *entry = entry_of(in, in->how->keys, name, port);

    a->key = key_of(in, name, entry);
    a->name = spoken_name(name, port);
    set_shapes(in, a, name, port);
    check_key(in, a, entry);
}
