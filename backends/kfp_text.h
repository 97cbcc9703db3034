#ifndef BACKENDS_KFP_TEXT_H
#define BACKENDS_KFP_TEXT_H

#include "ir/ir.h"

/*
 * Words in the spelling of KFP's IR: `{{$.inputs.parameters['lr']}}` and so on.
 * A literal `$` before `$` or `(` is doubled, as the kubelet that starts the
 * program reads `$$` as `$` and `$(NAME)` as a variable.
 */

str kfp_text(arena *a, const ir_text *text);
/* The argv entries of a list of words; conditions become one IfPresent entry,
 * which the platform resolves. */
doc *kfp_words(arena *a, const ir_words *words);
/*
 * Doubles each `$` of a constant's texts that would be read so: a task gets its
 * inputs through its words. Placeholders in the texts stay. Returns value.
 */
doc *kfp_dollars(arena *a, doc *value);
/* The spelling of a fact of the run. */
const char *kfp_fact(ir_fact fact);
/* True when the platform would read the text as a placeholder. */
bool kfp_would_expand(str text);
/* True when the kubelet would change the text on its way to a program whose
 * environment has the names. */
bool kfp_kubelet_expands(str text, const map *names);

#endif
