import Foundation
import MTTR
import ModelFiles
import ReferFormer
import Tensors
import Testing
import TinyCheckpoint

@Suite("Published checkpoints")
struct CheckpointTests {
    static let golden: String = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("ReferFormerTests/Fixtures").path

    /// A folder with a clip, a tiny model and its vocabulary.
    private func place(_ config: ReferFormerConfig = .tinySwin) throws -> TemporaryFolder {
        var config = config
        config.vocabulary = TinyCheckpoint.vocabulary
        return try .holding(config)
    }

    @Test(
        "every protocol gives a mask of every frame",
        arguments: ["windows", "ytvos", "davis", "a2d", "jhmdb"])
    func protocols(_ name: String) throws { try protocols(name, in: place(.tinyVideoSwin)) }

    @Test(
        "every protocol gives a mask of every frame, with MTTR",
        arguments: ["windows", "ytvos", "davis", "a2d", "jhmdb"])
    func protocolsOfMTTR(_ name: String) throws { try protocols(name, in: .holding(mttr)) }

    @Test(
        "every protocol gives a mask of every frame, with SOC",
        arguments: ["windows", "ytvos", "davis", "a2d", "jhmdb"])
    func protocolsOfSOC(_ name: String) throws { try protocols(name, in: .holding(soc)) }

    private var soc: SOCConfig {
        var config = SOCConfig.tiny
        config.network.vocabulary = TinyCheckpoint.vocabulary
        return config
    }

    private var mttr: MTTRConfig {
        var config = MTTRConfig.tiny
        config.text.vocabulary = TinyCheckpoint.vocabulary
        return config
    }

