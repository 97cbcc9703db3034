#ifndef BASE_YAML_PROBLEM_H
#define BASE_YAML_PROBLEM_H

#include "base/session.h"

/* What libyaml says about a malformed text; offsets are bytes of the source. */
typedef struct yaml_problem {
    const char *what;    /* libyaml's words */
    const char *context; /* likewise, or NULL */
    size_t at, context_at;
} yaml_problem;

/* Reports it in the words of this compiler, with help for common slips. */
void yaml_problem_report(session *s, const source *from, yaml_problem p);
/* Adds the help line for ${{ }} outside quotes when the line at `at` has it. */
void yaml_help_braces(session *s, diag *about, const source *from, size_t at);
/*
 * Reports a %TAG directive and gives false then. libyaml takes quadratic time
 * for many of them before its first event, so this comes before it.
 */
bool yaml_check_directives(session *s, const source *from);
/* Warns about a plain scalar that YAML 1.1 readers read in another way. */
void yaml_warn_readers(session *s, str text, span at);

#endif
