import Weights

/// Reads pickles of protocol 2 to 5 as plain data and descriptions of tensors.
///
/// The machine knows the few instructions and names that checkpoints are made of (`PickleOpcode`,
/// `PickleCallable`), and calls nothing: what Python would call is written down as data or refused.
struct PickleMachine {
    let path: String
    /// Of the pickle, for messages.
    let place: String
    var cursor: ByteCursor
    var heap = PickleHeap()
    /// Types of the storages that were named, by their keys.
    private(set) var storageTypes: [String: ElementType] = [:]

    private var stack: [PickleItem] = []
    /// Most items that the stack has held.
    private var highest = 0
    private var marks: [Int] = []
    /// Values to be referred to, by the numbers that they were given; picklers count from 0.
    private var memo: [PickleItem?] = []
    /// Where the current instruction began.
    private var start = 0

    /// Instructions of one pickle at most; a tensor takes about 45.
    static let steps = 1 << 22

    /// - `cursor`: where the pickle begins.
    init(_ cursor: ByteCursor, path: String, place: String) {
        (self.cursor, self.path, self.place) = (cursor, path, place)
    }

    /// Runs to the pickle's end; the cursor then stands behind it.
    ///
    /// - Throws: `WeightsError.damaged`, `CheckpointError`.
    mutating func value() throws -> PickleValue {
        do {
            for _ in 0..<Self.steps {
                if let item = try step() {
                    (stack, memo) = ([], [])
                    return try heap.takeValue(item)
                }
            }
        } catch let failure as PickleHeap.Failure {
            switch failure {
            case .full: throw tooLarge("values", "\(PickleHeap.limit >> 20) MB of them")
            case .deep: throw tooLarge("values nested too deep", "\(PickleHeap.depth) levels")
            case .spread:
                throw tooLarge("values that repeat each other", "\(PickleHeap.values) values")
            case .cyclic: throw damaged("a value inside itself", "values that end")
            }
        }
        throw tooLarge("instructions", "\(Self.steps) of them")
    }

    /// Runs one instruction; the result of the last.
    private mutating func step() throws -> PickleItem? {
        start = cursor.position
        let code: UInt8 = try number()
        guard let opcode = PickleOpcode(rawValue: code) else {
            throw damaged(
                "instruction 0x\(String(code, radix: 16))", "one that torch.save writes")
        }
        switch opcode {
        case .proto:
            let version: UInt8 = try number()
            guard (2...5).contains(version) else { throw damaged("protocol \(version)", "2 to 5") }
        case .frame:
            let size: UInt64 = try number()
            guard size <= cursor.remaining else {
                throw damaged("a frame of \(size) bytes", "\(cursor.remaining) at most")
            }
        case .stop:
            let result = try pop()
            guard stack.isEmpty && marks.isEmpty else { throw damaged("values left over", "one") }
            return result
        case .none: try push(.none)
        case .newTrue: try push(.bool(true))
        case .newFalse: try push(.bool(false))
        case .binInt: try push(.integer(Int(try number() as Int32)))
        case .binInt1: try push(.integer(Int(try number() as UInt8)))
        case .binInt2: try push(.integer(Int(try number() as UInt16)))
        case .long1: try pushLong(try number() as UInt8)
        case .long4: try pushLong(try number() as UInt32)
        case .binFloat:
            let bits: UInt64 = try number()
            try push(.real(Double(bitPattern: bits.byteSwapped)))
        case .binString: try pushString(try number() as UInt32)
        case .shortBinString: try pushString(try number() as UInt8)
        case .binUnicode: try pushText(try number() as UInt32)
        case .shortBinUnicode: try pushText(try number() as UInt8)
        case .binUnicode8: try pushText(try number() as UInt64)
        case .binBytes: try pushBytes(try number() as UInt32)
        case .shortBinBytes: try pushBytes(try number() as UInt8)
        case .binBytes8, .byteArray8: try pushBytes(try number() as UInt64)
        case .mark:
            try heap.charge(MemoryLayout<Int>.stride)
            marks.append(stack.count)
        case .emptyTuple: try push(heap.make(.tuple))
        case .tuple: try push(heap.make(.tuple, popMarked()))
        case .tuple1: try push(heap.make(.tuple, pop(1)))
        case .tuple2: try push(heap.make(.tuple, pop(2)))
        case .tuple3: try push(heap.make(.tuple, pop(3)))
        case .emptyList: try push(heap.make(.list))
        case .append: try add(pop(1), to: .list)
        case .appends: try add(popMarked(), to: .list)
        case .emptyDict: try push(heap.make(.dictionary))
        case .setItem: try add(pop(2), to: .dictionary)
        case .setItems: try add(popMarked(), to: .dictionary)
        case .emptySet: try push(heap.make(.set))
        case .addItems: try add(popMarked(), to: .set)
        case .frozenSet: try push(heap.make(.set, popMarked()))
        case .binPut: try remember(Int(try number() as UInt8))
        case .longBinPut: try remember(Int(try number() as UInt32))
        case .memoize: try remember(memo.count)
        case .binGet: try recall(Int(try number() as UInt8))
        case .longBinGet: try recall(Int(try number() as UInt32))
        case .global: try pushGlobal(module: line(), name: line())
        case .stackGlobal:
            guard case .text(let name) = try pop(), case .text(let module) = try pop() else {
                throw damaged("a name that is no text", "a module and a name")
            }
            try pushGlobal(module: module, name: name)
        case .reduce, .newObj:
            let arguments = try pop()
            let callable = try pop()
            try push(call(callable, arguments))
        case .build:
            let state = try pop()
            try build(peek(), state)
        case .binPersID:
            let (storage, key) = try storage(pop())
            storageTypes[key] = storage.type
            try push(.storage(storage))
        case .inst:
            let (module, name) = (try line(), try line())
            throw asksPython("\(module).\(name)")
        case .obj, .newObjEx:
            // Any name on the stack has passed the list; the instruction itself is the odd one.
            throw damaged("instruction \(opcode)", "one that torch.save writes")
        }
        return nil
    }
}

