import Foundation

/// Writes all bytes to a file or a pipe, however often the system takes a part only.
///
/// - Returns: false, with `errno` set, where they cannot be written.
package func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
    var written = 0
    while written < bytes.count {
        let got = write(
            descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
        if got > 0 {
            written += got
        } else if got == 0 || errno != EINTR {
            return false
        }
    }
    return true
}
