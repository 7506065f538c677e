import CKernels

extension Compute {
    /// Multiply-adds that wait for nothing, on every thread at once: what the machine can do at this precision.
    ///
    /// - Returns: operations done.
    package func multiplyAdds(steps: Int) -> Double {
        struct Task {
            var peak: (@convention(c) (Int, Int, UnsafeMutablePointer<Double>?) -> Float)?
            var numbers: Int
            var steps: Int
            var sums: UnsafeMutablePointer<Float>
        }
        let sums = Storage(count: threads, recycler: recycler)
        let numbers = precision.format(inputs: .max, outputs: .max).code
        let task = Task(peak: kernels.peak, numbers: numbers, steps: steps, sums: sums.floats)
        run(
            { task, begin, end, _ in
                guard let task = task?.assumingMemoryBound(to: Task.self).pointee else { return }
                var operations = 0.0
                for unit in begin..<end {
                    task.sums[unit] = task.peak?(task.numbers, task.steps, &operations) ?? 0
                }
            }, task, units: threads, cost: 1 << 20)
        withExtendedLifetime(sums) {}
        var operations = 0.0
        _ = kernels.peak?(numbers, 1, &operations)
        return operations * Double(steps) * Double(threads)
    }
}
