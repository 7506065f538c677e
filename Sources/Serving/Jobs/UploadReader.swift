import Files
import Foundation
import Language
import Media

/// Reads the form that orders a job: `input`, `query`, `audio`, `threshold`, and `start`, `end`, `fps` and
/// `every`, in any order; files go into the job's folder as they come.
struct UploadReader<Source: ByteSource> {
    private var form: MultipartReader<Source>
    private let limits: ServerLimits
    private let folder: JobFolder

    init(_ form: MultipartReader<Source>, into folder: JobFolder, _ limits: ServerLimits) {
        (self.form, self.folder, self.limits) = (form, folder, limits)
    }

    /// - Throws: `Refusal`, 400 or 413, and what the source throws.
    mutating func order() throws -> JobOrder {
        var order = JobOrder()
        var (start, end, fps): (Double?, Double?, Double?)
        var every: Int?
        var parts = 0
        while let part = try form.next() {
            parts += 1
            guard parts <= limits.uploadFiles + limits.queries + Self.numbers else {
                throw Refusal(
                    .contentTooLarge, "more than \(parts - 1) parts of the form; send fewer frames")
            }
            switch part.name {
            case "input":
                guard order.inputs.count < limits.uploadFiles else {
                    throw Refusal(
                        .contentTooLarge,
                        "more than \(limits.uploadFiles) files; send fewer frames, or a film")
                }
                let path = folder.input(order.inputs.count)
                try store(at: path, limit: limits.uploadBytes)
                order.inputs.append(Upload(path: path, name: Self.name(part, or: "film")))
            case "query":
                let text = try form.text(limit: 16 << 10)
                do {
                    order.queries.append(try QueryText(text).text)
                } catch {
                    throw Refusal(.badRequest, "\(error)")
                }
            case "audio":
                let path = folder.audio(order.audio.count)
                try store(at: path, limit: limits.audioBytes)
                order.audio.append(Upload(path: path, name: Self.name(part, or: "recording")))
            case "threshold":
                order.threshold = try number(
                    "threshold", "a number between 0 and 1, for example 0.5"
                ) { text in Double(text).flatMap { $0 > 0 && $0 < 1 ? $0 : nil } }
            case "start": start = try number("start", "seconds, for example 12.5")
            case "end": end = try number("end", "seconds, for example 12.5")
            case "fps": fps = try number("fps", "a number above 0, for example 5")
            case "every":
                every = try number("every", "a whole number from 1, for example 10") { Int($0) }
            default:
                throw Refusal(
                    .badRequest,
                    "a field that is none of input, query, audio, threshold, start, end, fps and every; "
                        + "leave it out")
            }
            guard order.queries.count + order.audio.count <= limits.queries else {
                throw Refusal(
                    .contentTooLarge, "more than \(limits.queries) queries; send fewer at a time")
            }
        }
        guard !order.inputs.isEmpty else {
            throw Refusal(
                .badRequest, "no input; expected a film, an image or frames in fields named input")
        }
        guard !order.queries.isEmpty || !order.audio.isEmpty else {
            throw Refusal(
                .badRequest,
                "no query; expected a text in a field named query, or a recording in one named audio"
            )
        }
        do {
            order.selection = try FrameSelection(start: start, end: end, fps: fps, every: every)
        } catch {
            throw Refusal(.badRequest, error.description)
        }
        return order
    }

    /// Fields that are numbers.
    private static var numbers: Int { 5 }

    /// The number in a field, which is not negative; nil where it is empty, as pages send what nobody filled in.
    private mutating func number(_ name: String, _ expected: String) throws -> Double? {
        try number(name, expected) { text in
            Double(text).flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
        }
    }

    private mutating func number<Number>(
        _ name: String, _ expected: String, _ read: (String) -> Number?
    ) throws -> Number? {
        let text = try form.text(limit: 64).trimmingCharacters(in: .whitespaces)
        if text.isEmpty { return nil }
        guard let number = read(text) else {
            throw Refusal(.badRequest, "\(name): expected \(expected)")
        }
        return number
    }

    private mutating func store(at path: String, limit: Int) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw JobFolder.unwritable() }
        defer { close(file) }
        var total = 0
        try form.read { part in
            total += part.count
            guard total <= limit else { throw Refusal.tooLong(limit: limit) }
            guard part.withUnsafeBytes({ writeAll($0, to: file) }) else {
                throw JobFolder.unwritable()
            }
        }
    }

    /// What a client calls a file, without the folders that some send and without what no name has.
    private static func name(_ part: MultipartReader<Source>.Part, or other: String) -> String {
        let last = (part.fileName ?? "").split { "/\\".contains($0) }.last ?? ""
        let visible = last.unicodeScalars.filter { !$0.properties.isDefaultIgnorableCodePoint }
            .filter { $0.properties.generalCategory != .control }
        let name = String(String.UnicodeScalarView(visible).prefix(200))
        return name.isEmpty || name == "." || name == ".." ? other : name
    }
}
