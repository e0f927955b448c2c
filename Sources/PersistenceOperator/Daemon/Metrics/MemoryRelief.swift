import CMalloc

/// Gives memory back to the system that a pass needed for a moment. A controller is at rest nearly always, and is counted by what
/// it holds then.
enum MemoryRelief {
    /// Lets threads share two of malloc's arenas; by default there may be eight per core, each of which keeps free pages that the
    /// others cannot use (mallopt(3), `M_ARENA_MAX`). To be called before there are many threads.
    static func shareArenas() {
        _ = mallopt(M_ARENA_MAX, 2)
    }

    /// Gives back what malloc keeps for later, and the program's own code and constants: they are read from the page cache again,
    /// page by page, where they are needed next. A pass afterwards takes some milliseconds more.
    static func release() {
        malloc_trim(0)
        LoadedObjects.dropReadOnlyPages()
    }
}
