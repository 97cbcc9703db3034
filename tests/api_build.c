/*
 * pipec_build by the public header: what it refuses, what its callbacks see,
 * and that it leaves whole files, old or new, wherever memory runs out.
 */
#include "api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- a project ----------------------------------------------------------- */

#define TASKS                                   \
    "root: gs://bucket/a\n"                     \
    "params: {lang: none, epochs: 1}\n"         \
    "components:\n"                             \
    "  a:\n"                                    \
    "    image: registry.example.com/a:1\n"     \
    "    command: [python3, a.py]\n"            \
    "    args: argparse\n"                      \
    "    inputs: {lang: string, epochs: int}\n" \
    "tasks:\n"                                  \
    "  a:\n"                                    \
    "    component: a\n"                        \
    "    with:\n"                               \
    "      lang: ${{ params.lang }}\n"          \
    "      epochs: ${{ params.epochs }}\n"

#define PROJECT                                                  \
    "version: 1\n"                                               \
    "labels: {team: vision}\n"                                   \
    "pipelines:\n"                                               \
    "  - source: pipelines/one.pipe.yaml\n"                      \
    "    params-file: settings/one.yaml\n"                       \
    "    matrix: [{name: ja, params: {lang: ja}}, {name: en}]\n" \
    "    targets: [argo, {to: argo, kind: WorkflowTemplate}]\n"  \
    "  - source: pipelines/two*.yaml\n"                          \
    "    labels: {experiment: two}\n"

static void put(const char *path, const char *text)
{
    FILE *f = fopen(path, "wb");

    expect(f && fputs(text, f) >= 0 && fclose(f) == 0, path);
}

static void shell(const char *command)
{
    expect(system(command) == 0, command);
}

static pipec_build_options options_for(pipec_build_mode mode, bool elsewhere)
{
    return (pipec_build_options){ .size = sizeof(pipec_build_options),
                                  .folder = "now",
                                  .mode = mode,
                                  .no_wait = 1,
                                  .to = elsewhere ? "out" : NULL };
}

static pipec_status build(const pipec_build_options *how, size_t *findings)
{
    pipec *ctx = pipec_new(NULL);
    pipec_status status;

    if (!ctx)
        return PIPEC_ENOMEM;
    pipec_on_diagnostic(ctx, count_finding, findings);
    status = pipec_build(ctx, how);
    pipec_free(ctx);
    return status;
}

static pipec_status build_plainly(pipec_build_mode mode, bool elsewhere)
{
    const pipec_build_options how = options_for(mode, elsewhere);
    size_t findings = 0;

    return build(&how, &findings);
}

/* `old` has a manifest that was edited, one that nothing makes any more, one
 * that is stale and one that is missing; `new` and `out` are what is right. */
static void make_project(void)
{
    shell("mkdir -p now/pipelines now/settings");
    put("now/pipelines/one.pipe.yaml", "pipec: 1\nname: one\n" TASKS);
    put("now/pipelines/two.pipe.yaml", "pipec: 1\nname: two\n" TASKS);
    put("now/settings/one.yaml", "{epochs: 3}");
    put("now/pipec.yaml", PROJECT "    targets: [argo, tekton, vertex]\n");
    expect(build_plainly(PIPEC_BUILD, false) == PIPEC_OK, "a project");
    put("now/pipec.yaml", PROJECT "    targets: [argo, tekton, ir]\n");
    put("now/settings/one.yaml", "{epochs: 4}");
    shell("echo '# by hand' >> now/manifests/two.argo.yaml");
    shell("cp -r now old");
    expect(build_plainly(PIPEC_BUILD, false) == PIPEC_OK, "another build");
    shell("cp -r now new && ! diff -r old new > /dev/null");
    expect(build_plainly(PIPEC_BUILD, true) == PIPEC_OK, "a delivery");
    shell("mv out new-out");
}

static void start_again(void)
{
    shell("rm -rf now out && cp -r old now");
}

/* ---- what a callback is given -------------------------------------------- */

typedef struct hearing {
    size_t changes, asked;
    int answer; /* of tracked */
    int fails_at;
} hearing;

static int told(const pipec_change *change, void *payload)
{
    hearing *h = payload;

    expect(change->size == sizeof *change && change->path[0], "a change");
    expect(strlen(change->diff) == change->diff_len, "a diff");
    h->changes++;
    return (int)h->changes == h->fails_at;
}

