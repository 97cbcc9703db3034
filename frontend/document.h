#ifndef FRONTEND_DOCUMENT_H
#define FRONTEND_DOCUMENT_H

#include "base/doc.h"
#include "base/session.h"

/*
 * Reads the one document of a source into src->doc, YAML or JSON by name and
 * first character. NULL after a finding.
 */
const doc *document_read(session *s, source *src);
/* Whether the source is read as JSON. */
bool document_is_json(const source *src);
/* Gives the memory of the doc back; it can be read again. */
void document_drop(source *src);

/*
 * What a document is that pipec knows but does not read yet ("a compiled KFP
 * pipeline"), or NULL.
 */
const char *document_later(const doc *d);

/* Reports a document of none of the formats that are read. */
void document_refuse(session *s, const doc *d);

#endif
