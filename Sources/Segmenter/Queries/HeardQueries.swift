import Decisions
import Media

/// The queries of a clip that a model can look for: all but the recordings in which nothing is said.
///
/// Those have empty masks everywhere, so that every query has its results.
struct HeardQueries {
    /// What the model looks for.
    let encoded: [any ReadQuery]
    /// Their places among all queries.
    let places: [Int]
    private let count: Int

    init(_ queries: [PreparedQuery]) {
        let heard = queries.enumerated().compactMap { place, query in
            query.encoded.map { (place, $0) }
        }
        encoded = heard.map(\.1)
        places = heard.map(\.0)
        count = queries.count
    }

    /// Adds what holds for recordings in which nothing is said.
    func completed(
        _ frame: FrameResult, _ decisions: [ObjectTrack.Decision]
    ) -> (FrameResult, [ObjectTrack.Decision]) {
        guard places.count < count else { return (frame, decisions) }
        let nothing = ObjectResult(
            mask: Mask(emptyWithWidth: frame.image.width, height: frame.image.height), score: 0,
            presence: 0)
        let unmatched = ObjectTrack.Decision(candidate: 0, presence: 0, matches: false)
        var (objects, all) = (
            Array(repeating: nothing, count: count), Array(repeating: unmatched, count: count)
        )
        for (index, place) in places.enumerated() {
            objects[place] = frame.objects[index]
            all[place] = decisions[index]
        }
        return (frame.with(objects), all)
    }
}
