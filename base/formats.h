#ifndef BASE_FORMATS_H
#define BASE_FORMATS_H

#include "base/doc.h"
#include "base/session.h"

/*
 * The readers and writers of data. Readers report every finding themselves and
 * give NULL on a syntax error. Budgets: depth 128, 64 MiB a source, 8 million
 * nodes, 200 000 of them by aliases. A duplicate key is an error, too, but the
 * tree is given (the first value stays), so that later stages can go on.
 *
 * Texts of the tree may be slices of the source. Spans of values include quotes
 * and the header of a block scalar, those of block maps and lists run from the
 * first key or dash to the end of the last child. Children of an alias have the
 * spans of what it stands for. null, true and false have these texts, however
 * they were written; 0x1F and 0o17 become decimal.
 */
enum {
    READ_DEPTH = 128,
    READ_BYTES = 64 << 20,
    READ_NODES = 8000000,
    READ_ALIASED = 200000
};

/* One doc per document of the stream, in *docs (a DOC_SEQ of roots). */
doc *yaml_read(session *s, source *from);
/* RFC 8259, strict; one value. */
doc *json_read(session *s, source *from);

/* Appends one document, block style, two blanks a level, final newline. */
void yaml_write(buf *out, const doc *d);
/* The same on one line, however long it gets, with no newline; flow: inside of
 * [ ] or { }, where less text may stand plain. */
void yaml_write_inline(buf *out, const doc *d, bool flow);
/* A number as JSON spells it, but for exponents: readers of YAML 1.1 ask for
 * 1.0e+3 instead of 1e3. */
void yaml_write_number(buf *out, str spelling);
/* Appends indented JSON (two blanks a level) with a final newline. */
void json_write(buf *out, const doc *d);
/* Appends JSON without any blank: keys in written order, raw UTF-8. */
void json_write_compact(buf *out, const doc *d);
/* How many bytes json_write_compact appends. */
size_t json_size(arena *a, const doc *d);
/* A JSON string with its quotes, and what stands between them. */
void json_write_string(buf *out, str text);
void json_write_inside(buf *out, str text);
/* A number in any spelling that a reader leaves in a tree, as a JSON number;
 * infinities and NaN, which JSON lacks, as a string. */
void json_write_number(buf *out, str spelling);

/* How a string must stand in block YAML so that every common reader, YAML 1.1
 * or 1.2, gets the same string back. */
typedef enum yaml_quote { YAML_PLAIN, YAML_SINGLE, YAML_DOUBLE } yaml_quote;
yaml_quote yaml_quote_for(str s);

/* Kind of a plain scalar by the YAML 1.2 core schema. */
doc_kind yaml_core_kind(str s);
/* True when a YAML 1.1 reader gives another kind or value to the plain text. */
bool yaml_readers_differ(str s);
/* What such a reader makes of it ("an octal number"); NULL: the same as we. */
const char *yaml_reading_11(str s);

#endif
