#include <stdio.h>
#include <string.h>

#include "git.h"
#include "request.h"

/* The request comes first: its options are those of other commands, too. */
typedef struct build_request {
    request request;
    bool check, hook, force, all, no_wait;
    words to_add; /* what `git add` is to get, of one project */
} build_request;

#define AT(member) offsetof(build_request, member)

static const option options[] = {
    { "--output", 'o', OPTION_TEXT, AT(request.output), "DIR",
      "writes all manifests there, and no pipec.lock" },
    { "--release", 0, OPTION_TEXT, AT(request.release), "TEXT",
      "with -o: template kinds are called NAME-TEXT" },
    { "--run-id", 0, OPTION_TEXT, AT(request.run_id), "TEXT",
      "with -o: run objects are called NAME-TEXT" },
    { "--check", 0, OPTION_FLAG, AT(check), NULL,
      "shows what would change, writes nothing" },
    { "--hook", 0, OPTION_FLAG, AT(hook), NULL,
      "fails when anything changed, or is unknown to git" },
    { "--force", 0, OPTION_FLAG, AT(force), NULL,
      "replaces files that pipec did not write" },
    { "--all", 0, OPTION_FLAG, AT(all), NULL,
      "makes what pipec.lock calls up to date, too" },
    { "--no-wait", 0, OPTION_FLAG, AT(no_wait), NULL,
      "fails while another build is at work" },
    { "--format", 0, OPTION_TEXT, AT(request.format), "FORM",
      "how findings are printed: text, json" },
    { "--deny", 0, OPTION_LIST, AT(request.deny), "CODE",
      "make a warning an error" },
    { "--allow", 0, OPTION_LIST, AT(request.allow), "CODE",
      "drop a warning or a note" },
    { "--color", 0, OPTION_TEXT, AT(request.color), "WHEN",
      "colours on standard error: auto, always, never" },
    { NULL, 0, OPTION_FLAG, 0, NULL, NULL },
};

#undef AT

/* ---- changes ------------------------------------------------------------- */

/* A file that was never added, and is gone, is nothing to git. */
static bool is_for_git(const pipec_change *change)
{
    return change->kind != PIPEC_REMOVED || change->is_tracked;
}

static int print_diff(const pipec_change *change)
{
    size_t len = change->diff_len;

    return len && fwrite(change->diff, len, 1, stdout) != 1 ? -1 : 0;
}

static int tell(const pipec_change *change, void *payload)
{
    static const char *const verbs[] = { [PIPEC_CREATED] = "created",
                                         [PIPEC_UPDATED] = "updated",
                                         [PIPEC_REMOVED] = "removed" };
    build_request *r = payload;

    if (r->check)
        return print_diff(change);
    if (r->hook && is_for_git(change) && !words_add(&r->to_add, change->path))
        return -1;
    if (change->kind == PIPEC_UNTRACKED)
        return 0;
    return printf("%s %s\n", verbs[change->kind], change->path) < 0 ? -1 : 0;
}

/* Something that git would not take for the name of a file. */
static bool has_pattern(const words *paths)
{
    for (size_t i = 0; i < paths->count; i++)
        if (paths->items[i][0] == ':' || strpbrk(paths->items[i], "*?[\\"))
            return true;
    return false;
}

static void print_git_add(build_request *r)
{
    if (!r->to_add.count)
        return;
    printf("git %sadd --",
           has_pattern(&r->to_add) ? "--literal-pathspecs " : "");
    for (size_t i = 0; i < r->to_add.count; i++) {
        putchar(' ');
        git_print_word(r->to_add.items[i]);
    }
    putchar('\n');
    (void)fflush(stdout); /* what stands on standard error comes behind it */
    words_free(&r->to_add);
}

/* ---- building ------------------------------------------------------------ */

static pipec_build_mode mode_of(const build_request *r)
{
    if (r->check)
        return PIPEC_BUILD_CHECK;
    return r->hook ? PIPEC_BUILD_HOOK : PIPEC_BUILD;
}

static int build(build_request *r, const char *folder)
{
    const pipec_build_options how = { .size = sizeof how,
                                      .folder = folder,
                                      .mode = mode_of(r),
                                      .force = r->force,
                                      .all = r->all,
                                      .no_wait = r->no_wait,
                                      .to = r->request.output,
                                      .release = r->request.release,
                                      .run_id = r->request.run_id,
                                      .told = tell,
                                      .tracked = git_tracked,
                                      .payload = r };
    int status = EXIT_DONE;
    pipec *ctx = request_context(&r->request, &status);

    if (!ctx)
        return status;
    status = exit_code(pipec_build(ctx, &how));
    print_git_add(r);
    request_close(&r->request, ctx);
    return status;
}

/* The gravest of all statuses; they grow with it. */
static int build_all(build_request *r)
{
    const words *folders = &r->request.rest;
    int status = folders->count ? EXIT_DONE : build(r, NULL);

    for (size_t i = 0; i < folders->count; i++) {
        int one = build(r, folders->items[i]);

        status = one > status ? one : status;
    }
    return status;
}

static int check(const build_request *r)
{
    const request *all = &r->request;

    if (r->check && r->hook)
        return usage_error("--check and --hook exclude each other");
    if (all->output && (r->check || r->hook))
        return usage_error("-o excludes --check and --hook");
    if (all->output && all->rest.count > 1)
        return usage_error("-o takes one project: two may have a manifest of "
                           "one name");
    if (all->output && (!*all->output || strcmp(all->output, "-") == 0))
        return usage_error("-o takes a folder");
    if ((all->release && !*all->release) || (all->run_id && !*all->run_id))
        return usage_error("the text of --release or --run-id is empty");
    for (size_t i = 0; i < all->rest.count; i++)
        if (!*all->rest.items[i])
            return usage_error("the name of a folder is empty");
    if (!all->output && (all->release || all->run_id))
        return usage_error("--release and --run-id need -o DIR; what is "
                           "committed has its release in pipec.yaml");
    return EXIT_DONE;
}

static int run(const command *self, int argc, char **argv)
{
    build_request r = { .check = false };
    int status = EXIT_DONE, end;

    if (!request_read(self, argc, argv, &r.request, &status))
        return status;
    status = check(&r);
    if (!status)
        status = build_all(&r);
    options_free(self, &r, &r.request.rest);
    end = finish_output();
    return status ? status : end;
}

const command cmd_build = {
    .name = "build",
    .takes = "[FOLDER]...",
    .summary = "Makes the manifests of a project.\n"
               "FOLDER is one in the project, the nearest folder above with a "
               "pipec.yaml;\nwithout it, the current one. Only what differs is "
               "written, and only when\nnothing is wrong anywhere.",
    .options = options,
    .run = run,
};
