/*
 * replay [PATH...]: gives every file under the paths to the fuzz target. Without
 * one it takes the folder PIPEC_CORPUS_DIR; when that is not set either, the
 * test is skipped (status 77).
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PATH_BYTES = 4096 };

static int replay_file(const char *path, size_t size)
{
    FILE *from = fopen(path, "rb");
    uint8_t *data = malloc(size + 1);
    size_t n = 0;

    if (!from || !data) {
        fprintf(stderr, "cannot read %s\n", path);
        exit(2);
    }
    n = fread(data, 1, size, from);
    fclose(from);
    LLVMFuzzerTestOneInput(data, n);
    free(data);
    return 1;
}

static int replay(const char *path);

static int replay_folder(const char *path)
{
    struct dirent **names = NULL;
    int count = scandir(path, &names, NULL, alphasort), files = 0;

    for (int i = 0; i < count; i++) {
        char inner[PATH_BYTES];

        snprintf(inner, sizeof inner, "%s/%s", path, names[i]->d_name);
        if (names[i]->d_name[0] != '.')
            files += replay(inner);
        free(names[i]);
    }
    free(names);
    return files;
}

static int replay(const char *path)
{
    struct stat st;

    if (stat(path, &st) != 0)
        return 0;
    if (S_ISDIR(st.st_mode))
        return replay_folder(path);
    return S_ISREG(st.st_mode) ? replay_file(path, (size_t)st.st_size) : 0;
}

int main(int argc, char **argv)
{
    const char *corpus = getenv("PIPEC_CORPUS_DIR");
    int files = argc < 2 && corpus ? replay(corpus) : 0;

    for (int i = 1; i < argc; i++)
        files += replay(argv[i]);
    printf("%d files\n", files);
    if (files)
        return 0;
    puts("nothing to replay: PIPEC_CORPUS_DIR is not set");
    return 77;
}
