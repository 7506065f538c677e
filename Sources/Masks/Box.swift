/// A rectangle in pixels; `x`, `y` is the upper left pixel inside it.
public struct Box: Sendable, Equatable, Codable {
    /// Leftmost column.
    public let x: Int
    /// Topmost row.
    public let y: Int
    /// Number of columns.
    public let width: Int
    /// Number of rows.
    public let height: Int

    /// The rectangle of `width` columns from `x` and `height` rows from `y`.
    public init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }
}
