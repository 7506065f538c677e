/// Parts of pickles, byte by byte; a whole one is `Pickle.file` of one of them.
package enum Pickle {
    package typealias Bytes = [UInt8]

    package static let mark: Bytes = [0x28]
    package static let none: Bytes = [0x4E]
    package static let emptyTuple: Bytes = [0x29]
    package static let emptyDictionary: Bytes = [0x7D]
    package static let emptyList: Bytes = [0x5D]

    /// A pickle of one value.
    package static func file(_ value: Bytes, version: UInt8 = 2) -> Bytes {
        [0x80, version] + value + [0x2E]
    }

    /// Parts after each other.
    package static func repeated(_ count: Int, _ part: (Int) -> Bytes) -> Bytes {
        var bytes: Bytes = []
        for index in 0..<count { bytes += part(index) }
        return bytes
    }

    package static func text(_ text: String) -> Bytes {
        [0x58] + littleEndian(UInt32(text.utf8.count)) + Array(text.utf8)
    }

    package static func integer(_ number: Int) -> Bytes {
        if let small = UInt8(exactly: number) { return [0x4B, small] }
        return [0x8A, 8] + littleEndian(Int64(number))
    }

    package static func bool(_ value: Bool) -> Bytes { [value ? 0x88 : 0x89] }

    package static func tuple(_ items: Bytes...) -> Bytes { mark + items.flatMap(\.self) + [0x74] }

    package static func list(_ items: Bytes...) -> Bytes {
        emptyList + mark + items.flatMap(\.self) + [0x65]
    }

    package static func dictionary(_ members: (Bytes, Bytes)...) -> Bytes { dictionary(members) }

    package static func dictionary(_ members: [(Bytes, Bytes)]) -> Bytes {
        emptyDictionary + mark + members.flatMap { $0.0 + $0.1 } + [0x75]
    }

    /// Opcode GLOBAL.
    package static func global(_ module: String, _ name: String) -> Bytes {
        [0x63] + Array("\(module)\n\(name)\n".utf8)
    }

    /// Opcode STACK_GLOBAL, as in protocol 4.
    package static func stackGlobal(_ module: String, _ name: String) -> Bytes {
        text(module) + text(name) + [0x93]
    }

    /// Opcode REDUCE.
    package static func call(_ callable: Bytes, _ arguments: Bytes = emptyTuple) -> Bytes {
        callable + arguments + [0x52]
    }

    /// Opcode BINPERSID, of a storage as torch.save names it.
    package static func storage(
        _ key: String, _ type: String = "FloatStorage", count: Int, further: Bytes = []
    ) -> Bytes {
        tuple(
            text("storage"), global("torch", type), text(key), text("cpu"), integer(count), further
        ) + [0x51]
    }

    /// A tensor as torch.save describes it.
    package static func tensor(
        _ storage: Bytes, offset: Int = 0, shape: [Int], strides: [Int]
    ) -> Bytes {
        let extents = { (numbers: [Int]) in mark + numbers.flatMap(integer) + [0x74] }
        return call(
            global("torch._utils", "_rebuild_tensor_v2"),
            tuple(
                storage, integer(offset), extents(shape), extents(strides), bool(false),
                call(global("collections", "OrderedDict"))))
    }

    /// A tensor of two floats in storage "0".
    package static let pair = tensor(storage("0", count: 2), shape: [2], strides: [1])

    /// The pickle of a checkpoint with `pair` under "w", and another value beside the model.
    package static func checkpoint(beside value: Bytes = none) -> Bytes {
        file(dictionary((text("model"), dictionary((text("w"), pair))), (text("other"), value)))
    }

    /// Gives the last value a number to be referred to by.
    package static func put(_ index: Int) -> Bytes { [0x72] + littleEndian(UInt32(index)) }

    /// Refers to a value.
    package static func get(_ index: Int) -> Bytes { [0x6A] + littleEndian(UInt32(index)) }
}

/// The bytes of a whole number, lowest first.
package func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
}
