import Foundation
import Tensors

/// Prints what the machine can do in fp32, or at the precision that is named, and how near the kernels come,
/// layer by layer.
///
/// Peak and kernel are measured in turn within the same moments and the best of many runs is taken
/// for both, so that another program on the machine disturbs the ratio little.
///
///     KernelBench [--cpu-time] [fp32|bf16|int8] [THREADS ...] [PART OF A LAYER'S NAME ...]
///
/// With `--cpu-time` only the time counts that the processors spent on this program: for a machine
/// that is never idle long enough for one layer.
@main
struct KernelBench {
    static func main() {
        do {
            try run()
        } catch {
            print("KernelBench: \(error)")
            exit(2)
        }
    }

    private static func run() throws {
        let arguments = CommandLine.arguments.dropFirst()
        let wanted = arguments.compactMap { Int($0) }
        let precision = arguments.compactMap(Precision.init(rawValue:)).last ?? .fp32
        let names = arguments.filter {
            Int($0) == nil && Precision(rawValue: $0) == nil && $0 != "--cpu-time"
        }
        let clock: Clock = arguments.contains("--cpu-time") ? .processors : .wall
        let all = wanted.isEmpty ? [1, 2] : wanted
        for threads in all {
            let compute = try Compute(threads: threads, precision: precision)
            print(
                "\n\(compute.instructionSet.rawValue), \(precision.rawValue), threads: \(threads)")
            print(Row.header)
            for layer in Layer.all where names.allSatisfy(layer.name.contains) {
                print(measure(layer, compute, clock))
            }
        }
    }

    /// Best of the alternating runs of a layer and of its yardstick.
    static func measure(_ layer: Layer, _ compute: Compute, _ clock: Clock) -> Row {
        let work = layer.work(compute)
        work()
        let once = Clock.wall.time(work)
        let shortest = clock.shortest(threads: compute.threads)
        let together = max(1, Int(shortest / once))
        let reference = yardstick(of: layer, compute, shortest: shortest)
        let end = Clock.wall.now() + 1.5
        var best = Double.infinity
        var limit = 0.0
        var rounds = 0
        while Clock.wall.now() < end || rounds < 8 {
            var done = 0.0
            let seconds = clock.time { done = reference() }
            limit = max(limit, done / seconds)
            for _ in 0..<(shortest == 0 ? layer.repeats : 1) {
                let seconds = clock.time { for _ in 0..<together { work() } }
                best = min(best, seconds / Double(together))
            }
            rounds += 1
        }
        return Row(
            name: layer.name, milliseconds: best * 1e3, rate: layer.operations / best / 1e9,
            best: limit / 1e9, yardstick: layer.yardstick)
    }

    /// What runs a layer's yardstick for a while and tells the operations, or bytes, done.
    private static func yardstick(
        of layer: Layer, _ compute: Compute, shortest: Double
    ) -> () -> Double {
        switch layer.yardstick {
        case .multiplyAdds:
            let steps = shortest == 0 ? 100_000 : 2_000_000
            return { compute.multiplyAdds(steps: steps) }
        case .streaming:
            let x = Layer.noise([Int(layer.operations) / 8])
            let once = Clock.wall.time { _ = compute.relu(x) }
            let times = max(2, Int(max(shortest, 1e-3) / once))
            return {
                for _ in 0..<times { _ = compute.relu(x) }
                return Double(times) * layer.operations
            }
        }
    }
}
