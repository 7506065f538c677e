import Foundation
import Testing

@testable import Media

@Suite struct LabelMapTests {
    /// PNG files by Pillow, and what `numpy.array(Image.open(file))` gives for them.
    @Test(arguments: [
        (
            """
            iVBORw0KGgoAAAANSUhEUgAAAAMAAAACAgMAAADgGo6JAAAADFBMVEUBAgMEBQYHCAkKCwzcYzesAAAAAnRSTlP/AO\
            W3MEoAAAAMSURBVHicY5BguAAAARwA6fyVSQoAAAAASUVORK5CYII=
            """, [0, 1, 2, 3, 1, 0]
        ),
        (
            """
            iVBORw0KGgoAAAANSUhEUgAAAAMAAAACAQAAAAC1D1u3AAAADElEQVR4nGNIYFIAAAFIAIMySF1YAAAAAElFTkSuQm\
            CC
            """, [0, 1, 1, 1, 0, 0]
        ),
        (
            """
            iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAAAAAC4HznGAAAAEElEQVR4nGNgYP/P0MDACAAGrgGI7twUCwAAAABJRU\
            5ErkJggg==
            """, [0, 7, 255, 128, 0, 1]
        ),
    ])
    func palettesAndGrayLevelsStayNumbers(_ file: String, _ labels: [UInt8]) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(try #require(Data(base64Encoded: file)), "labels.png")
        let image = try LabelMap(path: path)
        #expect(image == LabelMap(width: 3, height: 2, labels: labels))
        #expect(image.mask(of: 1).bytes == labels.map { $0 == 1 ? 1 : 0 })
        #expect(image.foreground.bytes == labels.map { $0 == 0 ? 0 : 1 })
        #expect(try imageSize(path: path) == (3, 2))
    }

    @Test func imagesOfColoursAreRefused() throws {
        let folder = try TemporaryFolder()
        try RGBImage.gradient(8, 8).writePNG(to: folder.file("colours.png"))
        try RGBImage.gradient(8, 8).writeJPEG(to: folder.file("photo.jpg"))
        let deep = ImageFixture.all.first { $0.name == "gray16" }
        try folder.write(try #require(deep).file, "deep.png")
        for (name, found) in [
            ("colours.png", "8-bit RGB colours"), ("photo.jpg", "JPEG data"),
            ("deep.png", "16-bit gray levels"),
        ] {
            let path = folder.file(name)
            #expect(throws: MediaError.noLabels(path: path, found: found)) {
                try LabelMap(path: path)
            }
        }
        #expect(
            MediaError.noLabels(path: "a.png", found: "JPEG data").description
                == "a.png: an image of JPEG data; expected a PNG with a palette or gray levels whose "
                + "pixels are object numbers, so save it with one channel (ffmpeg -i a.png -pix_fmt gray "
                + "b.png does it for black and white)")
    }
}
