#include "ir/ir.h"

#include <string.h>

typedef struct type_row {
    const char *name;
    ir_type_kind kind;
    const char *schema;
} type_row;

/* The first row of a kind is how it is printed; nobody can ask for any. */
static const type_row type_rows[] = {
    { "string", IR_STRING, NULL },
    { "int", IR_INT, NULL },
    { "float", IR_FLOAT, NULL },
    { "bool", IR_BOOL, NULL },
    { "list", IR_LIST, NULL },
    { "struct", IR_STRUCT, NULL },
    { "any", IR_ANY, NULL },
    { "PipelineTaskFinalStatus", IR_TASK_STATUS, NULL },
    { "str", IR_STRING, NULL },
    { "Text", IR_STRING, NULL },
    { "Integer", IR_INT, NULL },
    { "NUMBER_INTEGER", IR_INT, NULL },
    { "Double", IR_FLOAT, NULL },
    { "NUMBER_DOUBLE", IR_FLOAT, NULL },
    { "Boolean", IR_BOOL, NULL },
    { "JsonArray", IR_LIST, NULL },
    { "Dict", IR_STRUCT, NULL },
    { "JsonObject", IR_STRUCT, NULL },
    { "Artifact", IR_ARTIFACT, "system.Artifact" },
    { "Dataset", IR_ARTIFACT, "system.Dataset" },
    { "Model", IR_ARTIFACT, "system.Model" },
    { "HTML", IR_ARTIFACT, "system.HTML" },
    { "Markdown", IR_ARTIFACT, "system.Markdown" },
    { "Metrics", IR_ARTIFACT, "system.Metrics" },
    { "ClassificationMetrics", IR_ARTIFACT, "system.ClassificationMetrics" },
    { "SlicedClassificationMetrics", IR_ARTIFACT,
      "system.SlicedClassificationMetrics" },
};

const ir_schema ir_schema_artifact = { { "system.Artifact", 15 },
                                       { "0.0.1", 5 } };

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_letters(str a, str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.ptr[i]) != lower(b.ptr[i]))
            return false;
    return true;
}

static bool is_google_type(str name)
{
    str rest = str_sub(name, 7, name.len);

    if (!str_starts(name, STR("google.")) || !rest.len)
        return false;
    for (size_t i = 0; i < rest.len; i++)
        if (lower(rest.ptr[i]) < 'a' || lower(rest.ptr[i]) > 'z')
            return false;
    return true;
}

static ir_type artifact_of(arena *a, str title)
{
    ir_schema *schema;

    if (str_eq(title, ir_schema_artifact.title))
        return (ir_type){ .kind = IR_ARTIFACT, .schema = &ir_schema_artifact };
    schema = NEW(a, ir_schema);
    schema->title = title;
    schema->version = ir_schema_artifact.version;
    return (ir_type){ .kind = IR_ARTIFACT, .schema = schema };
}

static bool plain_type(arena *a, str name, ir_type *out)
{
    str bare = name;

    if (str_starts(name, STR("system.")))
        bare = str_sub(name, 7, name.len);
    for (size_t i = 0; i < COUNT(type_rows); i++) {
        const type_row *row = &type_rows[i];

        if (row->kind == IR_ANY ||
            !same_letters(row->schema ? bare : name, str_of(row->name)))
            continue;
        *out = row->schema ? artifact_of(a, str_of(row->schema))
                           : (ir_type){ .kind = row->kind };
        return true;
    }
    if (!is_google_type(name))
        return false;
    *out = artifact_of(a, name);
    return true;
}

static bool list_of(arena *a, str element, ir_type *out)
{
    ir_type inner;

    if (!plain_type(a, str_trim(element), &inner) || inner.kind != IR_ARTIFACT)
        return false;
    *out = inner;
    out->list = true;
    return true;
}

/* KFP takes Python's spellings, too: typing.List[int], List[Dataset]. */
bool ir_type_named(arena *a, str name, ir_type *out)
{
    size_t bracket;

    name = str_trim(name);
    if (str_starts(name, STR("list of ")))
        return list_of(a, str_sub(name, 8, name.len), out);
    if (str_starts(name, STR("typing.")))
        name = str_sub(name, 7, name.len);
    bracket = str_find(name, STR("["));
    if (bracket == name.len || !str_ends(name, STR("]")))
        return plain_type(a, name, out);
    if (same_letters(str_sub(name, 0, bracket), STR("list")) &&
        list_of(a, str_sub(name, bracket + 1, name.len - 1), out))
        return true;
    return plain_type(a, str_sub(name, 0, bracket), out);
}

str ir_schema_short(str title)
{
    if (str_starts(title, STR("system.")))
        return str_sub(title, 7, title.len);
    return title;
}

static str kind_text(ir_type_kind kind)
{
    for (size_t i = 0; i < COUNT(type_rows); i++)
        if (type_rows[i].kind == kind)
            return str_of(type_rows[i].name);
    return kind == IR_POISON ? STR("poison") : STR("untyped");
}

str ir_type_text(arena *a, ir_type t)
{
    str title;

    if (t.kind != IR_ARTIFACT)
        return kind_text(t.kind);
    title = ir_schema_short((t.schema ? t.schema : &ir_schema_artifact)->title);
    return t.list ? arena_join(a, STR("list of "), title) : title;
}

ir_type ir_type_of_constant(const doc *d)
{
    static const ir_type_kind kinds[] = {
        [DOC_NULL] = IR_ANY,    [DOC_BOOL] = IR_BOOL,     [DOC_INT] = IR_INT,
        [DOC_FLOAT] = IR_FLOAT, [DOC_STRING] = IR_STRING, [DOC_SEQ] = IR_LIST,
        [DOC_MAP] = IR_STRUCT,
    };

    return (ir_type){ .kind = kinds[d->kind] };
}

ir_type_kind ir_kind_of_both(ir_type_kind a, ir_type_kind b)
{
    bool numbers =
        (a == IR_INT || a == IR_FLOAT) && (b == IR_INT || b == IR_FLOAT);

    if (a == b)
        return a;
    return numbers ? IR_FLOAT : IR_ANY;
}

ir_type_kind ir_kind_of_elements(const doc *list)
{
    ir_type_kind kind = IR_ANY;

    doc_each (d, list) {
        ir_type_kind one = ir_type_of_constant(d).kind;

        kind = d == list->first ? one : ir_kind_of_both(kind, one);
    }
    return kind;
}
