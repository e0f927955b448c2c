import FoundationEssentials
import Glibc
import Synchronization

/// Ends what this test process started and removes its files once it is gone, even by SIGKILL.
///
/// A small shell process in a group of its own reads what to hold from a pipe. The pipe's only writer is this process, so
/// the shell sees the end of its input when this process ends. (`PR_SET_PDEATHSIG` would fire when the *thread* that
/// spawned a child ends, and pool threads come and go.)
final class Leash: Sendable {
    static let shared = Leash()

    private static let script = """
        groups=() folders=()
        alive() { for group in "${groups[@]}"; do kill -0 -- "-$group" 2>/dev/null && return 0; done; return 1; }
        while IFS=' ' read -r order argument; do
          case $order in
          hold) groups+=("$argument") ;;
          release) for i in "${!groups[@]}"; do [[ ${groups[i]} == "$argument" ]] && unset "groups[i]"; done ;;
          sweep) folders+=("$argument") ;;
          esac
        done
        for group in "${groups[@]}"; do kill -TERM -- "-$group" 2>/dev/null; done
        for ((turn = 0; turn < 50; turn++)); do alive || break; sleep 0.1; done
        for group in "${groups[@]}"; do kill -KILL -- "-$group" 2>/dev/null; done
        ((${#folders[@]} == 0)) || rm -rf -- "${folders[@]}"
        """

    /// Held while an order is written, so that orders do not mix.
    private let writeEnd: Mutex<Int32?>

    private init() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            writeEnd = Mutex(nil)
            return
        }
        var streams = Spawn.Streams()
        streams.inputDescriptor = ends[0]
        let started = try? Spawn.start(
            "bash", ["-c", Self.script], environment: ProcessInfo.processInfo.environment, folder: "/", streams: streams
        )
        close(ends[0])
        writeEnd = Mutex(started == nil ? nil : ends[1])
    }

    /// The process group ends with this process.
    func hold(_ group: pid_t) { order("hold \(group)") }

    /// The process group has ended already: its number may soon be somebody else's.
    func release(_ group: pid_t) { order("release \(group)") }

    /// The folder is removed once this process has ended.
    func sweepAtEnd(_ folder: String) { order("sweep \(folder)") }

    private func order(_ text: String) {
        writeEnd.withLock { descriptor in
            guard let descriptor else { return }
            let line = Array("\(text)\n".utf8)
            _ = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        }
    }
}
