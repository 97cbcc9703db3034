#ifndef DRIVER_WILDCARD_H
#define DRIVER_WILDCARD_H

#include "base/base.h"

/*
 * Whether a name is one that the pattern means: `*` stands for any characters,
 * `?` for one, `[ab]`, `[a-z]` and `[!a]` for one of these or another; `\`
 * takes that meaning away. Characters are code points, whatever the locale. A
 * dot in front of a name must stand in front of the pattern, too.
 */
bool wildcard_match(str pattern, str name);

#endif
