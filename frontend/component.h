#ifndef FRONTEND_COMPONENT_H
#define FRONTEND_COMPONENT_H

#include "base/base.h"

/* "components/train.yaml" -> "train": the name of a file that says none. */
str component_stem(str path);

#endif
