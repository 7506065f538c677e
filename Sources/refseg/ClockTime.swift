import ArgumentParser
import Foundation

/// A time of a film as it is typed: seconds (`90`, `12.5`), or minutes and hours before them (`1:30`,
/// `01:02:03.5`).
enum ClockTime {
    /// In seconds.
    ///
    /// - Throws: `ValidationError`.
    static func seconds(_ typed: String) throws -> Double {
        let parts = typed.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.map { part in
            part.allSatisfy { $0.isASCII && ($0.isNumber || $0 == ".") } ? Double(part) : nil
        }
        guard (1...3).contains(parts.count), numbers.allSatisfy({ $0 != nil }),
            parts.dropLast().allSatisfy({ !$0.contains(".") }),
            numbers.dropFirst().allSatisfy({ ($0 ?? 60) < 60 })
        else {
            throw ValidationError(
                "'\(typed)' is no time; expected seconds, such as 12.5, or hours, minutes and "
                    + "seconds, such as 1:02:03.5")
        }
        return numbers.reduce(0) { $0 * 60 + ($1 ?? 0) }
    }
}
