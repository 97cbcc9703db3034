#include <pipec.h>
#include <stdio.h>
#include <string.h>

static int print(const pipec_output *output, void *payload)
{
    (void)payload;
    puts(output->file_name);
    return 0;
}

int main(void)
{
    static const char text[] = "pipec: 1\nname: hello\ntasks:\n  a:\n"
                               "    component: a\ncomponents:\n  a:\n"
                               "    image: registry.example.com/a:1\n"
                               "    command: [a]\n";
    pipec *ctx = pipec_new(NULL);
    pipec_status status;

    pipec_add_text(ctx, "hello.pipe.yaml", text, strlen(text));
    pipec_add_target(ctx, "argo", NULL);
    status = pipec_emit(ctx, print, NULL);
    pipec_free(ctx);
    return status != PIPEC_OK;
}
