extension PickleHeap {
    /// The tree below an item, which takes the place of the heap in memory.
    ///
    /// - Throws: `Failure`, where there is none, or none of the size and depth that is allowed.
    mutating func takeValue(_ item: PickleItem) throws -> PickleValue {
        var tree = PickleTree(containers: containers)
        self = PickleHeap()
        return try tree.value(item, depth: 0).value
    }
}

/// Turns containers that refer to each other into values that contain each other.
private struct PickleTree {
    /// A finished value, how many it counts for, and how deep it nests.
    typealias Part = (value: PickleValue, count: Int, height: Int)

    private enum State {
        case untouched, open
        case done(Part)
    }

    private var containers: [PickleHeap.Container]
    private var states: [State]

    init(containers: [PickleHeap.Container]) {
        self.containers = containers
        states = Array(repeating: .untouched, count: containers.count)
    }

    mutating func value(_ item: PickleItem, depth: Int) throws -> Part {
        switch item {
        case .none: return (.none, 1, 0)
        case .bool(let value): return (.bool(value), 1, 0)
        case .integer(let value): return (.integer(value), 1, 0)
        case .longInteger(let value): return (.longInteger(value), 1, 0)
        case .real(let value): return (.real(value), 1, 0)
        case .text(let value): return (.text(value), 1, 0)
        case .bytes(let value): return (.bytes(value), 1, 0)
        case .tensor(let value): return (.tensor(value), 1, 0)
        case .callable(let callable): return (.opaque(callable.name, []), 1, 0)
        case .storage(let storage): return (.opaque("storage \(storage.key)", []), 1, 0)
        case .container(let index):
            switch states[index] {
            case .open: throw PickleHeap.Failure.cyclic
            case .done(let part):
                guard depth + part.height <= PickleHeap.depth else {
                    throw PickleHeap.Failure.deep
                }
                return part
            case .untouched:
                guard depth < PickleHeap.depth else { throw PickleHeap.Failure.deep }
                states[index] = .open
                let part = try container(containers[index].take(), depth: depth)
                states[index] = .done(part)
                return part
            }
        }
    }

    private mutating func container(
        _ container: PickleHeap.Container, depth: Int
    ) throws -> Part {
        var values: [PickleValue] = []
        values.reserveCapacity(container.items.count)
        var (count, height) = (1, 0)
        for item in container.items {
            let part = try value(item, depth: depth + 1)
            values.append(part.value)
            count += part.count
            height = max(height, part.height + 1)
            guard count <= PickleHeap.values else { throw PickleHeap.Failure.spread }
        }
        let members = {
            stride(from: 0, to: values.count - 1, by: 2).map {
                PickleValue.Member(key: values[$0], value: values[$0 + 1])
            }
        }
        switch container.kind {
        case .tuple: return (.tuple(values), count, height)
        case .list: return (.list(values), count, height)
        case .set: return (.set(values), count, height)
        case .dictionary: return (.dictionary(members()), count, height)
        case .namespace: return (.namespace(members()), count, height)
        case .opaque(let name): return (.opaque(name, values), count, height)
        }
    }
}

extension PickleHeap.Container {
    /// What it holds, which it then no longer does.
    fileprivate mutating func take() -> PickleHeap.Container {
        defer { items = [] }
        return self
    }
}
