import Documents
import Glibc
import KubeClient
import Synchronization

/// A spec in a file that may change at any time: also one in a mounted ConfigMap, where a symbolic link is swapped.
///
/// The file is looked at twice a second, not watched: inotify says nothing of network file systems, nor of a folder that is
/// mounted anew.
public struct FileSpecSource: SpecSource {
    /// The file.
    public let path: String
    private let request = Request()

    /// Makes a source; nothing is read yet.
    public init(path: String) {
        self.path = path
    }

    /// `file PATH`.
    public var name: String { "file \(path)" }

    /// Follows the file, with half a second between two looks.
    public func follow(
        clock: ContinuousClock, isolation: isolated (any Actor)? = #isolation,
        body: (SpecSourceReading) async -> Void
    ) async {
        await follow(clock: clock, interval: .milliseconds(500)) { reading in
            await body(SpecSourceReading(reading.mapError(SpecSourceError.init)))
        }
    }

    /// Reads the file now, whatever is known of it.
    public func reread() {
        request.make()
    }

    /// What the file held when it changed.
    typealias Reading = Result<[UInt8], SpecFileError>

    func follow<C: Clock>(
        clock: C, interval: Duration, isolation: isolated (any Actor)? = #isolation, body: (Reading) async -> Void
    ) async where C.Duration == Duration {
        /// What was there at the last reading; the outer `nil`: nobody looked yet.
        var seen: Fingerprint??
        var lastError: SpecFileError?
        while !Task.isCancelled {
            // Taken before the bytes are: a change in between is seen at the next look.
            let fingerprint = Fingerprint(path)
            let isAsked = request.take()
            if isAsked { lastError = nil }
            if isAsked || seen != .some(fingerprint) || lastError != nil {
                let reading = Result { () throws(SpecFileError) in
                    try SpecFile.read(path, limit: DocumentLimits().bytes)
                }
                seen = .some(fingerprint)
                switch reading {
                case .success:
                    lastError = nil
                    await body(reading)
                case .failure(let error) where error != lastError:
                    lastError = error
                    await body(reading)
                case .failure: break
                }
            }
            await request.bell.wait(until: clock.now.advanced(by: interval), clock: clock)
        }
    }

    /// Somebody wants the file to be read.
    private final class Request: Sendable {
        let bell = Doorbell()
        private let isMade = Mutex(false)

        func make() {
            isMade.withLock { $0 = true }
            bell.ring()
        }

        /// Whether there was one since the last time.
        func take() -> Bool {
            isMade.withLock { isMade in
                defer { isMade = false }
                return isMade
            }
        }
    }

    /// What differs where a file's content does: the file that a link leads to, its size and its times.
    private struct Fingerprint: Equatable {
        private let device: UInt
        private let inode: UInt
        private let size: Int
        private let modified: [Int]

        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            device = UInt(status.st_dev)
            inode = UInt(status.st_ino)
            size = Int(status.st_size)
            modified = [
                Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec), Int(status.st_ctim.tv_sec),
                Int(status.st_ctim.tv_nsec),
            ]
        }
    }
}
