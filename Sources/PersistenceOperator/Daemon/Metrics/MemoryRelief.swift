import CMalloc
import Glibc

/// Gives memory back to the system that a pass needed for a moment. A controller is at rest nearly always, and is counted by what
/// it holds then.
enum MemoryRelief {
    /// Lets threads share two of malloc's arenas; by default there may be eight per core, each of which keeps free pages that the
    /// others cannot use (mallopt(3), `M_ARENA_MAX`). To be called before there are many threads.
    static func shareArenas() {
        _ = mallopt(M_ARENA_MAX, 2)
    }

    /// Gives back what malloc keeps for later, and the program's own code and constants: they are read from the page cache again,
    /// page by page, where they are needed next. A pass afterwards takes some milliseconds more.
    static func release() {
        malloc_trim(0)
        for range in unchangedRanges {
            _ = madvise(UnsafeMutableRawPointer(bitPattern: range.lowerBound), range.count, MADV_DONTNEED)
        }
    }

    /// The mappings of files that cannot be written to, and have not been before (as those that were relocated): nothing is lost
    /// by dropping their pages.
    private static let unchangedRanges: [Range<UInt>] = {
        guard let file = fopen("/proc/self/smaps", "re") else { return [] }
        defer { fclose(file) }
        var text = ""
        var line = [CChar](repeating: 0, count: 4096)
        while fgets(&line, Int32(line.count), file) != nil {
            text += String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
        return unchangedRanges(inMaps: text)
    }()

    /// Reads `/proc/PID/smaps` (proc_pid_smaps(5)).
    static func unchangedRanges(inMaps text: String) -> [Range<UInt>] {
        var ranges: [Range<UInt>] = []
        var candidate: Range<UInt>?
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ", omittingEmptySubsequences: true)
            let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            if ends.count == 2, ends[0] < ends[1] {
                let isReadOnlyFile = fields.count >= 6 && fields[5].hasPrefix("/") && !fields[1].contains("w")
                candidate = isReadOnlyFile && fields[1].hasPrefix("r") ? ends[0]..<ends[1] : nil
            } else if fields[0] == "Anonymous:", let range = candidate {
                // Pages that were written to are the process's own.
                if fields.dropFirst().first == "0" { ranges.append(range) }
                candidate = nil
            }
        }
        return ranges
    }
}
