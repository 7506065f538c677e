import CFuzzer
import Foundation
import HostileReaders

/// `Fuzz <reader> <options of libFuzzer>`: makes up inputs for one of `HostileReader`'s until the time
/// is over or one of them breaks it.
@main
struct Fuzz {
    nonisolated(unsafe) private static var reader = HostileReader.images

    static func main() {
        guard let asked = CommandLine.arguments.dropFirst().first.flatMap(HostileReader.init) else {
            let names = HostileReader.allCases.map(\.rawValue).joined(separator: ", ")
            FileHandle.standardError.write(
                Data("Fuzz: expected a reader first, one of \(names)\n".utf8))
            exit(2)
        }
        reader = asked
        // Programs of other people's would take all the time where they are not what is tried.
        if !asked.startsPrograms { setenv("PATH", "/nonexistent", 1) }
        var count = CommandLine.argc - 1
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? =
            CommandLine.unsafeArgv + 1
        arguments?[0] = CommandLine.unsafeArgv[0]
        exit(
            LLVMFuzzerRunDriver(&count, &arguments) { bytes, count in
                _ = Fuzz.reader.reads([UInt8](UnsafeBufferPointer(start: bytes, count: count)))
                return 0
            })
    }
}
