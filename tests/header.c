/* The public header needs nothing before it. */
#include <pipec.h>

#include <pipec.h>

pipec_status header_is_c(pipec *ctx);

pipec_status header_is_c(pipec *ctx)
{
    return pipec_check(ctx);
}
