import Foundation

extension Thread {
    /// Does something on a thread of its own, with a stack on which networks run: half a megabyte, which threads
    /// have by themselves, is too small.
    package static func detachDeep(
        named name: String? = nil, _ work: @escaping @Sendable () -> Void
    ) {
        let thread = Thread(block: work)
        thread.name = name
        thread.stackSize = 8 << 20
        thread.start()
    }
}
