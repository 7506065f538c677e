import Foundation
import MTTR
import ModelFiles
import ReferFormer
import Tensors
import Testing
import TinyCheckpoint

@testable import Segmenter

@Suite("What models see of frames, kept from run to run")
final class TrunkCacheTests {
    private let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("cache-tests-\(UUID())")

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try TinyCheckpoint.writeVocabulary(to: folder.path)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private var cache: URL { folder.appendingPathComponent("cache") }

    private var kept: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: cache.path)) ?? []).sorted()
    }

    private func segmenter(
        _ config: any FamilyConfig, cached: Bool = true, precision: Precision = .fp32,
        following clipProtocol: SegmentationProtocol = .windows, limit: Int = 1 << 30
    ) throws -> Segmenter {
        try TinyCheckpoint.write(model: config, to: folder.path)
        return try Segmenter(
            model: folder.appendingPathComponent("model.safetensors"), following: clipProtocol,
            precision: precision, threads: 2,
            cache: cached ? FeatureCache(folder: cache, limit: limit) : nil)
    }

    private func masks(
        _ segmenter: Segmenter, _ query: String, frames: Int = 4
    ) throws -> [Mask] {
        var masks: [Mask] = []
        let queries = try segmenter.prepare([query, "a dog"])
        try segmenter.segment(
            StoredFrames(movingSquare(frames: frames, width: 64, height: 48)), queries
        ) { masks += $0.objects.map(\.mask) }
        return masks
    }

    @Test("what a killed program left is removed, what is being written is not")
    func unfinished() throws {
        try FileManager.default.createDirectory(at: cache, withIntermediateDirectories: true)
        let hours = { (count: Double) in [FileAttributeKey.modificationDate: Date() - 3600 * count]
        }
        for (name, age) in [
            (".a.frames.1x.part", 2.0), (".b.frames.2y.part", 0), (".c.notes.3z.part", 2),
            ("d.frames", 2),
        ] {
            let file = cache.appendingPathComponent(name)
            try Data("half".utf8).write(to: file)
            try FileManager.default.setAttributes(hours(age), ofItemAtPath: file.path)
        }
        _ = try BoundedFolder(cache, suffix: ".frames", limit: 1 << 20)
        #expect(kept == [".b.frames.2y.part", ".c.notes.3z.part", "d.frames"])
    }

    private static let models: [any FamilyConfig] = {
        guard var mutr = MUTRConfig.preset("mutr_tiny_convnext") else { return [] }
        mutr.network.vocabulary = TinyCheckpoint.vocabulary
        var (resNet, swin, video) = (
            ReferFormerConfig.tinyResNet, ReferFormerConfig.tinySwin,
            ReferFormerConfig.tinyVideoSwin
        )
        (resNet.vocabulary, swin.vocabulary, video.vocabulary) = (
            TinyCheckpoint.vocabulary, TinyCheckpoint.vocabulary, TinyCheckpoint.vocabulary
        )
        return [
            resNet, swin, video, OnlineReferConfig(network: resNet), mutr,
        ]
    }()

    @Test("a later run finds the same masks, whatever was asked before", arguments: 0..<5)
    func again(_ model: Int) throws {
        let config = Self.models[model]
        // MUTR's frames are large. Video-Swin sees a window at once.
        let frames = model == 4 ? 2 : 4
        let first = try masks(segmenter(config), "the red square", frames: frames)
        #expect(kept.count == (model == 2 ? 1 : frames))
        #expect(first.contains { $0.area > 0 })
        let files = kept
        #expect(try masks(segmenter(config), "the red square", frames: frames) == first)
        let other = try masks(segmenter(config), "the ground", frames: frames)
        #expect(kept == files)
        try FileManager.default.removeItem(at: cache)
        #expect(try masks(segmenter(config), "the ground", frames: frames) == other)
    }

    @Test("a model keeps what it sees apart from others and from other precisions")
    func apart() throws {
        _ = try masks(segmenter(Self.models[0]), "the red square")
        _ = try masks(segmenter(Self.models[0], precision: .bf16), "the red square")
        #expect(kept.count == 8)
        _ = try masks(segmenter(Self.models[1]), "the red square")
        #expect(kept.count == 12)
    }

    @Test("a damaged file is made again, a foreign one left alone")
    func damaged() throws {
        let first = try masks(segmenter(Self.models[0]), "the red square")
        let files = kept.map { cache.appendingPathComponent($0) }
        let whole = try Data(contentsOf: files[0])
        var flipped = whole
        flipped[whole.count - 9] ^= 0x40
        try flipped.write(to: files[0])
        try whole.prefix(whole.count / 2).write(to: files[1])
        try Data("nothing".utf8).write(to: files[2])
        try Data("mine".utf8).write(to: cache.appendingPathComponent("notes.txt"))
        #expect(try masks(segmenter(Self.models[0]), "the red square") == first)
        #expect(try Data(contentsOf: files[0]) == whole)
        #expect(kept.count == 5 && kept.contains("notes.txt"))
    }

    @Test("the folder stays below its limit: what this run needs stays, what was of no use goes")
    func limit() throws {
        _ = try masks(segmenter(Self.models[0]), "the red square")
        let size = try Data(contentsOf: cache.appendingPathComponent(kept[0])).count
        let before = Set(kept)
        // Room for five and a half: the four of another precision push out those of the first run.
        _ = try masks(
            segmenter(Self.models[0], precision: .bf16, limit: size * 11 / 2), "the red square")
        #expect(kept.count <= 5 && Set(kept).subtracting(before).count == 4)
        // Room for two and a half: two of them are kept, and no more.
        try FileManager.default.removeItem(at: cache)
        let first = try masks(segmenter(Self.models[0], limit: size * 5 / 2), "the red square")
        #expect(kept.count == 2)
        #expect(
            try masks(segmenter(Self.models[0], limit: size * 5 / 2), "the red square") == first)
    }

    @Test("models that keep nothing, and protocols for single frames, are refused")
    func refused() throws {
        var mttr = MTTRConfig.tiny
        mttr.text.vocabulary = TinyCheckpoint.vocabulary
        let path = folder.appendingPathComponent("model.safetensors").relativePath
        #expect(throws: SegmenterError.noCache(path: path)) { try self.segmenter(mttr) }
        #expect(throws: SegmenterError.noCache(path: path)) {
            try self.segmenter(Self.models[0], following: .a2dSentences)
        }
        #expect(throws: SegmenterError.self) {
            try Segmenter(threads: 1, cache: FeatureCache(folder: self.cache))
        }
        try Data().write(to: cache)
        #expect { try self.segmenter(Self.models[0]) } throws: { error in
            "\(error)".hasPrefix("--cache \(self.cache.relativePath): the folder cannot be made (")
        }
    }
}
