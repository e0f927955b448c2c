#ifndef PERSISTENCE_OPERATOR_CMICROHTTPD_SHIM_H
#define PERSISTENCE_OPERATOR_CMICROHTTPD_SHIM_H

#include <microhttpd.h>

// libmicrohttpd's start and queries are variadic, which Swift cannot call.

// One thread of its own serves at most `limit` connections, each of which is closed after `timeout` idle seconds.
static inline struct MHD_Daemon *cmicrohttpd_start(
    unsigned flags, const struct sockaddr *address, unsigned limit, unsigned timeout,
    MHD_AccessHandlerCallback handler, void *context) {
    return MHD_start_daemon(
        flags, 0, NULL, NULL, handler, context, MHD_OPTION_SOCK_ADDR, address, MHD_OPTION_CONNECTION_LIMIT, limit,
        MHD_OPTION_CONNECTION_TIMEOUT, timeout, MHD_OPTION_END);
}

// The port that it listens at; 0 where that is not known.
static inline uint16_t cmicrohttpd_port(struct MHD_Daemon *daemon) {
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
    return info == NULL ? 0 : info->port;
}

#endif
