#ifndef IR_ARGS_WORD_H
#define IR_ARGS_WORD_H

#include "ir/args.h"

/* What the words of a component look like: for the recognisers alone. */

/* The first piece of a word of text when it is a literal, else nothing. */
str word_lead(const ir_word *w);
/* These take NULL for the end of the list. */
bool word_is_literal(const ir_word *w);
/* A word with a reference in it that does not look like a flag. */
bool word_is_reference(const ir_word *w);
/* A literal that can be the value of the flag before it. */
bool word_is_value(const ir_word *w);
/* A choice between two values, or one and none, behind a flag. */
bool word_is_value_choice(const ir_word *w);

/* Length of `--name` at the start of s, or 0; one dash will do for -name. */
size_t flag_length(str s);
size_t dashed_length(str s);
/* `--name` and nothing else. */
bool word_is_flag(const ir_word *w);
/* `-x`: one letter. */
bool word_is_short(const ir_word *w);
/* `--`: what follows is no option. */
bool word_is_end(const ir_word *w);
/* key=value, +key=value, ~key: what Hydra itself takes. */
bool word_is_override(const ir_word *w);
/* One of Hydra's own options whose names programs hardly use; the word behind
 * it may be its value. */
bool word_is_hydra_option(const ir_word *w);
bool word_takes_next(const ir_word *option);

/* As programs read them: 1, -1.5e3, .5 and 5., but not 007. */
bool text_is_number(str s);
/* `true` and `false` in lower case, or as Python prints them. */
bool text_is_bool(str s);
bool style_is(const argstyle *style, const char *name);
/* Words of a key and `=`: Hydra's and OmegaConf's. */
bool style_is_override(const argstyle *style);
/* Words that begin with dashes. */
bool style_is_dashed(const argstyle *style);

/* ---- args_constant.c ----------------------------------------------------- */

/*
 * The constant that a text of a component stands for in a style whose values
 * are bare text. The type of the input that goes with it tells what it is;
 * without one a number is a number.
 */
const doc *constant_of(const args_context *in, str text, const ir_port *port);
/* A Python literal, or NULL when text is none. */
doc *python_literal(arena *a, str text);

/* The string that text is, in quotes, in a style; false when it is none. */
typedef bool text_decode(const args_context *in, str text, str *out);
bool python_decode(const args_context *in, str text, str *out);
bool yaml_decode(const args_context *in, str text, str *out);
/* A text with references in quotes, without them and what they ask for; false
 * when it has none, or they are malformed. */
bool text_unquote(const args_context *in, text_decode *decode,
                  const ir_text *from, ir_text *to);

/* ---- args_positional.c --------------------------------------------------- */

/*
 * In place: reads a word that stands for itself, with the value behind it when
 * it is `-x`. What the target cannot take without a key gets one, or is
 * reported. False: it is to be kept.
 */
bool args_read_alone(args_context *in, const ir_word *w, arg_list *to);

/* ---- args_launcher.c ----------------------------------------------------- */

/* Adds the launcher's words, which stay; returns the word behind. */
const ir_word *args_keep_launcher(args_context *in, const ir_words *words,
                                  arg_list *to);

/* ---- args_read.c --------------------------------------------------------- */

/* Adds a word, or a choice and the words in it, as they stand. */
void args_keep_word(args_context *in, const ir_word *w, arg_list *to);

/* ---- args_read_override.c ------------------------------------------------ */

void args_read_overrides(args_context *in, const ir_words *words, arg_list *to);

#endif
