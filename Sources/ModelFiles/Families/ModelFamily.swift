import Checkpoints

/// A family of published models: what it is called, and how its files are told from others'.
///
/// A file belongs to the family all of whose marks it has, with no sign of another. `all` is the
/// table; to add a family, see CONTRIBUTING.md.
package struct ModelFamily: Sendable {
    /// As its authors call it.
    package let name: String
    /// Authors, venue and year.
    package let paper: String
    /// Tensors that every file of the family has, and perhaps others'.
    let marks: [String]
    /// Tensors that every file of the family has, and no other family's; none where others are built
    /// upon this one.
    let signs: [String]
    /// A file's configuration.
    let config: @Sendable (CheckpointFile) throws -> ModelConfig

    /// Every family that runs.
    package static let all: [ModelFamily] = [.referFormer, .onlineRefer, .mttr, .mutr, .soc]

    /// The names, for messages.
    static var names: String {
        let names = all.map(\.name)
        return names.dropLast().joined(separator: ", ") + " or " + names[names.count - 1]
    }
}

extension ModelFamily {
    /// The family that a file's tensors tell.
    ///
    /// - Throws: `FamilyError` where they tell of none.
    package init(of file: CheckpointFile) throws {
        let found = Set(file.layouts.map(\.name))
        let verdicts = Self.all.map { Verdict($0, found) }
        if let verdict = verdicts.first(where: \.isClear) {
            self = verdict.family
            return
        }
        guard let nearest = verdicts.max(by: { $0.share < $1.share }), nearest.share > 0 else {
            throw FamilyError.unknown(path: file.path)
        }
        throw FamilyError.near(
            path: file.path, family: nearest.family.name, missing: nearest.missing,
            foreign: nearest.foreign)
    }

    /// What a file's names say for and against a family.
    private struct Verdict {
        let family: ModelFamily
        /// Its marks and signs that are not there.
        let missing: [String]
        /// Signs of other families that are there.
        let foreign: [String]
        /// Of all that speaks for or against it, what speaks for it.
        let share: Double

        var isClear: Bool { missing.isEmpty && foreign.isEmpty }

        init(_ family: ModelFamily, _ found: Set<String>) {
            let own = family.marks + family.signs
            self.family = family
            missing = own.filter { !found.contains($0) }
            foreign = all.filter { $0.name != family.name }.flatMap(\.signs).filter(found.contains)
            share = Double(own.count - missing.count) / Double(own.count + foreign.count)
        }
    }
}
