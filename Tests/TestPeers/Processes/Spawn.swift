import FoundationEssentials
import Glibc

/// Starts programs: `posix_spawn` with a process group of their own and no open files but the three standard ones.
enum Spawn {
    /// What a child's standard streams are connected to.
    struct Streams {
        /// The path that is read from.
        var input = "/dev/null"
        /// A file descriptor that is read from instead.
        var inputDescriptor: Int32?
        /// The path that is appended to.
        var output = "/dev/null"
        /// The path that is appended to.
        var errors = "/dev/null"
    }

    /// Starts a program and returns its process identifier, which is also that of its process group.
    ///
    /// - Parameter executable: A path, or a name that is looked for along `PATH`.
    static func start(
        _ executable: String, _ arguments: [String], environment: [String: String], folder: String?, streams: Streams
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let descriptor = streams.inputDescriptor {
            posix_spawn_file_actions_adddup2(&actions, descriptor, STDIN_FILENO)
        } else {
            posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, streams.input, O_RDONLY, 0)
        }
        let append = O_WRONLY | O_CREAT | O_APPEND
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, streams.output, append, 0o600)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, streams.errors, append, 0o600)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setpgroup(&attributes, 0)
        // What the test runner blocks or ignores is none of the child's business.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        for signal in [SIGINT, SIGTERM, SIGPIPE, SIGHUP, SIGQUIT] { sigaddset(&signals, signal) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        // Swift sees no GNU extension of posix_spawn, so the working directory is changed by `env`.
        let command = (folder.map { ["env", "--chdir=\($0)"] } ?? []) + [executable] + arguments
        let argumentVector = CStrings(command)
        let environmentVector = CStrings(environment.map { "\($0.key)=\($0.value)" })
        closeOnExec()
        var identifier = pid_t()
        let status = posix_spawnp(
            &identifier, command[0], &actions, &attributes, argumentVector.pointers, environmentVector.pointers)
        guard status == 0 else {
            throw TestPeerError("cannot start '\(executable)': \(String(cString: strerror(status)))")
        }
        return identifier
    }

    /// Keeps this process' files and sockets from its children: a pipe that a child holds open never ends.
    private static func closeOnExec() {
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        for descriptor in open.compactMap(Int32.init) where descriptor > STDERR_FILENO {
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }
    }
}

/// A null-terminated array of C strings, freed with its owner.
private final class CStrings {
    private(set) var pointers: [UnsafeMutablePointer<CChar>?]

    init(_ strings: [String]) { pointers = strings.map { strdup($0) } + [nil] }

    deinit { for pointer in pointers { free(pointer) } }
}
