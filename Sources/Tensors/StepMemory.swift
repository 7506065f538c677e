/// Keys and values of what was decoded so far, for several sequences of one length.
///
/// Not shared between tasks: one search writes and reads it.
package final class StepMemory {
    package let width: Int
    /// Positions that there is room for.
    package let capacity: Int
    /// Positions that are filled.
    package private(set) var length = 0
    package private(set) var sequences: Int
    private let keyRoom: Storage
    private let valueRoom: Storage
    private let most: Int

    /// Room for up to `most` sequences; begins with one.
    package init(most: Int, capacity: Int, width: Int) {
        precondition(most > 0 && capacity > 0 && width > 0, "memory without room")
        (self.most, self.capacity, self.width) = (most, capacity, width)
        sequences = 1
        keyRoom = Storage(count: most * capacity * width, recycler: nil)
        valueRoom = Storage(count: most * capacity * width, recycler: nil)
    }

    var keys: UnsafePointer<Float> { UnsafePointer(keyRoom.floats) }
    var values: UnsafePointer<Float> { UnsafePointer(valueRoom.floats) }

    /// Adds one position to every sequence, both `[sequences, width]`, or several to the only one,
    /// `[positions, width]`.
    package func append(keys: Tensor, values: Tensor) {
        let positions = keys.shape[0] / sequences
        precondition(
            keys.shape == [sequences * positions, width] && values.shape == keys.shape
                && (sequences == 1 || positions == 1) && length + positions <= capacity,
            "\(keys.shape) beside \(sequences) sequences, position \(length) of \(capacity)")
        for (room, new) in [(keyRoom, keys), (valueRoom, values)] {
            for sequence in 0..<sequences {
                (room.floats + (sequence * capacity + length) * width)
                    .update(
                        from: new.pointer + sequence * positions * width, count: positions * width)
            }
        }
        length += positions
    }

    /// Goes on with some of the sequences, in this order; one may be named several times.
    package func keep(_ kept: [Int]) {
        precondition(
            !kept.isEmpty && kept.count <= most && kept.allSatisfy { (0..<sequences).contains($0) },
            "sequences \(kept) of \(sequences)")
        defer { sequences = kept.count }
        if kept == Array(0..<kept.count) { return }
        let row = capacity * width
        for room in [keyRoom, valueRoom] {
            let copy = Storage(count: sequences * length * width, recycler: nil)
            for sequence in 0..<sequences {
                (copy.floats + sequence * length * width)
                    .update(from: room.floats + sequence * row, count: length * width)
            }
            for (place, sequence) in kept.enumerated() {
                (room.floats + place * row)
                    .update(from: copy.floats + sequence * length * width, count: length * width)
            }
        }
    }
}
