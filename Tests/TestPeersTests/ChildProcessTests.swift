import Glibc
import TestPeers
import Testing

@Suite struct ChildProcessTests {
    @Test func outputsExitCodeAndInputPassThrough() async throws {
        let result = try await ChildProcess.run(
            "bash", ["-c", "cat; echo to-errors >&2; exit 7"], input: "from the test")
        #expect(result.output == "from the test")
        #expect(result.errors == "to-errors\n")
        #expect(result.status == .exited(7))
        #expect(result.exitCode == 7)
    }

    @Test func environmentAndFolderAreReplaced() async throws {
        let result = try await ChildProcess.run(
            "/bin/sh", ["-c", "pwd; echo $COLOUR; echo ${HOME-unset}"], environment: ["COLOUR": "red"], folder: "/usr")
        #expect(result.output == "/usr\nred\nunset\n")
    }

    @Test func aSignalIsToldFromAnExitCode() async throws {
        let process = try ChildProcess("sleep", ["60"])
        process.signal(SIGKILL)
        let result = try await process.finish(within: .seconds(10))
        #expect(result.status == .signalled(SIGKILL))
        #expect(result.exitCode == 137)
    }

    @Test func aProcessThatDoesNotEndIsKilledWithItsChildren() async throws {
        let process = try ChildProcess("bash", ["-c", "sleep 60 & echo $!; wait"])
        let line = try await process.line { $0.allSatisfy(\.isNumber) }
        let child = try #require(pid_t(line))
        await #expect(throws: TestPeerError.self) { try await process.finish(within: .milliseconds(50)) }
        try await eventually("the end of the child") { !isRunning(child) }
    }

    @Test func droppingTheLastReferenceKills() async throws {
        var process: ChildProcess? = try ChildProcess("sleep", ["60"])
        let identifier = try #require(process?.identifier)
        #expect(isRunning(identifier))
        process = nil
        #expect(!isRunning(identifier))
    }

    @Test func aProgramThatDoesNotExistIsNamed() {
        let error = #expect(throws: TestPeerError.self) { try ChildProcess("no-such-program-anywhere") }
        #expect(error?.description.contains("no-such-program-anywhere") == true)
    }

    @Test func whatWasNotSaidBeforeTheEndIsAnError() async throws {
        let process = try ChildProcess("bash", ["-c", "echo one; echo two >&2"])
        let error = await #expect(throws: TestPeerError.self) { try await process.line { $0 == "three" } }
        #expect(error?.description.contains("two") == true)
    }

    /// A zombie has ended too: nobody may be left to wait for it.
    private func isRunning(_ identifier: pid_t) -> Bool {
        let status = Scratch.text(ofFile: "/proc/\(identifier)/stat")
        guard !status.isEmpty else { return false }
        return status.split(separator: ")").last?.split(separator: " ").first != "Z"
    }
}
