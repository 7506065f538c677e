/// Everything that reads files of unknown origin, as `make fuzz` and the tests that repeat its inputs
/// call it.
///
/// To add one: a case here, a file beside this one, and some inputs in `Corpus/<name>`.
package enum HostileReader: String, CaseIterable, Sendable {
    case weights
    case models
    case vocabularies
    case images
    case films
    case foreignImages = "foreign-images"
    case runLengths = "run-lengths"
    case lists
    case arrays
    case sounds
    case whispers
    case journals
    case results
    case requests

    /// Whether programs are started for it, which takes a tenth of a second each time.
    package var startsPrograms: Bool { self == .foreignImages }

    /// Reads an input to its end.
    ///
    /// Stops the process where anything but one of the reader's own sentences comes out.
    ///
    /// - Returns: whether it could be read.
    package func reads(_ input: [UInt8]) -> Bool {
        do {
            switch self {
            case .weights: try Self.readWeights(input)
            case .models: try Self.readModel(input)
            case .vocabularies: try Self.readVocabulary(input)
            case .images: try Self.readImage(input)
            case .films: try Self.readFilm(input)
            case .foreignImages: try Self.readForeignImage(input)
            case .runLengths: try Self.readRunLengths(input)
            case .lists: try Self.readLists(input)
            case .arrays: try Self.readArrays(input)
            case .sounds: try Self.readSound(input)
            case .whispers: try Self.readWhisper(input)
            case .journals: try Self.readJournal(input)
            case .results: try Self.readResult(input)
            case .requests: try Self.readRequest(input)
            }
            return true
        } catch is Refusal {
            return false
        } catch {
            fatalError("\(self): \(type(of: error)): \(error)")
        }
    }
}

/// An input that its reader refused in one of its sentences.
struct Refusal: Error {}

/// Runs `body`; its errors of one type become a `Refusal`, others stay what they are.
///
/// - `path`: what the sentence must begin with.
func refusing<Known: Error>(
    _: Known.Type, naming path: String = "", _ body: () throws -> Void
) throws {
    do {
        try body()
    } catch let error as Known {
        precondition("\(error)".hasPrefix(path), "\(error)")
        throw Refusal()
    }
}
