import Checkpoints
import Foundation
import Language
import Media
import ReferFormer
import Tensors

/// A checkpoint that its authors published, with what a network of any family needs beside its
/// weights.
struct PublishedCheckpoint: Sendable {
    let file: CheckpointFile
    let weights: URL
    let clipProtocol: SegmentationProtocol
    let tokenizer: BytePairTokenizer
    /// The numbers of its text encoder.
    let text: TextConfig
    let compute: Compute
    /// Where trunks are kept from run to run; nil for nowhere.
    var cache: TrunkCache?

    /// - `text`: the numbers of its text encoder.
    /// - `tokenizer`: folder of its vocabulary; nil to look beside the weights and inside them.
    /// - Throws: `TokenizerError`, `ComputeError`, and `SegmenterError` for another vocabulary.
    init(
        _ file: CheckpointFile, text: TextConfig, weights: URL, tokenizer: URL?,
        following clipProtocol: SegmentationProtocol, on compute: Compute
    ) throws {
        let vocabulary = try BytePairVocabulary.find(
            beside: file.path, directory: tokenizer?.relativePath,
            embedded: file.metadata[BytePairVocabulary.metadataKey])
        self.tokenizer = BytePairTokenizer(vocabulary)
        guard self.tokenizer.vocabularySize <= text.vocabulary else {
            throw SegmenterError.otherVocabulary(
                path: file.path, found: text.vocabulary, expected: self.tokenizer.vocabularySize)
        }
        self.compute = compute
        (self.file, self.weights, self.text) = (file, weights, text)
        self.clipProtocol = clipProtocol
    }

    /// Memory that a network needs for frames like this one, from measurements (docs/BENCHMARKS.md): packed
    /// weights, but not all of them at once, and some maps while a frame goes through the network.
    ///
    /// - `height`, `width`: of what the network reads of it; `mapsPerFrame`, `keptMaps`: see `WindowNetwork`.
    func memoryNeed(
        _ image: RGBImage, height: Int, width: Int, mapsPerFrame: Double, keptMaps: Int = 0
    ) -> MemoryNeed {
        let float = MemoryLayout<Float>.size
        let weights = file.layouts.reduce(0) { $0 + $1.shape.reduce(float, *) }
        let map = ((height + 3) / 4) * ((width + 3) / 4) * Self.channels * float
        let pixels = 3 * (image.width * image.height + width * height)
        return MemoryNeed(
            base: weights / 2 + (12 + keptMaps) * map + 8 * pixels + MemoryNeed.program,
            frame: Int(mapsPerFrame * Double(map)) + pixels)
    }

    private static let channels = 256

    /// The trunk of frames, from the cache where there is one, and what gives its finest map again from there.
    ///
    /// - `make`: sees the frames.
    /// - Throws: what `make` throws.
    func trunk(
        of batch: FrameBatch, by network: ReferFormer, make: () throws -> Trunk
    ) rethrows -> (trunk: Trunk, finest: (@Sendable () -> Tensor?)?) {
        guard let cache else { return (try make(), nil) }
        let (trunk, finest) = try cache.trunk(of: batch, by: network, on: compute, make: make)
        return (trunk, finest)
    }

    /// Refuses to judge single annotated frames.
    ///
    /// - `family`: one that its authors never evaluated on any.
    /// - Throws: `SegmenterError.noProtocol`.
    func requireWholeClips(_ family: String) throws {
        guard !clipProtocol.isAnnotated else {
            throw SegmenterError.noProtocol(
                path: file.path, family: family, found: clipProtocol.rawValue)
        }
    }

    /// Why a network of such a family judges no single frame, whatever the protocol.
    func noSingleFrames(_ family: String) -> SegmenterError {
        .noProtocol(
            path: file.path, family: family, found: SegmentationProtocol.a2dSentences.rawValue)
    }
}
