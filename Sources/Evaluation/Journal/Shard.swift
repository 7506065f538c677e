/// One of several machines' parts of an evaluation.
package struct Shard: Sendable, Codable, Hashable, CustomStringConvertible {
    /// Most parts that an evaluation is cut into.
    package static let most = 100_000

    /// Which part, from 1.
    package let number: Int
    /// How many parts there are.
    package let count: Int

    /// Nil unless `number` is one of `count`.
    package init?(_ number: Int, of count: Int) {
        guard (1...Self.most).contains(count), (1...count).contains(number) else { return nil }
        (self.number, self.count) = (number, count)
    }

    /// Reads `2/4`.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let number = parts[0], let count = parts[1] else { return nil }
        self.init(number, of: count)
    }

    /// The part of a Slurm job array's task, from the job's environment; nil outside of an array.
    ///
    /// Tasks are counted from the first one of the array in its steps: `--array=0-3`, `1-4` and
    /// `2-8:2` are the same four parts.
    ///
    /// - Throws: `EvaluationError.unclearTask` for an array with gaps, and for one task of a number above
    ///   1 alone, which is likely one of an earlier array.
    package static func task(
        of environment: [String: String]
    ) throws(EvaluationError) -> Shard? {
        func number(_ name: String) -> Int? {
            environment["SLURM_ARRAY_TASK_\(name)"].flatMap { Int($0) }
        }
        guard let task = number("ID"), let count = number("COUNT") else { return nil }
        let (first, step) = (number("MIN") ?? 0, max(number("STEP") ?? 1, 1))
        let (distance, overflows) = task.subtractingReportingOverflow(first)
        guard !overflows, distance >= 0, distance % step == 0, count > 1 || task <= 1,
            let shard = Shard(distance / step + 1, of: count)
        else { throw .unclearTask(task, count: count) }
        return shard
    }

    /// The folder of the part in the output of the whole.
    package var folder: String { "shard-\(number)-of-\(count)" }

    package var description: String { "\(number)/\(count)" }

    /// What belongs to this part: the longest work is handed out first, always to the part that has
    /// least so far, so that all end at about the same time.
    ///
    /// - `costs`: of every piece of work, in any unit; the same on every machine.
    /// - Returns: places of the work in `costs`, in order.
    package func share(of costs: [Int]) -> [Int] {
        var loads = [Int](repeating: 0, count: count)
        var mine: [Int] = []
        let longestFirst = costs.indices.sorted {
            costs[$0] != costs[$1] ? costs[$0] > costs[$1] : $0 < $1
        }
        for work in longestFirst {
            let lightest = loads.indices.reduce(0) { loads[$1] < loads[$0] ? $1 : $0 }
            loads[lightest] += max(costs[work], 1)
            if lightest == number - 1 { mine.append(work) }
        }
        return mine.sorted()
    }
}
