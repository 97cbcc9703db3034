#include "tests/play.h"

/* KFP's IR: placeholders are replaced once, from left to right, never inside
 * a value that was inserted; conditions are decided by presence. */

typedef struct kfp {
    play *play;
    const doc *spec; /* the PipelineSpec */
    map params;      /* of the pipeline: name -> doc *; absent ones are not */
} kfp;

/* One task's inputs. */
typedef struct task_inputs {
    kfp *kfp;
    str task;
    map params;    /* name -> doc *, defaults filled in */
    map artifacts; /* name -> str *: "task.output", for marks */
    const doc *component;
} task_inputs;

/* The numbers in a list or struct are doubles, too. */
static doc *with_doubles(arena *a, const doc *d)
{
    doc *made = doc_is_map(d) ? doc_map(a) : doc_seq(a);

    if (d->kind == DOC_INT || d->kind == DOC_FLOAT)
        return doc_number(a, play_double(a, d->text, 1e300));
    if (doc_is_scalar(d))
        return doc_copy(a, d);
    doc_each (child, d) {
        if (doc_is_map(d))
            doc_put(a, made, child->key, with_doubles(a, child));
        else
            doc_push(a, made, with_doubles(a, child));
    }
    return made;
}

static str value_text(arena *a, const doc *d)
{
    buf out = buf_new(a);

    switch ((doc_kind)d->kind) {
    case DOC_NULL: return STR("");
    case DOC_STRING:
    case DOC_BOOL: return d->text;
    case DOC_INT:
    case DOC_FLOAT: return play_double(a, d->text, 1e300);
    case DOC_SEQ:
    case DOC_MAP: json_write_compact(&out, with_doubles(a, d)); break;
    }
    return buf_str(&out);
}

/* ---- placeholders ------------------------------------------------------- */

/* The quoted key after head, and what follows the bracket. */
static bool key_after(str tag, str head, str *key, str *rest)
{
    size_t end;

    if (!str_starts(tag, head))
        return false;
    tag = str_sub(tag, head.len, tag.len);
    end = str_find(tag, STR("']"));
    *key = str_sub(tag, 0, end);
    *rest = str_sub(tag, end + 2, tag.len);
    return end < tag.len;
}

static str escaped(arena *a, str text, str how)
{
    if (!str_starts(how, STR(".json_escape[")))
        return text;
    for (size_t times = (size_t)(how.ptr[13] - '0'); times > 0; times--) {
        buf out = buf_new(a);

        json_write_string(&out, text);
        text = str_sub(buf_str(&out), 1, out.len - 1);
    }
    return text;
}

static void put_parameter(task_inputs *in, buf *out, str name, str how)
{
    const doc *value = map_get(&in->params, name);
    arena *a = in->kfp->play->arena;

    if (!value) {
        play_fail(in->kfp->play, "input '%.*s' of '%.*s' has no value",
                  STR_ARG(name), STR_ARG(in->task));
        return;
    }
    buf_put(out, escaped(a, value_text(a, value), how));
}

static void put_input(task_inputs *in, buf *out, str name, str how)
{
    const str *from = play_get(&in->artifacts, name);

    if (!from)
        play_fail(in->kfp->play, "input artifact '%.*s' is not given",
                  STR_ARG(name));
    else if (str_eq(how, STR(".path")))
        buf_printf(out, "<in:%.*s>", STR_ARG(*from));
    else if (str_eq(how, STR(".uri")))
        buf_printf(out, "<uri:%.*s>", STR_ARG(*from));
    else
        buf_printf(out, "<%.*s:%.*s>", STR_ARG(how), STR_ARG(*from));
}

static void put_output(task_inputs *in, buf *out, str name, str how)
{
    play *p = in->kfp->play;
    const doc *declared = play_at(in->component, "outputDefinitions.artifacts");

    if (!doc_get(declared, name))
        play_fail(p, "there is no output artifact '%.*s'", STR_ARG(name));
    if (str_eq(how, STR(".path")))
        buf_put(out, play_mark(p->arena, "out", STR(""), name));
    else if (str_eq(how, STR(".uri")))
        buf_put(out, play_mark(p->arena, "uri", in->task, name));
    else
        play_fail(p, "'%.*s' of an output", STR_ARG(how));
}

static bool put_fact(task_inputs *in, buf *out, str tag)
{
    if (str_eq(tag, STR("pipeline_job_uuid")))
        buf_put(out, STR("<run.id>"));
    else if (str_eq(tag, STR("pipeline_job_name")) ||
             str_eq(tag, STR("pipeline_job_resource_name")))
        buf_put(out, STR("<run.name>"));
    else if (str_eq(tag, STR("pipeline_job_create_time_utc")))
        buf_put(out, STR("<run.time>"));
    else if (str_eq(tag, STR("pipeline_task_uuid")))
        buf_put(out, STR("<task.id>"));
    else if (str_eq(tag, STR("pipeline_task_name")))
        buf_put(out, in->task);
    else
        return false;
    return true;
}

