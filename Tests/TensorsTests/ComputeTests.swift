import CKernels
import Foundation
import Randomness
import Testing

@testable import Tensors

/// Tensors, threads, buffers and the choice of instruction set.
struct ComputeTests {
    @Test func tensorViewsShareStorage() {
        let x = Tensor(shape: [3, 2], values: [1, 2, 3, 4, 5, 6])
        #expect(x.rows(1..<3).values == [3, 4, 5, 6])
        #expect(x.rows(1..<3).reshaped([4]).rows(1..<2).values == [4])
        #expect(x.reshaped([2, 3]).shape == [2, 3])
        #expect(Tensor(zeros: [2, 2]).values == [0, 0, 0, 0])
        #expect(Tensor(zeros: [0, 2]).values.isEmpty)
        let filled = Tensor.filled([2]) {
            $0[0] = 7; $0[1] = 8
        }
        #expect(filled.values == [7, 8])
    }

    @Test func instructionSetIsChosenByName() throws {
        #expect(try InstructionSet.chosen(environment: [:]) == .best)
        #expect(try InstructionSet.chosen(environment: ["REFSEG_ISA": "naive"]) == .naive)
        let unknown = ComputeError.unknownInstructionSet(name: "mmx")
        #expect(throws: unknown) {
            try InstructionSet.chosen(environment: ["REFSEG_ISA": "mmx"])
        }
        #expect(
            unknown.description.hasPrefix(
                "REFSEG_ISA: no instruction set is called \"mmx\"; use one of naive"))
        for set in InstructionSet.allCases where set.table == nil {
            #expect(throws: ComputeError.unsupportedInstructionSet(set)) {
                try Compute(threads: 1, instructionSet: set)
            }
        }
        #expect(throws: ComputeError.threads(0)) { try Compute(threads: 0) }
    }

    /// Every operation, at shapes that make many chunks, for several numbers of threads.
    @Test(arguments: InstructionSet.available)
    func bitsDoNotDependOnThreads(set: InstructionSet) throws {
        let large = set != .naive
        let expected = try results(Compute(threads: 1, instructionSet: set), large: large)
        for threads in [2, 3, 5] {
            let found = try results(Compute(threads: threads, instructionSet: set), large: large)
            for (name, values) in expected {
                #expect(found[name] == values, "\(name) with \(threads) threads")
            }
        }
    }

    private func results(_ compute: Compute, large: Bool) throws -> [String: [UInt32]] {
        var n = Numbers(seed: 7)
        let (height, width, channels) = large ? (37, 41, 48) : (7, 9, 16)
        let map = n.tensor([2, height, width, channels])
        let area = height * width
        let tokens = map.reshaped([2, area, channels])
        let window = large ? 49 : 9
        let rows = map.reshaped([2 * area, channels]).rows(0..<(2 * area / window * window))
        let (weight, bias) = (n.tensor([channels]), n.tensor([channels]))
        let square = n.tensor([channels, channels])
        let filter = n.tensor([channels, channels, 3, 3])
        func convolution(_ stride: Int, _ algorithm: PackedConvolution.Algorithm?) -> Tensor {
            compute.convolution(
                map,
                compute.pack(
                    convolution: filter, bias: bias, stride: stride, padding: 1,
                    algorithm: algorithm), activation: .relu)
        }
        let locations = n.tensor([2, 50, 4, 1, 4, 2], in: -0.1...1.1)
        let weights = n.tensor([2, 50, 4, 4])
        let all: [String: Tensor] = [
            "linear": compute.linear(
                map, compute.pack(linear: square, bias: bias), activation: .gelu, residual: map),
            "strided": convolution(2, nil), "gathered": convolution(1, .gathered),
            "winograd": convolution(1, .winograd),
            "depthwise": compute.convolution(
                map,
                compute.pack(
                    convolution: n.tensor([channels, 1, 3, 3]), bias: nil, stride: 1, padding: 1,
                    groups: channels)),
            "wideDepthwise": compute.convolution(
                map,
                compute.pack(
                    convolution: n.tensor([channels, 1, 5, 5]), bias: bias, stride: 2, padding: 1,
                    trailing: 2, groups: channels), activation: .relu6),
            "means": compute.add(map, vectors: compute.mean(ofMaps: map)),
            "layerNorm": compute.layerNorm(
                map, Normalisation(weight: weight, bias: bias, epsilon: 1e-5)),
            "feedForward": compute.feedForward(
                rows,
                widening: compute.pack(linear: n.tensor([520, channels]), bias: n.tensor([520])),
                narrowing: compute.pack(linear: n.tensor([channels, 520]), bias: bias),
                inner: .each(.gelu), residual: rows,
                norm: Normalisation(weight: weight, bias: bias, epsilon: 1e-5)),
            "groupNorm": compute.groupNorm(
                map, groups: 8, weight: weight, bias: bias, epsilon: 1e-5),
            "softmax": compute.softmax(map),
            "attention": compute.attention(
                query: tokens, key: tokens, value: tokens, heads: 4, excluded: nil),
            "windowAttention": compute.windowAttention(
                projections: compute.concatenate([rows, rows, rows], axis: 1),
                padding: n.tensor([3 * channels]),
                bias: compute.relativeBias(
                    table: n.tensor([4, 2 * window - 1]), codes: (0..<Int32(window)).map { $0 },
                    origin: window - 1),
                windows: AttentionWindows(
                    tokens: window, places: (0..<Int32(rows.shape[0])).map { $0 }, regions: nil)),
            "gather": compute.gather(
                map, rows: (0..<Int32(area)).map { $0 % 5 == 0 ? -1 : $0 * 7 % Int32(area) }),
            "add": compute.add(map, weight), "gelu": compute.gelu(map),
            "maxPool": compute.maxPool(map),
            "bilinear": compute.resizeBilinear(map, height: 61, width: 30),
            "nearest": compute.resizeNearest(map, height: 61, width: 30),
            "deformable": compute.deformableSample(
                value: tokens, levels: [(height, width)], locations: locations, weights: weights),
        ]
        return all.mapValues { $0.values.map(\.bitPattern) }
    }

    /// Thousands of tiny tasks, by several callers at once, each unit counted.
    @Test func poolRunsEveryUnitOnce() async throws {
        final class Pool: @unchecked Sendable {
            let handle = ck_pool_create(4)
            deinit { ck_pool_destroy(handle) }
        }
        let pool = Pool()
        await withTaskGroup(of: Bool.self) { group in
            for caller in 0..<3 {
                group.addTask {
                    let counts = UnsafeMutablePointer<Int32>.allocate(capacity: 100)
                    defer { counts.deallocate() }
                    for round in 1...2000 {
                        let units = (round * (caller + 3)) % 100
                        counts.initialize(repeating: 0, count: 100)
                        ck_pool_run(
                            pool.handle,
                            { task, begin, end, _ in
                                let counts = task?.assumingMemoryBound(to: Int32.self)
                                let mutable = UnsafeMutablePointer(mutating: counts)
                                for unit in begin..<end { mutable?[unit] += 1 }
                            }, counts, units, 1 + round % 3, nil, 0)
                        for unit in 0..<100 where counts[unit] != (unit < units ? 1 : 0) {
                            return false
                        }
                        if round % 500 == 0 { usleep(2000) }  // let the workers park
                    }
                    return true
                }
            }
            for await fine in group { #expect(fine) }
        }
    }

    @Test func poolsComeAndGo() throws {
        for threads in [1, 2, 3, 7, 2] {
            let compute = try Compute(threads: threads)
            let x = Tensor(zeros: [64, 64])
            #expect(compute.add(x, x).count == 4096)
        }
    }

    @Test func buffersAreUsedAgain() throws {
        let compute = try Compute(threads: 1)
        let x = Tensor(zeros: [100, 100])
        var previous: UnsafePointer<Float>?
        for round in 0..<5 {
            let y = compute.relu(x)
            if round > 0 { #expect(y.pointer == previous) }
            #expect(Int(bitPattern: y.pointer) % 64 == 0)
            previous = y.pointer
        }
        #expect(compute.recycler.unused >= 40_000)
        #expect(compute.recycler.unused < 60_000)
    }

    @Test func unusedBuffersAreReleasedAndUsedOnesStay() throws {
        let compute = try Compute(threads: 1)
        let x = Tensor.filled([100]) { values in for i in 0..<100 { values[i] = Float(i) } }
        let kept = compute.relu(x)
        _ = compute.relu(Tensor(zeros: [100, 100]))
        #expect(compute.recycler.unused >= 40_000)
        compute.releaseUnusedBuffers()
        #expect(compute.recycler.unused == 0)
        #expect(kept.values == x.values)
        #expect(compute.relu(x).values == x.values)
    }

    @Test func keptBuffersAreBounded() {
        let recycler = Recycler(limit: 1 << 20)
        var live: [Storage] = []
        for i in 0..<64 { live.append(Storage(count: 20_000 + 500 * i, recycler: recycler)) }
        while !live.isEmpty {
            live.remove(at: live.count / 2)
            #expect(recycler.unused <= 1 << 20)
        }
        let again = Storage(count: 20_000, recycler: recycler)
        again.floats[19_999] = 1
        #expect(recycler.unused <= 1 << 20)
    }

    @Test func whatLiesBetweenFreeBuffersKeepsItsValues() {
        let recycler = Recycler(limit: 64 << 20)
        var random = SplitMix64(seed: 7)
        var live: [(storage: Storage, count: Int, value: Float)] = []
        for step in 0..<2_000 {
            if live.count > 40 || (live.count > 5 && random.next() % 2 == 0) {
                let place = Int(random.next() % UInt64(live.count))
                let (storage, count, value) = live.remove(at: place)
                #expect(storage.floats[0] == value && storage.floats[count - 1] == value)
                #expect(storage.floats[count / 2] == value)
            } else {
                let count = 1 + Int(random.next() % 600_000)
                let storage = Storage(count: count, recycler: recycler)
                #expect(Int(bitPattern: storage.floats) % 64 == 0)
                storage.floats.update(repeating: Float(step), count: count)
                live.append((storage, count, Float(step)))
            }
            if step == 1_000 { recycler.clear() }
        }
        live.removeAll()
        recycler.clear()
        #expect(recycler.unused == 0)
    }

    @Test func neighboursThatAreFreeBecomeOneBuffer() {
        let recycler = Recycler(limit: 64 << 20)
        var first: [Storage] = (0..<4).map { _ in Storage(count: 1 << 19, recycler: recycler) }
        let start = first[0].floats
        first.removeAll()
        let unused = recycler.unused
        let all = Storage(count: 1 << 21, recycler: recycler)
        #expect(all.floats == start)
        #expect(recycler.unused < unused)
    }
}
