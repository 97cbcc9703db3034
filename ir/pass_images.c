#include "ir/pass.h"

#include "base/pattern.h"

static void report(session *s, const ir_module *m, const ir_component *c)
{
    str image = c->container.image;
    span at = c->container.image_at.hi ? c->container.image_at : c->at;
    diag *d;

    if (str_is_empty(str_trim(image)))
        d = REPORT(s, D_IMAGE, at, "component '%.*s' has no image",
                   STR_ARG(c->name));
    else
        d = REPORT(s, D_IMAGE, at, "'%.*s' is not an image reference",
                   STR_ARG(image));
    if (m->single)
        diag_help(&s->diags, d,
                  "correct it, or use the file in a pipeline that gives "
                  "'image:' beside 'uses:'");
    else if (c->file.len)
        diag_help(&s->diags, d, "give 'image:' beside 'uses:', or on the task");
    else
        diag_help(&s->diags, d,
                  "an image is like registry.example.com/name:1.2");
}

/* One finding for one text, however many components were made from it. */
static void run(session *s, ir_module *m)
{
    map reported = map_new(s->arena);

    for (ir_component *c = m->components; c; c = c->next) {
        str where;

        if (!c->used || c->body != IR_CONTAINER ||
            pattern_matches(s, PATTERN_IMAGE, c->container.image))
            continue;
        where = arena_printf(s->arena, "%u %u", c->container.image_at.lo,
                             c->container.image_at.hi ? 0 : c->at.lo);
        if (map_get(&reported, where))
            continue;
        map_put(&reported, where, c);
        report(s, m, c);
    }
}

const pass pass_images = { "images", "every image is an image reference", run };
