import Media

extension HostileReader {
    /// A frame and a mask: pixels, numbers of objects, and the size by its header alone. Those that claim
    /// more than a small picture get the memory that they ask for, and would stop the fuzzer.
    static func readImage(_ input: [UInt8]) throws {
        let path = InputFolder.write(input, to: "image.png")
        try refusing(MediaError.self, naming: path) {
            let size = try imageSize(path: path)
            guard size.width * size.height < 1 << 22 else { throw Refusal() }
            _ = try? wholeImageSize(path: path)
            _ = try? LabelMap(path: path)
            let image = try RGBImage(path: path)
            precondition((image.width, image.height) == size, "\(size)")
        }
    }

    /// An image that ffmpeg decodes.
    static func readForeignImage(_ input: [UInt8]) throws {
        let path = InputFolder.write(input, to: "image")
        try refusing(MediaError.self, naming: path) { _ = try RGBImage(path: path) }
    }

    /// How long a film's container says that it is.
    static func readFilm(_ input: [UInt8]) throws {
        let path = InputFolder.write(input, to: "film")
        guard let extent = try? FilmExtent(path: path) else { throw Refusal() }
        precondition(extent.bytes == input.count && extent.promised >= 0, "\(extent)")
    }
}
