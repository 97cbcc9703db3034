/*
 * api GOOD BAD (absolute paths): the library by its public header alone. Two
 * pipelines, the second with mistakes, are compiled with the n-th allocation
 * failing, for every n, each in a process of its own: what comes back is
 * PIPEC_ENOMEM or what it is without a failure, no byte is lost, no file left
 * open or half made. Before, the misuses of the interface that it answers
 * itself.
 */
#include "api.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The linker sends all allocations of the program here (--wrap). */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *ptr, size_t size);
void __real_free(void *ptr);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *ptr, size_t size);
void __wrap_free(void *ptr);

/* libc's own allocations (strdup) do not come here, but their frees do. */
enum { SLOTS = 1 << 20 };

static struct {
    unsigned long count, failing; /* allocations so far; 0: none fails */
    long live;
    void *known[SLOTS];
} memory;

static size_t slot_of(const void *ptr)
{
    size_t at = (size_t)((uintptr_t)ptr * 0x9e3779b97f4a7c15u >> 40) % SLOTS;

    while (memory.known[at] && memory.known[at] != ptr)
        at = (at + 1) % SLOTS;
    return at;
}

static void *note(void *ptr)
{
    if (!ptr)
        return NULL;
    memory.known[slot_of(ptr)] = ptr;
    memory.live++;
    return ptr;
}

/* Entries behind the freed slot move up, so that they are found again. */
static void forget(const void *ptr)
{
    size_t at = slot_of(ptr);

    if (!ptr || !memory.known[at])
        return;
    memory.live--;
    memory.known[at] = NULL;
    for (at = (at + 1) % SLOTS; memory.known[at]; at = (at + 1) % SLOTS) {
        void *moved = memory.known[at];

        memory.known[at] = NULL;
        memory.known[slot_of(moved)] = moved;
    }
}

static bool is_failing(void)
{
    return ++memory.count == memory.failing;
}

void *__wrap_malloc(size_t size)
{
    return is_failing() ? NULL : note(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
    return is_failing() ? NULL : note(__real_calloc(count, size));
}

void *__wrap_realloc(void *ptr, size_t size)
{
    void *now;

    if (is_failing())
        return NULL;
    forget(ptr);
    now = __real_realloc(ptr, size);
    return note(now ? now : ptr);
}

void __wrap_free(void *ptr)
{
    forget(ptr);
    __real_free(ptr);
}

void expect(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "api: %s\n", what);
    exit(1);
}

long count_live(void)
{
    return memory.live;
}

void stop_failing(void)
{
    memory.failing = 0;
}

/* ---- the n-th allocation fails ------------------------------------------- */

void count_finding(const pipec_diagnostic *found, void *payload)
{
    (void)found;
    ++*(size_t *)payload;
}

static int count_output(const pipec_output *output, void *payload)
{
    *(size_t *)payload += output->len;
    return 0;
}

/* Files in the current folder, which are removed. */
static size_t take_files(void)
{
    DIR *folder = opendir(".");
    struct dirent *entry;
    size_t count = 0;

    expect(folder != NULL, "no folder for the outputs");
    while ((entry = readdir(folder)))
        count += unlink(entry->d_name) == 0; /* not "." and ".." */
    closedir(folder);
    return count;
}

int lowest_descriptor(void)
{
    int fd = dup(0);

    close(fd);
    return fd;
}

static const char *const targets[] = { "argo", "tekton", "kfp", "vertex",
                                       "ir" };
enum { TARGETS = sizeof targets / sizeof *targets };

/* Steps stop where one fails, as a careful caller's would. */
static pipec_status compile(pipec *ctx, const char *path, size_t *written)
{
    pipec_status status = pipec_add_file(ctx, path);

    for (size_t i = 0; i < TARGETS && status == PIPEC_OK; i++)
        status = pipec_add_target(ctx, targets[i], NULL);
    if (status == PIPEC_OK)
        status = pipec_save(ctx, ".", NULL, NULL);
    if (status == PIPEC_OK)
        status = pipec_emit(ctx, count_output, written);
    return status;
}

/* One compilation; the status, or PIPEC_ENOMEM without a context. */
static pipec_status try_once(const char *path)
{
    size_t written = 0, findings = 0, files;
    long before = memory.live;
    int descriptor = lowest_descriptor();
    pipec *ctx = pipec_new(NULL);
    pipec_status status;

    if (!ctx)
        return PIPEC_ENOMEM;
    pipec_on_diagnostic(ctx, count_finding, &findings);
    status = compile(ctx, path, &written);
    if (status == PIPEC_ENOMEM)
        expect(pipec_check(ctx) == PIPEC_ENOMEM, "a dead context answers");
    pipec_free(ctx);
    expect(memory.live == before, "something was not given back");
    expect(lowest_descriptor() == descriptor, "a file is open");
    files = take_files();
    expect(files == TARGETS || (files == 0 && status != PIPEC_OK),
           "some files, but not all");
    expect((status == PIPEC_OK) == (written > 0), "status and output differ");
    return status;
}

