#include "ir/args_write.h"

/* Literal parts of a text that stands between single quotes, where run-time
 * parts cannot be escaped. */

static bool is_dollar(str s, size_t i)
{
    return s.ptr[i] == '$' && i + 1 < s.len && s.ptr[i + 1] == '{';
}

/* A run of backslashes counts where a quote or `${` follows: for both Hydra and
 * OmegaConf. One at the end may come to stand before either. */
static void put_hydra(buf *out, str s)
{
    size_t run = 0;

    for (size_t i = 0; i < s.len; i++) {
        bool special = s.ptr[i] == '\'' || is_dollar(s, i);

        run = s.ptr[i] == '\\' ? run + 1 : run;
        if (s.ptr[i] == '\\')
            continue;
        buf_fill(out, '\\', special ? 2 * run + 1 : run);
        buf_char(out, s.ptr[i]);
        run = 0;
    }
    buf_fill(out, '\\', run);
}

static void put_python(buf *out, str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];

        if (c == '\'' || c == '\\')
            buf_char(out, '\\');
        if (c == '\n')
            buf_put(out, STR("\\n"));
        else if (c == '\r')
            buf_put(out, STR("\\r"));
        else
            buf_char(out, c);
    }
}

static void put_yaml(buf *out, str s)
{
    size_t run = 0;

    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '\'')
            buf_char(out, '\'');
        if (is_dollar(s, i))
            buf_fill(out, '\\', run + 1);
        buf_char(out, s.ptr[i]);
        run = s.ptr[i] == '\\' ? run + 1 : 0;
    }
}

static void put_literal(buf *out, escape_kind escape, str s)
{
    switch (escape) {
    case ESCAPE_HYDRA: put_hydra(out, s); return;
    case ESCAPE_PYTHON: put_python(out, s); return;
    case ESCAPE_YAML: put_yaml(out, s); return;
    case ESCAPE_NONE:
    case ESCAPE_JSON: break;
    }
    buf_put(out, s);
}

ir_text args_inside_quotes(const args_writer *w, const ir_text *text)
{
    ir_text out = { .at = text->at };

    for (const ir_piece *p = text->first; p; p = p->next) {
        buf spelled = buf_new(w->arena);
        size_t run = p->text.len;

        if (p->kind != IR_LITERAL) {
            ir_piece_copy(w->arena, &out, p);
            continue;
        }
        put_literal(&spelled, w->style->escape, p->text);
        while (run && p->text.ptr[run - 1] == '\\')
            run--;
        if (!p->next && w->style->escape == ESCAPE_HYDRA)
            buf_fill(&spelled, '\\', p->text.len - run);
        if (spelled.len)
            ir_piece_literal(w->arena, &out, buf_str(&spelled), p->at);
    }
    return out;
}
