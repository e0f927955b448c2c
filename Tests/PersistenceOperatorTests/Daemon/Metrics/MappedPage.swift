import Glibc
import Testing

@testable import PersistenceOperator

/// The first page of the running program's file, mapped as the process's own; unmapped at the end.
final class MappedPage {
    private let address: UnsafeMutableRawPointer
    private static let size = Int(PageOrigins.pageSize)

    init(writable: Bool = false) throws {
        let file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC)
        defer { close(file) }
        address = try Self.map(nil, writable ? PROT_READ | PROT_WRITE : PROT_READ, MAP_PRIVATE, file)
    }

    deinit {
        munmap(address, Self.size)
    }

    /// Puts memory of no file where the page is.
    func replaceWithMemory() throws {
        _ = try Self.map(address, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1)
    }

    /// The addresses.
    var range: Range<UInt> {
        let start = UInt(bitPattern: address)
        return start..<start + PageOrigins.pageSize
    }

    /// The first byte.
    var byte: UInt8 {
        get { address.load(as: UInt8.self) }
        set { address.storeBytes(of: newValue, as: UInt8.self) }
    }

    private static func map(
        _ place: UnsafeMutableRawPointer?, _ protection: Int32, _ flags: Int32, _ file: Int32
    ) throws -> UnsafeMutableRawPointer {
        let mapped = mmap(place, size, protection, flags, file, 0)
        try #require(mapped != MAP_FAILED)
        return try #require(mapped)
    }
}
