#!/usr/bin/env python3
"""A TLS-terminating proxy before an API server: records every request, and breaks what it is told to break.

    counting-proxy.py --folder RUN --upstream PORT --control control.json --log requests.jsonl [--cert C --key K | --as-client]

RUN is the folder of scripts/control-plane: its API server's certificate serves the client, its administrator's (or --cert
and --key) identifies the proxy to the API server, unless --as-client lets the client's own token do that. Prints PORT=n when it listens. HTTP/1.1 on both sides.

The control file is re-read for each request; it may be absent. `serial` makes a fault a new one; each happens once:

    {"serial": 1, "fault": {"writes": 3, "when": "beforeAnswer", "action": "kill", "ignored": ["/events"]},
     "answers": [{"method": "PATCH", "path": "/deployments/", "status": 429, "headers": {"Retry-After": "1"}, "times": 2}],
     "delays": [{"method": "PATCH", "path": "/leases/", "seconds": 20}]}

A fault happens once the first `writes` write requests have been answered by the API server, before or after the client
got the last answer; no later write of the same client is forwarded. With `writes` 0 the first write is not forwarded.
Writes whose path has a part that is `ignored` do not count and are forwarded.
A delayed request is forwarded when its time is over, whether the client still waits or not.
`kill` sends SIGKILL to the process at the other end of the connection; `cut` closes all connections that are open.
"""

import argparse, http.client, json, os, signal, socket, ssl, sys, threading, time

REVIEWS = ("subjectaccessreviews", "subjectrulesreviews", "tokenreviews", "selfsubjectreviews")
HOP_BY_HOP = ("connection", "keep-alive", "transfer-encoding", "te", "upgrade", "proxy-connection")


def is_write(method, path):
    resource = path.partition("?")[0].rstrip("/").rpartition("/")[2]
    return method in ("POST", "PUT", "PATCH", "DELETE") and not resource.endswith(REVIEWS) and "dryRun=" not in path


def address_in_table(address):
    """An IPv4 address and port as /proc/net/tcp writes them."""
    return f"{int.from_bytes(socket.inet_aton(address[0]), sys.byteorder):08X}:{address[1]:04X}"


def owner_of(local, remote):
    """The process that has this end of a connection. Its port alone would not do: the kernel gives the same port to
    connections with different other ends, so that it may be the API server's as well."""
    ends = [address_in_table(local), address_in_table(remote)]
    with open("/proc/net/tcp") as table:
        rows = [line.split() for line in list(table)[1:]]
    inode = next((f"socket:[{fields[9]}]" for fields in rows if fields[1:3] == ends and fields[9] != "0"), None)
    for process in filter(str.isdigit, os.listdir("/proc") if inode else []):
        try:
            if any(os.readlink(f"/proc/{process}/fd/{fd}") == inode for fd in os.listdir(f"/proc/{process}/fd")):
                return int(process)
        except OSError:
            pass  # it has ended, or is not ours
    return None


class Closed(Exception):
    """This connection ends here."""


