import Foundation
import ReferFormer
import Testing
import TinyCheckpoint

@testable import Segmenter

/// A model that follows its object from frame to frame is a stream: masks come as frames go in.
@Suite("OnlineRefer as a stream")
struct OnlineStreamTests {
    /// Makes up frames as they are asked for, and counts them.
    private final class CountedFrames: FrameReader, @unchecked Sendable {
        private let lock = NSLock()
        private let image: RGBImage
        private let count: Int
        private var given = 0

        init(_ image: RGBImage, count: Int) { (self.image, self.count) = (image, count) }

        var read: Int { lock.withLock { given } }

        func next() throws -> Frame? {
            lock.withLock {
                guard given < count else { return nil }
                defer { given += 1 }
                return Frame(index: given, stem: "\(given)", image: image)
            }
        }
    }

    private func segmenter(
        _ clipProtocol: SegmentationProtocol = .windows
    ) throws -> Segmenter {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("online-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var config = OnlineReferConfig(network: .tinyResNet)
        config.network.vocabulary = TinyCheckpoint.vocabulary
        try TinyCheckpoint.write(model: config, to: folder.path)
        try TinyCheckpoint.writeVocabulary(to: folder.path)
        return try Segmenter(
            model: folder.appendingPathComponent("model.safetensors"), following: clipProtocol,
            threads: 2)
    }

    @Test("no frame is read before the masks of the one before it are out")
    func stream() throws {
        let segmenter = try segmenter()
        let queries = try segmenter.prepare(["the red square", "the ground"])
        let image = movingSquare(frames: 1, width: 48, height: 40)[0]
        let frames = CountedFrames(image, count: 12)
        var delivered = 0
        try segmenter.segment(frames, queries) { frame in
            #expect(frame.index == delivered)
            #expect(frames.read == delivered + 1)
            #expect(frame.objects.count == 2)
            delivered += 1
        }
        #expect(delivered == 12)
    }

    @Test("a query has the same masks whoever else is asked for, and in every run")
    func queriesApart() throws {
        let segmenter = try segmenter()
        let images = movingSquare(frames: 4, width: 48, height: 40)
        func masks(_ texts: [String]) throws -> [[Mask]] {
            var masks: [[Mask]] = texts.map { _ in [] }
            let queries = try segmenter.prepare(texts)
            try segmenter.segment(StoredFrames(images), queries) { frame in
                for (query, object) in frame.objects.enumerated() {
                    masks[query].append(object.mask)
                }
            }
            return masks
        }
        let together = try masks(["the red square", "the ground"])
        #expect(try masks(["the ground"])[0] == together[1])
        #expect(try masks(["the red square"])[0] == together[0])
    }

    @Test(
        "single annotated frames were never asked of it: one sentence",
        arguments: ["a2d", "jhmdb"])
    func noProtocol(_ name: String) throws {
        let clipProtocol = try #require(SegmentationProtocol(rawValue: name))
        let error = #expect(throws: SegmenterError.self) { _ = try segmenter(clipProtocol) }
        #expect(error?.isWrongUse == true)
        #expect(
            error?.description.hasSuffix(
                "model.safetensors: OnlineRefer follows its object from frame to frame and was never "
                    + "evaluated by the protocol \(name); expected windows, ytvos or davis, or a "
                    + "checkpoint of another family") == true, "\(error?.description ?? "")")
        let online = try segmenter()
        let queries = try online.prepare(["the ground"])
        let images = movingSquare(frames: 5, width: 48, height: 40)
        #expect(throws: SegmenterError.self) {
            _ = try online.candidates(in: images, place: 2, queries)
        }
    }
}
