#include "base/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum { TEXT_MAX = 4096, STEPS_MAX = 100000, DEPTH_MAX = 1000, HEAP_KIB = 4096 };

typedef struct patterns {
    pcre2_match_context *limits;
    pcre2_match_data *match;
    pcre2_code *codes[PATTERN_COUNT];
} patterns;

/*
 * OCI distribution, reference/regexp.go: [domain[:port]/]path[:tag][@digest].
 * Possessive where what follows cannot begin with the same character.
 */
#define DOMAIN_PART "[a-zA-Z0-9](?:[a-zA-Z0-9-]*+(?<=[a-zA-Z0-9]))?"
#define DOMAIN                                                         \
    "(?:" DOMAIN_PART "(?:\\." DOMAIN_PART ")*+|\\[[a-fA-F0-9:]++\\])" \
    "(?::[0-9]++)?"
#define PATH_PART "[a-z0-9]++(?:(?:[._]|__|-++)[a-z0-9]++)*+"
#define TAG "\\w[\\w.-]{0,127}+"
#define DIGEST \
    "[A-Za-z][A-Za-z0-9]*+(?:[-_+.][A-Za-z][A-Za-z0-9]*+)*+:[0-9a-fA-F]{32,}+"
/* A field of a cron: values, ranges and steps of one number, in a list. */
#define CRON_FIELD(n)                                \
    "(?:[*?]|" n "(?:-" n ")?)(?:/[1-9][0-9]{0,3})?" \
    "(?:,(?:[*?]|" n "(?:-" n ")?)(?:/[1-9][0-9]{0,3})?)*"
#define MINUTE "(?:[0-5]?[0-9])"
#define HOUR "(?:[01]?[0-9]|2[0-3])"
#define MONTH_DAY "(?:0?[1-9]|[12][0-9]|3[01])"
#define MONTH \
    "(?:0?[1-9]|1[0-2]|(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))"
#define WEEK_DAY "(?:[0-6]|(?i:sun|mon|tue|wed|thu|fri|sat))"
#define LABEL "[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"
#define DNS_PART "[a-z0-9](?:[-a-z0-9]*+(?<=[a-z0-9]))?"

static const char *const sources_of[PATTERN_COUNT] = {
    [PATTERN_IMAGE] = "(?:" DOMAIN "/)?" PATH_PART "(?:/" PATH_PART
                      ")*+(?::" TAG ")?(?:@" DIGEST ")?",
    [PATTERN_QUANTITY] = "[+-]?(?:[0-9]++(?:\\.[0-9]*+)?|\\.[0-9]++)"
                         "(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]++)?",
    [PATTERN_DURATION] = "(?:[0-9]++[dhms])++",
    [PATTERN_ID] = "[A-Za-z_][A-Za-z0-9_-]*+",
    [PATTERN_NAME] = DNS_PART,
    [PATTERN_LABEL_KEY] =
        "(?:(?=[^/]{1,253}/)" DNS_PART "(?:\\." DNS_PART ")*+/)?" LABEL,
    [PATTERN_LABEL_VALUE] = "(?:" LABEL ")?",
    [PATTERN_CLOUD_LABEL_KEY] =
        "(*UTF)[\\p{Ll}\\p{Lo}][\\p{Ll}\\p{Lo}\\p{N}_-]{0,62}+",
    [PATTERN_CLOUD_LABEL_VALUE] = "(*UTF)[\\p{Ll}\\p{Lo}\\p{N}_-]{0,63}+",
    [PATTERN_ENV_NAME] = "[-._a-zA-Z][-._a-zA-Z0-9]*+",
    [PATTERN_CRON] =
        CRON_FIELD(MINUTE) " +" CRON_FIELD(HOUR) " +" CRON_FIELD(MONTH_DAY) " +" CRON_FIELD(
            MONTH) " +" CRON_FIELD(WEEK_DAY) "|@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)",
    [PATTERN_TIMEZONE] = "[A-Za-z][A-Za-z0-9_+-]*+(?:/[A-Za-z0-9_+-]++){0,2}",
};

static void drop_patterns(void *ptr)
{
    patterns *p = ptr;

    for (size_t i = 0; i < PATTERN_COUNT; i++)
        pcre2_code_free(p->codes[i]);
    pcre2_match_data_free(p->match);
    pcre2_match_context_free(p->limits);
}

static patterns *patterns_of(session *s)
{
    patterns *p;

    if (s->patterns)
        return s->patterns;
    p = NEW(s->arena, patterns);
    arena_on_drop(s->arena, drop_patterns, p);
    p->limits = pcre2_match_context_create(NULL);
    p->match = pcre2_match_data_create(1, NULL);
    if (!p->limits || !p->match)
        arena_full(s->arena);
    pcre2_set_match_limit(p->limits, STEPS_MAX);
    pcre2_set_depth_limit(p->limits, DEPTH_MAX);
    pcre2_set_heap_limit(p->limits, HEAP_KIB);
    s->patterns = p;
    return p;
}

/* The patterns are ours and legal, so only memory can fail. */
static const pcre2_code *code_of(session *s, pattern_id id)
{
    patterns *p = patterns_of(s);
    PCRE2_SIZE at;
    int error;

    if (p->codes[id])
        return p->codes[id];
    p->codes[id] =
        pcre2_compile((PCRE2_SPTR)sources_of[id], PCRE2_ZERO_TERMINATED,
                      PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_DOLLAR_ENDONLY,
                      &error, &at, NULL);
    if (!p->codes[id])
        arena_full(s->arena);
    return p->codes[id];
}

bool pattern_matches(session *s, pattern_id id, str text)
{
    const pcre2_code *code = code_of(s, id);
    int result;

    if (text.len > TEXT_MAX)
        return false;
    result = pcre2_match(code, (PCRE2_SPTR)(text.len ? text.ptr : ""), text.len,
                         0, 0, s->patterns->match, s->patterns->limits);
    if (result == PCRE2_ERROR_NOMEMORY)
        arena_full(s->arena);
    return result >= 0;
}

static int64_t unit_seconds(char unit)
{
    return unit == 'd' ? 86400 : unit == 'h' ? 3600 : unit == 'm' ? 60 : 1;
}

int64_t duration_seconds(str s)
{
    int64_t total = 0, number = 0;

    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] >= '0' && s.ptr[i] <= '9') {
            number = number * 10 + (s.ptr[i] - '0');
        } else {
            total += number * unit_seconds(s.ptr[i]);
            number = 0;
        }
        if (number > INT32_MAX || total > INT32_MAX)
            return -1;
    }
    return total;
}
