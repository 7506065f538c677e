import Masks

extension HostileReader {
    /// Width and height, a byte each, and the compressed string of a mask; what can be read comes back the
    /// same.
    static func readRunLengths(_ input: [UInt8]) throws {
        guard input.count >= 2, let text = String(validating: input[2...], as: UTF8.self) else {
            throw Refusal()
        }
        try refusing(MaskError.self) {
            let runs = try RunLengths(
                width: Int(input[0]), height: Int(input[1]), compressed: text)
            let again = RunLengths(runs.mask)
            precondition(again.mask == runs.mask && runs.union(again).mask == runs.mask)
            let written = try RunLengths(
                width: runs.width, height: runs.height, compressed: runs.compressed)
            precondition(written == runs)
        }
    }
}
