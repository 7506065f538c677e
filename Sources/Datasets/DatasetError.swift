import Audio
import Files
import Foundation
import Media
import Parsing

/// What is wrong with a dataset on a disk. Every message is one sentence that names the place, what was
/// found, what was expected and the way out.
package enum DatasetError: Error, Equatable, Sendable {
    /// - `what`: such as "the video of 3 sentences".
    case missing(path: String, what: String, Benchmark)
    case unreadable(path: String, reason: String)
    /// A symbolic link, or a chain of them, that leads back to itself.
    case linkLoop(path: String)
    /// - `place`: such as "line 12".
    case badRow(path: String, place: String, found: String, expected: String)
    case wrongEncoding(path: String, place: String, expected: String)
    case duplicateRow(path: String, place: String, first: String)
    /// An annotation of a video that the benchmark's list does not have.
    case unknownVideo(path: String, place: String, video: String, list: String)
    /// An annotator of Ref-DAVIS17 who described other objects than the first one.
    case annotatorsDiffer(path: String, video: String, found: [String], expected: [String])
    /// A name that would lead out of the dataset's folder if it were used as a path.
    case unsafeName(path: String, place: String, name: String)
    case badJSON(path: String, byte: Int, found: String, expected: String)
    /// An annotation of a frame that the video does not have.
    case frameBeyond(path: String, frame: Int, video: String, frames: Int)
    /// Lists that have fewer rows than the published ones, or more.
    case countDiffers(root: String, subset: String, what: String, found: Int, published: Int)
    /// A file that is none of its format, or is cut short.
    case foreignFile(path: String, bytes: Int, format: String)
    /// An array that a file of arrays lacks.
    case noArray(path: String, name: String)
    /// An array that is there, but not as published.
    case badArray(path: String, name: String, found: String, expected: String)
    /// A file that made the reading libraries crash or hang.
    case harmful(path: String, format: String)
    /// A mask that is not of two values.
    case softMask(path: String, levels: Int)
    /// What is wrong with many files of a folder alike: the first of them, and how many others.
    indirect case several(DatasetError, others: Int, folder: String)
    case sizesDiffer(mask: String, maskSize: String, video: String, videoSize: String)
    /// Something whose own module says what is wrong with it.
    case media(MediaError)
    case audio(AudioError)
    /// A recording in which nothing is said.
    case silent(path: String)
    /// A root that is not there, or no folder.
    case noFolder(root: String, Benchmark)
    /// A folder without anything of the benchmark in it.
    case nothingFound(root: String, subset: String, expected: String, Benchmark)
    case unknownSubset(String, Benchmark)

    /// Whether published figures cannot be had in spite of it. What the published loaders pass over
    /// too is worth a line in a check, and does not stop an evaluation.
    package var stopsEvaluation: Bool {
        switch self {
        case .duplicateRow, .unknownVideo, .frameBeyond, .linkLoop, .silent: false
        case .several(let first, _, _): first.stopsEvaluation
        default: true
        }
    }
}

