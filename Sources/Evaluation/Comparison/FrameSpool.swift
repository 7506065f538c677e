import Foundation
import Media

/// Decoded frames of one clip on the disk, so that a clip of any length can be shown to several models.
///
/// The file has no name: it is gone with the process, however that ends.
final class FrameSpool {
    private struct Place {
        let offset: Int
        let width: Int
        let height: Int
        let stem: String
        let time: Double?

        var bytes: Int { width * height * 3 }
    }

    private let folder: EvaluationFolder
    private var descriptor: Int32 = -1
    private var end = 0
    private var places: [Int: Place] = [:]

    /// - `folder`: where the file lies; nothing is written before the first frame.
    init(in folder: EvaluationFolder) { self.folder = folder }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Frames that are kept.
    var count: Int { places.count }

    /// Keeps a frame under its index.
    ///
    /// - Throws: `EvaluationError.unwritable`; the frame is then not kept.
    func keep(_ frame: Frame) throws {
        if descriptor < 0 { try open() }
        let image = frame.image
        let place = Place(
            offset: end, width: image.width, height: image.height, stem: frame.stem,
            time: frame.time)
        try image.pixels.withUnsafeBytes { bytes in
            try transfer(bytes.count) { done in
                pwrite(
                    descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done,
                    off_t(place.offset + done))
            } failing: {
                .unwritable(path: folder.path, reason: $0)
            }
        }
        places[frame.index] = place
        end += place.bytes
    }

    /// A frame that was kept; nil where none was under this index.
    ///
    /// - Throws: `EvaluationError.unreadable`.
    func frame(_ index: Int) throws -> Frame? {
        guard let place = places[index] else { return nil }
        let pixels = try [UInt8](unsafeUninitializedCapacity: place.bytes) { buffer, count in
            try transfer(place.bytes) { done in
                pread(
                    descriptor, buffer.baseAddress.map { $0 + done }, place.bytes - done,
                    off_t(place.offset + done))
            } failing: {
                .unreadable(path: folder.path, reason: $0)
            }
            count = place.bytes
        }
        return Frame(
            index: index, stem: place.stem,
            image: RGBImage(width: place.width, height: place.height, pixels: pixels),
            time: place.time)
    }

    private func open() throws {
        let random = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let path = folder.place(".frames.\(random).part")
        descriptor = Foundation.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw EvaluationError.unwritable(
                path: folder.path, reason: String(cString: strerror(errno)))
        }
        unlink(path)
    }

    /// Calls `move` with the bytes that are done until all are.
    private func transfer(
        _ total: Int, _ move: (Int) -> Int, failing error: (String) -> EvaluationError
    ) throws {
        var done = 0
        while done < total {
            let count = move(done)
            if count > 0 {
                done += count
            } else if count == 0 || errno != EINTR {
                throw error(count == 0 ? "it ends early" : String(cString: strerror(errno)))
            }
        }
    }
}
