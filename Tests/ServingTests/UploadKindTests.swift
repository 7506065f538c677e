import Foundation
import Testing

@testable import Serving

/// What is shown to ffmpeg, by its first bytes.
@Suite struct UploadKindTests {
    private func accepts(
        _ start: [UInt8], _ check: (Upload) throws -> Void
    ) throws -> Bool {
        let path = NSTemporaryDirectory() + "upload-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(start).write(to: URL(fileURLWithPath: path))
        do {
            try check(Upload(path: path, name: "sent"))
            return true
        } catch let problem as UploadProblem {
            #expect(problem.description.hasPrefix("sent: "))
            return false
        }
    }

    @Test func sounds() throws {
        let sizes: [UInt8] = [0x24, 0x7d, 0, 0]
        #expect(
            try accepts(Array("RIFF".utf8) + sizes + Array("WAVE".utf8), UploadKind.checkSound))
        #expect(
            try accepts(Array("FORM".utf8) + sizes + Array("AIFF".utf8), UploadKind.checkSound))
        #expect(try !accepts([1, 2, 3, 4], UploadKind.checkSound))
    }

    @Test func films() throws {
        #expect(
            try accepts([0, 0, 0, 0x20] + Array("ftypisom".utf8), UploadKind.checkPicture))
        #expect(
            try accepts(Array("YUV4MPEG2 W64 H48 F5:1".utf8), UploadKind.checkPicture))
        #expect(try !accepts([], UploadKind.checkPicture))
    }

    /// Lists that name other files of the machine, behind the marks of something else.
    @Test(arguments: [
        "<!--GGGGAIFF--><MPD>", "<!--GGGGWAVE-->", "<!--ftypisom--><MPD", "#EXTM3U\n",
    ])
    func listsOfOtherFiles(_ list: String) throws {
        #expect(try !accepts(Array(list.utf8), UploadKind.checkSound))
        #expect(try !accepts(Array(list.utf8), UploadKind.checkPicture))
    }
}
