#ifndef PERSISTENCE_OPERATOR_CLINK_SHIM_H
#define PERSISTENCE_OPERATOR_CLINK_SHIM_H

// The dynamic linker's list of loaded objects, which Swift's Glibc module leaves out.
#include <link.h>
#include <stddef.h>

// link.h declares this for _GNU_SOURCE only, with which fd_set and others would differ from the same types of other modules.
#ifndef __USE_GNU
// dl_iterate_phdr(3): the members that all versions of glibc have.
struct dl_phdr_info {
    ElfW(Addr) dlpi_addr;
    const char *dlpi_name;
    const ElfW(Phdr) *dlpi_phdr;
    ElfW(Half) dlpi_phnum;
};

extern int dl_iterate_phdr(int (*callback)(struct dl_phdr_info *, size_t, void *), void *data);
#endif

#endif
