#include "request.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PRINTED_FINDINGS = 100, STDIN_BYTES = 64 << 20 };

#define AT(member) offsetof(request, member)

const option request_options[] = {
    { "--output", 'o', OPTION_TEXT, AT(output), "FILE|DIR",
      "where to write instead of standard output" },
    { "--target", 't', OPTION_LIST, AT(targets), "TARGET",
      "what to compile to; can be repeated" },
    { "--param", 0, OPTION_LIST, AT(params), "KEY=VALUE",
      "value of a parameter, like the bare word key=value" },
    { "--params", 0, OPTION_LIST, AT(params_files), "FILE",
      "values of parameters, a YAML or JSON mapping" },
    { "--env", 0, OPTION_TEXT, AT(env), "NAME",
      "entry of 'envs' to lay over the pipelines" },
    { "--kind", 0, OPTION_LIST, AT(kinds), "KIND",
      "resource kind: WorkflowTemplate, Pipeline, ..." },
    { "--name", 0, OPTION_TEXT, AT(name), "NAME",
      "name of the objects instead of the pipeline's" },
    { "--run-id", 0, OPTION_TEXT, AT(run_id), "TEXT",
      "run objects are called NAME-TEXT" },
    { "--generate-name", 0, OPTION_FLAG, AT(generate_name), NULL,
      "run objects get a new name at each 'kubectl create'" },
    { "--release", 0, OPTION_TEXT, AT(release), "TEXT",
      "template kinds are called NAME-TEXT" },
    { "--namespace", 0, OPTION_TEXT, AT(in_namespace), "NAME",
      "Kubernetes namespace of the objects" },
    { "--label", 0, OPTION_LIST, AT(labels), "KEY=VALUE",
      "label of the objects and of the runs they start" },
    { "--root", 0, OPTION_TEXT, AT(root), "URI",
      "where artifacts live instead of the pipeline's root" },
    { "--from", 0, OPTION_TEXT, AT(from), "FORMAT",
      "language of the inputs, when it cannot be told" },
    { "--format", 0, OPTION_TEXT, AT(format), "FORM",
      "how findings are printed: text, json" },
    { "--deny", 0, OPTION_LIST, AT(deny), "CODE", "make a warning an error" },
    { "--allow", 0, OPTION_LIST, AT(allow), "CODE",
      "drop a warning or a note" },
    { "--color", 0, OPTION_TEXT, AT(color), "WHEN",
      "colours on standard error: auto, always, never" },
    { NULL, 0, OPTION_FLAG, 0, NULL, NULL },
};

#undef AT

/* ---- findings ------------------------------------------------------------ */

static void print_finding(const pipec_diagnostic *found, void *payload)
{
    request *r = payload;

    if (r->json)
        (void)fputs(found->json, stderr);
    else if (r->findings < PRINTED_FINDINGS)
        (void)fputs(found->rendered, stderr);
    r->findings++;
}

static bool wants_color(const char *when)
{
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");

    if (when && strcmp(when, "auto") != 0)
        return strcmp(when, "always") == 0;
    if (no_color && *no_color)
        return false;
    return isatty(STDERR_FILENO) && term && strcmp(term, "dumb") != 0;
}

/* ---- checking the options ------------------------------------------------ */

static bool is_one_of(const char *text, const char *const *names)
{
    for (; *names; names++)
        if (strcmp(text, *names) == 0)
            return true;
    return false;
}

static int check_words(request *r)
{
    static const char *const forms[] = { "text", "json", NULL };
    static const char *const whens[] = { "auto", "always", "never", NULL };

    if (r->format && !is_one_of(r->format, forms))
        return usage_error("option '--format' takes text or json, not '%s'",
                           r->format);
    if (r->color && !is_one_of(r->color, whens))
        return usage_error(
            "option '--color' takes auto, always or never, not '%s'", r->color);
    r->json = r->format && strcmp(r->format, "json") == 0;
    return EXIT_DONE;
}

static int check_from(const char *from)
{
    pipec_row row = { .size = sizeof row };

    for (size_t i = 0; pipec_list(PIPEC_FRONTENDS, i, &row); i++)
        if (strcmp(row.name, from) == 0)
            return EXIT_DONE;
    return usage_error("there is no format '%s'; see 'pipec list frontends'",
                       from);
}

