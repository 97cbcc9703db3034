#ifndef BASE_PATTERN_H
#define BASE_PATTERN_H

#include "base/session.h"

/* Texts with a form of their own. Matched by PCRE2, compiled on first use. */
typedef enum pattern_id {
    PATTERN_IMAGE,    /* an image reference of the OCI distribution grammar */
    PATTERN_QUANTITY, /* a Kubernetes resource quantity */
    PATTERN_DURATION, /* (\d+(d|h|m|s))+ */
    PATTERN_ID,       /* [A-Za-z_][A-Za-z0-9_-]* */
    PATTERN_NAME,     /* [a-z0-9]([-a-z0-9]*[a-z0-9])? */
    PATTERN_LABEL_KEY,
    PATTERN_LABEL_VALUE,
    /* [\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}, of Google Cloud */
    PATTERN_CLOUD_LABEL_KEY,
    PATTERN_CLOUD_LABEL_VALUE,
    PATTERN_ENV_NAME, /* [-._a-zA-Z][-._a-zA-Z0-9]* */
    PATTERN_CRON,     /* five fields as robfig/cron reads them */
    PATTERN_TIMEZONE, /* the form of an IANA name: Asia/Tokyo */
    PATTERN_COUNT
} pattern_id;

/* True when all of text has the form. Over 4096 bytes is false. */
bool pattern_matches(session *s, pattern_id id, str text);

/* Seconds of a duration that matches PATTERN_DURATION; -1 past 2^31. */
int64_t duration_seconds(str s);

#endif
