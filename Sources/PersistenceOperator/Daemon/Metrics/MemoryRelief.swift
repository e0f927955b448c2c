import CMalloc
import Glibc

/// Gives memory back to the system that a pass needed for a moment. A controller is at rest nearly always, and is counted by what
/// it holds then.
enum MemoryRelief {
    /// Gives back what malloc keeps for later, and the program's own code: it is read from the page cache again, page by page,
    /// where it runs next. A pass afterwards takes some milliseconds more.
    static func release() {
        malloc_trim(0)
        for range in codeRanges {
            // Code is never written to: nothing is lost. Data that was relocated would be.
            _ = madvise(UnsafeMutableRawPointer(bitPattern: range.lowerBound), range.count, MADV_DONTNEED)
        }
    }

    /// The mappings of files that may be executed and not written (proc_pid_maps(5)).
    private static let codeRanges: [Range<UInt>] = {
        guard let file = fopen("/proc/self/maps", "re") else { return [] }
        defer { fclose(file) }
        var ranges: [Range<UInt>] = []
        var line = [CChar](repeating: 0, count: 4096)
        while fgets(&line, Int32(line.count), file) != nil {
            let bytes = line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
            let fields = String(decoding: bytes, as: UTF8.self).split(separator: " ", omittingEmptySubsequences: true)
            guard fields.count >= 6, fields[1] == "r-xp", fields[5].hasPrefix("/") else { continue }
            let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            if ends.count == 2, ends[0] < ends[1] { ranges.append(ends[0]..<ends[1]) }
        }
        return ranges
    }()
}
