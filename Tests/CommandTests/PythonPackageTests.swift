import Foundation
import ReferencePython
import Testing

@Suite(
    "The Python package",
    .enabled(if: ReferencePython.isReady, Comment(rawValue: ReferencePython.hint)))
struct PythonPackageTests {
    @Test("its own tests pass with the program that was built")
    func unittest() throws {
        let told = try ReferencePython.unittest(
            in: "Python", environment: ["REFSEG": Program.path, "PYTHONPATH": "src"])
        let count = try #require(told.firstMatch(of: /Ran (\d+) tests/))
        #expect(Int(count.1) ?? 0 > 30, "\(told)")
        // PyTorch is too large for `make test`, and ffmpeg may be missing.
        let skipped = told.firstMatch(of: /skipped=(\d+)/).flatMap { Int($0.1) } ?? 0
        #expect(skipped <= 2, "\(told)")
    }
}
