import Foundation
import Testing
import TorchBytes

/// What may be wrong with a checkpoint of any family, and the message after its path.
struct FamilyDamage: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// `OWN` stands for a tensor of the family's, `SIGN` for one that it is told by, `*` for anything.
    let message: String
    let change: @Sendable (inout TrainedFile, TestedFamily) -> Void

    init(
        _ name: String, _ message: String,
        _ change: @escaping @Sendable (inout TrainedFile, TestedFamily) -> Void
    ) {
        (testDescription, self.message, self.change) = (name, message, change)
    }

    private static let unfit = "the weights do not fit the model: "

    static let all = [
        FamilyDamage(
            "cut in the middle",
            "zip directory: found none within the * bytes, expected one at the end of the file; *"
        ) { file, _ in file.share = 0.5 },
        FamilyDamage("cut to nothing", "file: found 0 bytes, expected at least 8 *") { file, _ in
            file.share = 0
        },
        FamilyDamage("a tensor is missing", unfit + "1 missing: OWN [*]; use weights *") {
            $0.remove($1.own)
        },
        FamilyDamage(
            "a tensor of another shape",
            unfit + "1 misshapen: OWN (found F32 [7], expected [*]); use weights *"
        ) { file, family in
            file[family.own].shape = [7]
            file[family.own].values = Array(repeating: 0, count: 28)
            file[family.own].count = 7
        },
        FamilyDamage(
            "a tensor without values",
            unfit + "1 misshapen: OWN (found F32 [0], expected [*]); use weights *"
        ) { file, family in
            file[family.own].shape = [0]
            file[family.own].values = []
            file[family.own].count = 0
        },
        FamilyDamage(
            "a tensor of another number of dimensions",
            unfit + "1 misshapen: OWN (found F32 [*, 1], expected [*]); use weights *"
        ) { file, family in file[family.own].shape += [1] },
        FamilyDamage(
            "whole numbers in the place of floats",
            unfit + "1 misshapen: OWN (found I32 [*], expected [*]); use weights *"
        ) { file, family in file[family.own].storage = "IntStorage" },
        FamilyDamage(
            "values that are no numbers",
            unfit + "1 not finite: OWN (found nan at element 0, expected numbers); use weights *"
        ) { file, family in
            file[family.own].values.replaceSubrange(0..<4, with: ZipBytes.floats(.nan))
        },
        FamilyDamage(
            "values without end",
            unfit + "1 not finite: OWN (found inf at element 0, expected numbers); use weights *"
        ) { file, family in
            file[family.own].values.replaceSubrange(0..<4, with: ZipBytes.floats(.infinity))
        },
        FamilyDamage(
            "a tensor too many", unfit + "1 unused: aux_head.bias; use weights * --allow-extra"
        ) { file, family in
            var extra = file[family.own]
            extra.name = "aux_head.bias"
            file.entries.append(extra)
        },
        FamilyDamage(
            "a tensor beyond its values",
            "tensor OWN: found * in storage *, expected *"
        ) { file, family in
            file[family.own].strides = [1 << 40]
        },
        FamilyDamage(
            "a storage of more values than the file has",
            "tensor OWN: *, expected *"
        ) { file, family in file[family.own].count = 1 << 40 },
        FamilyDamage(
            "what a family is told by is of another shape",
            "*SIGN*found *[1, *], expected *use weights *"
        ) { file, family in
            let shape = file[family.sign].shape
            file[family.sign].shape = [1] + shape
        },
        FamilyDamage(
            "only some names with what a wrapper puts before them",
            "nearest to *, but with * missing; expected the whole weights of *"
        ) { file, _ in
            for index in file.entries.indices where index.isMultiple(of: 2) {
                file.entries[index].name = "module." + file.entries[index].name
            }
        },
        FamilyDamage("a tensor twice", "tensor OWN: found it twice, expected each name once*") {
            file, family in
            var again = file[family.own]
            again.name = "_orig_mod." + family.own
            file.entries.append(again)
        },
        FamilyDamage(
            "an optimiser that calls a program", "*, byte *: asks Python to call posix.system; *"
        ) { file, _ in
            file.beside.append(
                (
                    "optimizer",
                    Pickle.call(
                        Pickle.global("posix", "system"), Pickle.tuple(Pickle.text("touch trace")))
                ))
        },
    ]
}

@Suite("Hostile checkpoints of every family")
struct HostileFamilyTests {
    private func place(_ family: TestedFamily) throws -> TemporaryFolder {
        let place = try TemporaryFolder.holding(family.config())
        try FileManager.default.removeItem(atPath: place.path + "/model.safetensors")
        return place
    }

    @Test(
        "one sentence, exit status 1, nothing written", arguments: TestedFamily.all,
        FamilyDamage.all)
    func refused(_ family: TestedFamily, _ damage: FamilyDamage) throws {
        let place = try place(family)
        var file = try TrainedFile(family)
        damage.change(&file, family)
        try place.write(file.bytes, to: "bad.pth")
        let before = place.entries()
        for arguments in [
            ["the ground", "frames", "-o", "out", "--model", "bad.pth", "--quiet"],
            ["import", "bad.pth", "-o", "one.safetensors", "--quiet"],
        ] {
            let run = try Program.run(arguments, in: place)
            let message = damage.message.replacing("OWN", with: family.own)
                .replacing("SIGN", with: family.sign)
            #expect(run.errors.matches("Error: bad.pth: \(message)\n"), "\(run.errors)")
            #expect(run.errors.count { $0 == "\n" } == 1, "\(run.errors)")
            #expect(run.status == 1 && run.output == "", "\(run.status) \(run.output)")
            #expect(place.entries() == before)
        }
    }

