/// What lies on a pickle machine's stack: plain values, and references to containers in its heap.
enum PickleItem {
    case none
    case bool(Bool)
    case integer(Int)
    case longInteger([UInt8])
    case real(Double)
    case text(String)
    case bytes([UInt8])
    case callable(PickleCallable)
    /// A container, by its index in the heap.
    case container(Int)
    indirect case tensor(TorchTensor)
    indirect case storage(TorchStorage)
}

/// The containers that a pickle builds. They may refer to each other in any way, themselves
/// included, until `PickleHeap.value` has found a finite tree in them.
struct PickleHeap {
    struct Container {
        enum Kind: Equatable {
            case tuple, list, set
            /// Of keys and values in turn.
            case dictionary, namespace
            case opaque(String)
        }

        let kind: Kind
        var items: [PickleItem]
    }

    private(set) var containers: [Container] = []
    private(set) var used = 0

    /// Bytes of memory that one pickle's values may take; a checkpoint of 409 tensors takes less
    /// than one fiftieth.
    static let limit = 24 << 20
    /// How deep values may nest.
    static let depth = 64
    /// How many values a pickle may have, counted as often as they are referred to.
    static let values = 1 << 20

    /// What a heap cannot hold.
    enum Failure: Error {
        case full, cyclic, deep, spread
    }

    /// Takes memory into account before it is used.
    ///
    /// - Throws: `Failure.full`.
    mutating func charge(_ bytes: Int) throws {
        let (sum, overflow) = used.addingReportingOverflow(bytes)
        guard !overflow && sum <= Self.limit else { throw Failure.full }
        used = sum
    }

    /// Takes `count` more references into account.
    mutating func charge(items count: Int) throws {
        let (bytes, overflow) = count.multipliedReportingOverflow(
            by: MemoryLayout<PickleItem>.stride)
        guard !overflow else { throw Failure.full }
        try charge(bytes)
    }

    mutating func make(_ kind: Container.Kind, _ items: [PickleItem] = []) throws -> PickleItem {
        try charge(MemoryLayout<Container>.stride + 32)
        try charge(items: items.count)
        containers.append(Container(kind: kind, items: items))
        return .container(containers.count - 1)
    }

    mutating func append(_ items: some Collection<PickleItem>, to index: Int) throws {
        try charge(items: items.count)
        containers[index].items.append(contentsOf: items)
    }

    /// A container that an item refers to.
    subscript(item: PickleItem) -> Container? {
        guard case .container(let index) = item else { return nil }
        return containers[index]
    }
}
