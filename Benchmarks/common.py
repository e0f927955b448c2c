"""What the benchmarks share: a control plane of their own, specs in the shape of production ones, and bars."""

import os, pathlib, subprocess, sys, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parent.parent
MIB = 1024.0


def specification(namespace, count):
    """A Kafka spec of many writers with a consumer group each, in the shape of production ones."""
    types = ["ONLINE_WRITER", "GO_RESULT_BUS_METRICS_WRITER", "GO_METRICS_BUS_WRITER", "RUST_OFFLINE_WRITER",
             "OFFLINE_STORE_STREAMING_INSERT_WRITER"]
    image = "registry.example.com/persistence/bus-writer-{}:1.42.0"
    common = {f"bus_writer_image_{family}": image.format(family) for family in ("go", "python", "bswl", "rust")}
    topics = {"bigquery_streaming_write_topic": "streaming-insert", "bq_upload_topic": "bulk-insert",
              "metrics_bus_topic_id": "metrics-bus", "result_bus_topic_id": "result-bus", "kafka_dlq_topic": "dead-letters"}
    writers = [{"name": f"writer-{number:04}", "bus_subscriber_type": types[number % len(types)],
                "request": {"cpu": "200m", "memory": "512Mi"}, "limit": {"memory": "512Mi"}, "default_replica_count": 1,
                "kafka_consumer_group_override": f"group-{number:04}"} for number in range(count)]
    return {"common_persistence_specs": {"bus_backend": "KAFKA", "namespace": namespace, "service_account_name": "writers",
                                         "secret_client": "AWS", **common, **topics},
            "api_server_host": "https://api.example.com", "kafka_bootstrap_servers": "127.0.0.1:9092",
            "kafka_security_protocol": "PLAINTEXT", "metadata_provider": "GRPC_SERVER", "writers": writers}


class Measurement:
    """One process from start to exit: seconds, seconds of processor time, and the peak of its resident memory in MiB."""

    def __init__(self, command, environment, expected=(0,), output=os.devnull):
        with open(output, "wb") as out, tempfile.TemporaryFile() as errors:
            actions = [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                       (os.POSIX_SPAWN_DUP2, out.fileno(), 1), (os.POSIX_SPAWN_DUP2, errors.fileno(), 2)]
            start = time.monotonic()
            process = os.posix_spawnp(command[0], command, environment, file_actions=actions)
            _, status, usage = os.wait4(process, 0)
            self.seconds = time.monotonic() - start
            self.processor, self.memory = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / MIB
            code = os.waitstatus_to_exitcode(status)
            if code not in expected:
                errors.seek(0)
                sys.exit(f"{' '.join(command)}: exit {code}\n{errors.read().decode(errors='replace')[-2000:]}")


class Bench:
    """A control plane without controllers, so that nothing else works on what is measured, and the operator's release binary."""

    def __init__(self, options, folder):
        self.options, self.folder, self.failed = options, folder, []
        self.control_plane = folder / "control-plane"

    def start(self):
        self.operator = subprocess.run([ROOT / "scripts/release-binary"], check=True, text=True,
                                       stdout=subprocess.PIPE).stdout.split()[-1]
        assets = subprocess.run([ROOT / "scripts/control-plane", "assets"], check=True, text=True,
                                stdout=subprocess.PIPE).stdout.strip()
        binaries = self.folder / "bin"
        binaries.mkdir()
        for program in ("etcd", "kube-apiserver"):
            (binaries / program).symlink_to(pathlib.Path(assets) / program)
        subprocess.run([ROOT / "scripts/control-plane", "up", self.control_plane], check=True, stdout=subprocess.DEVNULL,
                       env={**os.environ, "KUBEBUILDER_ASSETS": str(binaries)})
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder),
                            "KUBECONFIG": str(self.control_plane / "admin.kubeconfig")}

    def stop(self):
        subprocess.run([ROOT / "scripts/control-plane", "down", self.control_plane], check=False)

    def bar(self, what, value, limit, at_least=False):
        kept = value >= limit if at_least else value <= limit
        print(f"  {'kept  ' if kept else 'MISSED'}  {what}: {value:.2f} ({'at least' if at_least else 'at most'} {limit})")
        if not kept:
            self.failed.append(what)
