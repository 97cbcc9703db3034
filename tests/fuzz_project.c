#include "tests/fuzz_session.h"

#include "driver/lockfile.h"
#include "driver/project.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Whatever pipec.lock holds, what is read of it, written and read again is the
 * same. Whatever pipec.yaml holds, all that it names lies in the project.
 */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* ---- pipec.lock ---------------------------------------------------------- */

/* The lines that were read, as a file. */
static str write_lock(arena *a, const lockfile *from)
{
    size_t count = from->lines.count;
    lock_line **lines =
        arena_alloc(a, (count + 1) * sizeof *lines, alignof(lock_line *));

    for (size_t i = 0; i < count; i++)
        lines[i] = from->lines.entries[i].value;
    return lockfile_text(a, lines, count);
}

static void check_line(const lock_line *line)
{
    if (!lockfile_is_inside(line->path) || !line->n_files)
        abort();
    for (size_t i = 0; i < line->n_files; i++)
        if (!lockfile_is_inside(line->files[i]))
            abort();
}

static void try_lock(str text)
{
    session *s = new_session();
    lockfile first, again;
    bool ok = lockfile_read(s, STR("pipec.lock"), text, &first);

    if (ok == (s->diags.errors > 0))
        abort();
    print_findings(s);
    for (uint32_t i = 0; i < first.lines.count; i++)
        check_line(first.lines.entries[i].value);
    text = write_lock(s->arena, &first);
    if (!lockfile_read(s, STR("again"), text, &again) || again.is_merged ||
        !again.is_current || !str_eq(write_lock(s->arena, &again), text))
        abort();
    arena_free(s->arena);
}

/* ---- pipec.yaml ---------------------------------------------------------- */

/* Made once, for the sake of speed: only its pipec.yaml changes. */
static char folder[] = "/tmp/pipec-fuzz-XXXXXX";

static void enter(void)
{
    if (chdir(folder) != 0)
        abort();
}

static void remove_project(void)
{
    enter();
    unlink("p/a/a/b.yaml");
    unlink("p/a/.b.yaml");
    unlink("p/a/up");
    unlink("p/out");
    unlink("p/pipec.yaml");
    rmdir("p/a/a");
    rmdir("p/a");
    rmdir("p");
    unlink("b.yaml");
    rmdir(folder);
}

static void write_file(const char *path, str text)
{
    FILE *f = fopen(path, "wb");

    if (!f || fwrite(text.ptr, 1, text.len, f) != text.len || fclose(f) != 0)
        abort();
}

/* A project with folders, and links out of it and back into it. */
static void make_project(void)
{
    if (access(folder, F_OK) == 0)
        return;
    if (!mkdtemp(folder))
        abort();
    enter();
    if (mkdir("p", 0777) != 0 || mkdir("p/a", 0777) != 0 ||
        mkdir("p/a/a", 0777) != 0 || symlink("/", "p/out") != 0 ||
        symlink("..", "p/a/up") != 0 || atexit(remove_project) != 0)
        abort();
    write_file("p/a/a/b.yaml", STR(""));
    write_file("p/a/.b.yaml", STR(""));
    write_file("b.yaml", STR(""));
}

static void check_job(const project_job *job)
{
    if (!lockfile_is_inside(job->source) || !job->targets)
        abort();
    for (const project_target *t = job->targets; t; t = t->next)
        if (t->settings.len != 16 || !t->run.backend ||
            (t->run.folder.len && !lockfile_is_inside(t->run.folder)))
            abort();
}

static void try_project(str text)
{
    session *s = new_session();
    int here = open(".", O_RDONLY | O_DIRECTORY);
    project found;
    bool ok;

    make_project();
    enter();
    write_file("p/pipec.yaml", text);
    ok = project_read(s, STR("p"), &found);
    if (!ok && !s->diags.errors)
        abort();
    print_findings(s);
    for (const project_job *job = ok && !s->diags.errors ? found.jobs : NULL;
         job; job = job->next)
        check_job(job);
    if (fchdir(here) != 0 || close(here) != 0)
        abort();
    arena_free(s->arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *bytes = malloc(size + 1);
    str text = { bytes, size };

    if (!bytes)
        abort();
    if (size)
        memcpy(bytes, data, size);
    try_lock(text);
    try_project(text);
    free(bytes);
    return 0;
}
