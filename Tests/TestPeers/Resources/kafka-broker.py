#!/usr/bin/env python3
"""A Kafka peer for tests on loopback: TLS, SASL (PLAIN, SCRAM-SHA-256/512, OAUTHBEARER), topic authorization.

The wire codec is kafka-python 3's (PyPI `kafka-python`, schemas generated from Apache Kafka's own), so only the answers
are ours. Answers ApiVersions, SaslHandshake, SaslAuthenticate, Metadata and DescribeConfigs, and what consumer
groups need (kafka_groups.py), and what makes topics and partitions (kafka_making.py); any other request closes the connection.
Never creates a topic that nobody asked to have created. State is a JSON file, re-read whenever it was replaced, so a test can change it live:

    {"users": {"writer": "secret"}, "acl": {"writer": ["metrics-bus-1"]},
     "topics": {"metrics-bus-1": {"partitions": 12, "replicas": [0], "isr": [0], "leader": 0,
                                  "configs": {"retention.ms": "604800000", "min.insync.replicas": "1"}}}}

    kafka-broker.py --port 19092 --state state.json [--cert broker.crt --key broker.key]

Port 0 takes a free one. Prints `listening PORT`, then a line for each request: `request KEY VERSION USER`. Also in the
state: "mechanisms" (all four unless told), "refuses_tokens" (OAUTHBEARER takes any token that is still good, but none then),
"session_seconds" (how long a connection lasts after a login with a token), "silent" (names of topics that answers leave out),
"partial" (topics whose answers lack the last partition), "configs" (of the broker itself), "hidden_configs" (topics whose
configuration nobody may see).
"""

import argparse, asyncio, base64, datetime, functools, hashlib, hmac, json, operator, os, ssl, struct, sys, urllib.parse

import kafka.protocol.admin, kafka.protocol.metadata, kafka.protocol.sasl
import kafka_groups, kafka_making
from kafka.protocol.api_message import ApiMessage

METADATA, SASL_HANDSHAKE, API_VERSIONS, DESCRIBE_CONFIGS, SASL_AUTHENTICATE = 3, 17, 18, 32, 36
VERSIONS = {METADATA: (0, 9), SASL_HANDSHAKE: (0, 1), API_VERSIONS: (0, 3), DESCRIBE_CONFIGS: (0, 4), SASL_AUTHENTICATE: (0, 2),
            **kafka_groups.VERSIONS, **kafka_making.VERSIONS}
UNKNOWN_TOPIC, TOPIC_AUTHORIZATION_FAILED, UNSUPPORTED_MECHANISM, SASL_FAILED, LEADER_NOT_AVAILABLE = 3, 29, 33, 58, 5
BROKER = 4
MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER")

REQUESTS, RESPONSES = {}, {}
for module in (kafka.protocol.metadata, kafka.protocol.admin, kafka.protocol.sasl, *kafka_groups.PROTOCOLS, *kafka_making.PROTOCOLS):
    for name in dir(module):
        kind = getattr(module, name)
        if isinstance(kind, type) and issubclass(kind, ApiMessage) and kind is not ApiMessage:
            (REQUESTS if kind.is_request() else RESPONSES)[kind.API_KEY] = kind


class Refused(Exception):
    """The broker closes the connection."""


@functools.lru_cache(maxsize=1)
def parsed_state(path, *version):
    """A state of many topics takes longer to parse than its requests to answer."""
    with open(path) as file:
        return json.load(file)


