#include "frontend/frontend.h"
#include "frontend/native/native.h"
#include "ir/shape.h"

typedef struct entry_fields {
    const doc *uses, *image, *command, *args, *env, *inputs, *outputs;
    const doc *directory, *description;
} entry_fields;

/* ---- what is laid over a component --------------------------------------- */

/* A pipeline runs no container of its own. */
static void refuse_container(native *n, const ir_component *c, const doc *d)
{
    if (!d || c->body != IR_GRAPH)
        return;
    diag_help(&n->s->diags,
              REPORT(n->s, D_KEYS_CONFLICT, field_span(d),
                     "'%.*s' is said of the pipeline '%.*s'", STR_ARG(d->key),
                     STR_ARG(c->name)),
              "say it of the components in its file");
}

static void set_image(ir_component *c, const doc *d)
{
    if (!d)
        return;
    c->container.image = d->text;
    c->container.image_at = d->at;
}

static void set_command(native *n, native_owner of, const doc *d)
{
    if (!d)
        return;
    of.component->container.command = (ir_words){ NULL, NULL, 0 };
    native_words(n, d, of, &of.component->container.command);
}

static void set_container(native *n, native_owner of, const entry_fields *f)
{
    ir_component *c = of.component;
    const doc *const keys[] = { f->image, f->command, f->args, f->env,
                                f->directory };

    for (size_t i = 0; i < COUNT(keys); i++)
        refuse_container(n, c, keys[i]);
    if (c->body == IR_GRAPH)
        return;
    set_image(c, f->image);
    set_command(n, of, f->command);
    if (f->args)
        native_args(n, f->args, of);
    native_warn_multirun(n, &c->container.args);
    native_warn_multirun(n, &c->container.style.extra);
    native_env(n, f->env, &of, &c->container.env);
    if (f->directory) {
        c->container.working_dir = native_text(n, f->directory);
        c->container.working_dir_at = field_span(f->directory);
    }
    if (f->description)
        c->description = f->description->text;
    native_note_uses(c);
}

/* ---- entries of `components:` -------------------------------------------- */

static bool read_fields(native *n, const doc *d, entry_fields *f)
{
    const field fields[] = {
        { "uses", FIELD_STRING, false, &f->uses },
        { "image", FIELD_STRING, false, &f->image },
        { "command", FIELD_SEQ, false, &f->command },
        { "args", FIELD_ANY, false, &f->args },
        { "env", FIELD_MAP, false, &f->env },
        { "inputs", FIELD_MAP, false, &f->inputs },
        { "outputs", FIELD_MAP, false, &f->outputs },
        { "working-dir", FIELD_STRING, false, &f->directory },
        { "description", FIELD_STRING, false, &f->description },
        { NULL, FIELD_ANY, false, NULL },
    };

    return fields_read(n->s, d, "a component", fields);
}

static void refuse_ports(native *n, const doc *ports)
{
    if (!ports)
        return;
    diag_help(&n->s->diags,
              REPORT(n->s, D_KEYS_CONFLICT, ports->key_at,
                     "'%.*s' stands beside 'uses'", STR_ARG(ports->key)),
              "the file that is used declares its inputs and outputs");
}

static ir_component *load_entry(native *n, const doc *d, const entry_fields *f)
{
    ir_component *c =
        load_component(n->s, n->m, n->m->base_dir, f->uses->text, f->uses->at);

    refuse_ports(n, f->inputs);
    refuse_ports(n, f->outputs);
    if (!c)
        return NULL;
    c->name = d->key;
    c->at = d->key_at;
    return c;
}

static ir_component *declare_entry(native *n, const doc *d,
                                   const entry_fields *f)
{
    ir_component *c = ir_component_add(n->arena, n->m, d->key, d->key_at);

    const doc *config = native_hydra_path(f->inputs);

    native_inputs(n, f->inputs, &c->inputs);
    native_outputs(n, f->outputs, &c->outputs);
    if (config)
        c->keys = native_hydra_inputs(n, config, f->args, c);
    return c;
}

/* False when a wrong key of the entry may have been meant for one whose lack
 * would cause more findings: such a component is not handed out. */