static pipec_status explain(pipec *ctx, const char *path, const char *task,
                            pipec_explanation *told)
{
    pipec_status status = pipec_add_file(ctx, path);

    if (status == PIPEC_OK)
        status = pipec_add_target(ctx, "argo", NULL);
    if (status == PIPEC_OK)
        status = pipec_explain_task(ctx, task, told);
    return status;
}

/* The same for a task of the pipeline. */
static pipec_status explain_once(const char *path)
{
    pipec_explanation told = { .size = sizeof told };
    long before = memory.live;
    pipec *ctx = pipec_new(NULL);
    pipec_status status;

    if (!ctx)
        return PIPEC_ENOMEM;
    status = explain(ctx, path, "train", &told);
    if (status == PIPEC_OK)
        expect(strncmp(told.text, "task 'train' on argo", 20) == 0 &&
                   strncmp(told.json, "{\"task\":\"train\"", 15) == 0,
               "the words of a task");
    else
        expect(!told.text && !told.json, "status and text differ");
    pipec_free(ctx);
    expect(memory.live == before, "something was not given back");
    return status;
}

/* The same for the arguments of a component file. */
static pipec_status convert_once(const char *name)
{
    static const char text[] =
        "name: A\ninputs: [{name: x, type: String}]\n"
        "implementation: {container: {image: a, command: [python3, a.py], "
        "args: [--x, {inputValue: x}, --y, '1', --y, '2']}}\n";
    static const char *const keys[] = { "x=a.b", NULL };
    const pipec_conversion how = {
        .size = sizeof how, .to = "hydra", .keys = keys, .diff = 1
    };
    size_t written = 0;
    long before = memory.live;
    pipec *ctx = pipec_new(NULL);
    pipec_status status;

    if (!ctx)
        return PIPEC_ENOMEM;
    status = pipec_add_text(ctx, name, text, sizeof text - 1);
    if (status == PIPEC_OK)
        status = pipec_convert_args(ctx, &how, count_output, &written);
    expect((status == PIPEC_OK) == (written > 0), "status and output differ");
    pipec_free(ctx);
    expect(memory.live == before, "something was not given back");
    return status;
}

static int count_file(const pipec_output *output, void *payload)
{
    expect(access(output->path, R_OK) == 0, "a file was told, not written");
    *(size_t *)payload += 1;
    return 0;
}

/* The same for a new project: all of its folder is there, or nothing. */
static pipec_status start_once(const char *folder)
{
    const pipec_start how = { .size = sizeof how, .folder = folder };
    size_t written = 0;
    long before = memory.live;
    int descriptor = lowest_descriptor();
    pipec *ctx = pipec_new(NULL);
    pipec_status status;

    if (!ctx)
        return PIPEC_ENOMEM;
    status = pipec_start_project(ctx, "minimal", &how, count_file, &written);
    expect((status == PIPEC_OK) == (written > 0), "status and output differ");
    expect((status == PIPEC_OK) == (access(folder, F_OK) == 0), "a half");
    pipec_free(ctx);
    expect(memory.live == before, "something was not given back");
    expect(lowest_descriptor() == descriptor, "a file was left open");
    expect(system("rm -rf new") == 0, "the files cannot be removed");
    return status;
}

/* Exit status 0: it failed cleanly; 2: it did not; else: it is wrong. */
static int fail_at(unsigned long n, attempt *work, const char *path,
                   pipec_status normal)
{
    pipec_status status;

    memory.count = 0;
    memory.failing = n;
    status = work(path);
    if (status == PIPEC_ENOMEM)
        return 0;
    return status == normal ? 2 : 3;
}

static int fail_in_child(unsigned long n, attempt *work, const char *path,
                         pipec_status normal)
{
    int status = 0;
    pid_t child = fork();

    if (child == 0)
        _exit(fail_at(n, work, path, normal));
    if (child < 0 || waitpid(child, &status, 0) < 0)
        return 4;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 5;
}

void sweep(attempt *work, const char *path, pipec_status normal,
           unsigned long most)
{
    unsigned long total, survived = 0;

    memory.count = 0;
    expect(work(path) == normal, path);
    total = memory.count;
    /* A debug arena has many: then a sample of them will do. */
    for (unsigned long n = 1; n <= total; n += 1 + total / most) {
        int code = fail_in_child(n, work, path, normal);

        survived += code == 2;
        if (code == 0 || code == 2)
            continue;
        fprintf(stderr, "api: allocation %lu of %lu: code %d\n", n, total,
                code);
        exit(1);
    }
    printf("%lu allocations, %lu not needed\n", total, survived);
}

