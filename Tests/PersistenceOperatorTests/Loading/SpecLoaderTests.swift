import Glibc
import TestPeers
import Testing
import WriterSpecs

@testable import PersistenceOperator

@Suite("Loading a spec")
struct SpecLoaderTests {
    private func load(_ path: String, namespace: String? = nil) throws -> LoadedSpec {
        var request = SpecRequest(path: path)
        request.namespace = namespace
        return try SpecLoader.load(request)
    }

    @Test("a file is read, and its name stands in the findings")
    func file() throws {
        let loaded = try load(Checkout.path("examples/kafka.json"))
        #expect(loaded.findings().isEmpty)
        #expect(try loaded.resolved().writers.count == 7)
        let bad = try load(Checkout.path("examples/mistakes.json"))
        #expect(bad.findings().hasPrefix("\(Checkout.path("examples/mistakes.json")):2:3: error: common_specs: "))
        let rejection = try #require(throws: SpecRejection.self) { try bad.resolved() }
        #expect(rejection.exitStatus == .invalidSpec)
        #expect(rejection.document == "")
        #expect(rejection.report.hasSuffix("22 errors and 4 warnings: nothing was touched\n"))
    }

    @Test("what is wrong with a file is a finding like any other")
    func fileProblems() throws {
        let empty = try Scratch.file("empty.json", "")
        let closed = try Scratch.file("closed.json", "{}")
        chmod(closed, 0)
        let cases = [
            (Scratch.path("nothing.json"), "file-missing"), (Scratch.folder, "file-is-directory"),
            (empty, "empty-document"), ("\(empty)/x", "file-missing"),
        ]
        for (path, code) in cases + (geteuid() == 0 ? [] : [(closed, "file-not-permitted")]) {
            let loaded = try load(path)
            #expect(loaded.reading.diagnostics.map(\.code) == [code], "\(path)")
            #expect(loaded.reading.hasErrors)
        }
    }

    @Test("fault 35: a file that is too large is refused at its limit, without being read to its end")
    func largeFile() throws {
        let path = Scratch.path("zeros.json")
        let descriptor = open(path, O_CREAT | O_WRONLY, 0o600)
        // A hole of 1 TiB: whoever reads it all is never done.
        ftruncate(descriptor, 1 << 40)
        close(descriptor)
        defer { unlink(path) }
        #expect(try SpecFile.read(path, limit: 100).count == 101)
        #expect(try load(path).reading.diagnostics.map(\.code) == ["size-limit"])
    }

    @Test(
        "the syntax is told by the ending, else by the first character",
        arguments: [
            ("a.json", "a: 1", SpecReadingOptions.Format.json), ("a.yaml", "{", .yaml), ("a.YML", "{", .yaml),
            ("-", " \n{", .json), ("-", "a: 1", .yaml), ("spec", "{", .json), ("/dir.json/spec", "a: 1", .yaml),
        ])
    func format(path: String, text: String, expected: SpecReadingOptions.Format) {
        #expect(SpecLoader.format(ofPath: path, bytes: Array(text.utf8)) == expected)
    }

    @Test("a rejection is a document where data was asked for")
    func rejectionAsData() throws {
        var bad = try load(Checkout.path("examples/mistakes.json"))
        bad.rejectsWithDocument = true
        let rejection = try #require(throws: SpecRejection.self) { try bad.resolved() }
        #expect(rejection.document == ValidationReport(bad).text(.json))
    }

    @Test("another namespace than the spec's is a usage error")
    func namespace() throws {
        let path = Checkout.path("examples/kafka.json")
        #expect(try load(path, namespace: "background-persistence").findings().isEmpty)
        let error = try #require(throws: UsageError.self) { try load(path, namespace: "other") }
        #expect(error.exitStatus == .usage)
        #expect(error.report.contains("'other'") && error.report.contains("'background-persistence'"))
    }

    @Test("a document with writers at fault is used only if one keeps going")
    func keepGoing() throws {
        let path = try Scratch.file(
            "spec.json",
            #"{"common_persistence_specs":{"namespace":"n","service_account_name":"s"},"writers":[{"bus_subscriber_type":"X"}]}"#
        )
        #expect(throws: SpecRejection.self) { try load(path).resolved() }
        var request = SpecRequest(path: path)
        request.keepsGoing = true
        let loaded = try SpecLoader.load(request)
        #expect(try loaded.resolved().faultyWriters.count == 1)
        #expect(ValidationReport(loaded).exitStatus == .held)
    }

    @Test(
        "options that cannot be understood are usage errors",
        arguments: [
            (["python"], nil, "FAMILY=REF"), (["java=x"], nil, "go, python, bswl, rust"),
            (["go=A B"], nil, "image reference"),
            (["go="], nil, "image reference"), (["go=a", "go=b"], nil, "twice"), ([], "12", "project ID"),
        ] as [([String], String?, String)])
    func badOptions(images: [String], project: String?, expected: String) throws {
        let error = try #require(throws: UsageError.self) {
            try SpecRequest(
                path: "x", namespace: nil, images: images, googleCloudProject: project, allowsUnknownFields: false,
                keepsGoing: false)
        }
        #expect(error.report.contains(expected))
    }

    @Test("good options reach the reading")
    func goodOptions() throws {
        let request = try SpecRequest(
            path: "x", namespace: "n", images: ["go=a/b:1", "rust=c"], googleCloudProject: "my-project",
            allowsUnknownFields: true, keepsGoing: true)
        #expect(request.options.images == [.go: "a/b:1", .rust: "c"])
        #expect(request.options.googleCloudProject == "my-project")
        #expect(request.options.allowsUnknownFields && request.keepsGoing && request.namespace == "n")
    }
}
