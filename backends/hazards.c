#include "backends/hazards.h"

const hazard hazards[HAZARD_COUNT] = {
#define HAZARD(id, holds, value, argo, tekton, kfp) \
    { #id, holds, value, { argo, tekton, kfp } },
#include "backends/hazards.def"
#undef HAZARD
};
