#include "ir/args_word.h"

typedef struct votes {
    const ir_word *dashed, *override, *reference;
} votes;

static void vote(votes *v, const ir_word *w);

/* Hydra's options say nothing; the word behind a flag is its value. */
static const ir_word *vote_word(votes *v, const ir_word *w)
{
    str lead = word_lead(w);

    if (word_is_hydra_option(w))
        return word_takes_next(w) && w->next ? w->next->next : w->next;
    if (dashed_length(lead)) {
        if (!v->dashed)
            v->dashed = w;
        if (word_is_flag(w) && w->next && w->next->kind == IR_WORD_TEXT &&
            !dashed_length(word_lead(w->next)))
            return w->next->next;
    } else if (lead.len && word_is_override(w)) {
        if (!v->override)
            v->override = w;
    } else if (!word_is_literal(w) && !v->reference) {
        v->reference = w;
    }
    return w->next;
}

static void vote(votes *v, const ir_word *w)
{
    while (w && !word_is_end(w)) {
        if (w->kind == IR_WORD_TEXT) {
            w = vote_word(v, w);
            continue;
        }
        vote(v, w->then.first);
        vote(v, w->other.first);
        w = w->next;
    }
}

bool args_detect(session *s, const ir_container *box, const ir_words *words,
                 const argstyle **found)
{
    votes v = { NULL, NULL, NULL };
    bool shell;
    diag *d;

    *found = NULL;
    vote(&v, args_skip_launcher(&box->command, words, &shell));
    if (v.dashed && v.override) {
        d = REPORT(s, D_MIXED_STYLES, v.override->at,
                   "this is a 'key=value' among words with dashes: the style "
                   "of the arguments cannot be told");
        diag_note(&s->diags, d, v.dashed->at, "this has dashes");
        diag_help(&s->diags, d, "say it with --from argparse or --from hydra");
        return false;
    }
    if (v.dashed)
        *found = argstyle_find(STR("argparse"));
    else if (v.override)
        *found = argstyle_find(STR("hydra"));
    else if (v.reference)
        *found = argstyle_find(STR("positional"));
    return true;
}
