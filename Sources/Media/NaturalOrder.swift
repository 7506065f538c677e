/// Whether `a` comes before `b` when numbers in names count as numbers: `frame2` before `frame10`.
///
/// Runs of ASCII digits compare by value, whatever their length; everything else by Unicode scalar.
/// Names equal but for leading zeros fall back to plain order, so that the order is total.
package func naturallyPrecedes(_ a: String, _ b: String) -> Bool {
    let (left, right) = (Array(a.utf8), Array(b.utf8))
    func digitRun(_ bytes: [UInt8], _ start: Int) -> ArraySlice<UInt8> {
        let run = bytes[start...].prefix { (48...57).contains($0) }
        return run
    }
    var (i, j) = (0, 0)
    while i < left.count, j < right.count {
        let (runA, runB) = (digitRun(left, i), digitRun(right, j))
        if runA.isEmpty || runB.isEmpty {
            if left[i] != right[j] { return left[i] < right[j] }
            (i, j) = (i + 1, j + 1)
            continue
        }
        let (valueA, valueB) = (runA.drop { $0 == 48 }, runB.drop { $0 == 48 })
        if valueA.count != valueB.count { return valueA.count < valueB.count }
        if !valueA.elementsEqual(valueB) { return valueA.lexicographicallyPrecedes(valueB) }
        (i, j) = (runA.endIndex, runB.endIndex)
    }
    if left.count - i != right.count - j { return left.count - i < right.count - j }
    return left.lexicographicallyPrecedes(right)
}
