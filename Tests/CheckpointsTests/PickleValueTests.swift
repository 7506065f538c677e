import Testing
import TorchBytes

@testable import Checkpoints

@Suite("Plain data in pickles")
struct PickleValueTests {
    private func value(_ bytes: Pickle.Bytes) throws -> PickleValue {
        try Pickle.file(bytes, version: 4).withUnsafeBytes { bytes in
            var machine = PickleMachine(ByteCursor(bytes), path: "path", place: "place")
            return try machine.value()
        }
    }

    @Test(
        "is read by every instruction for it",
        arguments: [
            ([0x4E], .none), ([0x88], .bool(true)), ([0x89], .bool(false)),
            ([0x4B, 200], .integer(200)), ([0x4D, 1, 2], .integer(513)),
            ([0x4A, 0xFE, 0xFF, 0xFF, 0xFF], .integer(-2)),
            ([0x8A, 0], .integer(0)), ([0x8A, 1, 0x80], .integer(-128)),
            ([0x8A, 2, 0xFF, 0x7F], .integer(32767)),
            ([0x8A, 8, 0, 0, 0, 0, 0, 0, 0, 0x80], .integer(.min)),
            ([0x8A, 9, 0, 0, 0, 0, 0, 0, 0, 0, 1], .longInteger([0, 0, 0, 0, 0, 0, 0, 0, 1])),
            ([0x8B, 1, 0, 0, 0, 5], .integer(5)),
            ([0x47, 0xBF, 0xF8, 0, 0, 0, 0, 0, 0], .real(-1.5)),
            ([0x55, 1, 0x61], .text("a")), ([0x54, 1, 0, 0, 0, 0x61], .text("a")),
            ([0x55, 2, 0xFF, 0], .bytes([0xFF, 0])),
            ([0x8C, 2, 0xC3, 0xA9], .text("é")),
            ([0x8D, 1, 0, 0, 0, 0, 0, 0, 0, 0x61], .text("a")),
            ([0x43, 1, 0xFF], .bytes([0xFF])), ([0x42, 1, 0, 0, 0, 7], .bytes([7])),
            ([0x8E, 1, 0, 0, 0, 0, 0, 0, 0, 7], .bytes([7])),
            ([0x96, 1, 0, 0, 0, 0, 0, 0, 0, 7], .bytes([7])),
            ([0x29], .tuple([])), ([0x4E, 0x85], .tuple([.none])),
            ([0x4E, 0x88, 0x86], .tuple([.none, .bool(true)])),
            ([0x4E, 0x4E, 0x88, 0x87], .tuple([.none, .none, .bool(true)])),
            ([0x28, 0x88, 0x74], .tuple([.bool(true)])),
            ([0x5D, 0x88, 0x61], .list([.bool(true)])),
            ([0x7D, 0x4E, 0x88, 0x73], .dictionary([.init(key: .none, value: .bool(true))])),
            ([0x8F, 0x28, 0x88, 0x90], .set([.bool(true)])),
            ([0x28, 0x88, 0x91], .set([.bool(true)])),
            ([0x88, 0x94, 0x68, 0, 0x86], .tuple([.bool(true), .bool(true)])),
            ([0x95, 2, 0, 0, 0, 0, 0, 0, 0, 0x4E], .none),
        ] as [([UInt8], PickleValue)])
    func instructions(_ bytes: [UInt8], _ expected: PickleValue) throws {
        #expect(try value(bytes) == expected)
    }

    @Test("is what known calls stand for")
    func calls() throws {
        let pairs = Pickle.list(Pickle.tuple(Pickle.text("k"), Pickle.integer(1)))
        let expected = PickleValue.dictionary([.init(key: .text("k"), value: .integer(1))])
        let dictionary = Pickle.dictionary((Pickle.text("k"), Pickle.integer(1)))
        for argument in [pairs, dictionary] {
            for name in ["OrderedDict", "Counter"] {
                let call = Pickle.call(Pickle.global("collections", name), Pickle.tuple(argument))
                #expect(try value(call) == expected)
            }
        }
        let factory = Pickle.tuple(Pickle.global("builtins", "list"))
        let lists = Pickle.call(Pickle.global("collections", "defaultdict"), factory)
        #expect(try value(lists + Pickle.text("k") + Pickle.integer(1) + [0x73]) == expected)
        let size = Pickle.call(
            Pickle.global("torch", "Size"), Pickle.tuple(Pickle.list(Pickle.integer(2))))
        #expect(try value(size) == .tuple([.integer(2)]))
        #expect(try value(Pickle.global("torch", "float32")) == .opaque("torch.float32", []))
        let path = Pickle.tuple(Pickle.text("a"), Pickle.text("b"))
        #expect(try value(Pickle.call(Pickle.global("pathlib", "PosixPath"), path)) == .text("a/b"))
        let encoded = Pickle.tuple(Pickle.text("a\u{FF}"), Pickle.text("latin1"))
        let bytes = PickleValue.bytes([0x61, 0xFF])
        #expect(try value(Pickle.call(Pickle.global("_codecs", "encode"), encoded)) == bytes)
    }

    @Test("makes no sense of calls that nothing writes")
    func oddCalls() {
        let path = Pickle.tuple(Pickle.integer(1))
        let odd: [Pickle.Bytes] = [
            Pickle.call(Pickle.global("torch", "FloatStorage")),
            Pickle.call(Pickle.global("torch", "Size")),
            Pickle.call(Pickle.global("collections", "OrderedDict"), path),
            Pickle.call(Pickle.global("pathlib", "PosixPath"), path),
            Pickle.call(Pickle.global("_codecs", "encode"), path),
            Pickle.call(Pickle.global("torch._utils", "_rebuild_parameter"), path),
            Pickle.call(Pickle.global("torch._utils", "_rebuild_tensor_v2"), path),
            Pickle.call(Pickle.global("argparse", "Namespace"), path),
            Pickle.call(Pickle.none), Pickle.call(Pickle.global("torch", "Size"), Pickle.none),
            Pickle.pair + Pickle.emptyDictionary + [0x62], Pickle.emptyList + Pickle.none + [0x62],
            Pickle.tuple(Pickle.text("module")) + [0x51], Pickle.none + [0x51],
            Pickle.none + Pickle.none + [0x61], Pickle.emptyDictionary + [0x28, 0x4E, 0x75],
            [0x61], [0x52], [0x65], [0x68, 0], [0x28, 0x4E, 0x86], [], [0x4E, 0x4E], [0x93],
        ]
        for bytes in odd {
            let error = #expect(throws: (any Error).self) { try value(bytes) }
            expect(error, says: "path: place, byte *: found *, expected *; download or export *")
        }
    }
}
