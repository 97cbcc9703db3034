#include <stdio.h>

#include "request.h"

#define AT(member) offsetof(request, member)

static const option options[] = {
    { "--task", 0, OPTION_TEXT, AT(task), "TASK",
      "the task to explain; CALL.TASK inside of a used pipeline" },
    { "--target", 't', OPTION_LIST, AT(targets), "TARGET",
      "what the pipeline is compiled to" },
    { "--param", 0, OPTION_LIST, AT(params), "KEY=VALUE",
      "value of a parameter, like the bare word key=value" },
    { "--params", 0, OPTION_LIST, AT(params_files), "FILE",
      "values of parameters, a YAML or JSON mapping" },
    { "--env", 0, OPTION_TEXT, AT(env), "NAME",
      "entry of 'envs' to lay over the pipeline" },
    { "--kind", 0, OPTION_LIST, AT(kinds), "KIND",
      "resource kind: WorkflowTemplate, Pipeline, ..." },
    { "--root", 0, OPTION_TEXT, AT(root), "URI",
      "where artifacts live instead of the pipeline's root" },
    { "--from", 0, OPTION_TEXT, AT(from), "FORMAT",
      "language of the input, when it cannot be told" },
    { "--format", 0, OPTION_TEXT, AT(format), "FORM",
      "how words and findings are printed: text, json" },
    { "--deny", 0, OPTION_LIST, AT(deny), "CODE", "make a warning an error" },
    { "--allow", 0, OPTION_LIST, AT(allow), "CODE",
      "drop a warning or a note" },
    { "--color", 0, OPTION_TEXT, AT(color), "WHEN",
      "colours on standard error: auto, always, never" },
    { NULL, 0, OPTION_FLAG, 0, NULL, NULL },
};

#undef AT

/* ---- findings ------------------------------------------------------------ */

static int explain_codes(const words *codes)
{
    if (!codes->count)
        return usage_error("no finding was named: pipec explain E0304");
    for (size_t i = 0; i < codes->count; i++) {
        const char *page = pipec_explain(codes->items[i]);

        if (!page)
            return usage_error(
                "there is no finding '%s'; see 'pipec list findings'",
                codes->items[i]);
        printf("%s%s", i ? "\n" : "", page);
    }
    return finish_output();
}

/* ---- a task -------------------------------------------------------------- */

static int check(const request *r)
{
    if (!r->task)
        return usage_error("no task was named: --task TASK");
    if (!r->targets.count)
        return usage_error("no target was given: -t TARGET (see 'pipec list')");
    if (r->inputs > 1 || r->outputs > 1)
        return usage_error("a task of one input is explained for one target");
    return EXIT_DONE;
}

static int explain_task(const command *self, int argc, char **argv)
{
    request r = { .json = false };
    pipec_explanation told = { .size = sizeof told };
    pipec_status done = PIPEC_OK;
    int status = EXIT_DONE, end;
    pipec *ctx = request_start(self, argc, argv, &r, &status);

    if (!ctx) {
        options_free(self, &r, &r.rest);
        return status;
    }
    status = check(&r);
    if (status == EXIT_DONE) {
        done = pipec_explain_task(ctx, r.task, &told);
        if (done == PIPEC_OK)
            (void)fputs(r.json ? told.json : told.text, stdout);
        status = finish_output();
    }
    end = request_finish(self, &r, ctx, done);
    return status ? status : end;
}

static int run(const command *self, int argc, char **argv)
{
    request r = { .json = false };
    bool help = false, task;
    int status = options_read(self, argc, argv, &r, &r.rest, &help);

    task = !status && !help && (r.task || r.targets.count);
    if (help)
        print_help(self);
    else if (!status && !task)
        status = explain_codes(&r.rest);
    options_free(self, &r, &r.rest);
    return task ? explain_task(self, argc, argv) : status;
}

const command cmd_explain = {
    .name = "explain",
    .takes = "CODE... | INPUT --task TASK -t TARGET [key=value]...",
    .summary =
        "Tells what a finding means, or where a task's words come from.\n"
        "CODE is that of a finding: its page is printed. With --task each word "
        "of the\ntask's command line is printed with its origin, its values, "
        "and whether all\nof these reach the program as they are.",
    .options = options,
    .run = run,
};
