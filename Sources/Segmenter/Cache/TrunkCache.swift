import Files
import Foundation
import Logging
import ReferFormer
import Tensors

/// Keeps the trunks of frames from run to run, rounded to bfloat16, so that a later question about a film needs no
/// backbone. Results do not depend on whether a frame was kept: what was just seen is rounded too.
///
/// A file is named by a digest of the model, of what its results depend on, and of the frames' pixels.
final class TrunkCache: Sendable {
    private let folder: BoundedFolder
    private let model: Later<String>
    private let logger: Logger
    private let hasWarned = Once()

    /// - `model`: the digest of the weights file.
    /// - Throws: `SegmenterError.noCacheFolder`.
    init(_ cache: FeatureCache, model: Later<String>, logger: Logger) throws {
        do {
            folder = try BoundedFolder(
                cache.folder, suffix: ".seen.safetensors", limit: cache.limit)
        } catch {
            throw SegmenterError.noCacheFolder(
                path: cache.folder.relativePath, reason: error.localizedDescription)
        }
        (self.model, self.logger) = (model, logger)
    }

    /// The trunk of some frames of a clip, and what gives its finest map again.
    ///
    /// - `make`: sees the frames.
    /// - Throws: what `make` throws.
    func trunk(
        of batch: FrameBatch, by network: ReferFormer, on compute: Compute,
        make: () throws -> Trunk
    ) rethrows -> (trunk: Trunk, finest: @Sendable () -> Tensor?) {
        let name = compute.stage("cache") { self.name(batch, compute) }
        let place = folder.place(name)
        let kept: Trunk? = compute.stage("cache") {
            SeenFramesFile.read(place).flatMap { network.trunk($0, of: batch, on: compute) }
        }
        let finest: @Sendable () -> Tensor? = { SeenFramesFile.lateral(place) }
        if let kept {
            folder.use(name)
            return (kept, finest)
        }
        let made = try make()
        guard let seen = network.seen(made, on: compute),
            let trunk = network.trunk(seen, of: batch, on: compute)
        else { return (made, { nil }) }
        keep(seen, name)
        return (trunk, finest)
    }

    private func keep(_ seen: SeenFrames, _ name: String) {
        guard folder.reserve(SeenFramesFile.byteCount(of: seen), for: name) else { return }
        do {
            try SeenFramesFile.write(seen, to: folder.place(name))
        } catch {
            hasWarned { logger.warning("--cache: \(error); going on without it") }
        }
    }

    private func name(_ batch: FrameBatch, _ compute: Compute) -> String {
        let digest = Fingerprint()
        let settings =
            "1 \(model.value) \(compute.precision) \(compute.instructionSet) \(batch.pixels.shape)"
        Array(settings.utf8).withUnsafeBytes { digest.add($0) }
        batch.pixels.withUnsafeBuffer { digest.add(UnsafeRawBufferPointer($0)) }
        return digest.finish()
    }
}

/// Does something the first time alone.
///
/// `@unchecked Sendable`: `isDone` is guarded by `lock`.
private final class Once: @unchecked Sendable {
    private let lock = NSLock()
    private var isDone = false

    func callAsFunction(_ body: () -> Void) {
        let isFirst = lock.withLock {
            defer { isDone = true }
            return !isDone
        }
        if isFirst { body() }
    }
}
