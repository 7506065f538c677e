import Files
import Foundation

/// Where everything of one job lies: under numbers, whatever the client calls it. It goes with its contents
/// when it goes out of use.
package final class JobFolder: Sendable {
    package let path: String

    /// - `parent`: the server's own folder.
    /// - Throws: `Refusal`, 503.
    init(in parent: String, id: String) throws(Refusal) {
        path = "\(parent)/\(id)"
        for folder in ["", "/input", "/audio", "/masks", "/frames", "/rivals"] {
            guard mkdir(path + folder, 0o700) == 0 else { throw Self.unwritable() }
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func input(_ index: Int) -> String { "\(path)/input/\(Self.number(index))" }
    func audio(_ index: Int) -> String { "\(path)/audio/\(index)" }
    func frame(_ index: Int) -> String { "\(path)/frames/\(Self.number(index)).jpg" }
    func mask(_ query: Int, _ index: Int) -> String { "\(masks(query))/\(Self.number(index)).png" }
    func masks(_ query: Int) -> String { "\(path)/masks/\(query)" }
    /// What else a query may mean in a frame.
    func rivals(_ query: Int, _ index: Int) -> String { "\(path)/rivals/\(query)-\(index).json" }
    func rival(_ rival: Int, _ query: Int, _ index: Int) -> String {
        "\(path)/rivals/\(query)-\(index)-\(rival).png"
    }
    var result: String { "\(path)/result.json" }
    var overlay: String { "\(path)/overlay.mp4" }

    /// Of frames and masks: at least five digits, as `segment` numbers the frames of a film.
    static func number(_ index: Int) -> String {
        let digits = String(index)
        return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }

    static func unwritable() -> Refusal {
        Refusal(
            .unavailable,
            "the server's folder cannot be written to (\(systemReason())); try again later",
            fields: [Refusal.Field(name: "Retry-After", value: "60")])
    }
}
