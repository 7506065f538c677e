/// What a reader does with a problem that it can work around: an evaluation stops at the first one that
/// changes figures, a check notes them all.
package struct Problems {
    private let take: (DatasetError) throws -> Void

    /// - `take`: gets every problem; the reader goes on where it returns.
    package init(_ take: @escaping (DatasetError) throws -> Void) { self.take = take }

    /// Stops at the first problem that changes figures.
    package static var evaluating: Problems {
        Problems { if $0.stopsEvaluation { throw $0 } }
    }

    func report(_ problem: DatasetError) throws { try take(problem) }

    /// Runs `body`; nil where it throws a `DatasetError` that may be worked around.
    func collecting<Value>(_ body: () throws -> Value) throws -> Value? {
        do {
            return try body()
        } catch let problem as DatasetError {
            try report(problem)
            return nil
        }
    }
}