static bool is_usable(const entry_fields *f, bool right)
{
    return right || (f->image && (f->uses || (f->inputs && f->outputs)));
}

static ir_component *read_entry(native *n, const doc *d)
{
    entry_fields f = { .uses = NULL };
    bool right = is_usable(&f, read_fields(n, d, &f));
    native_owner of = { NULL, !right };

    if (!doc_is_map(d))
        return NULL;
    of.component = f.uses ? load_entry(n, d, &f) : declare_entry(n, d, &f);
    if (!of.component)
        return NULL;
    set_container(n, of, &f);
    return right ? of.component : NULL;
}

void native_components(native *n, const doc *d)
{
    if (!d)
        return;
    doc_each (child, d) {
        native_component *c = NEW(n->scratch, native_component);

        native_id(n, child->key, child->key_at, "a component");
        c->component = read_entry(n, child);
        map_put(&n->components, child->key, c);
    }
}

/* ---- components of tasks ------------------------------------------------- */

static native_component *find_entry(native *n, const doc *name)
{
    native_component *c = map_get(&n->components, name->text);
    diag *d;

    if (c || n->no_components)
        return c;
    d = REPORT(n->s, D_UNKNOWN_COMPONENT, name->at,
               "there is no component '%.*s'",
               STR_ARG(field_excerpt(n->arena, name->text)));
    if (!n->components.count)
        diag_help(&n->s->diags, d,
                  "declare it under 'components', or name a file with 'uses'");
    else if (field_may_suggest(n->s))
        diag_nearest(&n->s->diags, d, map_nearest(&n->components, name->text));
    return NULL;
}

static native_component *find_file(native *n, const doc *path)
{
    native_component *c = map_get(&n->files, path->text);

    if (c && c->component)
        return c;
    c = NEW(n->scratch, native_component);
    c->component =
        load_component(n->s, n->m, n->m->base_dir, path->text, path->at);
    map_put(&n->files, path->text, c);
    return c;
}

/* A copy behind the older ones, so that they stand in the tasks' order. */
static ir_component *copy_entry(native *n, native_component *c)
{
    ir_component *base = c->component;
    ir_component *copy = ir_component_twin(n->arena, base, n->m);

    copy->twin_of = NULL;
    if (c->last) {
        base->next = copy->next;
        copy->next = c->last->next;
        c->last->next = copy;
        if (n->m->last_component == c->last)
            n->m->last_component = copy;
    }
    c->last = copy;
    return copy;
}

static ir_component *replace(native *n, native_component *c,
                             const native_use *use)
{
    native_owner of;

    refuse_container(n, c->component, use->image);
    refuse_container(n, c->component, use->command);
    refuse_container(n, c->component, use->args);
    if (c->component->body == IR_GRAPH)
        return NULL;
    of = (native_owner){ copy_entry(n, c), false };
    c->replaced = true;
    set_image(of.component, use->image);
    set_command(n, of, use->command);
    if (use->args) {
        native_args(n, use->args, of);
        native_warn_multirun(n, &of.component->container.args);
        native_warn_multirun(n, &of.component->container.style.extra);
    }
    if (use->command || use->args)
        native_note_uses(of.component);
    return of.component;
}

ir_component *native_component_of(native *n, const native_use *use)
{
    native_component *c = use->component ? find_entry(n, use->component)
                                         : find_file(n, use->uses);

    if (!c || !c->component)
        return NULL;
    if (use->image || use->command || use->args)
        return replace(n, c, use);
    c->used = true;
    return c->component;
}

/* ---- what nobody takes as it is ------------------------------------------ */

static void mark_replaced(const map *by_name)
{
    for (uint32_t i = 0; i < by_name->count; i++) {
        const native_component *c = by_name->entries[i].value;

        if (c->replaced && !c->used)
            c->component->mark = 1;
    }
}

void native_drop_replaced(native *n)
{
    ir_component **link = &n->m->components;

    mark_replaced(&n->components);
    mark_replaced(&n->files);
    n->m->last_component = NULL;
    while (*link) {
        if ((*link)->mark) {
            *link = (*link)->next;
            continue;
        }
        n->m->last_component = *link;
        link = &(*link)->next;
    }
}
