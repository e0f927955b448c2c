import FoundationEssentials
import TestPeers
import Testing

/// How the program ends: what libraries do then must not meet threads that still use them.
@Suite("the end of the process")
struct ProcessEndTests {
    @Test(
        "runs no library's own end, whether it succeeds or fails",
        arguments: [(["catalogue"], 0), (["check", "--explain", "NoSuchCode"], 64)] as [([String], Int32)])
    func noFinalizers(arguments: [String], exitCode: Int32) async throws {
        let folder = Scratch.path("loader")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // The dynamic linker of glibc tells of each (ld.so(8)).
        let result = try await OperatorCLI.run(
            arguments, environment: ["LD_DEBUG": "libs", "LD_DEBUG_OUTPUT": "\(folder)/log"])
        #expect(result.exitCode == exitCode)
        let log = try FileManager.default.contentsOfDirectory(atPath: folder).map {
            Scratch.text(ofFile: "\(folder)/\($0)")
        }
        .joined()
        #expect(log.contains("calling init"))
        #expect(!log.contains("calling fini"))
    }
}
