#include "ir/argstyle.h"

enum {
    BOOLS =
        ARG_SHAPE(BOOL_WORD) | ARG_SHAPE(BOOL_FLAG) | ARG_SHAPE(BOOL_SWITCH),
    LISTS = ARG_SHAPE(LIST_JSON) | ARG_SHAPE(LIST_REPEAT) |
            ARG_SHAPE(LIST_WORDS) | ARG_SHAPE(LIST_CSV)
};

const argstyle argstyles[] = {
    { .name = "argparse",
      .summary = "--key=value",
      .lead = "--",
      .negation = "no-",
      .pair = PAIR_KEY_EQUALS,
      .boolean = BOOL_WORD,
      .list = LIST_JSON,
      .null = NULL_DROPPED,
      .escape = ESCAPE_NONE,
      .key = KEY_FLAG,
      .bools = BOOLS,
      .lists = LISTS,
      .shim = "flags",
      .kinds = "rrrrrrr" },
    { .name = "argparse-space",
      .summary = "--key value",
      .lead = "--",
      .negation = "no-",
      .pair = PAIR_TWO_WORDS,
      .boolean = BOOL_WORD,
      .list = LIST_JSON,
      .null = NULL_DROPPED,
      .escape = ESCAPE_NONE,
      .key = KEY_FLAG,
      .bools = BOOLS,
      .lists = LISTS,
      .shim = "flags",
      .kinds = "rrrrrrr" },
    { .name = "hydra",
      .summary = "key=value, quoted for Hydra 1.1 and later",
      .lead = "",
      .negation = "",
      .pair = PAIR_KEY_EQUALS,
      .boolean = BOOL_WORD,
      .list = LIST_JSON,
      .null = NULL_WORD,
      .escape = ESCAPE_HYDRA,
      .key = KEY_HYDRA,
      .shim = "hydra",
      .kinds = "rrrrsjj" },
    { .name = "click",
      .summary = "--key=value, --flag and --no-flag; click and typer",
      .lead = "--",
      .negation = "no-",
      .pair = PAIR_KEY_EQUALS,
      .boolean = BOOL_SWITCH,
      .list = LIST_REPEAT,
      .null = NULL_DROPPED,
      .escape = ESCAPE_NONE,
      .key = KEY_KEBAB,
      .bools = BOOLS,
      .lists = LISTS,
      .shim = "flags",
      .kinds = "rrrrrrr" },
    { .name = "fire",
      .summary = "--key=value, a Python literal; Python Fire",
      .lead = "--",
      .negation = "no",
      .pair = PAIR_KEY_EQUALS,
      .boolean = BOOL_WORD,
      .list = LIST_JSON,
      .null = NULL_DROPPED,
      .escape = ESCAPE_PYTHON,
      .key = KEY_FLAG,
      .bools = BOOLS,
      .shim = "fire",
      .kinds = "rrnbsjj" },
    { .name = "absl",
      .summary = "--key=value, lists between commas; absl flags",
      .lead = "--",
      .negation = "no",
      .pair = PAIR_KEY_EQUALS,
      .boolean = BOOL_WORD,
      .list = LIST_CSV,
      .null = NULL_DROPPED,
      .escape = ESCAPE_NONE,
      .key = KEY_SNAKE,
      .bools = BOOLS,
      .lists = LISTS,
      .shim = "flags",
      .kinds = "rrrrrrr" },
    { .name = "jsonargparse",
      .summary = "--key=value, lists and structs as JSON; LightningCLI",
      .lead = "--",
      .negation = "no-",
      .pair = PAIR_KEY_EQUALS,
      .boolean = BOOL_WORD,
      .list = LIST_JSON,
      .null = NULL_DROPPED,
      .escape = ESCAPE_NONE,
      .yaml_floats = true,
      .key = KEY_FLAG,
      .bools = BOOLS,
      .lists = LISTS,
      .shim = "flags",
      .kinds = "rrrrrrr" },
    { .name = "dotlist",
      .summary = "key=value, a YAML value; OmegaConf",
      .lead = "",
      .negation = "",
      .pair = PAIR_KEY_EQUALS,
      .boolean = BOOL_WORD,
      .list = LIST_JSON,
      .null = NULL_DROPPED,
      .escape = ESCAPE_YAML,
      .key = KEY_DOTTED,
      .shim = "dotlist",
      .kinds = "rrnrsjj" },
    { .name = "env",
      .summary = "environment variables",
      .lead = "",
      .negation = "",
      .pair = PAIR_VARIABLE,
      .boolean = BOOL_WORD,
      .list = LIST_JSON,
      .null = NULL_DROPPED,
      .escape = ESCAPE_NONE,
      .key = KEY_VARIABLE,
      .shim = "",
      .kinds = "rrrrrrr" },
    { .name = "json-file",
      .summary = "--config=FILE, all values in a JSON file",
      .lead = "",
      .negation = "",
      .pair = PAIR_FILE,
      .boolean = BOOL_WORD,
      .list = LIST_JSON,
      .null = NULL_DROPPED,
      .escape = ESCAPE_JSON,
      .key = KEY_TEXT,
      .shim = "json-file",
      .kinds = "snnbsjj" },
    { .name = "positional",
      .summary = "the values alone, in declared order",
      .lead = "",
      .negation = "",
      .pair = PAIR_VALUE,
      .boolean = BOOL_WORD,
      .list = LIST_JSON,
      .null = NULL_EMPTY,
      .escape = ESCAPE_NONE,
      .key = KEY_NONE,
      .lists =
          ARG_SHAPE(LIST_JSON) | ARG_SHAPE(LIST_WORDS) | ARG_SHAPE(LIST_CSV),
      .shim = "flags",
      .kinds = "rrrrrrr" },
    { .name = NULL },
};

const argstyle *argstyle_find(str name)
{
    for (const argstyle *row = argstyles; row->name; row++)
        if (str_eq(str_of(row->name), name))
            return row;
    return NULL;
}

str argstyle_nearest(arena *a, str wrong)
{
    map names = map_new(a);

    for (const argstyle *row = argstyles; row->name; row++)
        map_put(&names, str_of(row->name), a);
    return map_nearest(&names, wrong);
}

const char *const bool_shape_words[] = { "value", "flag", "switch", NULL };
const char *const list_shape_words[] = { "json", "repeat", "words", "csv",
                                         NULL };

static int find(const char *const *words, str word)
{
    for (int i = 0; words[i]; i++)
        if (str_eq(str_of(words[i]), word))
            return i;
    return -1;
}

int bool_shape_find(str word)
{
    return find(bool_shape_words, word);
}

int list_shape_find(str word)
{
    return find(list_shape_words, word);
}