extension DatasetError: CustomStringConvertible, LocalizedError {
    /// The message shown to the user: one sentence, no full stop.
    package var description: String {
        switch self {
        case .missing(let path, let what, let benchmark):
            "\(path): no such file or folder; expected \(what), so get it from \(benchmark.source)"
        case .unreadable(let path, let reason):
            "\(path): cannot be read (\(reason)); expected a readable file, so "
                + wayToRead(after: reason, usual: "check its permissions")
        case .linkLoop(let path):
            "\(path): a symbolic link that leads back to itself; expected a file or folder, so "
                + "remove the link or point it to the data"
        case .badRow(let path, let place, let found, let expected):
            "\(path): \(place): found \(found), expected \(expected); copy the file again"
        case .wrongEncoding(let path, let place, let expected):
            "\(path): \(place): its letters are not encoded in \(expected), as the published file's "
                + "are; copy the file again without converting it"
        case .duplicateRow(let path, let place, let first):
            "\(path): \(place): the same as \(first); every sample counts, so remove one unless the "
                + "published file has both"
        case .unknownVideo(let path, let place, let video, let list):
            "\(path): \(place): an annotation of \(video), which \(list) does not list; it is "
                + "passed over, so copy both files of one release"
        case .annotatorsDiffer(let path, let video, let found, let expected):
            "\(path): video \(video): describes objects \(found.joined(separator: " ")), but the "
                + "first annotator \(expected.joined(separator: " ")); copy the four files of "
                + "one release"
        case .unsafeName(let path, let place, let name):
            "\(path): \(place): the name \"\(name)\" would lead out of the dataset's folder; expected "
                + "a plain name, so do not use this file"
        case .badJSON(let path, let byte, let found, let expected):
            "\(path): byte \(byte.grouped): found \(found), expected \(expected); copy the file "
                + "again"
        case .frameBeyond(let path, let frame, let video, let frames):
            "\(path): an annotation of frame \(frame), but \(video) has \(frames) frames; copy the "
                + "annotation and the video of one release"
        case .countDiffers(let root, let subset, let what, let found, let published):
            "\(root): the lists of \(subset) have \(found.grouped) \(what), the published ones "
                + "\(published.grouped); copy them again"
        case .foreignFile(let path, let bytes, let format):
            "\(path): \(bytes.grouped) bytes that are no \(format) file, or only the start of one; "
                + "copy or download it again"
        case .noArray(let path, let name):
            "\(path): it has no \(name); expected the annotation file as published, so copy or "
                + "download it again"
        case .badArray(let path, let name, let found, let expected):
            "\(path): \(name): found \(found), expected \(expected); copy or download the file again"
        case .harmful(let path, let format):
            "\(path): reading it crashed or hung the \(format) library, in a process of its own; "
                + "do not trust this file, and download it again"
        case .sizesDiffer(let mask, let maskSize, let video, let videoSize):
            "\(mask): a mask of \(maskSize) pixels, but \(video) has \(videoSize); get both from "
                + "one release"
        case .softMask(let path, let levels):
            "\(path): \(levels) levels of gray beside black; expected two values, object and none, "
                + "since what is half gray would count as the object, so save masks without soft "
                + "edges and not by way of JPEG"
        case .several(let first, let others, let folder):
            "\(first.description); the same of \(others.grouped) other files in \(folder)"
        case .media(let error): error.description
        case .audio(let error): error.description
        case .silent(let path):
            "\(path): nothing but silence, so the sentence is scored with empty masks; copy the "
                + "recording again unless the published one is silent too"
        case .noFolder(let root, let benchmark):
            "\(root): no such folder; expected the folder of \(benchmark.title) as published, so check "
                + "the path"
        case .nothingFound(let root, let subset, let expected, let benchmark):
            "\(root): nothing of \(benchmark.title) (\(subset)) is there; expected \(expected), so "
                + "name the folder that holds it, or get the dataset from \(benchmark.source)"
        case .unknownSubset(let name, let benchmark):
            "subset \(name): \(benchmark.title) has none of this name; expected "
                + benchmark.subsets.joined(separator: ", ")
        }
    }

    /// The same sentence, for code that prints `localizedDescription`.
    package var errorDescription: String? { description }
}

extension DatasetError {
    /// What a failed read of an array means.
    init(
        _ failure: ArrayReader.Failure, array: String, path: String, format: ArrayReader.Format
    ) {
        switch failure {
        case .file(let failure): self.init(failure, path: path)
        case .foreign(let bytes):
            self = .foreignFile(path: path, bytes: bytes, format: format.name)
        case .absent: self = .noArray(path: path, name: array)
        case .unfit(let reason):
            self = .badArray(
                path: path, name: array, found: "an array that cannot be read: \(reason)",
                expected: "numbers")
        case .crashed: self = .harmful(path: path, format: format.name)
        }
    }

    /// What a failed read of a file means.
    init(_ failure: FileFailure, path: String) {
        self = .unreadable(path: path, reason: failure.reason)
    }
}
