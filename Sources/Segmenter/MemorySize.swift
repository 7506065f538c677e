import Foundation

/// Bytes as people write them: `800MB`, `1.5 GB`, `2GiB`, or a plain number of them.
public struct MemorySize: Sendable, Equatable {
    /// Above zero.
    public let bytes: Int

    /// - `bytes`: above zero.
    public init(_ bytes: Int) { self.bytes = bytes }

    private static let units: [(names: [String], bytes: Double)] = [
        (["", "b"], 1), (["k", "kb"], 1e3), (["m", "mb"], 1e6), (["g", "gb"], 1e9),
        (["t", "tb"], 1e12), (["kib"], 0x1p10), (["mib"], 0x1p20), (["gib"], 0x1p30),
        (["tib"], 0x1p40),
    ]

    /// Nil for what is no size, or none above zero.
    public init?(_ text: String) {
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = text.dropFirst(number.count).trimmingCharacters(in: .whitespaces).lowercased()
        guard let count = Double(number), count > 0,
            let scale = Self.units.first(where: { $0.names.contains(unit) })?.bytes,
            count * scale >= 1, count * scale < 0x1p60
        else { return nil }
        bytes = Int(count * scale)
    }
}

extension MemorySize: CustomStringConvertible {
    /// In MB, rounded up.
    public var description: String { "\((bytes + 999_999) / 1_000_000) MB" }
}