static int tracked(const char *folder, const char *const *paths, size_t count,
                   unsigned char *known, pipec_reply *gone, void *payload)
{
    hearing *h = payload;

    expect(strcmp(folder, "now") == 0 && count > 0, "what is asked");
    for (size_t i = 0; i < count; i++)
        expect(paths[i][0] != 0 && known[i] == 0, "a path");
    memset(known, 1, count);
    known[count - 1] = 0;
    pipec_reply_text(gone, "other.txt", 10);
    h->asked++;
    return h->answer;
}

/* ---- memory runs out ----------------------------------------------------- */

/* Every file is the old or the new one, and there is nothing else but for the
 * journal of a build that came half way. */
static void expect_whole(void)
{
    shell("{ diff -rq now old; diff -rq now new; } | "
          "awk '/^Only in (old|new)|: .pipec-build-lock$/ { next } "
          "seen[/^Only/ ? $0 : $2]++ { exit 1 }'");
    shell("test ! -e out || "
          "! diff -rq out new-out | grep -qv '^Only in new-out'");
}

static void expect_done(pipec_build_mode mode, bool elsewhere)
{
    if (elsewhere)
        shell("diff -r now old && diff -r out new-out");
    else
        shell(mode == PIPEC_BUILD_CHECK ? "diff -r now old"
                                        : "diff -r now new");
}

/* One build; what is there now, and after one more with all the memory. */
static pipec_status build_once(const pipec_build_options *from)
{
    hearing heard = { 0, 0, 0, 0 };
    pipec_build_options how = *from;
    size_t findings = 0;
    long before = count_live();
    int descriptor = lowest_descriptor();
    pipec_status status;

    start_again();
    how.told = told;
    how.tracked = tracked;
    how.payload = &heard;
    status = build(&how, &findings);
    expect(count_live() == before, "something was not given back");
    expect(lowest_descriptor() == descriptor, "a file is open");
    expect_whole();
    stop_failing();
    if (status == PIPEC_ENOMEM)
        build_plainly(from->mode, from->to != NULL);
    else
        expect(heard.changes > 0, "no change was told");
    expect_done(from->mode, from->to != NULL);
    return status;
}

static pipec_status write_once(const char *what)
{
    const pipec_build_options how =
        options_for(PIPEC_BUILD, strcmp(what, "elsewhere") == 0);

    return build_once(&how);
}

static pipec_status check_once(const char *what)
{
    const pipec_build_options how = options_for(PIPEC_BUILD_CHECK, false);

    (void)what;
    return build_once(&how);
}

static pipec_status hook_once(const char *what)
{
    const pipec_build_options how = options_for(PIPEC_BUILD_HOOK, false);

    (void)what;
    return build_once(&how);
}

/* ---- the contract -------------------------------------------------------- */

static void refuses(void)
{
    pipec_build_options how = options_for(PIPEC_BUILD_CHECK, true);
    size_t findings = 0;

    expect(pipec_build(NULL, NULL) == PIPEC_EUSAGE, "no context");
    expect(build(&how, &findings) == PIPEC_EUSAGE, "a check elsewhere");
    how = options_for(PIPEC_BUILD, false);
    how.folder = "";
    expect(build(&how, &findings) == PIPEC_EUSAGE, "no folder");
    how = options_for(PIPEC_BUILD, false);
    how.to = "";
    expect(build(&how, &findings) == PIPEC_EUSAGE, "no place");
    how.to = NULL;
    how.release = "v1";
    expect(build(&how, &findings) == PIPEC_EUSAGE, "a release of its own");
    how = options_for((pipec_build_mode)7, false);
    expect(build(&how, &findings) == PIPEC_EUSAGE && !findings, "no mode");
    how = options_for(PIPEC_BUILD, false);
    how.folder = "nowhere";
    expect(build(&how, &findings) == PIPEC_EIO && findings == 1, "not there");
    how.folder = ".";
    expect(build(&how, &findings) == PIPEC_EINPUT && findings == 2,
           "no project");
}

static void read_nothing(const char *path, pipec_reply *reply, void *payload)
{
    (void)path;
    (void)payload;
    pipec_reply_error(reply, "there are no files");
}

