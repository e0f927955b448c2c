import Glibc

/// Where the process's pages come from (`/proc/self/pagemap`: 64 bits for each page; the kernel's admin-guide/mm/pagemap.rst).
struct PageOrigins: ~Copyable {
    /// Bytes of one page.
    static let pageSize = UInt(sysconf(Int32(_SC_PAGESIZE)))

    private let descriptor = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC)

    deinit {
        close(descriptor)
    }

    /// Whether every page of a range that is in memory is the file's: none is a copy that was written to, as by a debugger that sets
    /// a breakpoint or a tracer's probe. False where the kernel does not say.
    ///
    /// - Parameter range: Bounds on pages.
    func areFiles(in range: Range<UInt>) -> Bool {
        let pages = range.count / Int(Self.pageSize)
        return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: pages) { entries in
            let bytes = pages * MemoryLayout<UInt64>.size
            let offset = Int(range.lowerBound / Self.pageSize) * MemoryLayout<UInt64>.size
            guard pread(descriptor, entries.baseAddress, bytes, offset) == bytes else { return false }
            return entries.allSatisfy { $0 & Self.held == 0 || $0 & Self.ofFile != 0 }
        }
    }

    /// The page is in memory (bit 63) or in swap (bit 62).
    private static let held: UInt64 = 0b11 << 62
    /// The page is a file's or shared (bit 61).
    private static let ofFile: UInt64 = 1 << 61
}