static int set_codes(pipec *ctx, const words *codes,
                     pipec_status (*set)(pipec *, const char *))
{
    for (size_t i = 0; i < codes->count; i++)
        if (set(ctx, codes->items[i]) == PIPEC_EUSAGE)
            return usage_error(
                "there is no finding '%s'; see 'pipec list findings'",
                codes->items[i]);
    return EXIT_DONE;
}

/* ---- inputs and parameters ----------------------------------------------- */

/* Length of the key of "key=value"; 0 when the word is an input. */
static size_t override_key(const char *word)
{
    size_t n = 0;

    if (!isalpha((unsigned char)word[0]) && word[0] != '_')
        return 0;
    while (isalnum((unsigned char)word[n]) || word[n] == '_' ||
           word[n] == '.' || word[n] == '-')
        n++;
    return word[n] == '=' ? n : 0;
}

/* "+key=value" and "~key" are Hydra's; the library says why they are wrong. */
static size_t hydra_key(const char *word)
{
    if (word[0] != '+' && word[0] != '~')
        return 0;
    return strcspn(word, "=");
}

static int set_pair(pipec *ctx, const char *word, size_t key_len)
{
    char *key = malloc(key_len + 1);
    const char *value = word + key_len;
    pipec_status status;

    if (!key)
        return exit_code(PIPEC_ENOMEM);
    memcpy(key, word, key_len);
    key[key_len] = 0;
    status = pipec_set_param(ctx, key, *value == '=' ? value + 1 : value);
    free(key);
    return exit_code(status);
}

static int add_stdin(pipec *ctx)
{
    size_t cap = 1 << 16, len = 0, n;
    char *text = malloc(cap);
    int status;

    while (text && (n = fread(text + len, 1, cap - len, stdin)) > 0) {
        char *more;

        len += n;
        if (len < cap || cap > STDIN_BYTES)
            continue;
        cap *= 2;
        more = realloc(text, cap);
        if (!more)
            free(text);
        text = more;
    }
    if (!text)
        return exit_code(PIPEC_ENOMEM);
    status = exit_code(pipec_add_text(ctx, "<stdin>", text, len));
    free(text);
    return status;
}

static int add_word(pipec *ctx, request *r, const char *word)
{
    size_t key = override_key(word);

    if (!key)
        key = hydra_key(word);
    if (key)
        return set_pair(ctx, word, key);
    r->inputs++;
    if (strcmp(word, "-") == 0)
        return add_stdin(ctx);
    if (!*word)
        return usage_error("the name of an input is empty");
    return exit_code(pipec_add_file(ctx, word));
}

static int add_words(pipec *ctx, request *r)
{
    int status = EXIT_DONE;

    if (r->root && pipec_set_root(ctx, r->root) != PIPEC_OK)
        return usage_error("option '--root' needs a place");
    if (r->env && pipec_set_env(ctx, r->env) != PIPEC_OK)
        return usage_error("option '--env' needs a name");
    for (size_t i = 0; i < r->params_files.count && !status; i++)
        status =
            exit_code(pipec_set_params_file(ctx, r->params_files.items[i]));
    for (size_t i = 0; i < r->params.count && !status; i++) {
        const char *word = r->params.items[i];
        size_t key = strcspn(word, "=");

        if (!key || !word[key])
            return usage_error("option '--param' takes key=value, not '%s'",
                               word);
        status = set_pair(ctx, word, key);
    }
    for (size_t i = 0; i < r->rest.count && !status; i++)
        status = add_word(ctx, r, r->rest.items[i]);
    return status;
}

/* ---- targets ------------------------------------------------------------- */

static bool target_has_kind(const char *target, const char *kind)
{
    pipec_row row = { .size = sizeof row };

    for (size_t i = 0; pipec_list(PIPEC_TARGETS, i, &row); i++)
        if (strcmp(row.name, target) == 0)
            return row.kinds && is_one_of(kind, row.kinds);
    return false;
}

static int add_one(pipec *ctx, request *r, const char *target, const char *kind)
{
    const pipec_target options = { .size = sizeof options,
                                   .kind = kind,
                                   .name = r->name,
                                   .run_id = r->run_id,
                                   .release = r->release,
                                   .in_namespace = r->in_namespace,
                                   .generate_name = r->generate_name,
                                   .labels = r->labels.items };

    r->outputs++;
    return exit_code(pipec_add_target(ctx, target, &options));
}

