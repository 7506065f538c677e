import CFuzzer
import Foundation

/// Runs libFuzzer with the program's arguments until it is done or has found something.
///
/// - `input`: called with one input after another; what it does to the process is a finding.
/// - Returns: the exit status.
package func fuzz(
    _ input: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt {
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    return LLVMFuzzerRunDriver(&count, &arguments, input)
}

/// Runs `body` with the path of a file that holds these bytes and is gone afterwards.
package func withInputFile(
    _ bytes: UnsafePointer<UInt8>?, _ count: Int, _ body: (String) -> Void
) -> CInt {
    let path = "/dev/shm/refseg-fuzz-\(getpid())"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    precondition(descriptor >= 0, "cannot write \(path)")
    precondition(write(descriptor, bytes, count) == count, "cannot write \(path)")
    close(descriptor)
    defer { unlink(path) }
    body(path)
    return 0
}