/* What stands between "{{$." and "}}". */
static void put_tag(task_inputs *in, buf *out, str tag)
{
    str key, rest;
    play *p = in->kfp->play;

    if (key_after(tag, STR("inputs.parameters['"), &key, &rest)) {
        put_parameter(in, out, key, rest);
    } else if (key_after(tag, STR("inputs.artifacts['"), &key, &rest)) {
        put_input(in, out, key, rest);
    } else if (key_after(tag, STR("outputs.artifacts['"), &key, &rest)) {
        put_output(in, out, key, rest);
    } else if (key_after(tag, STR("outputs.parameters['"), &key, &rest)) {
        if (!str_eq(rest, STR(".output_file")) ||
            !doc_get(play_at(in->component, "outputDefinitions.parameters"),
                     key))
            play_fail(p, "{{$.%.*s}} is unknown", STR_ARG(tag));
        buf_put(out, play_mark(p->arena, "out", STR(""), key));
    } else if (!put_fact(in, out, tag)) {
        play_fail(p, "{{$.%.*s}} is unknown", STR_ARG(tag));
    }
}

static str put_tags(task_inputs *in, str text)
{
    buf out = buf_new(in->kfp->play->arena);

    for (;;) {
        size_t open = str_find(text, STR("{{$"));
        str tag = str_sub(text, open + 3, text.len);
        size_t close = str_find(tag, STR("}}"));

        buf_put(&out, str_sub(text, 0, open));
        if (open == text.len)
            return buf_str(&out);
        if (close == tag.len)
            play_fail(in->kfp->play, "a placeholder has no end");
        text = str_sub(tag, close + 2, tag.len);
        tag = str_sub(tag, 0, close);
        if (!tag.len)
            buf_put(&out, STR("<executor-input>"));
        else if (tag.ptr[0] == '.')
            put_tag(in, &out, str_sub(tag, 1, tag.len));
        else
            play_fail(in->kfp->play, "{{$%.*s}} is unknown", STR_ARG(tag));
    }
}

/* ---- words -------------------------------------------------------------- */

static void put_words(task_inputs *in, doc *to, const doc *word);

static bool is_present(task_inputs *in, const doc *name)
{
    const doc *value = name ? map_get(&in->params, name->text) : NULL;

    if (!name)
        play_fail(in->kfp->play, "a condition names no input");
    return (value && value->kind != DOC_NULL) ||
           (name && map_get(&in->artifacts, name->text));
}

static void put_condition(task_inputs *in, doc *to, const doc *condition)
{
    bool present = is_present(in, doc_get(condition, STR("InputName")));
    const doc *arm = doc_get(condition, present ? STR("Then") : STR("Else"));

    if (!doc_is_seq(arm)) {
        if (arm)
            put_words(in, to, arm);
        return;
    }
    doc_each (word, arm)
        put_words(in, to, word);
}

static void put_joined(task_inputs *in, doc *to, const doc *parts)
{
    arena *a = in->kfp->play->arena;
    doc *words = doc_seq(a);
    buf out = buf_new(a);

    doc_each (part, parts)
        put_words(in, words, part);
    doc_each (word, words)
        buf_put(&out, word->text);
    doc_push(a, to, doc_string(a, buf_str(&out)));
}

static void put_words(task_inputs *in, doc *to, const doc *word)
{
    play *p = in->kfp->play;
    const doc *tree = word;

    if (word->kind == DOC_STRING) {
        source *from = NULL;

        if (!str_starts(word->text, STR("{\"Concat\": ")) &&
            !str_starts(word->text, STR("{\"IfPresent\": "))) {
            doc_push(p->arena, to,
                     doc_string(p->arena, put_tags(in, word->text)));
            return;
        }
        from = sources_add(&p->session->sources, p->arena, STR("<condition>"),
                           word->text);
        tree = from ? json_read(p->session, from) : NULL;
    }
    if (doc_get(tree, STR("IfPresent")))
        put_condition(in, to, doc_get(tree, STR("IfPresent")));
    else if (doc_get(tree, STR("Concat")))
        put_joined(in, to, doc_get(tree, STR("Concat")));
    else
        play_fail(p, "a word is no text: '%.*s'",
                  STR_ARG(value_text(p->arena, word)));
}

static doc *words_of(task_inputs *in, const doc *list)
{
    doc *words = doc_seq(in->kfp->play->arena);

    for (const doc *w = list ? list->first : NULL; w; w = w->next)
        put_words(in, words, w);
    return words;
}

