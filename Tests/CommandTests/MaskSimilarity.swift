import Foundation
import Media
import Testing

/// Mean over the frames of intersection over union; both empty counts as 1.
///
/// - `found`, `wanted`: folders of masks of the same names.
func maskSimilarity(_ found: String, _ wanted: String) throws -> Double {
    let names = try FileManager.default.contentsOfDirectory(atPath: wanted).sorted()
    try #require(!names.isEmpty)
    #expect(try FileManager.default.contentsOfDirectory(atPath: found).count == names.count)
    let sum = try names.reduce(0.0) { sum, name in
        let (a, b) = (
            try RGBImage(path: "\(found)/\(name)").pixels,
            try RGBImage(path: "\(wanted)/\(name)").pixels
        )
        try #require(a.count == b.count, "\(name): masks of different sizes")
        var (both, either) = (0, 0)
        for index in stride(from: 0, to: a.count, by: 3) {
            if a[index] > 0 && b[index] > 0 { both += 1 }
            if a[index] > 0 || b[index] > 0 { either += 1 }
        }
        return sum + (either == 0 ? 1 : Double(both) / Double(either))
    }
    return sum / Double(names.count)
}
