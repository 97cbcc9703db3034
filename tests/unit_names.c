#include "backends/backend.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* Legal names near the wanted ones, unique in their scope. */

static void full(void *context)
{
    (void)context;
    abort();
}

static const char *const reserved[] = { "and", "x", NULL };

static const name_rule label = { "abcdefghijklmnopqrstuvwxyz0123456789-",
                                 true,
                                 true,
                                 true,
                                 '-',
                                 false,
                                 20,
                                 reserved };
static const name_rule port = {
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-",
    false,
    false,
    false,
    '_',
    true,
    0,
    NULL
};

static void assert_name(str got, const char *want)
{
    if (!str_eq(got, str_of(want)))
        printf("got  %.*s\nwant %s\n", STR_ARG(got), want);
    assert_true(str_eq(got, str_of(want)));
}

static void test_characters(void **state)
{
    arena *a = arena_new(full, NULL);
    name_scope names = name_scope_new(a, &label);
    name_scope ports = name_scope_new(a, &port);

    (void)state;
    assert_name(name_take(&names, STR("train")), "train");
    assert_name(name_take(&names, STR("Train_Model")), "train-model");
    assert_name(name_take(&names, STR("__a__")), "a");
    assert_name(name_take(&names, STR("1st")), "x1st");
    assert_name(name_take(&names, STR("日本a")), "a-2");
    assert_name(name_take(&ports, STR("Training Data (v2)")),
                "Training_Data_v2_");
    assert_name(name_take(&ports, STR("a__b")), "a_b");
    assert_name(name_take(&ports, STR("日")), "_");
    arena_free(a);
}

static void test_unique(void **state)
{
    arena *a = arena_new(full, NULL);
    name_scope names = name_scope_new(a, &label);

    (void)state;
    assert_name(name_take(&names, STR("a_b")), "a-b");
    assert_name(name_take(&names, STR("a-b")), "a-b-2");
    assert_name(name_take(&names, STR("a.b")), "a-b-3");
    assert_name(name_take(&names, STR("a-b-3")), "a-b-3-2");
    assert_name(name_take(&names, STR("a b")), "a-b-4");
    arena_free(a);
}

static void test_reserved(void **state)
{
    arena *a = arena_new(full, NULL);
    name_scope names = name_scope_new(a, &label);

    (void)state;
    assert_name(name_take(&names, STR("and")), "and-1");
    assert_name(name_take(&names, STR("AND")), "and-2");
    assert_name(name_take(&names, STR("and-1")), "and-1-2");
    assert_name(name_take(&names, STR("")), "x-1");
    assert_name(name_take(&names, STR("___")), "x-2");
    arena_free(a);
}

static void test_long(void **state)
{
    arena *a = arena_new(full, NULL);
    name_scope names = name_scope_new(a, &label);
    str one = name_take(&names, STR("this-name-is-much-too-long-1"));
    str two = name_take(&names, STR("this-name-is-much-too-long-2"));
    str three = name_take(&names, STR("this-name-is-much-too-long-2"));

    (void)state;
    assert_int_equal(one.len, 20);
    assert_int_equal(two.len, 20);
    assert_int_equal(three.len, 20);
    assert_true(str_starts(one, STR("this-name-i-")));
    assert_false(str_eq(one, two));
    assert_false(str_eq(two, three));
    arena_free(a);
}

/* The ten thousandth of equal names is found at once. */
static void test_many(void **state)
{
    arena *a = arena_new(full, NULL);
    name_scope names = name_scope_new(a, &label);
    str last = STR("");

    (void)state;
    for (int i = 0; i < 10000; i++)
        last = name_take(&names, STR("same"));
    assert_name(last, "same-10000");
    arena_free(a);
}

static void test_run_names(void **state)
{
    arena *a = arena_new(full, NULL);
    emitter out = { .arena = a };
    doc *object = doc_map(a), *list = doc_seq(a);

    (void)state;
    doc_put_text(a, object, "kind", STR("Workflow"));
    /* SHA-256 of {"kind":"Workflow"} */
    assert_name(emit_run_name(&out, STR("train"), object, NULL),
                "train-8ad301fa");
    /* ... and [] behind it */
    assert_name(emit_run_name(&out, STR("train"), object, list),
                "train-248948c9");
    out.options.run_id = STR("second");
    assert_name(emit_run_name(&out, STR("train"), object, NULL),
                "train-second");
    arena_free(a);
}

static void test_variant(void **state)
{
    arena *a = arena_new(full, NULL);
    emitter out = { .arena = a, .options.variant = STR("ja") };
    ir_module m = { .name = STR("train") };

    (void)state;
    assert_name(emit_name(&out, &m), "train-ja");
    out.options.name = STR("learn");
    assert_name(emit_name(&out, &m), "learn-ja");
    out.options.release = STR("1.0");
    assert_name(emit_template_name(&out, &m), "learn-ja-1.0");
    arena_free(a);
}

static void test_labels(void **state)
{
    arena *a = arena_new(full, NULL);
    emitter out = { .arena = a };
    doc *said = doc_map(a), *own = doc_map(a);

    (void)state;
    doc_put_text(a, own, "team", STR("vision"));
    assert_ptr_equal(emit_labels(&out, NULL), NULL);
    assert_ptr_equal(emit_labels(&out, own), own);
    out.options.labels = said;
    assert_ptr_equal(emit_labels(&out, NULL), NULL);
    doc_put_text(a, said, "team", STR("audio"));
    doc_put(a, said, STR("number"), doc_number(a, STR("1.10")));
    own = emit_labels(&out, own);
    assert_name(doc_get(own, STR("team"))->text, "audio");
    assert_int_equal(doc_get(own, STR("number"))->kind, DOC_STRING);
    assert_int_equal(own->count, 2);
    assert_int_equal(emit_labels(&out, NULL)->count, 2);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_characters), cmocka_unit_test(test_unique),
        cmocka_unit_test(test_reserved),   cmocka_unit_test(test_long),
        cmocka_unit_test(test_many),       cmocka_unit_test(test_run_names),
        cmocka_unit_test(test_variant),    cmocka_unit_test(test_labels),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
