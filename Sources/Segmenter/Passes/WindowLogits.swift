import ReferFormer
import Tensors

/// Mask logits of a window's frames, in order, each made once: of those between keyframes out of the next one's.
struct WindowLogits: Sendable {
    /// Of every query, `[rows · columns]`; nil where it matches nothing.
    typealias Maps = [[Float]?]
    /// Makes those of the keyframe at a place of the window.
    typealias Maker = @Sendable (_ place: Int) throws -> Maps

    private let lanes: Lanes<Range<Int>, Maps>

    /// - `shape`: rows and columns.
    /// - `flows`: of a frame between keyframes the flow to the next frame, as of `Tensor.carried(by:)`; nil of a
    ///   keyframe, such as the last.
    /// - `makers`, `first`: as of `Lanes`.
    init(shape: [Int], flows: [Tensor?], _ makers: [Maker], first: @escaping Maker) {
        let carrying = { (make: @escaping Maker) -> Lanes<Range<Int>, Maps>.Maker in
            { places in
                var maps = [try make(places.upperBound - 1)]
                for between in places.dropLast().reversed() {
                    maps.append(Self.carried(maps[maps.count - 1], by: flows[between], shape))
                }
                return maps.reversed()
            }
        }
        let groups = Groups(flows)
        lanes = Lanes(makers.map(carrying), first: carrying(first)) { groups.next() }
    }

    /// Those of the next frame.
    ///
    /// - Throws: what the makers throw.
    func next() throws -> Maps {
        guard let maps = try lanes.next() else {
            preconditionFailure("more frames than the window has")
        }
        return maps
    }

    private static func carried(_ maps: Maps, by flow: Tensor?, _ shape: [Int]) -> Maps {
        guard let flow else { return maps }
        return maps.map { map in
            map.map { Tensor(shape: [1] + shape + [1], values: $0).carried(by: flow).values }
        }
    }

    /// Places of a window that end with a keyframe each.
    ///
    /// `@unchecked Sendable`: `next()` is called by one thread at a time.
    private final class Groups: @unchecked Sendable {
        private let flows: [Tensor?]
        private var place = 0

        init(_ flows: [Tensor?]) { self.flows = flows }

        func next() -> Range<Int>? {
            guard place < flows.count else { return nil }
            let key = flows[place...].firstIndex { $0 == nil } ?? flows.count - 1
            defer { place = key + 1 }
            return place..<key + 1
        }
    }
}
