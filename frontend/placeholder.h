#ifndef FRONTEND_PLACEHOLDER_H
#define FRONTEND_PLACEHOLDER_H

#include "base/session.h"
#include "ir/ir.h"

/*
 * The placeholders of KFP component files: one-key maps ({inputValue: x}) and
 * raw text ({{$.inputs.parameters['x']}}). Both become typed pieces.
 */

/* Ports by the names that the SDK gives them in compiled pipelines. */
typedef struct placeholder_names {
    bool made;
    map inputs, outputs;
} placeholder_names;

/* Whose ports the placeholders name. Reading one marks how its input is used,
 * for pass_types, which decides what ports without a known type are. */
typedef struct placeholder_ports {
    session *session;
    str owner; /* the component's name, for findings */
    ir_ports *inputs, *outputs;
    placeholder_names *names; /* or NULL: the SDK's are not known */
    bool whole; /* no {if} is settled, however clear it is: each stands in the
                   words, without a port when its condition is constant */
} placeholder_ports;

/* Adds the words of a `command` or `args` list. */
void placeholder_words(const placeholder_ports *of, const doc *list,
                       ir_words *to);
/* Adds the text of a scalar, its raw placeholders as pieces. */
void placeholder_text(const placeholder_ports *of, const doc *scalar,
                      ir_text *to);

/* name as the SDK has it in compiled pipelines: lower case, all but letters,
 * digits and `_` left out; may be empty. */
str placeholder_sdk_name(arena *a, str name);
/* The input (output) with the name, the id or the SDK's name; or NULL. */
ir_port *placeholder_find(const placeholder_ports *of, bool input, str name);
/* The input (output) called name, taken as `use` says (one of enum ir_use).
 * NULL after a finding at `at`. */
ir_port *placeholder_input(const placeholder_ports *of, str name, span at,
                           unsigned use);
ir_port *placeholder_output(const placeholder_ports *of, str name, span at,
                            unsigned use);

/* The words KFP takes for true and false, in any letter case. */
bool kfp_bool(str text, bool *out);

#endif
