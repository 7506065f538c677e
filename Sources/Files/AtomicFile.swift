/// Writes a file so that it is either there whole or not at all (see `UnfinishedFile`).
///
/// - `survivesPowerLoss`: waits until the bytes are on the disk before the name points to them, and
///   until the name is there too.
/// - Throws: `WriteFailure` with the system's reason (a full disk, for example); nothing is
///   left beside by then.
package func writeAtomically(
    _ bytes: some Sequence<UInt8>, to path: String, survivesPowerLoss: Bool = false
) throws(WriteFailure) {
    let file = try UnfinishedFile(path)
    try file.write(ContiguousArray(bytes))
    try file.finish(survivesPowerLoss: survivesPowerLoss)
}