// The stack.
extension PickleMachine {
    mutating func push(_ item: PickleItem) throws {
        if stack.count == highest {
            try heap.charge(items: 1)
            highest += 1
        }
        stack.append(item)
    }

    /// The last item, which never lies below the last mark.
    private func peek() throws -> PickleItem {
        guard let item = stack.last, stack.count > marks.last ?? 0 else {
            throw damaged("an empty stack", "a value")
        }
        return item
    }

    private mutating func pop() throws -> PickleItem {
        let item = try peek()
        stack.removeLast()
        return item
    }

    private mutating func pop(_ count: Int) throws -> [PickleItem] {
        guard stack.count - (marks.last ?? 0) >= count else {
            throw damaged("an empty stack", "\(count) values")
        }
        defer { stack.removeLast(count) }
        return Array(stack.suffix(count))
    }

    /// Everything above the last mark, which goes with it.
    private mutating func popMarked() throws -> [PickleItem] {
        guard let mark = marks.popLast() else { throw damaged("no mark", "one") }
        defer { stack.removeLast(stack.count - mark) }
        return Array(stack[mark...])
    }

    private mutating func add(
        _ items: [PickleItem], to kind: PickleHeap.Container.Kind
    ) throws {
        guard case .container(let index) = try peek(), heap.containers[index].kind == kind else {
            throw damaged("elements of something else", "elements of a \(kind)")
        }
        guard kind != .dictionary || items.count.isMultiple(of: 2) else {
            throw damaged("a key without a value", "pairs")
        }
        try heap.append(items, to: index)
    }

    private mutating func pushGlobal(module: String, name: String) throws {
        guard let callable = PickleCallable(module: module, name: name) else {
            throw asksPython("\(module).\(name)")
        }
        try push(.callable(callable))
    }

    private mutating func remember(_ index: Int) throws {
        let item = try peek()
        if index >= memo.count {
            let new = index + 1 - memo.count
            try heap.charge(items: new)
            memo.append(contentsOf: repeatElement(nil, count: new))
        }
        memo[index] = item
    }

    private mutating func recall(_ index: Int) throws {
        guard memo.indices.contains(index), let item = memo[index] else {
            throw damaged("value \(index), which was never kept", "a value kept before")
        }
        try push(item)
    }
}

// What is wrong.
extension PickleMachine {
    func damaged(_ found: String, _ expected: String) -> WeightsError {
        .damaged(
            path: path, place: "\(place), byte \(start)", found: found, expected: expected)
    }

    func asksPython(_ name: String) -> CheckpointError {
        .asksPython(path: path, place: "\(place), byte \(start)", name: Self.shown(name))
    }

    func ends() -> WeightsError { damaged("the end", "more of the pickle") }

    private func tooLarge(_ found: String, _ limit: String) -> CheckpointError {
        .tooLarge(path: path, place: place, found: found, limit: limit)
    }

    /// A name for a message: short and in one line.
    private static func shown(_ name: String) -> String {
        let text = String(
            name.unicodeScalars.prefix(80).map { $0.value < 0x20 ? "?" : Character($0) })
        return text.isEmpty ? "something without a name" : text
    }
}
