/*
 * hydra_spell < VALUES: one line of JSON for each JSON text that ends with a
 * NUL: what stands behind `key=` for Hydra, or null when it cannot be spelled.
 */
#include "base/formats.h"
#include "ir/argstyle.h"

#include <stdio.h>
#include <stdlib.h>

static void full(void *context)
{
    (void)context;
    abort();
}

static void answer(arena *a, str text)
{
    session s = { .arena = a };
    buf spelled = buf_new(a), out = buf_new(a);
    const doc *value;

    diags_init(&s.diags, a);
    value = json_read(&s, sources_add(&s.sources, a, STR("value"), text));
    if (!value || !hydra_value(&spelled, value))
        buf_put(&out, STR("null"));
    else
        json_write_string(&out, buf_str(&spelled));
    printf("%.*s\n", STR_ARG(buf_str(&out)));
}

int main(void)
{
    arena *a = arena_new(full, NULL);
    char *text = NULL;
    size_t cap = 0;
    ssize_t got;

    for (; (got = getdelim(&text, &cap, '\0', stdin)) > 0; arena_reset(a))
        answer(a, (str){ text, (size_t)got - (text[got - 1] == '\0') });
    free(text);
    arena_free(a);
    return 0;
}
