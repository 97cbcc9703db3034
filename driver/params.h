#ifndef DRIVER_PARAMS_H
#define DRIVER_PARAMS_H

#include "driver/run.h"

/* Sets ir_port.given of the modules' parameters from the run's params. */
void params_apply(run *r);

#endif