/* ---- misuse -------------------------------------------------------------- */

static void read_nothing(const char *path, pipec_reply *reply, void *payload)
{
    (void)reply;
    *(bool *)payload = strcmp(path, "a.yaml") == 0;
}

static void misuse(void)
{
    bool asked = false;
    size_t findings = 0;
    const pipec_options options = { .size = sizeof options,
                                    .read = read_nothing,
                                    .read_payload = &asked };
    static const char *const labels[] = { "team=vision", "team", NULL };
    const pipec_target target = { .size = sizeof target, .kind = "Nothing" };
    const pipec_target labelled = { .size = sizeof labelled, .labels = labels };
    pipec *ctx = pipec_new(&options);

    pipec_free(NULL);
    pipec_on_diagnostic(ctx, count_finding, &findings);
    expect(pipec_check(NULL) == PIPEC_EUSAGE, "no context");
    expect(pipec_add_file(ctx, "") == PIPEC_EUSAGE, "no file name");
    expect(pipec_add_target(ctx, "agro", NULL) == PIPEC_EUSAGE, "no target");
    expect(pipec_add_target(ctx, "argo", &target) == PIPEC_EUSAGE, "no kind");
    expect(pipec_add_target(ctx, "argo", &labelled) == PIPEC_EUSAGE, "no =");
    expect(findings == 3, "the refusals were not explained");
    expect(pipec_deny(ctx, "W9999") == PIPEC_EUSAGE, "no code");
    expect(pipec_set_param(ctx, "", "1") == PIPEC_EUSAGE, "no key");
    expect(pipec_save(ctx, "", NULL, NULL) == PIPEC_EUSAGE, "no place");
    expect(pipec_convert_args(ctx, NULL, NULL, NULL) == PIPEC_EUSAGE,
           "no style");
    expect(pipec_start_project(ctx, NULL, NULL, NULL, NULL) == PIPEC_EUSAGE,
           "no starter");
    pipec_free(ctx);

    ctx = pipec_new(&options);
    expect(pipec_add_file(ctx, "a.yaml") == PIPEC_OK, "a file");
    expect(pipec_check(ctx) == PIPEC_EIO && asked, "the reader gave nothing");
    pipec_free(ctx);
}

static void refuse_tasks(const char *path)
{
    pipec_explanation told = { .size = sizeof told };
    size_t findings = 0;
    pipec *ctx = pipec_new(NULL);

    pipec_on_diagnostic(ctx, count_finding, &findings);
    expect(pipec_explain_task(ctx, "", &told) == PIPEC_EUSAGE, "no task");
    expect(pipec_explain_task(ctx, "x", NULL) == PIPEC_EUSAGE, "no place");
    expect(pipec_explain_task(ctx, "x", &told) == PIPEC_EUSAGE && findings == 1,
           "no target");
    pipec_free(ctx);

    ctx = pipec_new(NULL);
    pipec_on_diagnostic(ctx, count_finding, &findings);
    expect(explain(ctx, path, "nobody", &told) == PIPEC_EUSAGE && findings > 1,
           "a task that is not there");
    pipec_free(ctx);
}

/* ---- tables -------------------------------------------------------------- */

static void tables(void)
{
    pipec_row row = { .size = sizeof row };
    size_t count = 0;

    for (size_t i = 0; pipec_list(PIPEC_CODES, i, &row); i++)
        count += pipec_explain(row.name) != NULL;
    expect(count > 0, "no finding has a page");
    expect(!pipec_explain("E9999") && !pipec_explain(NULL), "no such page");
    expect(pipec_list(PIPEC_TARGETS, 0, &row) && row.kinds, "argo has kinds");
    expect(!pipec_list(PIPEC_TARGETS, 99, &row), "no such row");
    expect(strncmp(pipec_version(), "0.", 2) == 0, "the version");
}

/* Failing allocations of one sweep. */
enum { MOST = 500 };

int main(int argc, char **argv)
{
    char folder[] = "/tmp/pipec-api-XXXXXX";

    if (argc != 3)
        return 2;
    misuse();
    tables();
    expect(mkdtemp(folder) && chdir(folder) == 0, "no folder for the outputs");
    sweep(try_once, argv[1], PIPEC_OK, MOST);
    sweep(try_once, argv[2], PIPEC_EINPUT, MOST);
    sweep(convert_once, "a.yaml", PIPEC_OK, MOST);
    sweep(start_once, "new", PIPEC_OK, MOST);
    refuse_tasks(argv[1]);
    sweep(explain_once, argv[1], PIPEC_OK, MOST);
    sweep(explain_once, argv[2], PIPEC_EINPUT, MOST);
    test_builds();
    return rmdir(folder);
}
