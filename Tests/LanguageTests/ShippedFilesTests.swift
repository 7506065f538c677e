import Foundation
import Testing
import ShippedFiles

@Suite struct ShippedFilesTests {
    /// Where a file may lie under PREFIX, for a program at PREFIX/bin/refseg.
    @Test(arguments: [
        "bin/refseg_ShippedFiles.resources/Resources", "bin", "lib/refseg",
        "lib/refseg/refseg_ShippedFiles.resources/Resources", "share/refseg",
        "share/refseg/Resources",
    ])
    func filesAreFoundWhereTheyAreInstalled(_ place: String) throws {
        try withPrefix { prefix in
            let folder = prefix.appendingPathComponent(place)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data([1]).write(to: folder.appendingPathComponent("a.model"))
            let found = try ShippedFiles.resource(
                "a.model", override: nil, program: prefix.appendingPathComponent("bin/refseg"))
            #expect(found.path == folder.appendingPathComponent("a.model").path)
        }
    }

    @Test func theEnvironmentDecidesAlone() throws {
        try withPrefix { prefix in
            let program = prefix.appendingPathComponent("bin/refseg")
            let own = prefix.appendingPathComponent("own")
            for folder in [own, prefix.appendingPathComponent("bin")] {
                try FileManager.default.createDirectory(
                    at: folder, withIntermediateDirectories: true)
                try Data([1]).write(to: folder.appendingPathComponent("a.model"))
            }
            let found = try ShippedFiles.resource("a.model", override: own.path, program: program)
            #expect(found.path == own.path + "/a.model")
            let other = prefix.appendingPathComponent("other").path
            let error = #expect(throws: ShippedFilesError.self) {
                try ShippedFiles.resource("a.model", override: other, program: program)
            }
            #expect(
                error?.description == "a.model: not in \(other), which REFSEG_RESOURCES names; "
                    + "expected a file that comes with refseg, so correct or unset the variable")
        }
    }

    @Test func missingFilesAreNamedWithThePlacesSearched() throws {
        try withPrefix { prefix in
            let error = #expect(throws: ShippedFilesError.self) {
                try ShippedFiles.resource(
                    "a.model", override: "", program: prefix.appendingPathComponent("bin/refseg"))
            }
            let root = prefix.path
            #expect(
                error?.description == "a.model: not found in \(root)/bin, \(root)/lib/refseg, "
                    + "\(root)/share/refseg; expected a file that comes with refseg, so install it "
                    + "again or set REFSEG_RESOURCES to its folder")
        }
    }

    private func withPrefix(_ body: (URL) throws -> Void) throws {
        let prefix = URL(fileURLWithPath: NSTemporaryDirectory())
            .appendingPathComponent("vocab-tests-" + UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: prefix) }
        try body(prefix)
    }
}