/* ---- values ------------------------------------------------------------- */

static bool type_fits(const doc *value, str type)
{
    switch ((doc_kind)value->kind) {
    case DOC_NULL: return true;
    case DOC_BOOL: return str_eq(type, STR("BOOLEAN"));
    case DOC_STRING: return str_eq(type, STR("STRING"));
    case DOC_INT:
        return str_eq(type, STR("NUMBER_INTEGER")) ||
               str_eq(type, STR("NUMBER_DOUBLE"));
    case DOC_FLOAT: return str_eq(type, STR("NUMBER_DOUBLE"));
    case DOC_SEQ: return str_eq(type, STR("LIST"));
    case DOC_MAP: return str_eq(type, STR("STRUCT"));
    }
    return false;
}

static void set_value(kfp *k, map *params, str name, const doc *value,
                      const doc *declared)
{
    str type =
        declared ? doc_get(declared, STR("parameterType"))->text : STR("");
    arena *a = k->play->arena;

    if (declared && !type_fits(value, type))
        play_fail(k->play, "the value of '%.*s' is no %.*s", STR_ARG(name),
                  STR_ARG(type));
    if (value->kind != DOC_NULL)
        map_put(params, name, doc_copy(a, value));
}

/* An output of an upstream task, read by its type. */
static const doc *produced(kfp *k, str text, str type)
{
    arena *a = k->play->arena;
    source *from;
    const doc *d;

    if (str_eq(type, STR("STRING")))
        return doc_string(a, text);
    from = sources_add(&k->play->session->sources, a, STR("<output>"),
                       str_trim(text));
    d = from ? json_read(k->play->session, from) : NULL;
    return d ? d : doc_string(a, text);
}

static const doc *component_of(kfp *k, const doc *task)
{
    const doc *ref = play_at(task, "componentRef.name");
    const doc *components = doc_get(k->spec, STR("components"));
    const doc *found = ref ? doc_get(components, ref->text) : NULL;

    if (!found)
        play_fail(k->play, "a task has no component");
    return found;
}

static const doc *output_value(kfp *k, const doc *ref)
{
    str task = play_string(k->play, doc_get(ref, STR("producerTask")), "task");
    str key =
        play_string(k->play, doc_get(ref, STR("outputParameterKey")), "output");
    const doc *producer = doc_get(play_at(k->spec, "root.dag.tasks"), task);
    const doc *declared = producer
                              ? doc_get(play_at(component_of(k, producer),
                                                "outputDefinitions.parameters"),
                                        key)
                              : NULL;

    const str *value = play_output(k->play, task, key);

    if (!declared || !value) {
        play_fail(k->play, "'%.*s' has no output '%.*s'", STR_ARG(task),
                  STR_ARG(key));
        return NULL;
    }
    return produced(k, *value, doc_get(declared, STR("parameterType"))->text);
}

/* Placeholders inside a constant; they name other inputs of the task. */
static void fill_constant(task_inputs *in, doc *d)
{
    if (d->kind == DOC_STRING)
        d->text = put_tags(in, d->text);
    if (d->kind != DOC_SEQ && d->kind != DOC_MAP)
        return;
    for (doc *child = d->first; child; child = child->next)
        fill_constant(in, child);
}

/* The field of a value that parseJson(string_value)["a"]["b"] names. */
static const doc *selected(kfp *k, const doc *given, const doc *value)
{
    const doc *selector = doc_get(given, STR("parameterExpressionSelector"));
    str head = STR("parseJson(string_value)"), rest, key;

    if (!selector || !value)
        return value;
    if (!str_starts(selector->text, head))
        play_fail(k->play, "the selector %.*s is not understood",
                  STR_ARG(selector->text));
    rest = str_sub(selector->text, head.len, selector->text.len);
    while (value && str_starts(rest, STR("[\""))) {
        rest = str_sub(rest, 2, rest.len);
        key = str_sub(rest, 0, str_find(rest, STR("\"]")));
        rest = str_sub(rest, key.len + 2, rest.len);
        value = doc_get(value, key);
    }
    if (!value)
        play_fail(k->play, "%.*s selects nothing", STR_ARG(selector->text));
    return value;
}

static bool has_tags(const doc *d)
{
    if (d->kind == DOC_STRING)
        return str_find(d->text, STR("{{$")) < d->text.len;
    if (d->kind != DOC_SEQ && d->kind != DOC_MAP)
        return false;
    doc_each (child, d)
        if (has_tags(child))
            return true;
    return false;
}

