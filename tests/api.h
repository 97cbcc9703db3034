#ifndef TESTS_API_H
#define TESTS_API_H

/* What the parts of the test `api` share. */

#include <pipec.h>
#include <stdbool.h>
#include <stddef.h>

/* One call of the library; the status, or PIPEC_ENOMEM without a context. */
typedef pipec_status attempt(const char *what);

/* Lets the allocations of the attempt fail, one after the other; when there are
 * more than `most`, a sample of them. */
void sweep(attempt *work, const char *what, pipec_status normal,
           unsigned long most);
/* From now on no allocation fails. */
void stop_failing(void);

void expect(bool good, const char *what);
/* Adds one to the size_t behind payload. */
void count_finding(const pipec_diagnostic *found, void *payload);
/* What was allocated and not given back, and the next free descriptor. */
long count_live(void);
int lowest_descriptor(void);

/* pipec_build in the current folder, which it leaves as it was. */
void test_builds(void);

#endif
