// What a checkpoint's calls stand for. Every case builds data from the arguments; none acts.
extension PickleMachine {
    /// The result that a call of this kind describes.
    mutating func call(_ callable: PickleItem, _ arguments: PickleItem) throws -> PickleItem {
        guard case .callable(let callable) = callable else {
            throw damaged("a call of a value", "a call of something that has a name")
        }
        guard let tuple = heap[arguments], tuple.kind == .tuple else {
            throw damaged("a call without a tuple", "the arguments of \(callable.name)")
        }
        let items = tuple.items
        switch callable.role {
        case .tensor: return .tensor(try tensor(items))
        case .parameter:
            if case .tensor? = items.first { return items[0] }
        case .storageType: break
        case .dictionary:
            if items.isEmpty { return try heap.make(.dictionary) }
            if items.count == 1 { return try dictionary(of: items[0]) }
        case .defaultDictionary: return try heap.make(.dictionary)
        case .namespace:
            if items.isEmpty { return try heap.make(.namespace) }
        case .size:
            if items.count == 1, let extents = heap[items[0]],
                [.list, .tuple].contains(extents.kind)
            {
                return try heap.make(.tuple, extents.items)
            }
        case .set:
            if items.isEmpty { return try heap.make(.set) }
            if items.count == 1, let members = heap[items[0]],
                [.list, .tuple, .set].contains(members.kind)
            {
                return try heap.make(.set, members.items)
            }
        case .path: return .text(try joined(items))
        case .encode:
            if case .text(let text)? = items.first { return .bytes(try latin1(text)) }
        case .opaque: return try heap.make(.opaque(callable.name), items)
        }
        throw damaged(
            "\(items.count) arguments for \(callable.name)", "those that torch.save writes")
    }

    /// Gives an object its state: attributes for a namespace; what dictionaries and opaque values
    /// have beside their content is dropped.
    mutating func build(_ item: PickleItem, _ state: PickleItem) throws {
        guard case .container(let index) = item else {
            throw damaged("a state for a plain value", "one for an object")
        }
        let attributes = heap[state]
        switch (heap.containers[index].kind, attributes?.kind) {
        case (.namespace, .dictionary): try heap.append(attributes?.items ?? [], to: index)
        case (.dictionary, .dictionary), (.opaque, .tuple): break
        default: throw damaged("a state of another kind", "attributes of an object")
        }
    }

    /// A storage that lies outside the pickle, and its key.
    mutating func storage(_ reference: PickleItem) throws -> (TorchStorage, key: String) {
        guard let tuple = heap[reference], tuple.kind == .tuple,
            case .text("storage")? = tuple.items.first, (5...6).contains(tuple.items.count),
            case .callable(let callable) = tuple.items[1],
            case .storageType(let type) = callable.role,
            case .text(let key) = tuple.items[2], case .text = tuple.items[3],
            case .integer(let count) = tuple.items[4]
        else {
            throw damaged(
                "a reference to something outside the pickle", "one to a storage of values")
        }
        var start = 0
        var length = count
        if tuple.items.count == 6, let view = heap[tuple.items[5]] {
            // Files before 2018: the key of the part, its first value, its number of values.
            guard view.items.count == 3, case .integer(let first) = view.items[1],
                case .integer(let number) = view.items[2]
            else { throw damaged("a part of a storage", "its key, start and length") }
            (start, length) = (first, number)
        }
        try heap.charge(2 * MemoryLayout<TorchStorage>.stride)
        return (TorchStorage(key: key, type: type, start: start, count: length), key)
    }

    /// `_rebuild_tensor_v2(storage, offset, size, stride, …)`; what follows concerns training.
    private mutating func tensor(_ arguments: [PickleItem]) throws -> TorchTensor {
        guard arguments.count >= 4, case .storage(let storage) = arguments[0],
            case .integer(let offset) = arguments[1], let shape = extents(arguments[2]),
            let strides = extents(arguments[3])
        else {
            throw damaged(
                "other arguments of a tensor", "its storage, offset, shape and strides")
        }
        try heap.charge(MemoryLayout<TorchTensor>.stride)
        try heap.charge((shape.count + strides.count) * MemoryLayout<Int>.stride)
        return TorchTensor(storage: storage, offset: offset, shape: shape, strides: strides)
    }

    private func extents(_ item: PickleItem) -> [Int]? {
        guard let container = heap[item], [.tuple, .list].contains(container.kind) else {
            return nil
        }
        var extents: [Int] = []
        for item in container.items {
            guard case .integer(let extent) = item else { return nil }
            extents.append(extent)
        }
        return extents
    }

    /// A dictionary of another, or of a list of pairs.
    private mutating func dictionary(of item: PickleItem) throws -> PickleItem {
        guard let source = heap[item] else { throw damaged("a value", "pairs of a dictionary") }
        if source.kind == .dictionary { return try heap.make(.dictionary, source.items) }
        var items: [PickleItem] = []
        for pair in source.items {
            guard let pair = heap[pair], pair.items.count == 2 else {
                throw damaged("a value", "pairs of a dictionary")
            }
            items += pair.items
        }
        return try heap.make(.dictionary, items)
    }

    /// The parts of a path, the root among them, as one text.
    private mutating func joined(_ parts: [PickleItem]) throws -> String {
        var path = ""
        for part in parts {
            guard case .text(let part) = part else { throw damaged("a value", "a path's parts") }
            try heap.charge(part.utf8.count + 1)
            path += (path.isEmpty || path.hasSuffix("/") ? "" : "/") + part
        }
        return path
    }

    private mutating func latin1(_ text: String) throws -> [UInt8] {
        try heap.charge(text.utf8.count)
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            guard let byte = UInt8(exactly: scalar.value) else {
                throw damaged("a letter beyond 8 bits", "bytes written as text")
            }
            bytes.append(byte)
        }
        return bytes
    }
}
