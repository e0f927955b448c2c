import FoundationEssentials
import Glibc
import LocalFiles

/// What this process uses, as the kernel counts it (proc(5)).
struct ProcessUsage: Hashable, Sendable {
    /// Processor time since the start, in seconds.
    var processorSeconds: Double
    /// Resident memory in bytes.
    var residentBytes: Double
    /// Open file descriptors.
    var descriptors: Int

    /// What is used now; `nil` where the kernel does not say.
    static func now() -> ProcessUsage? {
        var usage = rusage()
        guard getrusage(RUSAGE_SELF.rawValue, &usage) == 0,
            let pages = (try? FileBytes.read("/proc/self/statm")).flatMap(residentPages),
            let descriptors = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        else { return nil }
        return ProcessUsage(
            processorSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
            residentBytes: Double(pages) * Double(sysconf(Int32(_SC_PAGESIZE))), descriptors: descriptors)
    }

    /// The second number of `/proc/self/statm`.
    private static func residentPages(_ statm: [UInt8]) -> Int? {
        let numbers = String(decoding: statm, as: UTF8.self).split(separator: " ")
        return numbers.count > 1 ? Int(numbers[1]) : nil
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
}
