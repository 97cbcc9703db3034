/*
 * generate N: a native pipeline of N tasks on standard output. Tasks use ten
 * components in turn, read a parameter, a constant and the output of the task
 * before; one in ten asks for resources.
 */
#include <stdio.h>
#include <stdlib.h>

static void component(int i)
{
    printf("  step%d:\n"
           "    image: registry.example.com/step%d:1.0\n"
           "    command: [python3, -m, step%d]\n"
           "    args: argparse\n"
           "    inputs: {rate: float, label: string, count: int}\n"
           "    outputs: {total: int}\n",
           i, i, i);
}

static void task(long i)
{
    printf("  task%ld:\n"
           "    component: step%ld\n"
           "    with:\n"
           "      rate: ${{ params.rate }}\n"
           "      label: part %ld\n",
           i, i % 10, i);
    if (i)
        printf("      count: ${{ task%ld.total }}\n", i - 1);
    else
        printf("      count: 0\n");
    if (i % 10 == 0)
        printf("    resources: {cpu: 2, memory: 4Gi}\n");
}

int main(int argc, char **argv)
{
    long count = argc > 1 ? strtol(argv[1], NULL, 10) : 1;

    printf("pipec: 1\nname: bench-%ld\nroot: gs://bucket/bench\n"
           "params: {rate: 0.5}\ncomponents:\n",
           count);
    for (int i = 0; i < 10 && i < count; i++)
        component(i);
    printf("tekton: {workspace: {size: 1Gi}}\ntasks:\n");
    for (long i = 0; i < count; i++)
        task(i);
    return 0;
}
