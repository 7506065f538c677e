/// Why a file is none of a family that runs. One sentence each.
package enum FamilyError: Error, Equatable, CustomStringConvertible {
    /// Nothing that a family is told by.
    case unknown(path: String)
    /// The nearest family, and what speaks against it.
    case near(path: String, family: String, missing: [String], foreign: [String])
    /// A number of frames for a family that has its own.
    case fixedNeighbourhood(path: String, family: String)

    package var description: String {
        switch self {
        case .unknown(let path):
            return "\(path): found no tensor by which a model is told, expected the weights of "
                + "\(ModelFamily.names); use a checkpoint that its authors published or weights "
                + "exported for refseg"
        case .near(let path, let family, let missing, let foreign):
            let against = [
                missing.isEmpty ? nil : "\(missing.joined(separator: ", ")) missing",
                foreign.isEmpty ? nil : "\(foreign.joined(separator: ", ")) there",
            ].compactMap(\.self).joined(separator: " and ")
            return "\(path): nearest to \(family), but with \(against); expected the whole weights "
                + "of \(ModelFamily.names), so use a checkpoint that its authors published or "
                + "weights exported for refseg"
        case .fixedNeighbourhood(let path, let family):
            return "\(path): found the weights of \(family), which were all trained to judge an "
                + "annotated frame among as many frames; expected those of an MTTR beside "
                + "--neighbours, so leave it out"
        }
    }
}
