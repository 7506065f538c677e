import Foundation
import Media
import PlainClient
import ModelFiles
import ReferFormer
import Segmenter
import TinyCheckpoint

@testable import Serving

/// The real server on a port of its own, with a published model at toy size.
final class TinyServer {
    let server: Server
    let segmenter: Segmenter
    /// Holds jobs back until it is opened.
    let gate = Gate()

    /// - `model`: one that goes from frame to frame, where nothing else is said.
    /// - `isOpen`: whether jobs run at once.
    init(
        model: any FamilyConfig = TinyModel.online, token: String? = nil, isOpen: Bool = true,
        _ change: (inout ServerLimits) -> Void = { _ in }
    ) throws {
        segmenter = try TinyModel.load(model)
        var limits = ServerLimits()
        limits.headSeconds = 5
        change(&limits)
        let (run, gate) = (JobRun(segmenter, by: "test", limits), gate)
        let rivals = RivalFinder(segmenter)
        if isOpen { gate.open() }
        server = try Server(
            port: 0, token: token, limits: limits,
            rivals: { try rivals($0, query: $1, frame: $2) }
        ) { job in
            gate.pass()
            try run(job)
        }
        server.start()
    }

    deinit {
        gate.open()
        server.stop()
    }

    func client() throws -> Client { try Client(port: server.port) }

    /// One request on a connection of its own.
    func ask(
        _ method: String, _ path: String, fields: [String] = [], body: [UInt8] = []
    ) throws -> Client.Answer {
        try client().ask(method, path, fields: fields, body: body)
    }

    /// Orders a job; returns its identity.
    func order(_ form: Form) throws -> String {
        let answer = try ask("POST", "/v1/segment", fields: [form.type], body: form.bytes)
        guard answer.status == 202 else { throw Client.Broken(description: answer.text) }
        return try answer.decoded(JobStatus.self).id
    }

    /// A mask that is served.
    func mask(_ path: String) throws -> Mask {
        let file = NSTemporaryDirectory() + "serving-mask-" + UUID().uuidString + ".png"
        defer { try? FileManager.default.removeItem(atPath: file) }
        try ask("GET", path).body.write(to: URL(fileURLWithPath: file))
        let image = try RGBImage(path: file)
        return Mask(
            width: image.width, height: image.height,
            bytes: stride(from: 0, to: image.pixels.count, by: 3).map {
                image.pixels[$0] > 0 ? 1 : 0
            })
    }

    /// Follows a job to its end; returns all its events.
    func events(of id: String) throws -> [(kind: String, data: Data)] {
        try ask("GET", "/v1/jobs/\(id)/events").events
    }
}

/// A place that nobody passes before it is open.
final class Gate: @unchecked Sendable {
    private let condition = NSCondition()
    private var isOpen = false

    func open() {
        condition.withLock {
            isOpen = true
            condition.broadcast()
        }
    }

    func pass() { condition.withLock { while !isOpen { condition.wait() } } }
}

/// Published models at toy size.
enum TinyModel {
    static var online: OnlineReferConfig { OnlineReferConfig(network: windows) }

    static var windows: ReferFormerConfig {
        var config = ReferFormerConfig.tinyResNet
        config.vocabulary = TinyCheckpoint.vocabulary
        return config
    }

    static func load(_ config: any FamilyConfig) throws -> Segmenter {
        let folder = NSTemporaryDirectory() + "serving-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try TinyCheckpoint.write(model: config, to: folder)
        try TinyCheckpoint.writeVocabulary(to: folder)
        return try Segmenter(
            model: URL(fileURLWithPath: folder + "/model.safetensors"), threads: 2)
    }
}

/// Pictures of a square that moves.
enum Pictures {
    static func square(at shift: Int, width: Int = 64, height: Int = 48) -> RGBImage {
        var pixels: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width {
                let isInside =
                    (height / 4..<height * 3 / 4).contains(y)
                    && (shift + 8..<shift + 28).contains(x)
                pixels += isInside ? [210, 30, 40] : [60, 130, UInt8(truncatingIfNeeded: x * 3)]
            }
        }
        return RGBImage(width: width, height: height, pixels: pixels)
    }

    /// As JPEG files.
    static func clip(_ count: Int) throws -> [[UInt8]] {
        try (0..<count).map { try square(at: 2 * $0 % 30).jpeg() }
    }
}
