/// Demands something of one field of a configuration.
package struct ConfigCheck {
    let path: String

    /// - `path`: of the weights file.
    package init(path: String) { self.path = path }

    package func callAsFunction(_ met: Bool, _ field: String, _ found: Any, _ expected: String)
        throws
    {
        guard met else {
            throw ReferFormerError.badConfig(
                path: path, field: field, found: "\(found)", expected: expected)
        }
    }

    package func callAsFunction(_ field: String, _ value: Int, in range: ClosedRange<Int>) throws {
        let (low, high) = (range.lowerBound, range.upperBound)
        try self(
            range.contains(value), field, value, low == high ? "\(low)" : "\(low) to \(high)")
    }

    /// One number for each of three or four stages.
    package func callAsFunction(
        _ field: String, _ values: [Int], stages: Int = 4, in range: ClosedRange<Int>,
        _ what: String
    ) throws {
        try self(
            values.count == stages && values.allSatisfy(range.contains), field, values,
            "\(stages == 4 ? "four" : "three") \(what)")
    }
}
