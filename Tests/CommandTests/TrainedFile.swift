import Foundation
import MTTR
import ModelFiles
import ReferFormer
import Tensors
import Testing
import TinyCheckpoint
import TorchBytes

/// A family as tests of damaged files need it.
struct TestedFamily: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// A tensor of a module that the family alone has.
    let own: String
    /// A tensor that the family is told by.
    let sign: String
    let config: @Sendable () throws -> any FamilyConfig

    static let all = [
        TestedFamily(
            testDescription: "ReferFormer", own: "resizer.fc.bias", sign: "resizer.fc.weight"
        ) { network },
        TestedFamily(
            testDescription: "OnlineRefer", own: "track_embed.linear2.bias",
            sign: "track_embed.norm.weight"
        ) { OnlineReferConfig(network: network) },
        TestedFamily(
            testDescription: "MUTR", own: "mti.decoder_norm.bias", sign: "mti.decoder_norm.weight"
        ) { MUTRConfig(network: network, aggregationWidth: 64, interactionWidth: 64) },
        TestedFamily(
            testDescription: "MTTR", own: "is_referred_head.bias", sign: "obj_queries.weight"
        ) {
            var config = MTTRConfig.tiny
            config.text.vocabulary = TinyCheckpoint.vocabulary
            return config
        },
        TestedFamily(
            testDescription: "SOC", own: "voc.decoder_norm.bias", sign: "voc.fq_pos.weight"
        ) {
            var config = SOCConfig.tiny
            config.network.vocabulary = TinyCheckpoint.vocabulary
            return config
        },
    ]

    private static var network: ReferFormerConfig {
        var config = ReferFormerConfig.tinyResNet
        config.vocabulary = TinyCheckpoint.vocabulary
        return config
    }
}

/// A checkpoint as a training saves it: tensors under a key, and more beside them.
struct TrainedFile {
    struct Entry {
        var name: String
        var shape: [Int]
        /// Where each dimension's neighbour lies; by default value beside value.
        var strides: [Int]?
        var storage = "FloatStorage"
        var values: [UInt8]
        /// Values of the storage as the pickle tells them.
        var count: Int
    }

    var entries: [Entry]
    /// Nil for the tensors at the top level.
    var key: String? = "model"
    var beside: [(name: String, value: Pickle.Bytes)] = []
    /// Share of the file that is there.
    var share = 1.0

    init(_ family: TestedFamily) throws {
        entries = try TinyCheckpoint.tensors(of: family.config()).sorted { $0.key < $1.key }
            .map { name, tensor in
                let values = tensor.values
                return Entry(
                    name: name, shape: tensor.shape,
                    values: values.withUnsafeBytes { Array($0) }, count: values.count)
            }
    }

    /// The tensor of a name, to be changed.
    subscript(name: String) -> Entry {
        get { entries[place(name)] }
        set { entries[place(name)] = newValue }
    }

    mutating func remove(_ name: String) { entries.remove(at: place(name)) }

    private func place(_ name: String) -> Int {
        guard let place = entries.firstIndex(where: { $0.name == name }) else {
            preconditionFailure("no tensor \(name)")
        }
        return place
    }

    /// The file, as torch.save of 1.6 and later writes it.
    var bytes: Data {
        let tensors = entries.enumerated().map { number, entry in
            (
                Pickle.text(entry.name),
                Pickle.tensor(
                    Pickle.storage("\(number)", entry.storage, count: entry.count),
                    shape: entry.shape, strides: entry.strides ?? Self.strides(entry.shape))
            )
        }
        let others = beside.map { (Pickle.text($0.name), $0.value) }
        let top = key.map { [(Pickle.text($0), Pickle.dictionary(tensors))] + others }
        let zip = ZipBytes(
            Pickle.file(Pickle.dictionary(top ?? tensors + others)),
            storages: entries.enumerated().map { ("\($0)", $1.values) })
        let bytes = zip.bytes
        return Data(bytes.prefix(Int(Double(bytes.count) * share)))
    }

    private static func strides(_ shape: [Int]) -> [Int] {
        shape.indices.map { shape[($0 + 1)...].reduce(1, *) }
    }
}
