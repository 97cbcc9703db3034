#ifndef JUDGES_YAML_EVENTS_H
#define JUDGES_YAML_EVENTS_H
#include <stdbool.h>
#include <stddef.h>

/*
 * The output of every reader, one event a line:
 *
 *     file "NAME"   what follows is about this file
 *     doc           a document begins; one node follows
 *     map, seq      nodes follow (in a map: key, value, key, value) up to
 *     end
 *     string "TEXT", number LEXEME, boolean WORD, null
 *     other "TEXT"  a scalar that is none of these: a time, say
 *     error "TEXT"  the file is refused; what was said of it is void
 *
 * TEXT is spelled as in JSON.
 */

/* How plain scalars are resolved, ready for use. */
typedef struct schema schema;

typedef struct text {
    const char *ptr;
    size_t len;
} text;

void print_event(const char *word);
void print_text(const char *word, text value);
void print_plain(const schema *as, text value);
void print_error(const char *what);

/* Reads one file and prints its events. */
typedef void reader(const schema *as, text file);

/* What a reader's main does: reads each file, resolving by the letter of YAML
   1.1, or by the core schema of YAML 1.2. */
int read_files_1_1(reader *read, char **names);
int read_files_1_2(reader *read, char **names);

#endif