class Connection:
    def __init__(self, options):
        self.options, self.user, self.mechanism, self.scram = options, None, None, None

    @property
    def state(self):
        return parsed_state(self.options.state, *operator.attrgetter("st_ino", "st_mtime_ns", "st_size")(os.stat(self.options.state)))

    def answer(self, key, version, request):
        response = RESPONSES[key]
        if key == API_VERSIONS:
            entry = getattr(response, "ApiVersion", None) or response.ApiKeyVersion
            keys = [entry(api_key=k, min_version=low, max_version=high, version=version) for k, (low, high) in VERSIONS.items()]
            return response(version=version, error_code=0, api_keys=keys, throttle_time_ms=0)
        if key == SASL_HANDSHAKE:
            self.mechanism = request.mechanism
            offered = self.state.get("mechanisms", list(MECHANISMS))
            error = 0 if request.mechanism in offered else UNSUPPORTED_MECHANISM
            return response(version=version, error_code=error, mechanisms=offered)
        if key == SASL_AUTHENTICATE:
            try:
                data, error, message = self.authenticate(bytes(request.auth_bytes)), 0, None
            except (KeyError, ValueError, AssertionError):
                data, error = b"", SASL_FAILED
                message = f"Authentication failed due to invalid credentials with SASL mechanism {self.mechanism}"
                if self.mechanism == "OAUTHBEARER":
                    # As a careless broker would: the client must not repeat it.
                    message += f": {bytes(request.auth_bytes).decode(errors='replace')}"
            return response(version=version, error_code=error, error_message=message, auth_bytes=data, session_lifetime_ms=0)
        if self.state.get("users") and not self.user:
            raise Refused("request before authentication")
        for answers in (kafka_groups.ANSWERS, kafka_making.ANSWERS):
            if key in answers:
                return answers[key](response, version, request, self.state, self.options)
        return {METADATA: self.metadata, DESCRIBE_CONFIGS: self.configs}[key](response, version, request)

    def allowed(self, topic, state):
        acl = state.get("acl", {})
        return self.user not in acl or topic in acl[self.user]

    def metadata(self, response, version, request):
        state = self.state
        topics = state["topics"]
        every = request.topics is None or (version == 0 and not request.topics)
        answers, kind = [], response.MetadataResponseTopic
        for name in sorted(topics) if every else [topic.name for topic in request.topics]:
            if not self.allowed(name, state):
                if every:
                    continue
                error, topic = TOPIC_AUTHORIZATION_FAILED, {"partitions": 0}
            else:
                error, topic = (0, topics[name]) if name in topics else (UNKNOWN_TOPIC, {"partitions": 0})
            if name in state.get("silent", []):
                continue
            leader = topic.get("leader", 0)
            partitions = [
                kind.MetadataResponsePartition(
                    version=version, error_code=0 if leader >= 0 else LEADER_NOT_AVAILABLE, partition_index=index, leader_id=leader,
                    leader_epoch=0, replica_nodes=topic.get("replicas", [0]), isr_nodes=topic.get("isr", [0]), offline_replicas=[])
                for index in range(topic["partitions"] - (name in state.get("partial", [])))
            ]
            answers.append(kind(version=version, error_code=error, name=name, is_internal=False, partitions=partitions))
        brokers = [
            response.MetadataResponseBroker(
                version=version, node_id=node, host=kafka_making.address(self.options.host, node), port=self.options.port, rack=None)
            for node in kafka_making.brokers(state)]
        return response(version=version, throttle_time_ms=0, brokers=brokers, cluster_id="test", controller_id=0, topics=answers)

    def configs(self, response, version, request):
        state = self.state
        topics, kind = state["topics"], response.DescribeConfigsResult
        results = []
        for resource in request.resources:
            name = resource.resource_name
            if resource.resource_type == BROKER:
                error, configs = 0, state.get("configs", {})
            elif name not in topics:
                error, configs = UNKNOWN_TOPIC, {}
            else:
                seen = self.allowed(name, state) and name not in state.get("hidden_configs", [])
                error, configs = 0 if seen else TOPIC_AUTHORIZATION_FAILED, topics[name].get("configs", {})
            entries = [] if error else [
                kind.DescribeConfigsResourceResult(
                    version=version, name=key, value=value, read_only=False, config_source=5, is_sensitive=False, synonyms=[],
                    config_type=5, documentation=None)
                for key, value in configs.items()
                if not resource.configuration_keys or key in resource.configuration_keys
            ]
            results.append(kind(version=version, error_code=error, error_message=None, resource_type=resource.resource_type,
                                resource_name=name, configs=entries))
        return response(version=version, throttle_time_ms=0, results=results)

    def authenticate(self, data):
        users = self.state["users"]
        if self.mechanism == "PLAIN":
            _, user, password = data.split(b"\0")
            if users[user.decode()] != password.decode():
                raise ValueError("wrong password")
            self.user = user.decode()
            return b""
        if self.mechanism == "OAUTHBEARER":
            token = data.split(b"auth=Bearer ", 1)[1].split(b"\x01", 1)[0].decode()
            # In hexadecimal: what is printed is searched for secrets, of which a token is made.
            print("token", token.encode().hex(), flush=True)
            if self.state.get("refuses_tokens") or self.is_over(token):
                raise ValueError("no such token, or over")
            self.user = "oauth"
            return b""
        return self.scram_step(users, data)

    @staticmethod
    def is_over(token):
        """As Amazon MSK has tokens: an address in base64 for URLs without padding, which says how long it is good."""
        address = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(address).query)
        signed = datetime.datetime.strptime(query["X-Amz-Date"][0], "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc)
        return signed + datetime.timedelta(seconds=int(query["X-Amz-Expires"][0])) < datetime.datetime.now(datetime.timezone.utc)

    def scram_step(self, users, data):
        digest = {"SCRAM-SHA-256": "sha256", "SCRAM-SHA-512": "sha512"}[self.mechanism]
        if self.scram is None:
            first = data.split(b",", 2)[2]
            fields = dict(part.split(b"=", 1) for part in first.split(b","))
            salt, user = os.urandom(16), fields[b"n"].decode()
            salted = hashlib.pbkdf2_hmac(digest, users[user].encode(), salt, 4096)
            challenge = b"r=" + fields[b"r"] + base64.b64encode(os.urandom(12)) + b",s=" + base64.b64encode(salt) + b",i=4096"
            self.scram = (user, salted, first, challenge)
            return challenge
        user, salted, first, challenge = self.scram
        final, proof = data.rsplit(b",p=", 1)
        sign = lambda key, message: hmac.new(key, message, digest).digest()
        message = first + b"," + challenge + b"," + final
        client_key = sign(salted, b"Client Key")
        signature = sign(hashlib.new(digest, client_key).digest(), message)
        if bytes(a ^ b for a, b in zip(client_key, signature)) != base64.b64decode(proof):
            raise ValueError("wrong password")
        self.user = user
        return b"v=" + base64.b64encode(sign(sign(salted, b"Server Key"), message))


async def serve(options, reader, writer):
    connection = Connection(options)
    try:
        while True:
            size, = struct.unpack(">i", await reader.readexactly(4))
            if not 8 <= size <= 100 << 20:
                raise Refused("not a Kafka request: size out of range, as Apache Kafka refuses it")
            frame = await reader.readexactly(size)
            key, version, correlation = struct.unpack(">hhi", frame[:8])
            print("request", key, version, connection.user, flush=True)
            if key == API_VERSIONS and version > VERSIONS[API_VERSIONS][1]:
                writer.write(struct.pack(">iihi", 10, correlation, 35, 0))  # UNSUPPORTED_VERSION, in version 0
                await writer.drain()
                continue
            if key not in VERSIONS:
                raise Refused(f"no answer for API key {key}")
            await kafka_making.gate(key, connection.state)
            response = connection.answer(key, version, REQUESTS[key].decode(frame, version=version, header=True))
            response.with_header(correlation_id=correlation)
            writer.write(response.encode(header=True, framed=True))
            await writer.drain()
            if key == SASL_AUTHENTICATE and response.error_code:
                break
            if key == SASL_AUTHENTICATE and connection.mechanism == "OAUTHBEARER" and "session_seconds" in connection.state:
                asyncio.get_running_loop().call_later(connection.state["session_seconds"], writer.close)
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    except Refused as reason:
        print("closed:", reason, flush=True)
    finally:
        writer.close()


async def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", default="localhost", help="the name that the broker advertises")
    parser.add_argument("--state", required=True)
    parser.add_argument("--cert")
    parser.add_argument("--key")
    options = parser.parse_args()
    context = None
    if options.cert:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.cert, options.key)
    server = await asyncio.start_server(lambda r, w: serve(options, r, w), "127.0.0.1", options.port, ssl=context)
    options.port = server.sockets[0].getsockname()[1]
    print("listening", options.port, flush=True)
    await server.serve_forever()


asyncio.run(main())
