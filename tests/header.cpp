/* The public header is clean C++, too. */
#include <pipec.h>

pipec_status header_is_cxx(pipec *ctx);

pipec_status header_is_cxx(pipec *ctx)
{
    pipec_options options = pipec_options();
    pipec_target target = pipec_target();

    options.size = sizeof options;
    target.size = sizeof target;
    return pipec_add_target(ctx, "argo", &target);
}
