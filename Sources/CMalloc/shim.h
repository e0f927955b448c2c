#ifndef PERSISTENCE_OPERATOR_CMALLOC_SHIM_H
#define PERSISTENCE_OPERATOR_CMALLOC_SHIM_H

// glibc's own part of malloc, which Swift's Glibc module leaves out.
#include <malloc.h>

#endif
