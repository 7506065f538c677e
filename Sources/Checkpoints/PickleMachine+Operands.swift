// What follows an instruction.
extension PickleMachine {
    mutating func number<T: FixedWidthInteger>() throws -> T {
        guard let number = cursor.number(T.self) else { throw ends() }
        return number
    }

    /// `count` bytes, as many as there are left at most.
    mutating func take(_ count: some FixedWidthInteger) throws -> UnsafeRawBufferPointer {
        guard let count = Int(exactly: count), let bytes = cursor.take(count) else { throw ends() }
        try heap.charge(count + 32)
        return bytes
    }

    mutating func text(_ bytes: UnsafeRawBufferPointer) throws -> String {
        guard let text = String(utf8: bytes) else { throw damaged("other bytes", "UTF-8 text") }
        return text
    }

    mutating func line() throws -> String {
        guard let bytes = cursor.line() else { throw ends() }
        try heap.charge(bytes.count + 32)
        return try text(bytes)
    }

    mutating func pushText(_ count: some FixedWidthInteger) throws {
        try push(.text(text(take(count))))
    }

    /// What Python 2 called a string: a text, or bytes.
    mutating func pushString(_ count: some FixedWidthInteger) throws {
        let bytes = try take(count)
        try push(String(utf8: bytes).map(PickleItem.text) ?? .bytes(Array(bytes)))
    }

    mutating func pushBytes(_ count: some FixedWidthInteger) throws {
        try push(.bytes(Array(take(count))))
    }

    /// A whole number in two's complement, the lowest byte first.
    mutating func pushLong(_ count: some FixedWidthInteger) throws {
        let bytes = try take(count)
        guard bytes.count <= 8 else { return try push(.longInteger(Array(bytes))) }
        let bits = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let unused = 64 - 8 * UInt64(bytes.count)
        try push(.integer(Int(Int64(bitPattern: bits << unused) >> unused)))
    }
}
