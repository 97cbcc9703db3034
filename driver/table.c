#include "driver/table.h"

#include <string.h>

#include "backends/backend.h"
#include "base/diag.h"
#include "base/resource.h"
#include "driver/starter.h"
#include "frontend/frontend.h"
#include "ir/argstyle.h"
#include "pipec.h"

static bool find_target(size_t index, pipec_row *row)
{
    for (size_t i = 0; backends[i]; i++) {
        if (i != index)
            continue;
        row->name = backends[i]->name;
        row->summary = backends[i]->summary;
        row->kinds = backends[i]->kinds;
        return true;
    }
    return false;
}

static bool find_frontend(size_t index, pipec_row *row)
{
    for (size_t i = 0; frontends[i]; i++) {
        if (i != index)
            continue;
        row->name = frontends[i]->name;
        row->summary = frontends[i]->summary;
        return true;
    }
    return false;
}

static bool find_style(size_t index, pipec_row *row)
{
    for (size_t i = 0; argstyles[i].name; i++) {
        if (i != index)
            continue;
        row->name = argstyles[i].name;
        row->summary = argstyles[i].summary;
        return true;
    }
    return false;
}

static bool find_code(size_t index, pipec_row *row)
{
    if (index >= DIAG_COUNT)
        return false;
    row->name = diag_rows[index].code;
    row->summary = diag_rows[index].title;
    return true;
}

static bool find_starter(size_t index, pipec_row *row)
{
    for (size_t i = 0; starters[i].name; i++) {
        if (i != index)
            continue;
        row->name = starters[i].name;
        row->summary = starters[i].summary;
        return true;
    }
    return false;
}

static bool find_row(pipec_table table, size_t index, pipec_row *row)
{
    switch (table) {
    case PIPEC_TARGETS: return find_target(index, row);
    case PIPEC_FRONTENDS: return find_frontend(index, row);
    case PIPEC_ARG_STYLES: return find_style(index, row);
    case PIPEC_CODES: return find_code(index, row);
    case PIPEC_STARTERS: return find_starter(index, row);
    }
    return false;
}

int pipec_list(pipec_table table, size_t index, pipec_row *row)
{
    pipec_row own = { .size = sizeof own };

    if (!row || !find_row(table, index, &own))
        return 0;
    own.size = row->size < sizeof own ? row->size : sizeof own;
    memcpy(row, &own, own.size);
    return 1;
}

int table_find_code(const char *code)
{
    for (int i = 0; code && *code && i < DIAG_COUNT; i++) {
        const char *own = diag_rows[i].code;
        bool same = own[0] == code[0] || own[0] + ('a' - 'A') == code[0];

        if (same && strcmp(own + 1, code + 1) == 0)
            return i;
    }
    return -1;
}

const char *pipec_explain(const char *code)
{
    char path[] = "docs/diagnostics/E0000.md";
    int id = table_find_code(code);
    str page;

    if (id < 0)
        return NULL;
    memcpy(strrchr(path, '/') + 1, diag_rows[id].code, strlen("E0000"));
    page = resource_find(path);
    return page.len ? page.ptr : NULL;
}

const char *pipec_version(void)
{
    return PIPEC_VERSION;
}