class Proxy:
    def __init__(self, options):
        self.options, self.lock = options, threading.RLock()
        self.connections, self.serial, self.fault = {}, None, None
        self.received = self.answered = self.number = 0
        self.answers, self.delays = [], []
        self.log = open(options.log, "a", buffering=1)
        self.upstream_tls = ssl.create_default_context(cafile=f"{options.folder}/pki/ca.crt")
        if not options.as_client:
            self.upstream_tls.load_cert_chain(options.cert, options.key)

    def reread_control(self):
        try:
            with open(self.options.control) as file:
                control = json.load(file)
        except FileNotFoundError:
            return
        if control["serial"] != self.serial:
            self.serial, self.fault, self.answers = control["serial"], control.get("fault"), control.get("answers", [])
            self.delays = control.get("delays", [])
            self.received = self.answered = 0

    def delay(self, method, path):
        """How long a request is held back, in seconds."""
        matching = [d for d in self.delays if d["method"] in ("*", method) and d["path"] in path]
        return max((d["seconds"] for d in matching), default=0)

    def prepared_answer(self, method, path):
        for answer in self.answers:
            if answer.get("times", 1) > 0 and answer["method"] in ("*", method) and answer["path"] in path:
                answer["times"] = answer.get("times", 1) - 1
                return answer
        return None

    def is_counted(self, method, path):
        return bool(self.fault) and is_write(method, path) and not any(p in path for p in self.fault.get("ignored", []))

    def strike(self, connection):
        """The fault happens: every connection that is open now ends."""
        fault, self.fault = self.fault, None
        if fault["action"] == "kill":
            if connection.owner is not None:
                os.kill(connection.owner, signal.SIGKILL)
        for each in list(self.connections.values()):
            each.cut()
        raise Closed

    def record(self, connection, method, path, status):
        with self.lock:
            self.number += 1
            entry = {"number": self.number, "connection": connection.identifier, "method": method, "path": path,
                     "status": status, "write": is_write(method, path), "time": time.monotonic_ns() // 1000}
            self.log.write(json.dumps(entry) + "\n")

    def handle(self, connection, method, path, headers, body):
        with self.lock:
            if connection.is_cut:
                raise Closed
            self.reread_control()
            prepared = self.prepared_answer(method, path)
            if not prepared and self.is_counted(method, path):
                # While the client waits for the answer: later it may have closed this connection.
                connection.owner = connection.owner or owner_of(connection.peer, connection.stream.getsockname())
                self.received += 1
                if self.received > self.fault["writes"]:
                    if self.fault["writes"] == 0:
                        self.strike(connection)
                    raise Closed
        if prepared:
            self.record(connection, method, path, prepared["status"])
            text = prepared.get("body", "").encode()
            return connection.answer(prepared["status"], list(prepared.get("headers", {}).items()), [text], len(text))
        time.sleep(self.delay(method, path))
        response = connection.forward(method, path, headers, body)
        # Logged first: whoever has the answer finds it in the log.
        self.record(connection, method, path, response.status)
        last = False
        with self.lock:
            if self.is_counted(method, path) and not connection.is_cut:
                self.answered += 1
                last = self.answered == self.fault["writes"]
                if last and self.fault["when"] == "beforeAnswer":
                    response.read()
                    self.strike(connection)
        length = response.getheader("Content-Length")
        chunks = iter(lambda: response.read1(65536), b"")
        connection.answer(response.status, response.getheaders(), chunks, None if length is None else int(length))
        response.read()  # read1 alone does not tell the upstream connection that this answer is over
        if last:
            with self.lock:
                if self.fault:
                    self.strike(connection)


class Connection:
    def __init__(self, proxy, stream, identifier, peer):
        self.proxy, self.stream, self.identifier, self.peer = proxy, stream, identifier, peer
        self.reader, self.is_cut = stream.makefile("rb"), False
        self.upstream = None
        self.owner = None  # the process at the other end, once it is asked for

    def cut(self):
        self.is_cut = True
        try:
            self.stream.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # the client was faster

    def serve(self):
        while self.serve_one():
            pass

    def serve_one(self):
        request = self.reader.readline(65536).split()
        if len(request) != 3:
            return False
        method, path = request[0].decode(), request[1].decode()
        headers = http.client.parse_headers(self.reader)
        if headers.get("Expect", "").lower() == "100-continue":
            self.stream.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        self.proxy.handle(self, method, path, headers, self.body(headers))
        return headers.get("Connection", "").lower() != "close"

    def body(self, headers):
        if "chunked" not in headers.get("Transfer-Encoding", ""):
            return self.reader.read(int(headers.get("Content-Length", 0)))
        whole = b""
        while size := int(self.reader.readline().partition(b";")[0], 16):
            whole += self.reader.read(size)
            self.reader.readline()
        self.reader.readline()
        return whole

    def forward(self, method, path, headers, body):
        kept = {name: value for name, value in headers.items() if name.lower() not in HOP_BY_HOP + ("expect",)}
        if self.upstream is None:
            options = self.proxy.options
            self.upstream = http.client.HTTPSConnection("127.0.0.1", options.upstream, context=self.proxy.upstream_tls)
        self.upstream.request(method, path, body=body or None, headers=kept)
        return self.upstream.getresponse()

    def answer(self, status, headers, chunks, length):
        head = [f"HTTP/1.1 {status} {http.client.responses.get(status, 'Unknown')}"]
        head += [f"{name}: {value}" for name, value in headers if name.lower() not in HOP_BY_HOP + ("content-length",)]
        bodyless = status in (204, 304)
        if not bodyless:
            head.append("Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}")
        self.stream.sendall(("\r\n".join(head) + "\r\n\r\n").encode())
        for chunk in chunks:
            self.stream.sendall(chunk if length is not None else b"%x\r\n%s\r\n" % (len(chunk), chunk))
        if length is None and not bodyless:
            self.stream.sendall(b"0\r\n\r\n")


def serve(proxy, tls, plain, identifier, peer):
    try:
        with tls.wrap_socket(plain, server_side=True) as stream:
            connection = Connection(proxy, stream, identifier, peer)
            with proxy.lock:
                proxy.connections[identifier] = connection
            try:
                connection.serve()
            finally:
                with proxy.lock:
                    del proxy.connections[identifier]
                if connection.upstream:
                    connection.upstream.close()
    except (Closed, OSError, ValueError, http.client.HTTPException):
        pass  # the client went away or was cut off


def main():
    parser = argparse.ArgumentParser()
    for name in ("folder", "control", "log"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--upstream", type=int, required=True)
    parser.add_argument("--as-client", action="store_true")
    parser.add_argument("--cert")
    parser.add_argument("--key")
    options = parser.parse_args()
    options.cert = options.cert or f"{options.folder}/pki/admin.crt"
    options.key = options.key or f"{options.folder}/pki/admin.key"
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(f"{options.folder}/pki/apiserver.crt", f"{options.folder}/pki/apiserver.key")
    tls.set_alpn_protocols(["http/1.1"])
    proxy = Proxy(options)
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    print(f"PORT={listener.getsockname()[1]}", flush=True)
    identifier = 0
    while True:
        plain, peer = listener.accept()
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        identifier += 1
        threading.Thread(target=serve, args=(proxy, tls, plain, identifier, peer), daemon=True).start()


main()
