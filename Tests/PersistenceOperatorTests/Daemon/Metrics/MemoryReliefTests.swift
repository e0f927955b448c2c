import Glibc
import Testing

@testable import PersistenceOperator

@Suite("giving memory back")
struct MemoryReliefTests {
    @Test("leaves memory alone that came where a file was mapped before")
    func replacedMapping() throws {
        let page = try MappedPage()
        MemoryRelief.release()
        try page.replaceWithMemory()
        page.byte = 42
        MemoryRelief.release()
        #expect(page.byte == 42)
    }

    @Test("drops pages of the program's code")
    func givesBack() {
        // Other tests touch code meanwhile.
        let shrank = (0..<20).contains { _ in
            let before = Self.filePages()
            MemoryRelief.release()
            return Self.filePages() < before
        }
        #expect(shrank)
    }

    @Test("changes nothing that the program can see")
    func harmless() {
        let text = "a constant of the program"
        MemoryRelief.release()
        #expect(text == "a constant" + " of the program")
    }

    /// Pages of files that the process holds (proc_pid_statm(5), the third field).
    private static func filePages() -> Int {
        guard let file = fopen("/proc/self/statm", "re") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        fgets(&line, Int32(line.count), file)
        let fields = String(decoding: line.map(UInt8.init(bitPattern:)), as: UTF8.self).split(separator: " ")
        return fields.count > 2 ? Int(fields[2]) ?? 0 : 0
    }
}
