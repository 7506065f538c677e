import ReferFormer
import Tensors

/// Mask logits of a window's frames, each made once: of those between keyframes out of the next one's.
///
/// Frames are asked for in order, by one thread.
final class WindowLogits {
    /// Of every query, `[rows · columns]`; nil where it matches nothing.
    typealias Maps = [[Float]?]

    private let shape: [Int]
    private let flows: [Tensor?]
    private let make: (_ place: Int) throws -> Maps
    private var made: [Int: Maps] = [:]

    /// - `shape`: rows and columns.
    /// - `flows`: of a frame between keyframes the flow to the next frame, as of `Tensor.carried(by:)`; nil of a
    ///   keyframe, such as the last.
    /// - `make`: makes those of a keyframe.
    init(shape: [Int], flows: [Tensor?], _ make: @escaping (_ place: Int) throws -> Maps) {
        (self.shape, self.flows, self.make) = (shape, flows, make)
    }

    /// - Throws: what `make` throws.
    func callAsFunction(_ place: Int) throws -> Maps {
        if let known = made.removeValue(forKey: place) { return known }
        let key = flows[place...].firstIndex { $0 == nil } ?? flows.count - 1
        var maps = try make(key)
        for between in (place..<key).reversed() {
            made[between + 1] = maps
            maps = carried(maps, by: flows[between])
        }
        return maps
    }

    private func carried(_ maps: Maps, by flow: Tensor?) -> Maps {
        guard let flow else { return maps }
        return maps.map { map in
            map.map { Tensor(shape: [1] + shape + [1], values: $0).carried(by: flow).values }
        }
    }
}
