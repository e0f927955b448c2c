"""Making topics and partitions for kafka-broker.py: writes what it makes into the state file. In its state, beside "brokers" (the
IDs of those that are up; [0] unless told) and "configs" (`default.replication.factor`, `min.insync.replicas`):

    {"forbids_making": 29,       # the error of every request that makes something: 29 of the topic, 31 of the cluster
     "silent_making": 2,         # the second request (from 1) never gets an answer, and makes nothing
     "making_meets": 2}          # the first two requests wait for each other, so that both are on their way at once
"""

import asyncio, json, os, tempfile

import kafka.protocol.admin

CREATE_TOPICS, CREATE_PARTITIONS = 19, 37
VERSIONS = {CREATE_TOPICS: (0, 4), CREATE_PARTITIONS: (0, 1)}
UNKNOWN_TOPIC, TOPIC_ALREADY_EXISTS, INVALID_PARTITIONS, INVALID_REPLICATION_FACTOR = 3, 36, 37, 38
PROTOCOLS = (kafka.protocol.admin,)
requests, met = 0, asyncio.Event()


async def gate(key, state):
    """Holds a request back as the state says."""
    global requests
    if key not in VERSIONS:
        return
    requests += 1
    if requests == state.get("silent_making"):
        await asyncio.Event().wait()
    meets = state.get("making_meets", 0)
    if requests >= meets:
        met.set()
    elif meets:
        await met.wait()


def store(state, options):
    with tempfile.NamedTemporaryFile("w", dir=os.path.dirname(options.state), delete=False) as file:
        json.dump(state, file)
    os.replace(file.name, options.state)


def brokers(state):
    return state.get("brokers") or [0]


def address(host, node):
    """Names of one address: librdkafka takes brokers with one name for one broker."""
    return [host, "127.0.0.1", "127.0.1", "127.1"][node]


def make(state, name, partitions, replication, configs):
    defaults, up = state.get("configs", {}), brokers(state)
    if name in state["topics"]:
        return TOPIC_ALREADY_EXISTS, f"Topic '{name}' already exists."
    replication = int(defaults.get("default.replication.factor", 1)) if replication == -1 else replication
    if replication > len(up):
        return INVALID_REPLICATION_FACTOR, f"Replication factor: {replication} larger than available brokers: {len(up)}."
    state["topics"][name] = {
        "partitions": partitions, "replicas": up[:replication], "isr": up[:replication], "leader": up[0],
        "configs": {"min.insync.replicas": defaults.get("min.insync.replicas", "1"), "retention.bytes": "-1",
                    "cleanup.policy": "delete", "max.message.bytes": "1048588", **configs}}
    return 0, None


def create_topics(response, version, request, state, options):
    kind, answers = response.CreatableTopicResult, []
    for topic in request.topics:
        error, message = state.get("forbids_making"), "Authorization failed."
        if not error:
            configs = {config.name: config.value for config in topic.configs}
            error, message = make(state, topic.name, topic.num_partitions, topic.replication_factor, configs)
        answers.append(kind(version=version, name=topic.name, error_code=error, error_message=message))
    store(state, options)
    return response(version=version, throttle_time_ms=0, topics=answers)


def create_partitions(response, version, request, state, options):
    kind, answers = response.CreatePartitionsTopicResult, []
    for asked in request.topics:
        topic, error, message = state["topics"].get(asked.name), state.get("forbids_making"), "Authorization failed."
        if not error:
            error, message = 0, None
            if topic is None:
                error = UNKNOWN_TOPIC
            elif asked.count <= topic["partitions"]:
                error, message = INVALID_PARTITIONS, f"Topic already has {topic['partitions']} partitions."
            else:
                topic["partitions"] = asked.count
        answers.append(kind(version=version, name=asked.name, error_code=error, error_message=message))
    store(state, options)
    return response(version=version, throttle_time_ms=0, results=answers)


ANSWERS = {CREATE_TOPICS: create_topics, CREATE_PARTITIONS: create_partitions}
