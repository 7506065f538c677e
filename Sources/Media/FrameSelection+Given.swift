import Parsing

extension FrameSelection {
    /// What is wrong with numbers that a user gave: one sentence, no full stop.
    package struct Fault: Error, CustomStringConvertible {
        package let description: String
    }

    /// Seconds of a film, and frames of it, at most: beyond three years of them.
    private static let longest = 1e8

    /// The selection that a user's numbers tell.
    ///
    /// - `fps`: frames a second at most; `every`: of so many frames the first.
    /// - `prefix`: what the user writes before the names of the numbers, such as `--`.
    package init(
        start: Double?, end: Double?, fps: Double?, every: Int?, prefix: String = ""
    ) throws(Fault) {
        for (name, time) in [("start", start), ("end", end)] {
            guard let time, !(0...Self.longest).contains(time) else { continue }
            throw Fault(
                description:
                    "\(prefix)\(name): no film is so long; expected a time of up to "
                    + "\(Int(Self.longest).grouped) seconds")
        }
        if let start, let end, start >= end {
            throw Fault(
                description:
                    "\(prefix)start and \(prefix)end: nothing lies between them; expected an "
                    + "end after the start")
        }
        if let fps, !(1 / Self.longest...1000).contains(fps) {
            throw Fault(
                description:
                    "\(prefix)fps \(fps): expected a number above 0, and 1000 at most, for "
                    + "example 5")
        }
        if let every, !(1...Int(Self.longest)).contains(every) {
            throw Fault(
                description:
                    "\(prefix)every \(every): expected a whole number from 1 to "
                    + "\(Int(Self.longest).grouped), for example 10 for every tenth frame")
        }
        if fps != nil, every != nil {
            throw Fault(
                description:
                    "\(prefix)fps and \(prefix)every: both thin the frames out; expected one "
                    + "of them")
        }
        self.init(start: start, end: end, rate: fps, stride: every ?? 1)
    }
}
