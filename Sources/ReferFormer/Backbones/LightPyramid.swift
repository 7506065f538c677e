import Layers
import Tensors
import Weights

/// Maps of several strides brought to one width and refined from the coarsest to the finest, each
/// with what the coarser ones say (feature pyramid, Lin et al., arXiv:1612.03144), in depthwise
/// separable convolutions.
///
///     y = refine(lateral(map) + upsampled(coarser y))
///     coarsest y = refine(lateral(map) + relu(context(mean of the map)))
///
/// Weights, levels counted from the finest: `lateral.L` (1×1, with bias), `context.0` (1×1, with
/// bias), `refine.L.S` for steps S = 0, 1: `0` (depthwise 3×3) and `1` (1×1), both without bias,
/// `2` (batch normalisation).
package struct LightPyramid: Sendable {
    private let laterals: [Lateral]
    private let context: Convolution
    private let refinements: [[InvertedResidual]]

    /// Channels of the results.
    package let width: Int

    /// - `channels`: of the maps, the finest first.
    /// - `extras`: channels of what is laid beside the maps, level by level; nil for none anywhere.
    ///   A lateral's weight reads the map's channels first, then those.
    /// - Throws: what the source of the weights throws.
    package init(
        _ scope: WeightScope, channels: [Int], extras: [Int]? = nil, width: Int
    ) throws {
        let extras = extras ?? channels.map { _ in 0 }
        precondition(
            extras.count == channels.count, "extras \(extras) beside maps of \(channels) channels")
        guard let coarsest = channels.last else { preconditionFailure("a pyramid of no maps") }
        self.width = width
        laterals = try channels.indices.map {
            try Lateral(
                scope["lateral"][$0], channels: channels[$0], extras: extras[$0], outputs: width)
        }
        context = try Convolution(
            scope["context"][0], channels: coarsest, outputs: width, kernel: 1, bias: true)
        refinements = try channels.indices.map { level in
            try (0..<2).map { try Self.step(scope["refine"][level][$0], width: width) }
        }
    }

    /// relu(norm(pointwise(depthwise(x)))), zeros around the map.
    private static func step(_ scope: WeightScope, width: Int) throws -> InvertedResidual {
        InvertedResidual(
            filter: try Convolution(
                scope[0], channels: width, outputs: width, kernel: 3, groups: width, bias: false),
            projection: try Convolution(
                scope[1], frozen: scope[2], channels: width, outputs: width, kernel: 1),
            hidden: .none, activation: .relu)
    }

    /// - `maps`: `[n, rows, columns, channels]`, the finest first.
    /// - `extras`: beside each map, of its size; nil or left out where a level takes none.
    /// - Result: `[n, rows, columns, width]` for each map, the finest first.
    package func callAsFunction(
        _ maps: [Tensor], extras: [Tensor?] = [], on compute: Compute
    ) -> [Tensor] {
        precondition(
            maps.count == laterals.count && extras.count <= maps.count,
            "\(maps.count) maps and \(extras.count) extras for \(laterals.count) levels")
        var refined: [Tensor] = []
        for level in maps.indices.reversed() {
            let map = maps[level]
            let spread = refined.last.map {
                compute.resizeBilinear($0, height: map.shape[1], width: map.shape[2])
            }
            var y = laterals[level](
                map, extra: level < extras.count ? extras[level] : nil, adding: spread, compute)
            if spread == nil { y = compute.add(y, vectors: summary(of: map, compute)) }
            refined.append(refinements[level].reduce(y) { $1($0, on: compute) })
        }
        return refined.reversed()
    }

    /// What the mean of a map says, `[n, width]`.
    private func summary(of map: Tensor, _ compute: Compute) -> Tensor {
        let mean = compute.mean(ofMaps: map).reshaped([map.shape[0], 1, 1, map.shape[3]])
        return context(mean, activation: .relu, on: compute).reshaped([map.shape[0], width])
    }
}

/// A 1×1 convolution of a map and what lies beside it, which are never joined: each has its part of
/// the weight.
///
/// Weights: `weight` `[outputs, channels + extras, 1, 1]`, `bias` `[outputs]`.
private struct Lateral: Sendable {
    private let ofMap: PackedLinear
    private let ofExtra: PackedLinear?

    init(_ scope: WeightScope, channels: Int, extras: Int, outputs: Int) throws {
        let inputs = channels + extras
        let weight = try scope.tensor("weight", [outputs, inputs, 1, 1])
            .reshaped([outputs, inputs])
        let bias = try scope.tensor("bias", [outputs])
        ofMap = scope.compute.pack(
            linear: weight.channels(0..<channels), bias: bias, precision: scope.precision)
        ofExtra =
            extras > 0
            ? scope.compute.pack(
                linear: weight.channels(channels..<inputs), bias: nil, precision: scope.precision)
            : nil
    }

    func callAsFunction(
        _ map: Tensor, extra: Tensor?, adding added: Tensor?, _ compute: Compute
    ) -> Tensor {
        precondition(
            (extra == nil) == (ofExtra == nil)
                && (extra.map { $0.shape.dropLast() == map.shape.dropLast() } ?? true),
            "\(extra.map { "\($0.shape)" } ?? "nothing") beside a map \(map.shape)")
        var added = added
        if let extra, let ofExtra { added = compute.linear(extra, ofExtra, residual: added) }
        return compute.linear(map, ofMap, residual: added)
    }
}
