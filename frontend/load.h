#ifndef FRONTEND_LOAD_H
#define FRONTEND_LOAD_H

#include "base/doc.h"
#include "base/session.h"
#include "ir/ir.h"

/*
 * Files that other files name. load.c reads those that are named by a path,
 * component_map.c those that are named by a URL: the project's pipec.yaml says
 * where they are.
 */

/* path as seen from base, without `.` and, where the text allows, `..`. */
str load_resolve(arena *a, str base, str path);

/* The source of a file of the project, read once, its doc made; path is what
 * was written at `at`. NULL after a finding. */
source *load_source(session *s, str base_dir, str path, span at);

/* The same for a file that need not be there: NULL, without a finding, and
 * *why in a few words when it cannot be read. */
source *load_source_if(session *s, str name, str *why);

/* The component in a source of load_source, whose doc is a component file. */
ir_component *load_component_file(session *s, ir_module *m, source *src,
                                  str path, span at);

/*
 * The component at an URL, from the file that `component-map` of the project's
 * pipec.yaml gives for it. digest (may be NULL) is the SHA-256 that who names
 * it expects. NULL after a finding.
 */
ir_component *load_url(session *s, ir_module *m, const doc *url,
                       const doc *digest);

#endif
