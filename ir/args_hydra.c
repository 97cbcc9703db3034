#include "ir/args_write.h"

/* After a few equal names the next number is taken from how many there are. */
enum { FEW = 16 };

static str variable_name(args_writer *w, str key)
{
    str from = str_sub(key, str_starts(key, STR("+")), key.len);
    str plain = str_sub(from, str_starts(from, STR("+")), from.len);
    str base = arena_join(w->arena, STR("PIPEC_"), arg_upper(w->arena, plain));
    str name = base;

    for (uint32_t n = 2; map_get(&w->variables, name);
         n = n == FEW ? w->variables.count : n + 1)
        name = arena_printf(w->arena, "%.*s_%u", STR_ARG(base), n);
    map_put(&w->variables, name, w);
    return name;
}

/* oc.create reads YAML, and so JSON; the quotes are Hydra's. */
void args_put_by_variable(args_writer *w, ir_words *to, const arg *a)
{
    str name = variable_name(w, a->key);
    bool tree = a->how != ARG_STRING;

    args_add_variable(w, name, &a->text, a->at);
    args_put_word(w, to,
                  arena_printf(w->arena, "%.*s='${%soc.env:%.*s}%s'",
                               STR_ARG(a->key), tree ? "oc.create:${" : "",
                               STR_ARG(name), tree ? "}" : ""),
                  a->at);
}
