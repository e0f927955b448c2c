import Glibc
import Testing

@testable import PersistenceOperator

@Suite("what the dynamic linker has loaded")
struct LoadedObjectsTests {
    /// A segment of a made-up object, whose pages have 0x1000 bytes.
    private static func segment(
        _ flags: Int32, type: Int32 = PT_LOAD, at address: UInt64 = 0x1000, bytes: UInt64 = 0x3000,
        inFile: UInt64? = nil
    ) -> Elf64_Phdr {
        var header = Elf64_Phdr()
        header.p_type = UInt32(type)
        header.p_flags = UInt32(flags)
        header.p_vaddr = address
        header.p_memsz = bytes
        header.p_filesz = inFile ?? bytes
        return header
    }

    private static func pages(of segments: Elf64_Phdr..., loadedAt base: UInt = 0) -> [Range<UInt>] {
        LoadedObjects.readOnlyPages(of: segments, loadedAt: base, page: 0x1000)
    }

    @Test("code and constants are never written to")
    func readOnly() {
        #expect(
            Self.pages(of: Self.segment(PF_R), Self.segment(PF_R | PF_X, at: 0x4000), loadedAt: 0x70000)
                == [0x71000..<0x74000, 0x74000..<0x77000])
    }

    @Test("a segment's pages are whole ones")
    func alignment() {
        #expect(Self.pages(of: Self.segment(PF_R, at: 0x1010, bytes: 0x2000)) == [0x1000..<0x4000])
        #expect(Self.pages(of: Self.segment(PF_R, bytes: 0x2fff)) == [0x1000..<0x4000])
    }

    @Test("variables, what the loader filled with zeros, and what is not loaded are left alone")
    func others() {
        #expect(Self.pages(of: Self.segment(PF_R | PF_W)) == [])
        #expect(Self.pages(of: Self.segment(PF_R, inFile: 0x2800)) == [])
        #expect(Self.pages(of: Self.segment(PF_R, type: PT_NOTE)) == [])
        #expect(Self.pages(of: Self.segment(PF_R, bytes: 0)) == [])
    }

    @Test("a segment that shares a page with another one is left alone")
    func sharedPages() {
        let code = Self.segment(PF_R | PF_X, at: 0x5000)
        #expect(
            Self.pages(of: Self.segment(PF_R, bytes: 0x2010), Self.segment(PF_R | PF_W, at: 0x3020, bytes: 0x800), code)
                == [0x5000..<0x8000])
        #expect(
            Self.pages(
                of: Self.segment(PF_R, bytes: 0x2010), Self.segment(PF_R, type: PT_NOTE, at: 0x1800, bytes: 0x20))
                == [0x1000..<0x4000])
    }

    /// Whether an object has its code relocated whose dynamic section has one entry.
    private static func relocatesText(_ tag: Int32, value: Int32 = 0) -> Bool {
        let section = [tag, DT_NULL, DT_TEXTREL].map { tag in
            var entry = Elf64_Dyn()
            entry.d_tag = Elf64_Sxword(tag)
            entry.d_un.d_val = Elf64_Xword(value)
            return entry
        }
        return section.withUnsafeBufferPointer { $0.baseAddress.map(LoadedObjects.relocatesText) ?? false }
    }

    @Test("an object may have its code relocated")
    func textRelocations() {
        #expect(Self.relocatesText(DT_TEXTREL))
        #expect(Self.relocatesText(DT_FLAGS, value: Int32(DF_TEXTREL | DF_BIND_NOW)))
        #expect(!Self.relocatesText(DT_FLAGS, value: Int32(DF_BIND_NOW)))
        #expect(!Self.relocatesText(DT_NEEDED, value: Int32(DF_TEXTREL)))
    }
}
