/*
 * argv_json OUTPUTS [TARGET MANIFEST]...: plays manifests like argv.c and
 * prints what the kubelet starts, one JSON object per line:
 *
 *     {"target": "argo", "task": "train", "argv": ["python3"], "env": {}}
 *
 * OUTPUTS is a JSON mapping "task.output" -> text: what upstream tasks gave.
 * Shims have not run yet. What a platform would refuse goes to standard error,
 * and the exit status is then 1.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/play.h"

static void stop(void *context)
{
    (void)context;
    fputs("argv_json: memory is out\n", stderr);
    exit(2);
}

static str read_file(arena *a, const char *path)
{
    FILE *from = fopen(path, "rb");
    buf all = buf_new(a);
    char part[4096];
    size_t n;

    if (!from) {
        fprintf(stderr, "%s cannot be read\n", path);
        exit(2);
    }
    while ((n = fread(part, 1, sizeof part, from)) > 0)
        buf_put(&all, (str){ part, n });
    fclose(from);
    return buf_str(&all);
}

static const doc *read_doc(play *p, const char *path, bool yaml)
{
    source *from = sources_add(&p->session->sources, p->arena, str_of(path),
                               read_file(p->arena, path));
    doc *list;

    if (yaml)
        return yaml_read(p->session, from);
    list = doc_seq(p->arena);
    doc_push(p->arena, list, json_read(p->session, from));
    return list;
}

static void read_outputs(play *p, const char *path)
{
    const doc *outputs = read_doc(p, path, false)->first;

    doc_each (value, outputs)
        play_set(&p->outputs, p->arena, value->key, value->text);
}

static void play_target(play *p, const char *target, const doc *docs)
{
    if (strcmp(target, "argo") == 0)
        play_argo(p, docs);
    else if (strcmp(target, "tekton") == 0)
        play_tekton(p, docs);
    else
        play_kfp(p, docs);
    play_kubelet(p);
}

static void print_task(play *p, const char *target, const play_task *t)
{
    doc *line = doc_map(p->arena);
    doc *env = doc_map(p->arena);
    buf out = buf_new(p->arena);

    doc_put_text(p->arena, line, "target", str_of(target));
    doc_put_text(p->arena, line, "task", t->name);
    doc_put(p->arena, line, STR("argv"), doc_copy(p->arena, t->argv));
    doc_each (entry, t->env)
        doc_put(p->arena, env, doc_get(entry, STR("name"))->text,
                doc_copy(p->arena, doc_get(entry, STR("value"))));
    doc_put(p->arena, line, STR("env"), env);
    json_write_compact(&out, line);
    printf("%.*s\n", (int)out.len, out.ptr);
}

static bool run(const char *outputs, const char *target, const char *manifest)
{
    session s = { .arena = arena_new(stop, NULL) };
    play p = { .session = &s, .arena = s.arena, .what = str_of(target) };
    const doc *docs;
    bool good;

    diags_init(&s.diags, s.arena);
    p.outputs = map_new(s.arena);
    p.last = &p.first;
    read_outputs(&p, outputs);
    docs = read_doc(&p, manifest, strcmp(target, "vertex") != 0);
    if (!s.diags.first)
        play_target(&p, target, docs);
    for (const play_task *t = p.first; t; t = t->next)
        print_task(&p, target, t);
    for (const diag *d = s.diags.first; d; d = d->next)
        fprintf(stderr, "%s: %.*s\n", target, STR_ARG(d->text));
    good = !p.failed && !s.diags.first;
    arena_free(s.arena);
    return good;
}

int main(int argc, char **argv)
{
    bool good = true;

    for (int i = 2; i + 1 < argc; i += 2)
        good = run(argv[1], argv[i], argv[i + 1]) && good;
    return !good;
}