    private func protocols(_ name: String, in place: TemporaryFolder) throws {
        let outcome = try Program.run(
            [
                "-q", "the red square", "-q", "the ground", "frames", "-o", "out", "--protocol",
                name, "--model", "model.safetensors", "--quiet",
            ], in: place)
        #expect(outcome.errors.isEmpty)
        #expect([0, 3].contains(outcome.status))
        for query in 0...1 { #expect(place.entries("out/masks/\(query)")?.count == 3) }
        #expect((place.entries("out/labels")?.count ?? 0) == (name == "davis" ? 3 : 0))
    }

    @Test("an imported file gives the same masks, without the vocabulary beside it")
    func imported() throws {
        let place = try place()
        let imported = try Program.run(
            ["import", "model.safetensors", "-o", "whole/whole.safetensors", "--quiet"],
            in: place)
        #expect(imported.status == 1, "the folder is not there yet")
        try place.makeFolder("whole")
        let again = try Program.run(
            ["import", "model.safetensors", "-o", "whole/whole.safetensors", "--quiet"],
            in: place)
        #expect(again.status == 0, "\(again.errors)")
        #expect(again.output.contains("Swin-12, "), "\(again.output)")
        for (model, output) in [("model", "a"), ("whole/whole", "b")] {
            let run = try Program.run(
                ["the square", "frames", "-o", output, "--model", "\(model).safetensors"], in: place
            )
            #expect([0, 3].contains(run.status), "\(run.errors)")
        }
        #expect(try place.masks("a") == place.masks("b"))
    }

    @Test("a number of neighbours is MTTR's alone")
    func fixedNeighbours() throws {
        let place = try place()
        for (count, status, message) in [
            ("8", 1, "model.safetensors: found the weights of ReferFormer, which were all trained"),
            ("0", 2, "--neighbours 0: expected a whole number from 1 to 64"),
        ] {
            let outcome = try Program.run(
                ["import", "model.safetensors", "-o", "a.safetensors", "--neighbours", count],
                in: place)
            #expect(outcome.status == Int32(status))
            #expect(outcome.errors.contains(message), "\(outcome.errors)")
            #expect(place.entries()?.contains("a.safetensors") == false)
        }
    }

    @Test("MTTR is told, imported, verified and gives the same masks afterwards")
    func importedMTTR() throws {
        let place = try TemporaryFolder.holding(mttr)
        try importedWhole("MTTR with Video-Swin-12", ["--neighbours", "8"], in: place)
        let told = try Program.run(["inspect", "whole/whole.safetensors", "--json"], in: place)
        #expect(told.output.contains("\"neighbourhood\" : 8"), "\(told.output)")
    }

    @Test("SOC is told, imported, verified and gives the same masks afterwards")
    func importedSOC() throws {
        try importedWhole("SOC with Video-Swin-12", in: .holding(soc))
    }

    /// Imports a folder's model as `whole/whole.safetensors`.
    private func importedWhole(
        _ title: String, _ options: [String] = [], in place: TemporaryFolder
    ) throws {
        let inspected = try Program.run(["inspect", "model.safetensors"], in: place)
        #expect(inspected.status == 0, "\(inspected.errors)")
        #expect(inspected.output.contains(title), "\(inspected.output)")
        try place.makeFolder("whole")
        let imported = try Program.run(
            ["import", "model.safetensors", "-o", "whole/whole.safetensors", "--quiet"] + options,
            in: place)
        #expect(imported.status == 0, "\(imported.errors)")
        for (model, output) in [("model", "a"), ("whole/whole", "b")] {
            let run = try Program.run(
                ["the square", "frames", "-o", output, "--model", "\(model).safetensors"], in: place
            )
            #expect([0, 3].contains(run.status), "\(run.errors)")
        }
        #expect(try place.masks("a") == place.masks("b"))
        let verified = try Program.run(["verify", "whole/whole.safetensors"], in: place)
        #expect(verified.status == 0, "\(verified.output) \(verified.errors)")
        #expect(verified.output.contains("verified: whole/whole.safetensors"))
    }

    @Test("tensors that the model does not have are refused, or listed and left out")
    func extra() throws {
        let place = try place()
        var config = ReferFormerConfig.tinySwin
        config.vocabulary = TinyCheckpoint.vocabulary
        try place.makeFolder("more")
        try TinyCheckpoint.write(config, to: place.path + "/more") {
            $0["aux_head.weight"] = Tensor(zeros: [2, 3])
            $0["aux_head.bias"] = Tensor(zeros: [2])
        }
        try TinyCheckpoint.writeVocabulary(to: place.path + "/more")
        let refused = try Program.run(
            ["the square", "frames", "-o", "a", "--model", "more/model.safetensors"], in: place)
        #expect(refused.status == 1)
        #expect(
            refused.errors.contains("2 unused: aux_head.bias, aux_head.weight; use weights made")
                && refused.errors.contains("with --allow-extra\n"), "\(refused.errors)")
        let allowed = ["--model", "more/model.safetensors", "--allow-extra"]
        let taken = try Program.run(["the square", "frames", "-o", "b"] + allowed, in: place)
        #expect([0, 3].contains(taken.status), "\(taken.errors)")
        #expect(
            taken.errors.contains(
                "more/model.safetensors: left out 2 tensors that the model does not have: "
                    + "aux_head.bias, aux_head.weight"), "\(taken.errors)")
        let imported = try Program.run(
            ["import", "more/model.safetensors", "-o", "one.safetensors", "--allow-extra"],
            in: place)
        #expect(imported.status == 0, "\(imported.errors)")
        #expect(
            imported.output.contains("left out: aux_head.bias, aux_head.weight"),
            "\(imported.output)")
        for (model, output) in [("model", "c"), ("one", "d")] {
            let run = try Program.run(
                ["the square", "frames", "-o", output, "--model", "\(model).safetensors"], in: place
            )
            #expect([0, 3].contains(run.status), "\(run.errors)")
            #expect(try place.masks(output) == place.masks("b"))
        }
    }

    /// As a model taught with several classes has it: of its numbers for a query the largest counts.
    @Test("a class head of three numbers scores by the largest")
    func classes() throws {
        let place = try place()
        try place.makeFolder("three")
        var config = ReferFormerConfig.tinySwin
        config.vocabulary = TinyCheckpoint.vocabulary
        try TinyCheckpoint.write(config, to: place.path + "/three") { tensors in
            for name in tensors.keys where name.hasPrefix("class_embed.") {
                guard let one = tensors[name] else { continue }
                let low = name.hasSuffix("bias") ? one.values.map { $0 - 50 } : one.values
                tensors[name] = Tensor(
                    shape: [3] + one.shape.dropFirst(), values: low + one.values + low)
            }
        }
        try TinyCheckpoint.writeVocabulary(to: place.path + "/three")
        for (model, output) in [("model", "a"), ("three/model", "b")] {
            let run = try Program.run(
                ["the square", "frames", "-o", output, "--model", "\(model).safetensors"], in: place
            )
            #expect([0, 3].contains(run.status), "\(run.errors)")
        }
        #expect(try place.masks("a") == place.masks("b"))
        let imported = try Program.run(
            ["import", "three/model.safetensors", "-o", "one.safetensors"], in: place)
        #expect(imported.status == 0, "\(imported.errors)")
        let again = try Program.run(
            ["the square", "frames", "-o", "c", "--model", "one.safetensors"], in: place)
        #expect([0, 3].contains(again.status), "\(again.errors)")
        #expect(try place.masks("c") == place.masks("b"))
    }

    @Test("an import replaces neither what it reads nor a pipe")
    func importedOntoItself() throws {
        let place = try place()
        let before = try place.bytes("model.safetensors")
        #expect(mkfifo(place.path + "/pipe", 0o600) == 0)
        #expect(symlink("model.safetensors", place.path + "/link") == 0)
        for (name, reason) in [
            ("model.safetensors", "it is the checkpoint that is being read"),
            ("link", "it is the checkpoint that is being read"), ("pipe", "it is no regular file"),
        ] {
            let run = try Program.run(
                ["import", "model.safetensors", "-o", name, "--precision", "bf16"], in: place)
            #expect(run.status == 1)
            #expect(
                run.errors
                    == "Error: \(name): cannot be written (\(reason)); choose another place or "
                    + "make room\n")
        }
        #expect(try place.bytes("model.safetensors") == before)
        var status = stat()
        #expect(stat(place.path + "/pipe", &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    }

    @Test("bfloat16 takes half the room, and inspect tells it")
    func halfTheRoom() throws {
        let place = try place()
        let run = try Program.run(
            ["import", "model.safetensors", "-o", "half.safetensors", "--precision", "bf16"],
            in: place)
        #expect(run.status == 0, "\(run.errors)")
        let sizes = try ["model", "half"].map { try place.bytes("\($0).safetensors").count }
        #expect(sizes[1] * 100 < sizes[0] * 52)
        let inspection = try Program.run(["inspect", "half.safetensors"], in: place)
        #expect(inspection.status == 0)
        for part in ["Swin-12", "precision    BF16", "complete     yes", "in the file"] {
            #expect(inspection.output.contains(part), "\(inspection.output)")
        }
    }

    @Test("a checkpoint that lacks a tensor: inspect names it, exit status 1")
    func incomplete() throws {
        let place = try TemporaryFolder()
        try TinyCheckpoint.write(.tinyResNet, to: place.path) { $0["resizer.fc.bias"] = nil }
        let inspection = try Program.run(["inspect", "model.safetensors"], in: place)
        #expect(inspection.status == 1)
        #expect(inspection.output.contains("complete     no: 1 missing: resizer.fc.bias [64]"))
        let imported = try Program.run(
            ["import", "model.safetensors", "-o", "out.safetensors"], in: place)
        #expect(imported.status == 1)
        #expect(place.entries() == ["model.safetensors"])
    }

    @Test("a missing vocabulary: which two files to put where")
    func noVocabulary() throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 1)
        try TinyCheckpoint.write(.tinyResNet, to: place.path)
        let run = try Program.run(
            ["the square", "frames", "-o", "out", "--model", "model.safetensors"], in: place)
        #expect(run.status == 1)
        #expect(
            run.errors == """
                Error: model.safetensors: RoBERTa's vocabulary is not in ., which lacks vocab.json \
                and merges.txt; expected the two files vocab.json and merges.txt of roberta-base, \
                so put both into ., beside the weights, or name their folder with --tokenizer\n
                """)
        #expect(place.entries() == ["frames", "model.safetensors"])
    }

    @Test(
        "the default model follows no published protocol and reads no other vocabulary",
        arguments: [
            (
                ["--protocol", "davis"],
                "cannot follow the protocol davis; expected windows"
            ),
            (
                ["--tokenizer", "roberta"],
                "a model that reads the package's tokenizer cannot read roberta; expected no "
                    + "--tokenizer"
            ),
        ])
    func publishedAlone(_ options: [String], _ message: String) throws {
        let place = try TemporaryFolder()
        try place.makeClip(frames: 1)
        let run = try Program.run(["the square", "frames", "-o", "out"] + options, in: place)
        #expect(run.status == 1)
        #expect(run.errors.contains(message))
        #expect(place.entries() == ["frames"])
    }

    @Test("a spoken query goes by its transcript; the route of features is refused")
    func spoken() throws {
        let place = try place()
        let asked = [
            "--audio", SpokenQueryTests.speech, "frames", "-o", "out", "--model",
            "model.safetensors",
        ]
        let run = try Program.run(asked + ["--quiet"], in: place)
        #expect([0, 3].contains(run.status), "\(run.errors)")
        #expect(try place.text("out/result.json").contains("\"route\":\"transcript\""))
        let refused = try Program.run(asked + ["--audio-route", "features"], in: place)
        #expect(refused.status == 1)
        #expect(
            refused.errors.hasPrefix(
                "Error: model.safetensors: a published checkpoint, which reads words; expected "),
            "\(refused.errors)")
    }

    @Test("a published checkpoint judges every frame; the default model says where it did not")
    func fast() throws {
        let place = try place()
        let refused = try Program.run(
            ["the square", "frames", "-o", "out", "--fast", "--model", "model.safetensors"],
            in: place)
        #expect(refused.status == 1)
        #expect(
            refused.errors == """
                Error: model.safetensors: a published checkpoint, which judges every frame; expected \
                no --fast, or the model of the package\n
                """)
        for options in [["--fast"], []] {
            let run = try Program.run(
                ["the square", "frames", "-o", "out", "--quiet"] + options, in: place)
            #expect([0, 3].contains(run.status), "\(run.errors)")
            let isTold = try place.text("out/result.json").contains("\"fast\":true")
            #expect(isTold == !options.isEmpty)
        }
    }

    @Test("verify compares with a golden file, and names what diverges")
    func verified() throws {
        let place = try TemporaryFolder()
        try TinyCheckpoint.write(.tinyResNet, to: place.path)
        let golden = Self.golden + "/tiny_resnet.a.safetensors"
        let good = try Program.run(
            ["verify", "model.safetensors", "--golden", golden], in: place)
        #expect(good.status == 0, "\(good.output)\(good.errors)")
        #expect(good.output.contains("\nverified: model.safetensors, sha256 "))

        try TinyCheckpoint.write(.tinyResNet, to: place.path) { tensors in
            let name = "transformer.encoder.layers.1.linear1.bias"
            tensors[name] = tensors[name].map {
                Tensor(shape: $0.shape, values: $0.values.map { $0 + 0.01 })
            }
        }
        let bad = try Program.run(
            ["verify", "model.safetensors", "--golden", golden, "--json"], in: place)
        #expect(bad.status == 1)
        #expect(bad.output.contains("\"verified\" : false"))
        let table = try Program.run(
            ["verify", "model.safetensors", "--golden", golden], in: place
        ).output
        let diverging = table.split(separator: "\n").filter { $0.hasSuffix("DIVERGES") }
        #expect(diverging.first?.hasPrefix("enc.layer.1 ") == true, "\(table)")
        #expect(table.contains("\nNOT VERIFIED: model.safetensors"))
    }

    @Test("verify without a golden: whole, finite, unchanged, and the machine computes right")
    func certified() throws {
        let place = try place(.tinyResNet)
        let imported = try Program.run(
            ["import", "model.safetensors", "-o", "whole.safetensors"], in: place)
        #expect(imported.status == 0, "\(imported.errors)")
        let good = try Program.run(["verify", "whole.safetensors"], in: place)
        #expect(good.status == 0, "\(good.output)\(good.errors)")
        var bytes = try place.bytes("whole.safetensors")
        bytes[bytes.count - 2] ^= 1
        try place.write(bytes, to: "whole.safetensors")
        let changed = try Program.run(["verify", "whole.safetensors"], in: place)
        #expect(changed.status == 1)
        #expect(changed.output.contains("weights: the tensors' digest is not "))
    }
}
