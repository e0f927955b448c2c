import Glibc
import TestPeers

let usage = """
    usage: mock-kafka [--brokers N] [--topic NAME[:PARTITIONS]]... [--port-file PATH]

    Runs librdkafka's mock cluster until SIGTERM or SIGINT. Prints its bootstrap servers on standard output and, with
    --port-file, writes them to a file that appears complete or not at all. Topics have 12 partitions unless told.
    """

func fail(_ reason: String, status: Int32) -> Never {
    let text = Array("mock-kafka: \(reason)\n".utf8)
    _ = text.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    exit(status)
}

func refuse(_ reason: String) -> Never { fail("\(reason)\n\(usage)", status: 64) }

var brokers = 3
var topics: [(name: String, partitions: Int)] = []
var portFile: String?
var arguments = CommandLine.arguments.dropFirst()
while let option = arguments.popFirst() {
    if option == "--help" {
        print(usage)
        exit(0)
    }
    guard let value = arguments.popFirst() else { refuse("\(option) needs a value") }
    switch option {
    case "--brokers":
        guard let number = Int(value), (1...100).contains(number) else { refuse("'\(value)' is no number of brokers") }
        brokers = number
    case "--topic":
        let parts = value.split(separator: ":", maxSplits: 1)
        guard let name = parts.first, let partitions = parts.count == 2 ? Int(parts[1]) : 12, partitions > 0 else {
            refuse("'\(value)' is not NAME[:PARTITIONS]")
        }
        topics.append((String(name), partitions))
    case "--port-file": portFile = value
    default: refuse("unknown option \(option)")
    }
}

// Blocked before librdkafka starts its threads, so that only `sigwait` below sees them.
var signals = sigset_t()
sigemptyset(&signals)
sigaddset(&signals, SIGTERM)
sigaddset(&signals, SIGINT)
pthread_sigmask(SIG_BLOCK, &signals, nil)

do {
    let cluster = try MockKafkaCluster(brokers: brokers)
    for topic in topics { cluster.createTopic(topic.name, partitions: topic.partitions, replicas: min(3, brokers)) }
    let servers = cluster.bootstrapServers
    if let portFile {
        let draft = portFile + ".new"
        guard let file = fopen(draft, "w"), fputs(servers + "\n", file) >= 0, fclose(file) == 0,
            rename(draft, portFile) == 0
        else { fail("cannot write \(portFile)", status: 74) }
    }
    print(servers)
    fflush(nil)
    var received: Int32 = 0
    sigwait(&signals, &received)
    withExtendedLifetime(cluster) {}
} catch {
    fail("\(error)", status: 70)
}
