#ifndef FRONTEND_COMPONENT_SPELL_H
#define FRONTEND_COMPONENT_SPELL_H

#include "frontend/placeholder.h"

/*
 * Adds a word to a list as a component file has it: text with raw placeholders,
 * {if: …} and, for what has no raw placeholder, {concat: […]}. A reference that
 * is a word of its own keeps the form, raw or {inputValue: x}, that it has in
 * its source.
 */
void component_spell(const placeholder_ports *of, const ir_word *w, doc *to);

#endif
