/// Hands out the elements of a clip in order, each among its neighbours (see `Neighbourhood`), and keeps
/// no more of them than the neighbourhoods to come need.
///
/// `@unchecked Sendable`: `next()` is called on one thread at a time.
package final class NeighbourhoodWalk<Element>: @unchecked Sendable {
    /// An element among its neighbours.
    package struct Step {
        /// Position in the clip, from 0.
        package let index: Int
        /// Those around it, itself among them.
        package let neighbours: [Element]
        /// The first place among the neighbours that holds the element.
        package let place: Int
        /// Whether none follows.
        package let isLast: Bool

        package var element: Element { neighbours[place] }
    }

    private let length: Int
    private let source: () throws -> Element?
    /// What the neighbourhoods to come still need, from the clip's element `start` on.
    private var kept: [Element] = []
    private var start = 0
    private var current = 0
    private var ended = false

    /// - `length`: elements of a neighbourhood.
    /// - `source`: gives the next element, nil after the last.
    package init(length: Int = Neighbourhood.length, _ source: @escaping () throws -> Element?) {
        (self.length, self.source) = (length, source)
    }

    /// The next step, nil after the last.
    ///
    /// - Throws: what the source throws.
    package func next() throws -> Step? {
        while !ended, start + kept.count < current + (length + 1) / 2 {
            if let element = try source() { kept.append(element) } else { ended = true }
        }
        let count = start + kept.count
        guard current < count else { return nil }
        let (frames, place) = Neighbourhood.around(current, of: count, length: length)
        let step = Step(
            index: current, neighbours: frames.map { kept[$0 - start] }, place: place,
            isLast: current == count - 1)
        current += 1
        let unneeded = max(0, current - length / 2) - start
        kept.removeFirst(unneeded)
        start += unneeded
        return step
    }
}