/* A kind is for the targets that have it; the others make their default. */
static int add_target(pipec *ctx, request *r, const char *target)
{
    int status = EXIT_DONE;
    bool found = false;

    for (size_t i = 0; i < r->kinds.count && !status; i++) {
        if (!target_has_kind(target, r->kinds.items[i]))
            continue;
        found = true;
        status = add_one(ctx, r, target, r->kinds.items[i]);
    }
    return found ? status : add_one(ctx, r, target, NULL);
}

/* A kind that no target has is given to the first one, which refuses it. */
static int check_kind(pipec *ctx, request *r, const char *kind)
{
    for (size_t i = 0; i < r->targets.count; i++)
        if (target_has_kind(r->targets.items[i], kind))
            return EXIT_DONE;
    if (!r->targets.count)
        return usage_error("option '--kind' needs a target");
    return add_one(ctx, r, r->targets.items[0], kind);
}

static int add_tree(request *r)
{
    bool ok = true;

    if (r->tree && !r->targets.count)
        ok = words_add(&r->targets, "tree");
    if (ok && r->ascii_tree && strcmp(r->targets.items[0], "tree") == 0)
        r->ascii = true;
    if (ok && r->ascii)
        ok = words_add(&r->kinds, "ascii");
    return ok ? EXIT_DONE : exit_code(PIPEC_ENOMEM);
}

/* A NULL ends what the library gets. */
static int end_labels(request *r)
{
    for (size_t i = 0; i < r->labels.count; i++)
        if (!strchr(r->labels.items[i], '='))
            return usage_error("option '--label' takes key=value, not '%s'",
                               r->labels.items[i]);
    if (!r->labels.count || words_add(&r->labels, NULL))
        return EXIT_DONE;
    return exit_code(PIPEC_ENOMEM);
}

static int add_targets(pipec *ctx, request *r)
{
    int status = add_tree(r);

    if (!status)
        status = end_labels(r);
    for (size_t i = 0; i < r->targets.count && !status; i++)
        status = add_target(ctx, r, r->targets.items[i]);
    for (size_t i = 0; i < r->kinds.count && !status; i++)
        status = check_kind(ctx, r, r->kinds.items[i]);
    return status;
}

/* ---- the whole ----------------------------------------------------------- */

static int fill(pipec *ctx, request *r)
{
    int status = add_targets(ctx, r);

    if (!status)
        status = add_words(ctx, r);
    if (!status && !r->inputs)
        status = usage_error("no input was given");
    return status;
}

static pipec *make_context(request *r)
{
    const pipec_options options = { .size = sizeof options,
                                    .frontend = r->from,
                                    .color = wants_color(r->color) };
    pipec *ctx = pipec_new(&options);

    pipec_on_diagnostic(ctx, print_finding, r);
    return ctx;
}

bool request_read(const command *c, int argc, char **argv, request *r,
                  int *status)
{
    bool help = false;

    *status = options_read(c, argc, argv, r, &r->rest, &help);
    if (help)
        print_help(c);
    if (!*status && !help)
        *status = check_words(r);
    if (!*status && !help && r->from)
        *status = check_from(r->from);
    return !*status && !help;
}

pipec *request_context(request *r, int *status)
{
    pipec *ctx = make_context(r);

    *status =
        ctx ? set_codes(ctx, &r->deny, pipec_deny) : exit_code(PIPEC_ENOMEM);
    if (!*status)
        *status = set_codes(ctx, &r->allow, pipec_allow);
    if (*status == EXIT_DONE)
        return ctx;
    pipec_free(ctx);
    return NULL;
}

pipec *request_open(const command *c, int argc, char **argv, request *r,
                    int *status)
{
    if (!request_read(c, argc, argv, r, status))
        return NULL;
    return request_context(r, status);
}

pipec *request_start(const command *c, int argc, char **argv, request *r,
                     int *status)
{
    pipec *ctx = request_open(c, argc, argv, r, status);

    if (!ctx)
        return NULL;
    *status = fill(ctx, r);
    if (*status == EXIT_DONE)
        return ctx;
    pipec_free(ctx);
    return NULL;
}

void request_close(request *r, pipec *ctx)
{
    if (!r->json && r->findings > PRINTED_FINDINGS)
        (void)fprintf(stderr, "%zu more findings are not shown\n",
                      r->findings - PRINTED_FINDINGS);
    r->findings = 0;
    pipec_free(ctx);
}

int request_finish(const command *c, request *r, pipec *ctx,
                   pipec_status status)
{
    request_close(r, ctx);
    options_free(c, r, &r->rest);
    return exit_code(status);
}