    @Test("what it is told by is missing: the nearest family", arguments: TestedFamily.all)
    func withoutSign(_ family: TestedFamily) throws {
        let place = try place(family)
        var file = try TrainedFile(family)
        file.remove(family.sign)
        try place.write(file.bytes, to: "bad.pth")
        let run = try Program.run(["inspect", "bad.pth"], in: place)
        #expect(run.status == 1)
        #expect(
            run.errors.matches(
                "Error: bad.pth: nearest to \(family.testDescription), but with \(family.sign) missing; expected *\n"
            ),
            "\(run.errors)")
    }

    @Test("a sign of another family beside its own", arguments: TestedFamily.all)
    func withForeignSign(_ family: TestedFamily) throws {
        let place = try place(family)
        let other = try #require(
            TestedFamily.all.dropFirst().first { $0.sign != family.sign })
        var file = try TrainedFile(family)
        file.entries.append(try TrainedFile(other)[other.sign])
        try place.write(file.bytes, to: "bad.pth")
        let run = try Program.run(["inspect", "bad.pth"], in: place)
        #expect(run.status == 1)
        #expect(
            run.errors.matches("Error: bad.pth: nearest to *, but with *; expected the whole *\n"),
            "\(run.errors)")
        #expect(run.errors.contains(other.sign) || run.errors.contains(other.testDescription))
    }

    /// What a training leaves beside the weights, and what its wrappers put before all names.
    @Test("as trainings save it, it runs", arguments: TestedFamily.all)
    func trained(_ family: TestedFamily) throws {
        let place = try place(family)
        let whole = try TrainedFile(family)
        var wrapped = whole
        for index in wrapped.entries.indices {
            wrapped.entries[index].name = "module." + wrapped.entries[index].name
        }
        var beside = whole
        let options = Pickle.call(Pickle.global("argparse", "Namespace"))
        let lr = Pickle.dictionary((Pickle.text("lr"), Pickle.integer(1)))
        beside.beside = [
            (
                "optimizer",
                Pickle.dictionary(
                    (Pickle.text("state"), Pickle.emptyDictionary),
                    (Pickle.text("param_groups"), Pickle.list(lr)))
            ),
            ("lr_scheduler", Pickle.dictionary((Pickle.text("last_epoch"), Pickle.integer(3)))),
            ("epoch", Pickle.integer(3)), ("args", options + lr + [0x62]),
        ]
        var top = whole
        top.key = nil
        var masks: [[Data]] = []
        for (name, file) in [
            ("whole", whole), ("wrapped", wrapped), ("beside", beside), ("top", top),
        ] {
            try place.write(file.bytes, to: "\(name).pth")
            let run = try Program.run(
                ["the ground", "frames", "-o", name, "--model", "\(name).pth", "--quiet"],
                in: place)
            #expect([0, 3].contains(run.status) && run.errors.isEmpty, "\(name): \(run.errors)")
            masks.append(try place.masks(name))
        }
        #expect(masks.allSatisfy { $0 == masks[0] })
    }

    @Test("a configuration that lies: one sentence, exit status 1", arguments: TestedFamily.all)
    func configuration(_ family: TestedFamily) throws {
        let place = try TemporaryFolder.holding(family.config())
        let imported = try Program.run(
            ["import", "model.safetensors", "-o", "one.safetensors", "--quiet"], in: place)
        #expect(imported.status == 0, "\(imported.errors)")
        let sound = try place.bytes("one.safetensors")
        let length = sound.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        let header = String(decoding: sound[8..<8 + length], as: UTF8.self)
        let numbers = header.matches(of: /\\"([a-z_]+)\\":(\d+)/)
        #expect(numbers.count > 5)
        let before = try #require(place.entries()) + ["bad.safetensors"]
        for number in numbers {
            for other in ["0", "4611686018427387904"] {
                guard other != number.2 else { continue }
                let changed = header.replacingCharacters(
                    in: number.2.startIndex..<number.2.endIndex, with: other)
                let size = withUnsafeBytes(of: UInt64(changed.utf8.count).littleEndian) { Data($0) }
                try place.write(
                    size + Data(changed.utf8) + sound[(8 + length)...], to: "bad.safetensors")
                let run = try Program.run(
                    ["the ground", "frames", "-o", "out", "--model", "bad.safetensors", "--quiet"],
                    in: place)
                let told = "\(number.1) \(other)"
                // Numbers that no shape depends on, such as heads, may be others.
                #expect([0, 1, 3].contains(run.status), "\(told): \(run.status) \(run.errors)")
                if run.status == 1 {
                    #expect(
                        run.errors.hasPrefix("Error: bad.safetensors: "), "\(told): \(run.errors)")
                    #expect(run.errors.count { $0 == "\n" } == 1, "\(told): \(run.errors)")
                } else {
                    try FileManager.default.removeItem(atPath: place.path + "/out")
                }
            }
        }
        #expect(place.entries() == before.sorted())
    }
}
