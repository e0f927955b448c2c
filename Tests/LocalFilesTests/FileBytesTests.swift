import LocalFiles
import TestPeers
import Testing

@Suite("Reading files")
struct FileBytesTests {
    @Test("reads a file whole, whatever its size", arguments: [0, 1, 16 * 1024, 100_000])
    func sizes(count: Int) throws {
        let text = String(repeating: "x", count: count)
        #expect(try FileBytes.read(Scratch.file("file", text)) == Array(text.utf8))
    }

    @Test("tells what the system says where it cannot")
    func failures() throws {
        let missing = try #require(throws: FileBytes.Failure.self) { try FileBytes.read("/nonexistent/file") }
        #expect(missing.reason == "No such file or directory")
        let folder = try #require(throws: FileBytes.Failure.self) { try FileBytes.read("/") }
        #expect(folder.reason == "Is a directory")
    }

    @Test("stops one byte past the limit, so that a file that is too large is not read")
    func limit() throws {
        let path = try Scratch.file("long", String(repeating: "x", count: 200_000))
        #expect(try FileBytes.read(path, limit: 100).count == 101)
        #expect(try FileBytes.read(path, limit: 200_000).count == 200_000)
        #expect(try FileBytes.read(path).count == 200_000)
    }
}
