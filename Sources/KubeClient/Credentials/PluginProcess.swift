import Glibc

/// Runs a program to its end and collects its standard output. It blocks: only for a thread that may wait.
struct PluginProcess: Sendable {
    /// Why there is no output.
    enum Failure: Error, Equatable {
        case notFound
        case notStarted(String)
        case exited(Int32)
        case killed(Int32)
        case timedOut
        case tooMuchOutput

        /// What to say after the program's name.
        var message: String {
            switch self {
            case .notFound: "is not installed"
            case .notStarted(let reason): "cannot be started: \(reason)"
            case .exited(let code): "failed with exit code \(code)"
            case .killed(let signal): "was ended by signal \(signal)"
            case .timedOut: "did not finish in time"
            case .tooMuchOutput: "printed more than 1 MiB"
            }
        }
    }

    let command: String
    let arguments: [String]
    let environment: [String: String]
    let inheritsInput: Bool
    let timeout: Duration

    static var standardInputIsTerminal: Bool { isatty(STDIN_FILENO) == 1 }

    func run() -> Result<[UInt8], Failure> {
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else { return .failure(.notStarted(String(cString: strerror(errno)))) }
        // Not in one step as with pipe2, which Swift does not import; nothing else here starts programs.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[0]) }
        let started = spawn(output: ends[1])
        close(ends[1])
        switch started {
        case .failure(let failure): return .failure(failure)
        case .success(let process):
            let output = read(ends[0])
            if case .failure = output { kill(process, SIGKILL) }
            let failure = wait(process)
            return switch output {
            case .failure(let failure): .failure(failure)
            case .success(let bytes): failure.map { .failure($0) } ?? .success(bytes)
            }
        }
    }

    private func spawn(output: CInt) -> Result<pid_t, Failure> {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if !inheritsInput {
            posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        // Signals that this process ignores or blocks are the program's own affair.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        let argumentPointers = ([command] + arguments).map { strdup($0) } + [nil]
        let environmentPointers = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in argumentPointers + environmentPointers { free(pointer) } }
        var process = pid_t()
        let result = posix_spawnp(
            &process, command, &actions, &attributes, argumentPointers, environmentPointers)
        switch result {
        case 0: return .success(process)
        case ENOENT: return .failure(.notFound)
        default: return .failure(.notStarted(String(cString: strerror(result))))
        }
    }

    private func read(_ descriptor: CInt) -> Result<[UInt8], Failure> {
        let deadline = ContinuousClock.now + timeout
        var output: [UInt8] = []
        while true {
            let (seconds, attoseconds) = (deadline - .now).components
            guard seconds >= 0, attoseconds >= 0 else { return .failure(.timedOut) }
            var descriptors = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
            let ready = poll(&descriptors, 1, CInt(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1))
            if ready <= 0 { continue }
            let chunk = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
                count = max(0, Glibc.read(descriptor, buffer.baseAddress, buffer.count))
            }
            if chunk.isEmpty { return .success(output) }
            output.append(contentsOf: chunk)
            guard output.count <= 1 << 20 else { return .failure(.tooMuchOutput) }
        }
    }

    /// Waits for the end of the program; `nil`: it exited with 0.
    private func wait(_ process: pid_t) -> Failure? {
        var status: CInt = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { return .notStarted(String(cString: strerror(errno))) }
        }
        // WIFSIGNALED and WEXITSTATUS are macros that Swift does not import.
        let signal = status & 0x7F
        if signal != 0 { return .killed(signal) }
        let code = (status >> 8) & 0xFF
        return code == 0 ? nil : .exited(code)
    }
}
