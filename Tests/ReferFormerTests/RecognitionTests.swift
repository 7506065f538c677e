import Foundation
import Tensors
import Testing
import Weights

@testable import ReferFormer

@Suite("The network that knows photographs")
struct RecognitionTests {
    private static let numbers = RecognitionConfig(
        backbone: .lite0, pyramid: 16, mixer: 8, scenery: 8)

    private static func config(_ recognition: RecognitionConfig) -> ReferFormerConfig {
        var config = ReferFormerConfig.tinyResNet
        config.recognition = recognition
        return config
    }

    private static func see(threads: Int, pyramid: Int = 16) throws -> Recognized {
        let compute = try Compute(threads: threads)
        var numbers = numbers
        numbers.pyramid = pyramid
        let network = try Recognition(
            WeightScope(GeneratedWeights(), compute: compute), numbers)
        let generated = GeneratedWeights()
        var seen = network(
            Photograph(
                pixels: generated.load("pixels", [1, 64, 96, 3]),
                views: [
                    DetectionView(
                        pixels: generated.load("framed", [1, 64, 96, 3]),
                        extent: Extent(rows: 50, columns: 96))
                ]),
            colours: Tensor(zeros: [1, 16, 24, 3]), on: compute)
        let look = network.look(
            at: generated.load("squeezed", [1, 64, 64, 3]), on: compute)
        seen.salience = compute.resizeBilinear(look, height: seen.height, width: seen.width)
        return seen
    }

    @Test("three maps at their strides, of which two are probabilities", arguments: [8, 9, 16])
    func maps(_ pyramid: Int) throws {
        let seen = try Self.see(threads: 2, pyramid: pyramid)
        #expect(seen.foreground.shape == [1, 16, 24, 1])
        #expect(seen.salience?.shape == [1, 16, 24, 1])
        #expect(seen.scenery.shape == [1, 8, 12, 9])
        #expect((seen.height, seen.width) == (16, 24))
        #expect(seen.kinds.shape == [1, 8, 12, 21])
        #expect(seen.classes.shape == [1, 2, 3, 1000])
        for map in [seen.kinds, seen.scenery, seen.classes] {
            let (values, channels) = (map.values, map.shape[3])
            for place in stride(from: 0, to: values.count, by: channels) {
                let sum = values[place..<(place + channels)].reduce(0, +)
                #expect(abs(sum - 1) < 1e-4)
            }
        }
        #expect((0...1).contains(seen.drawn))
    }

    @Test("threads change nothing")
    func threads() throws {
        let (one, three) = (try Self.see(threads: 1), try Self.see(threads: 3))
        #expect(one.foreground.values == three.foreground.values)
        #expect(
            one.salience?.values == three.salience?.values
                && one.detections == three.detections)
        #expect(one.scenery.values == three.scenery.values)
        #expect(one.kinds.values == three.kinds.values)
        #expect(one.classes.values == three.classes.values)
        #expect(one.drawn == three.drawn)
    }

    @Test(
        "its numbers survive JSON, under the names of the weights file",
        arguments: EfficientNetLite.Kind.allCases)
    func json(_ kind: EfficientNetLite.Kind) throws {
        let config = Self.config(
            RecognitionConfig(backbone: kind, pyramid: 64, mixer: 32, scenery: 48))
        let data = try JSONEncoder().encode(config)
        #expect(try JSONDecoder().decode(ReferFormerConfig.self, from: data) == config)
        let object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        let recognition = try #require(object["recognition"] as? [String: Any])
        #expect(recognition["backbone"] as? String == kind.rawValue)
        #expect(recognition["pyramid"] as? Int == 64 && recognition["mixer"] as? Int == 32)
        #expect(recognition["scenery"] as? Int == 48)
    }

    @Test("a configuration without it is that of a model without it")
    func without() throws {
        let data = try JSONEncoder().encode(ReferFormerConfig.tinyResNet)
        let object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(object["recognition"] == nil)
        let config = try JSONDecoder().decode(ReferFormerConfig.self, from: data)
        #expect(config.recognition == nil)
        let model = try ReferFormer(GeneratedWeights(), config: config, on: Compute(threads: 1))
        #expect(model.recognition == nil)
    }

    @Test(
        "numbers that make no network are named",
        arguments: [
            (7, 8, "pyramid", "7", "8 to 1024"), (1025, 8, "pyramid", "1025", "8 to 1024"),
            (16, 0, "mixer", "0", "1 to 1024"),
        ])
    func impossible(
        _ pyramid: Int, _ mixer: Int, _ field: String, _ found: String, _ expected: String
    ) {
        let config = Self.config(
            RecognitionConfig(
                backbone: .lite0, pyramid: pyramid, mixer: mixer, scenery: 8))
        #expect(
            throws: ReferFormerError.badConfig(
                path: "a.b", field: "recognition.\(field)", found: found, expected: expected)
        ) { try config.validate(path: "a.b") }
    }

    @Test("a backbone that nobody published is named, and so are tensors that are missing")
    func unknownBackbone() throws {
        let data = try JSONEncoder().encode(Self.config(Self.numbers))
        let text = String(decoding: data, as: UTF8.self)
            .replacingOccurrences(of: "efficientnet-lite0", with: "efficientnet-lite9")
        try withFile(metadata: ["config": text]) { path in
            let file = try SafetensorsFile(path: path)
            let error = #expect(throws: ReferFormerError.self) {
                try ReferFormerConfig(from: file)
            }
            let message = error?.description ?? ""
            #expect(message.contains("config, recognition.backbone: found"), "\(message)")
        }
        try withFile(metadata: [:]) { path in
            let scope = WeightScope(
                FileWeights(try SafetensorsFile(path: path)), compute: try Compute(threads: 1))
            _ = try Recognition(scope["recognition"], Self.numbers)
            let error = #expect(throws: WeightsError.self) { try scope.finish() }
            let message = error?.description ?? ""
            #expect(message.contains("recognition."), "\(message)")
        }
    }
}
