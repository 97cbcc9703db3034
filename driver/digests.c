#include "driver/digests.h"

#include "base/sha256.h"
#include "driver/file.h"
#include "driver/run.h"

digests digests_new(arena *a, str folder)
{
    return (digests){ .arena = a, .folder = folder, .known = map_new(a) };
}

void digests_set(digests *d, str path, str digest)
{
    str *kept = NEW(d->arena, str);

    *kept = arena_copy(d->arena, digest);
    map_put(&d->known, arena_copy(d->arena, path), kept);
}

str digests_of(digests *d, str path)
{
    const str *known = map_get(&d->known, path);
    arena *own;
    str text, why, digest = DIGEST_NONE;

    if (known)
        return *known;
    own = arena_child(d->arena);
    if (file_read_under(own, d->folder, file_path_in(own, d->folder, path),
                        &text, &why) == 0)
        digest = sha256_lines_hex(own, text, SHA256_DIGITS);
    digests_set(d, path, digest);
    arena_free(own);
    return digests_of(d, path);
}

/* With the NUL that no path has. */
static void add_text(sha256 *h, str text)
{
    sha256_add(h, text);
    sha256_add(h, (str){ "", 1 });
}

str digests_of_inputs(digests *d, const lock_line *line, const str *manifests,
                      size_t count)
{
    sha256 h = sha256_start();

    add_text(&h, line->settings);
    for (size_t i = 0; i < line->n_files; i++) {
        add_text(&h, line->files[i]);
        add_text(&h, digests_of(d, line->files[i]));
    }
    for (size_t i = 0; i < count; i++)
        add_text(&h, manifests[i]);
    return sha256_end(d->arena, &h, SHA256_DIGITS);
}
