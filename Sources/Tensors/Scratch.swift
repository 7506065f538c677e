/// Lends `count` bytes of uninitialised memory, aligned for any vector.
package func withScratch<R>(
    _ count: Int, _ body: (UnsafeMutableRawPointer) throws -> R
) rethrows -> R {
    let float = MemoryLayout<Float>.stride
    let memory = Storage(count: (count + float - 1) / float, recycler: .common)
    defer { withExtendedLifetime(memory) {} }
    return try body(memory.floats)
}