static void refuses_reader(void)
{
    const pipec_options options = { .size = sizeof options,
                                    .read = read_nothing };
    pipec *ctx = pipec_new(&options);

    expect(pipec_build(ctx, NULL) == PIPEC_EUSAGE, "a reader of its own");
    pipec_free(ctx);
}

/* A caller that was built with an older header knows the first of it alone. */
static void takes_short_options(void)
{
    pipec_build_options how;
    size_t findings = 0;

    start_again();
    memset(&how, 0xff, sizeof how);
    how.size = offsetof(pipec_build_options, mode);
    how.folder = "now";
    expect(build(&how, &findings) == PIPEC_OK && findings == 1,
           "short options");
    shell("diff -r now new");
}

/* The first is not freed yet: the project is ours as long as a call takes. */
static void takes_turns(void)
{
    const pipec_build_options how = options_for(PIPEC_BUILD, false);
    pipec *one = pipec_new(NULL), *other = pipec_new(NULL);

    start_again();
    expect(pipec_build(one, &how) == PIPEC_OK, "the first");
    expect(pipec_build(other, &how) == PIPEC_OK, "the second");
    pipec_free(one);
    pipec_free(other);
    shell("diff -r now new");
}

static void hears_callbacks(void)
{
    hearing heard = { 0, 0, 0, 2 };
    pipec_build_options how = options_for(PIPEC_BUILD_HOOK, false);
    size_t findings = 0;

    how.told = told;
    how.tracked = tracked;
    how.payload = &heard;
    start_again();
    expect(build(&how, &findings) == PIPEC_EIO && heard.changes == 2 &&
               heard.asked == 1,
           "told that fails");
    shell("diff -r now new");

    findings = 0;
    heard = (hearing){ 0, 0, 0, 0 };
    expect(build(&how, &findings) == PIPEC_EINPUT && findings == 1 &&
               heard.changes == 1,
           "one that is not tracked");
    findings = 0;
    heard = (hearing){ 0, 0, -1, 0 };
    expect(build(&how, &findings) == PIPEC_OK && findings == 1 &&
               heard.asked == 1 && heard.changes == 0,
           "tracked that fails");
}

/* What is not of this project is left alone. */
static void leaves_others(void)
{
    start_again();
    shell("mkdir out && echo > out/.pipec-build-1-0");
    expect(build_plainly(PIPEC_BUILD, true) == PIPEC_OK, "elsewhere");
    shell("rm out/.pipec-build-1-0 && diff -r out new-out");
}

/* Failing allocations of one sweep: each takes a few programs to look at. */
enum { MOST = 120 };

/* Elsewhere a manifest may be called like a source of the project. */
static void tells_places_apart(void)
{
    pipec_build_options how = options_for(PIPEC_BUILD, true);
    size_t findings = 0;

    start_again();
    shell("mkdir few && cp now/pipelines/two.pipe.yaml few/two.argo.yaml");
    put("few/pipec.yaml", "version: 1\npipelines:\n"
                          "  - {source: two.argo.yaml, targets: [argo]}\n");
    how.folder = "few";
    how.to = "bag";
    expect(build(&how, &findings) == PIPEC_OK, "the same name elsewhere");
    how.to = "few";
    expect(build(&how, &findings) == PIPEC_EINPUT, "the same name");
    shell("rm -r few bag");
}

/* pipec.lock could not name it. */
static void refuses_bytes(void)
{
    start_again();
    shell("cp now/pipelines/two.pipe.yaml now/pipelines/two\xff.yaml");
    expect(build_plainly(PIPEC_BUILD, false) == PIPEC_EINPUT, "no UTF-8");
    shell("rm now/pipelines/two\xff.yaml && diff -r now old");
}

void test_builds(void)
{
    make_project();
    refuses_bytes();
    refuses();
    refuses_reader();
    takes_short_options();
    takes_turns();
    hears_callbacks();
    leaves_others();
    tells_places_apart();
    sweep(write_once, "here", PIPEC_OK, MOST);
    sweep(write_once, "elsewhere", PIPEC_OK, MOST);
    sweep(check_once, "", PIPEC_EINPUT, MOST);
    sweep(hook_once, "", PIPEC_EINPUT, MOST);
    shell("rm -rf now old new out new-out");
}