static void read_parameter(task_inputs *in, const doc *given, bool tags)
{
    kfp *k = in->kfp;
    const doc *declared = doc_get(
        play_at(in->component, "inputDefinitions.parameters"), given->key);
    const doc *constant = play_at(given, "runtimeValue.constant");
    const doc *param = doc_get(given, STR("componentInputParameter"));
    const doc *output = doc_get(given, STR("taskOutputParameter"));
    const doc *value = NULL;

    if (tags != (constant && has_tags(constant)))
        return;
    if (constant) {
        doc *filled = doc_copy(k->play->arena, constant);

        fill_constant(in, filled);
        value = filled;
    } else if (param) {
        value = map_get(&k->params, param->text);
    } else if (output) {
        value = output_value(k, output);
    } else {
        play_fail(k->play, "input '%.*s' is bound to nothing known",
                  STR_ARG(given->key));
    }
    value = selected(k, given, value);
    if (value)
        set_value(k, &in->params, given->key, value, declared);
}

static void read_artifact(task_inputs *in, const doc *given)
{
    play *p = in->kfp->play;
    const doc *param = doc_get(given, STR("componentInputArtifact"));
    const doc *output = doc_get(given, STR("taskOutputArtifact"));
    const doc *task = doc_get(output, STR("producerTask"));
    const doc *key = doc_get(output, STR("outputArtifactKey"));
    str t, n;

    if (!param && (!task || !key)) {
        play_fail(p, "artifact '%.*s' is bound to nothing known",
                  STR_ARG(given->key));
        return;
    }
    t = param ? STR("params") : play_name(p->arena, task->text);
    n = play_name(p->arena, param ? param->text : key->text);
    play_set(&in->artifacts, p->arena, given->key,
             arena_printf(p->arena, "%.*s.%.*s", STR_ARG(t), STR_ARG(n)));
}

static void read_inputs(task_inputs *in, const doc *task)
{
    const doc *params = play_at(task, "inputs.parameters");
    const doc *artifacts = play_at(task, "inputs.artifacts");
    const doc *declared = play_at(in->component, "inputDefinitions.parameters");

    for (const doc *d = params ? params->first : NULL; d; d = d->next)
        read_parameter(in, d, false);
    for (const doc *d = params ? params->first : NULL; d; d = d->next)
        read_parameter(in, d, true);
    for (const doc *d = artifacts ? artifacts->first : NULL; d; d = d->next)
        read_artifact(in, d);
    for (const doc *d = declared ? declared->first : NULL; d; d = d->next) {
        const doc *value = doc_get(d, STR("defaultValue"));

        if (value && !map_get(&in->params, d->key))
            set_value(in->kfp, &in->params, d->key, value, d);
    }
}

static void start(kfp *k, const doc *task)
{
    arena *a = k->play->arena;
    task_inputs in = { k, task->key, map_new(a), map_new(a),
                       component_of(k, task) };
    const doc *label = doc_get(in.component, STR("executorLabel"));
    const doc *executors = play_at(k->spec, "deploymentSpec.executors");
    const doc *executor = label ? doc_get(executors, label->text) : NULL;
    const doc *container = doc_get(executor, STR("container"));
    play_task *t;

    if (doc_get(executor, STR("importer")))
        return;
    if (!container) {
        play_fail(k->play, "task '%.*s' has no container", STR_ARG(task->key));
        return;
    }
    t = play_add(k->play, task->key);
    read_inputs(&in, task);
    t->command = words_of(&in, doc_get(container, STR("command")));
    t->args = words_of(&in, doc_get(container, STR("args")));
    t->env = doc_get(container, STR("env"));
}

/* The values of the pipeline's parameters: the job's, else the defaults. */
static void read_params(kfp *k, const doc *given)
{
    const doc *declared = play_at(k->spec, "root.inputDefinitions.parameters");

    for (const doc *d = declared ? declared->first : NULL; d; d = d->next) {
        const doc *value = given ? doc_get(given, d->key) : NULL;

        if (!value)
            value = doc_get(d, STR("defaultValue"));
        if (value)
            set_value(k, &k->params, d->key, value, d);
    }
    for (const doc *d = given ? given->first : NULL; d; d = d->next)
        if (!declared || !doc_get(declared, d->key))
            play_fail(k->play, "the job gives an undeclared parameter");
}

void play_kfp(play *p, const doc *docs)
{
    kfp k = { .play = p, .params = map_new(p->arena) };
    const doc *spec = doc_get(docs->first, STR("pipelineSpec"));
    const doc *tasks;

    k.spec = spec ? spec : docs->first;
    read_params(&k, play_at(docs->first, "runtimeConfig.parameterValues"));
    tasks = play_at(k.spec, "root.dag.tasks");
    if (!tasks)
        play_fail(p, "the pipeline has no tasks");
    for (const doc *t = tasks ? tasks->first : NULL; t; t = t->next)
        start(&k, t);
}
