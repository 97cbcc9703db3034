#include "ir/semantics.h"

const char *const construct_titles[CONSTRUCT_COUNT] = {
#define CONSTRUCT(name, title) title,
#include "ir/constructs.def"
#undef CONSTRUCT
};

/* When a construct is judged: in the lowered module, before that, or not here,
 * for the back end has a check of its own. */
typedef enum moment { LOWERED, FLOW_FIRST, ELSEWHERE } moment;

static const moment moments[CONSTRUCT_COUNT] = {
#define CONSTRUCT(name, title) LOWERED,
#define FLOW(name, title) FLOW_FIRST,
#define CHECKED(name, title) ELSEWHERE,
#include "ir/constructs.def"
#undef CONSTRUCT
};

/* ---- legality ----------------------------------------------------------- */

typedef struct judge {
    session *session;
    const semantics *can;
    moment now; /* these rows are judged */
    map seen;   /* "construct place" of what was reported */
} judge;

static bool is_first(judge *j, construct c, span at)
{
    str key = arena_printf(j->session->arena, "%d %u %u", (int)c, at.lo, at.hi);

    if (map_get(&j->seen, key))
        return false;
    map_put(&j->seen, key, j);
    return true;
}

static void judge_use(construct c, span at, void *context)
{
    judge *j = context;
    const semantics *row = &j->can[c];
    diag *d;

    if (moments[c] != j->now ||
        (row->can != CAN_WARN && row->can != CAN_ERROR) || !is_first(j, c, at))
        return;
    if (row->can == CAN_ERROR)
        d = REPORT(j->session, D_CANNOT_EXPRESS, at, "%s cannot be expressed",
                   construct_titles[c]);
    else
        d = REPORT(j->session, D_QUALITY_LOST, at, "%s has no effect",
                   construct_titles[c]);
    if (*row->how)
        diag_help(&j->session->diags, d, "%s", row->how);
}

static void judge_all(session *s, const ir_module *m, const semantics *can,
                      moment now)
{
    judge j = { s, can, now, map_new(s->arena) };

    constructs_each(m, judge_use, &j);
}

void legal_flow(session *s, const ir_module *m, const semantics *can)
{
    judge_all(s, m, can, FLOW_FIRST);
}

void legal(session *s, const ir_module *m, const semantics *can)
{
    judge_all(s, m, can, LOWERED);
}
