#include "ir/argstyle.h"

const argstyle argstyles[] = {
    { "argparse", "--key=value", "--", PAIR_KEY_EQUALS, BOOL_FLAG, LIST_JSON,
      NULL_DROPPED, ESCAPE_NONE },
    { "argparse-space", "--key value", "--", PAIR_TWO_WORDS, BOOL_FLAG,
      LIST_JSON, NULL_DROPPED, ESCAPE_NONE },
    { "hydra", "key=value, quoted for Hydra 1.1 and later", "", PAIR_KEY_EQUALS,
      BOOL_WORD, LIST_HYDRA, NULL_WORD, ESCAPE_HYDRA },
    { NULL, NULL, NULL, PAIR_VALUE, BOOL_WORD, LIST_JSON, NULL_DROPPED,
      ESCAPE_NONE },
};

const argstyle *argstyle_find(str name)
{
    for (const argstyle *row = argstyles; row->name; row++)
        if (str_eq(str_of(row->name), name))
            return row;
    return NULL;
}
