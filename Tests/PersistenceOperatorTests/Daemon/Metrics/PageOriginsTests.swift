import Testing

@testable import PersistenceOperator

@Suite("where pages come from")
struct PageOriginsTests {
    private let page: MappedPage

    init() throws {
        page = try MappedPage(writable: true)
    }

    private func areFiles(_ range: Range<UInt>) -> Bool {
        PageOrigins().areFiles(in: range)
    }

    @Test("a file's, before it is read and afterwards")
    func file() {
        #expect(areFiles(page.range))
        #expect(page.byte == 0x7F)
        #expect(areFiles(page.range))
    }

    @Test("a file's that was written to is the process's own")
    func written() {
        page.byte = 0xCC
        #expect(!areFiles(page.range))
    }

    @Test("memory of no file")
    func memory() throws {
        try page.replaceWithMemory()
        page.byte = 1
        #expect(!areFiles(page.range))
    }

    @Test("where the kernel does not say, they are nobody's to drop")
    func unknown() {
        let beyond = UInt.max / PageOrigins.pageSize * PageOrigins.pageSize
        #expect(!areFiles(beyond - PageOrigins.pageSize..<beyond))
    }
}
