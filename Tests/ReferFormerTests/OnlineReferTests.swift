import Foundation
import ModelFiles
import ShippedFiles
import Tensors
import Testing
import Verification
import Weights

@testable import ReferFormer

/// OnlineRefer against its authors' code, and what it carries from frame to frame.
@Suite struct OnlineReferTests {
    /// `a`: six frames and every stage of each; `davis`: two objects that share them.
    static let goldens = [
        "onlinerefer_tiny.a", "onlinerefer_tiny.davis", "onlinerefer_tiny_swin.a",
    ]

    @Test(arguments: ParityTests.sets, goldens)
    func everyStage(_ set: InstructionSet, _ name: String) throws {
        let golden = try Golden(name)
        let compute = try Compute(threads: 2, instructionSet: set)
        let comparison = try Comparison(golden, golden.config(), golden.weights, on: compute)
        expectParity(comparison, "\(name), \(set)")
    }

    /// The values that come with the program are those of the full files.
    @Test(arguments: ["onlinerefer_tiny", "onlinerefer_tiny_swin"])
    func shippedReference(_ name: String) throws {
        let whole = try Golden("\(name).a")
        let shipped = try Golden(
            path: ShippedFiles.reference("\(name).safetensors").path)
        for tensor in shipped.file.names {
            #expect(shipped.file.tensor(tensor)?.values == whole.file.tensor(tensor)?.values)
            #expect(shipped.file.integers(tensor) == whole.file.integers(tensor))
        }
        #expect(shipped.file.names.count > 60)
    }

    /// The generator of the tests makes the weights that the reference values were made with.
    @Test(
        .enabled(if: Golden.exists("onlinerefer_tiny.weights"), "they lie beside the checkout"),
        arguments: ["onlinerefer_tiny", "onlinerefer_tiny_swin"])
    func weightsFile(_ name: String) throws {
        let file = try SafetensorsFile(path: Golden.path("\(name).weights.safetensors"))
        expectGenerated(
            file.layouts.filter { $0.type.isFloat }, of: file, by: GeneratedWeights())
        let golden = try Golden("\(name).a")
        let compute = try Compute(threads: 2)
        let comparison = try Comparison(golden, golden.config(), FileWeights(file), on: compute)
        expectParity(comparison, "\(name).weights")
    }

    private func frame(_ index: Int) -> Tensor {
        .filled([1, 40, 48, 3]) { values in
            for i in values.indices { values[i] = Float((i + 7 * index) % 13) / 6 - 1 }
        }
    }

    /// Follows an object through some frames.
    private func follow(
        _ model: OnlineRefer, frames: Int, on compute: Compute,
        _ body: (Decoded, OnlineRefer.Track) -> Void
    ) throws {
        let text = try model.network.encode([[0, 7, 9, 2]], on: compute)
        var track = model.start
        for index in 0..<frames {
            let trunk = try model.network.trunk(FrameBatch(clip: frame(index)), on: compute)
            let seen = model.look(trunk, text, following: track, on: compute)
            track = model.track(of: index == 0 ? 3 : 0, seen, after: track, on: compute)
            body(seen, track)
        }
    }

    /// One query, one vector and one box, however long the clip is.
    @Test func whatIsCarriedDoesNotGrow() throws {
        let compute = try Compute(threads: 1)
        let model = try OnlineRefer(
            GeneratedWeights(), config: OnlineReferConfig(network: .tinyResNet), on: compute)
        let positions = model.start.positions
        var shapes: Set<[[Int]]> = []
        var index = 0
        try follow(model, frames: 300, on: compute) { seen, track in
            #expect(seen.scores.shape == [1, index == 0 ? 5 : 1])
            shapes.insert([track.embedding.shape, track.positions.shape, track.references.shape])
            let carried = track.positions.values
            #expect(carried == positions.rows(3..<4).values)
            index += 1
        }
        #expect(shapes == [[[1, 64], [1, 64], [1, 4]]])
    }

    /// The option `update_pos`: a second module changes the position after every frame.
    @Test func positionsMove() throws {
        let compute = try Compute(threads: 1)
        let model = try OnlineRefer(
            GeneratedWeights(),
            config: OnlineReferConfig(network: .tinyResNet, movesPositions: true), on: compute)
        var positions: [[Float]] = [model.start.positions.rows(3..<4).values]
        try follow(model, frames: 3, on: compute) { positions.append($1.positions.values) }
        #expect(Set(positions).count == 4)
        #expect(positions.allSatisfy { $0.allSatisfy(\.isFinite) })
    }

    @Test func configurationSurvivesJSON() throws {
        let config = OnlineReferConfig(network: .tinySwin, movesPositions: true)
        let text = String(decoding: try JSONEncoder().encode(config), as: UTF8.self)
        #expect(try OnlineReferConfig(json: text, path: "file") == config)
        var other = config
        other.network.inputChannels = 4
        let refused = String(decoding: try JSONEncoder().encode(other), as: UTF8.self)
        #expect(
            throws: ReferFormerError.badConfig(
                path: "file", field: "input_channels", found: "4", expected: "3")
        ) { try OnlineReferConfig(json: refused, path: "file") }
    }
}
