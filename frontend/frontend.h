#ifndef FRONTEND_FRONTEND_H
#define FRONTEND_FRONTEND_H

#include "base/session.h"
#include "ir/ir.h"

/* A language pipec reads. Rows are listed in frontends.def. */
typedef struct frontend {
    const char *name, *summary;
    /* True when the source is in this language (its doc is read already). */
    bool (*mine)(const source *from);
    /*
     * The pipelines in the source, in order; NULL when nothing could be made
     * of it. Findings are reported; poison stands where they were. The doc of
     * the source may be used up.
     */
    ir_module *(*lower)(session *s, source *from);
} frontend;

/* Ends with NULL. */
extern const frontend *const frontends[];

extern const frontend frontend_native;
extern const frontend frontend_component;

/*
 * Reads a source into its doc and picks its front end; `from` (may be empty)
 * names one. JSON is *.json and, unless the name ends in .yaml or .yml, a text
 * that begins with `{`; all else is YAML. NULL after a finding.
 */
const frontend *frontend_for(session *s, source *src, str from);

/*
 * The component in a file that another file names by `uses:`: the only place
 * where one front end calls another. path is resolved against base_dir; the
 * file must stay under the session's project root. The component is added to
 * module m. NULL after a finding at `at`. The same file read twice gives two
 * components over one source.
 */
ir_component *load_component(session *s, ir_module *m, str base_dir, str path,
                             span at);

/* Gives a pipeline of any language the `schedule` of the native one; a null
 * takes away what it has. */
void frontend_schedule(session *s, ir_module *m, const doc *schedule);

/* Lowers a document with the top key `implementation:` into a component. */
ir_component *component_lower(session *s, ir_module *m, const source *from);

#endif
