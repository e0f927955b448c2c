import CLink
import Glibc

/// The program and its libraries, as the dynamic linker has loaded them.
enum LoadedObjects {
    /// Drops the pages of code and constants from the process's memory; where one is touched again, the kernel maps it from the file.
    ///
    /// Every time the linker is asked what is loaded: an address that was a file's may be the heap's later. It unmaps nothing and
    /// lists nothing new while it calls back (dl_iterate_phdr(3); glibc's `dl_load_write_lock`).
    static func dropReadOnlyPages() {
        dl_iterate_phdr(
            { object, _, _ in
                if let object { LoadedObjects.dropReadOnlyPages(of: object.pointee) }
                return 0
            }, nil)
    }

    private static func dropReadOnlyPages(of object: dl_phdr_info) {
        // A copy: they are in one of the pages.
        let headers = Array(UnsafeBufferPointer(start: object.dlpi_phdr, count: Int(object.dlpi_phnum)))
        let base = UInt(object.dlpi_addr)
        for header in headers where header.p_type == PT_DYNAMIC {
            let entries = UnsafePointer<Elf64_Dyn>(bitPattern: base + UInt(header.p_vaddr))
            if let entries, relocatesText(entries) { return }
        }
        let origins = PageOrigins()
        for range in readOnlyPages(of: headers, loadedAt: base) where origins.areFiles(in: range) {
            _ = madvise(UnsafeMutableRawPointer(bitPattern: range.lowerBound), range.count, MADV_DONTNEED)
        }
    }

    /// The pages of each of an object's segments that is never written to and shares no page with another one. What the linker
    /// relocates and protects afterwards is in a writable segment.
    ///
    /// - Parameter page: Bytes of a page.
    static func readOnlyPages(
        of headers: [Elf64_Phdr], loadedAt base: UInt, page: UInt = PageOrigins.pageSize
    ) -> [Range<UInt>] {
        let segments = headers.filter { $0.p_type == PT_LOAD && $0.p_memsz > 0 }.map { header in
            let start = base + UInt(header.p_vaddr)
            let end = start + UInt(header.p_memsz)
            let isReadOnly = header.p_flags & UInt32(PF_W) == 0 && header.p_memsz == header.p_filesz
            return (pages: start / page * page..<(end + page - 1) / page * page, isReadOnly: isReadOnly)
        }
        return segments.filter { segment in
            segment.isReadOnly && segments.count { $0.pages.overlaps(segment.pages) } == 1
        }.map(\.pages)
    }

    /// Whether the linker writes to segments that are otherwise read-only (elf(5), `DT_TEXTREL` and `DF_TEXTREL`).
    ///
    /// - Parameter entries: The object's dynamic section, up to `DT_NULL`.
    static func relocatesText(_ entries: UnsafePointer<Elf64_Dyn>) -> Bool {
        var entry = entries
        while entry.pointee.d_tag != DT_NULL {
            if entry.pointee.d_tag == DT_TEXTREL { return true }
            if entry.pointee.d_tag == DT_FLAGS, entry.pointee.d_un.d_val & UInt64(DF_TEXTREL) != 0 { return true }
            entry += 1
        }
        return false
    }
}
