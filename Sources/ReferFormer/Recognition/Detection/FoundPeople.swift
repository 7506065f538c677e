/// People who were found in several looks, each judged by all looks at them: what one look tells alone errs.
enum FoundPeople {
    /// Overlap from which a box shows the one who was seen in the look before.
    private static let same: Float = 0.3
    /// Weight of what speaks against someone.
    private static let weight: Float = 3

    /// The boxes with what speaks against those in them in their scores.
    static func judged(_ looks: [[FoundBox]], as kind: PersonKind) -> [[FoundBox]] {
        let people = numbered(looks)
        // Who is seen in few of the looks is hidden in part, or seen from behind.
        let enough = Float(looks.count) / 2
        var sums: [Int: (traits: PersonProbe.Traits, looks: Float)] = [:]
        for (look, numbers) in zip(looks, people) {
            for (box, number) in zip(look, numbers) {
                guard let traits = box.person else { continue }
                let known = sums[number] ?? (PersonProbe.Traits(woman: 0, child: 0), 0)
                sums[number] = (known.traits + traits, known.looks + 1)
            }
        }
        return zip(looks, people).map { look, numbers in
            zip(look, numbers).map { box, number in
                guard box.person != nil, let sum = sums[number] else { return box }
                var judged = box
                judged.score += weight * kind.against(sum.traits / max(sum.looks, enough))
                return judged
            }
        }
    }

    /// Of every box a number that those of one person share.
    private static func numbered(_ looks: [[FoundBox]]) -> [[Int]] {
        var next = 0
        var before: (boxes: [FoundBox], numbers: [Int]) = ([], [])
        return looks.map { boxes in
            let numbers = boxes.map { box in
                if let at = nearest(to: box, among: before.boxes),
                    nearest(to: before.boxes[at], among: boxes).map({ boxes[$0].box }) == box.box
                {
                    return before.numbers[at]
                }
                next += 1
                return next
            }
            before = (boxes, numbers)
            return numbers
        }
    }

    private static func nearest(to box: FoundBox, among others: [FoundBox]) -> Int? {
        let best = others.indices.max {
            box.box.overlap(others[$0].box) < box.box.overlap(others[$1].box)
        }
        return best.flatMap { box.box.overlap(others[$0].box) >= same ? $0 : nil }
    }
}
