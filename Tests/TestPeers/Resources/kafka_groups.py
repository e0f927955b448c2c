"""Consumer groups and offsets for kafka-broker.py. In its state, beside the topics' own `first`, `end` and `young` (the first
offset that is younger than any time that is asked for; -1: none), which are those of each of their partitions:

    {"groups": {"g": {"state": "Stable", "members": ["10.0.0.7"], "offsets": {"metrics-bus-1": {"0": 5}}}},
     "silent_offsets": ["metrics-bus-1"]}   # topics whose last partition offset answers leave out
"""

import kafka.protocol.admin, kafka.protocol.consumer, kafka.protocol.metadata

LIST_OFFSETS, OFFSET_FETCH, FIND_COORDINATOR, DESCRIBE_GROUPS, LIST_GROUPS = 2, 9, 10, 15, 16
VERSIONS = {LIST_OFFSETS: (1, 2), OFFSET_FETCH: (1, 7), FIND_COORDINATOR: (0, 2), DESCRIBE_GROUPS: (0, 2), LIST_GROUPS: (0, 2)}
UNKNOWN_TOPIC, GROUP_AUTHORIZATION_FAILED = 3, 30
PROTOCOLS = (kafka.protocol.consumer, kafka.protocol.admin, kafka.protocol.metadata)


def offset(topic, time):
    if time == -1:
        return topic.get("end", 0)
    return topic.get("first", 0) if time == -2 else topic.get("young", -1)


def list_offsets(response, version, request, state, options):
    kind, answers = response.ListOffsetsTopicResponse, []
    for asked in request.topics:
        topic = state["topics"].get(asked.name)
        left_out = topic["partitions"] - 1 if asked.name in state.get("silent_offsets", []) else None
        answers.append(kind(version=version, name=asked.name, partitions=[
            kind.ListOffsetsPartitionResponse(
                version=version, partition_index=p.partition_index, error_code=0 if topic else UNKNOWN_TOPIC, timestamp=-1,
                offset=offset(topic or {}, p.timestamp), leader_epoch=0)
            for p in asked.partitions if p.partition_index != left_out]))
    return response(version=version, throttle_time_ms=0, topics=answers)


def offset_fetch(response, version, request, state, options):
    group = state.get("groups", {}).get(request.group_id, {})
    kind, answers = response.OffsetFetchResponseTopic, []
    for asked in request.topics or []:
        offsets = group.get("offsets", {}).get(asked.name, {})
        answers.append(kind(version=version, name=asked.name, partitions=[
            kind.OffsetFetchResponsePartition(
                version=version, partition_index=index, committed_offset=offsets.get(str(index), -1), committed_leader_epoch=-1,
                metadata="", error_code=0)
            for index in asked.partition_indexes]))
    error = GROUP_AUTHORIZATION_FAILED if request.group_id in state.get("hidden_groups", []) else 0
    return response(version=version, throttle_time_ms=0, topics=answers, error_code=error)


def find_coordinator(response, version, request, state, options):
    return response(
        version=version, throttle_time_ms=0, error_code=0, error_message=None, node_id=0, host=options.host, port=options.port)


def seen(state):
    return {name: group for name, group in state.get("groups", {}).items() if name not in state.get("hidden_groups", [])}


def list_groups(response, version, request, state, options):
    groups = [response.ListedGroup(version=version, group_id=name, protocol_type="consumer") for name in seen(state)]
    return response(version=version, throttle_time_ms=0, error_code=0, groups=groups)


def describe_groups(response, version, request, state, options):
    kind, groups = response.DescribedGroup, []
    for name in request.groups:
        group = seen(state).get(name, {"state": "Dead"})
        members = [
            kind.DescribedGroupMember(
                version=version, member_id=f"m-{index}", client_id="writer", client_host=f"/{host}", member_metadata=b"",
                member_assignment=b"")
            for index, host in enumerate(group.get("members", []))]
        groups.append(kind(version=version, error_code=0, group_id=name, group_state=group["state"], protocol_type="consumer",
                           protocol_data="range", members=members))
    return response(version=version, throttle_time_ms=0, groups=groups)


ANSWERS = {LIST_OFFSETS: list_offsets, OFFSET_FETCH: offset_fetch, FIND_COORDINATOR: find_coordinator,
           DESCRIBE_GROUPS: describe_groups, LIST_GROUPS: list_groups}
