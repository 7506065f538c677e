import Foundation
import Randomness
import ReferencePython
import Testing

@testable import Datasets

@Suite(.enabled(if: ReferencePython.isReady, "\(ReferencePython.hint)"))
struct ArrayReaderTests {
    private func name(_ file: String) -> (String, ArrayReader.Format) {
        file.hasSuffix(".h5") ? ("reMask", .hdf5) : ("part_mask", .matlab)
    }

    @Test func everyFileIsReadOrRefusedWithItsReason() throws {
        try Miniature.with("hostile", [String: String].self) { files in
            let reader = ArrayReader()
            for (file, expected) in files.contents.sorted(by: { $0.key < $1.key }) {
                let (array, format) = name(file)
                if expected.isEmpty {
                    let read = try reader.read(array, of: files.path(file), format)
                    let count = read.extents.reduce(1, *)
                    #expect(read.integers == Array(repeating: 1, count: count), "\(file)")
                    #expect(read.occupied(0..<count) == Array(repeating: 1, count: count))
                } else {
                    #expect(throws: ArrayReader.Failure.unfit(expected), "\(file)") {
                        try reader.read(array, of: files.path(file), format)
                    }
                }
            }
            let sound = files.path("sound.h5")
            #expect(try reader.read("reMask", of: sound, .hdf5).extents == [2, 3, 4])
            #expect(try reader.read("instance", of: sound, .hdf5).elements == .doubles([0, 1]))
            #expect(throws: ArrayReader.Failure.absent) {
                try reader.read("other", of: sound, .hdf5)
            }
            #expect(
                try reader.read("part_mask", of: files.path("sound.mat"), .matlab).extents
                    == [3, 4, 2])
            #expect(throws: ArrayReader.Failure.absent) {
                try reader.read("other", of: files.path("sound.mat"), .matlab)
            }
            #expect(throws: ArrayReader.Failure.file(.missing)) {
                try reader.read("reMask", of: files.path("none.h5"), .hdf5)
            }
            #expect(throws: ArrayReader.Failure.foreign(bytes: 3)) {
                try files.write([1, 2, 3], to: "short.h5")
                _ = try reader.read("reMask", of: files.path("short.h5"), .hdf5)
            }
            #expect(throws: ArrayReader.Failure.foreign(bytes: 4_000)) {
                try files.write([UInt8](repeating: 65, count: 4_000), to: "letters.h5")
                _ = try reader.read("reMask", of: files.path("letters.h5"), .hdf5)
            }
        }
    }

    /// Whatever the bytes are, the program lives on and the next file is read.
    @Test func damagedFilesNeverHarmTheProgram() throws {
        try Miniature.with("hostile", [String: String].self) { files in
            let reader = ArrayReader(seconds: 5)
            var generator = SplitMix64(seed: 11)
            for file in ["sound.h5", "newest.h5", "sound.mat", "packed.mat", "old.mat"] {
                let (array, format) = name(file)
                let sound = try files.read(file)
                for round in 0..<120 {
                    var bytes = sound
                    if round % 3 == 0 {
                        bytes.removeLast(Int.random(in: 1..<sound.count, using: &generator))
                    } else {
                        for _ in 0...(round % 4) {
                            let at = Int.random(in: 0..<bytes.count, using: &generator)
                            bytes[at] = UInt8.random(in: 0...255, using: &generator)
                        }
                    }
                    try files.write(bytes, to: "damaged")
                    do {
                        let read = try reader.read(array, of: files.path("damaged"), format)
                        #expect(read.extents.reduce(1, *) <= ArrayReader.largest)
                    } catch is ArrayReader.Failure {}
                }
                let whole = try reader.read(array, of: files.path(file), format)
                #expect(whole.extents.reduce(1, *) > 0)
            }
        }
    }

    @Test func aReaderThatDiedOrHangsIsReplaced() throws {
        try Miniature.with("hostile", [String: String].self) { files in
            let reader = ArrayReader(seconds: 1)
            let sound = files.path("sound.h5")
            for signal in [SIGKILL, SIGSTOP, SIGSEGV] {
                _ = try reader.read("reMask", of: sound, .hdf5)
                let child = try #require(reader.child)
                #expect(kill(child.identifier, signal) == 0)
                if signal == SIGKILL { usleep(50_000) }
                #expect(throws: ArrayReader.Failure.crashed) {
                    try reader.read("reMask", of: sound, .hdf5)
                }
                #expect(reader.child == nil)
                // Nothing of it is left behind.
                #expect(kill(child.identifier, 0) != 0)
            }
            #expect(try reader.read("reMask", of: sound, .hdf5).extents == [2, 3, 4])
        }
    }

    @Test func threadsShareOneReader() async throws {
        try Miniature.with("hostile", [String: String].self) { files in
            let reader = ArrayReader()
            let path = files.path("sound.h5")
            DispatchQueue.concurrentPerform(iterations: 64) { _ in
                let read = try? reader.read("reMask", of: path, .hdf5)
                #expect(read?.extents == [2, 3, 4])
            }
        }
    }
}
