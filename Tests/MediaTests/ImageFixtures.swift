import Foundation
import Testing

/// Tiny images of every kind, made with PIL 13 and by hand (zlib and chunks), and the RGB samples
/// that PIL's `convert("RGB")` gives for them; for 16-bit gray the high bytes, for the rotated JPEG
/// those after `ImageOps.exif_transpose`.
struct ImageFixture: Sendable, CustomTestStringConvertible {
    let name: String
    let width: Int
    let height: Int
    /// How far a sample may be off: 0 for PNG, a little for JPEG's rounding.
    let tolerance: Int
    let file: [UInt8]
    let pixels: [UInt8]

    var testDescription: String { name }

    init(_ name: String, _ width: Int, _ height: Int, tolerance: Int = 0, file: String, rgb: String)
    {
        func decode(_ text: String) -> [UInt8] {
            [UInt8](Data(base64Encoded: text, options: .ignoreUnknownCharacters) ?? Data())
        }
        (self.name, self.width, self.height, self.tolerance) = (name, width, height, tolerance)
        self.file = decode(file)
        pixels = decode(rgb)
    }

    static let all = [
        ImageFixture(
            "gray16", 4, 2,
            file: """
                iVBORw0KGgoAAAANSUhEUgAAAAQAAAACEAAAAAAKU/78AAAAGklEQVR42mNgYGD4z8jQUM/w//9/BiGT1WcB
                MHkGuyxXrloAAAAASUVORK5CYII=
                """,
            rgb: """
                AAAAAAAAAQEBgICA////////EhISq6ur
                """),
        ImageFixture(
            "rgb16gamma", 3, 3,
            file: """
                iVBORw0KGgoAAAANSUhEUgAAAAMAAAADEAIAAACJ2v6rAAAABGdBTUEAAYagMeiWXwAAAERJREFUeNoBOQDG
                /wB5IoMGwVLzUQjsJOfSrPLaP80AT9TeeGxfRe7T5EHKaMGk0YyyABXzBw7dl8Dm1n+Jw9FKVGlz4ljaHuv1
                qdzMAAAAAElFTkSuQmCC
                """,
            rgb: """
                eYPB8wgk0vI/T95sRdNBaKSMFQfdwNaJ0VRz
                """),
        ImageFixture(
            "paletteAlpha", 5, 4,
            file: """
                iVBORw0KGgoAAAANSUhEUgAAAAUAAAAEBAMAAAC0HehzAAAAElBMVEWV2HRtrtM4dqAlWq/DM5xHGZrevi/p
                AAAABnRSTlMAgP8KFB7Yc94SAAAAGUlEQVR4nGN0fqjD9OnBB0ajfw9Y5Bg/AAA7Wwc6o0o1mgAAAABJRU5E
                rkJggg==
                """,
            rgb: """
                wzOcJVqvOHagwzOcRxmaJVqvRxmaldh0wzOcwzOcJVqvOHagJVqvldh0ba7TRxmaldh0Rxmaba7TOHag
                """),
        ImageFixture(
            "oneBit", 9, 3,
            file: """
                iVBORw0KGgoAAAANSUhEUgAAAAkAAAADAQAAAABpcRjbAAAAEUlEQVR4nGO0d2T6wcCkyQAACQ0Bp3dcyCIA
                AAAASUVORK5CYII=
                """,
            rgb: """
                AAAAAAAA////////////////////////////AAAAAAAA////////AAAA////////////////AAAA////////
                AAAAAAAAAAAAAAAAAAAA////
                """),
        ImageFixture(
            "rgba", 3, 2,
            file: """
                iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAYAAACddGYaAAAAJUlEQVR4nAEaAOX/AKrb1t9PeJ1F6gHVpAKW
                3JP2r8/a8caiAinKIA8he11hbwAAAABJRU5ErkJggg==
                """,
            rgb: """
                qtvWT3id6gHVQLdp/kd3sKPX
                """),
        ImageFixture(
            "grayAlpha", 3, 2,
            file: """
                iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAQAAAA3fa6RAAAAFklEQVR4nGP8+fW1oVoIU9z7564dMgA0ugal
                WeCrywAAAABJRU5ErkJggg==
                """,
            rgb: """
                +fn55OTkCgoKV1dXy8vLkpKS
                """),
        ImageFixture(
            "interlaced", 7, 6,
            file: """
                iVBORw0KGgoAAAANSUhEUgAAAAcAAAAGCAIAAAH3ayO3AAAAlUlEQVR42gGKAHX/AOMGfABEPq0AEWt6kV1H
                APLSdt7TUAA4lXQlGwsAmxtcBriA4d1QRFf2AKtz6uESqMPiNQChw2GmKG2hFc4AqZF01rK5cpFdAA/E0nUp
                JV/BUAiwvS2OZX8BoUKNawCK3zLB/hM+JUFPEuRB6sIrscUgIV8AM2dILVC2T+qTI/fgxSjJssG1mFfq43I9
                pBOl7NMAAAAASUVORK5CYII=
                """,
            rgb: """
                4wZ8q3Pq8tJ24RKoRD6tw+I13tNQD8TSdSklX8FQCLC9LY5lfwGhQo1rmxtcocNhBriApiht4d1QoRXORFf2
                it8ywf4TPiVBTxLkQerCK7HFICFfEWt6qZF0OJV01rK5kV1HcpFdJRsLM2dILVC2T+qTI/fgxSjJssG1mFfq
                """),
        ImageFixture(
            "jpegGray", 8, 8, tolerance: 2,
            file: """
                /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQ
                DQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/wAALCAAIAAgBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAEC
                AwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAk
                M2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJ
                ipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3
                +Pn6/9oACAEBAAA/AGeGv+CbH3P+JX/5Dr//2Q==
                """,
            rgb: """
                AAAAAwMDCAgIDAwMDw8PExMTGBgYHBwcICAgIyMjKCgoLCwsLy8vMzMzODg4PDw8QEBARERESUlJTU1NUFBQ
                VFRUWVlZXV1dX19fY2NjaGhobGxsb29vc3NzeHh4fHx8goKChoaGi4uLj4+PkpKSlpaWm5ubnp6eoaGhpaWl
                qampra2tsbGxtbW1urq6vb29wsLCxcXFysrKzs7O0tLS1tbW29vb3t7e4uLi5eXl6urq7u7u8vLy9vb2+/v7
                /v7+
                """),
        ImageFixture(
            "jpegCMYK", 16, 8, tolerance: 2,
            file: """
                /9j/7gAOQWRvYmUAZAAAAAAA/9sAQwACAQEBAQECAQEBAgICAgIEAwICAgIFBAQDBAYFBgYGBQYGBgcJCAYH
                CQcGBggLCAkKCgoKCgYICwwLCgwJCgoK/8AAFAgACAAQBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAA
                AAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNC
                scEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6
                g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq
                8fLz9PX29/j5+v/aAA4EQwBNAFkASwAAPwD+f+v38r9/K/fyv7/K/n/r+AOvz/r/2Q==
                """,
            rgb: """
                AP//AP//AP//AP//AP//AP//AP//AP//v18Av18Av18Av18Av18Av18Av18Av18AAP//AP//AP//AP//AP//
                AP//AP//AP//v18Av18Av18Av18Av18Av18Av18Av18AAP//AP//AP//AP//AP//AP//AP//AP//v18Av18A
                v18Av18Av18Av18Av18Av18AAP//AP//AP//AP//AP//AP//AP//AP//v18Av18Av18Av18Av18Av18Av18A
                v18AAP//AP//AP//AP//AP//AP//AP//AP//v18Av18Av18Av18Av18Av18Av18Av18AAP//AP//AP//AP//
                AP//AP//AP//AP//v18Av18Av18Av18Av18Av18Av18Av18AAP//AP//AP//AP//AP//AP//AP//AP//v18A
                v18Av18Av18Av18Av18Av18Av18AAP//AP//AP//AP//AP//AP//AP//AP//v18Av18Av18Av18Av18Av18A
                v18Av18A
                """),
        ImageFixture(
            "jpegRotated", 8, 16, tolerance: 2,
            file: """
                /9j/4AAQSkZJRgABAQAAAQABAAD/4QAiRXhpZgAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAD/2wBDAAIB
                AQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsKDAkKCgr/
                2wBDAQICAgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoK
                CgoKCgr/wAARCAAIABADAREAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAA
                AgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJico
                KSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWm
                p6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEB
                AQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEI
                FEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0
                dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk
                5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwD4vr+Uz/fw+Q6/6qD/AJrz/9k=
                """,
            rgb: """
                /gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA
                /gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA
                /gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA/gAA
                /gAAAAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+
                AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+
                AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+AAD+
                AAD+AAD+
                """),
        ImageFixture(
            "jpegProgressive", 12, 10, tolerance: 2,
            file: """
                /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAYEBQYFBAYGBQYHBwYIChAKCgkJChQODwwQFxQYGBcUFhYaHSUf
                GhsjHBYWICwgIyYnKSopGR8tMC0oMCUoKSj/2wBDAQcHBwoIChMKChMoGhYaKCgoKCgoKCgoKCgoKCgoKCgo
                KCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCj/wgARCAAKAAwDASIAAhEBAxEB/8QAFgABAQEAAAAA
                AAAAAAAAAAAABAED/8QAFAEBAAAAAAAAAAAAAAAAAAAAAv/aAAwDAQACEAMQAAABmxWk/wD/xAAYEAADAQEA
                AAAAAAAAAAAAAAAAAQIDIf/aAAgBAQABBQKqE9kbcpn/xAAYEQACAwAAAAAAAAAAAAAAAAAAAgEDIv/aAAgB
                AwEBPwF64ZdH/8QAFhEBAQEAAAAAAAAAAAAAAAAAAQAC/9oACAECAQE/AXI3/8QAHBAAAgICAwAAAAAAAAAA
                AAAAAAECIRExYXGB/9oACAEBAAY/AkrvazsrL9J8SoXR/8QAGxABAAMBAAMAAAAAAAAAAAAAAQARITFBceH/
                2gAIAQEAAT8hqAdAGnXZaUBb34nCyj02JDfhP//aAAwDAQACAAMAAAAQP//EABgRAAIDAAAAAAAAAAAAAAAA
                AAARIUGx/9oACAEDAQE/ELIlaf/EABgRAAIDAAAAAAAAAAAAAAAAAAABESGB/9oACAECAQE/EFicVp//xAAd
                EAACAgMAAwAAAAAAAAAAAAABIRExAEFRYZGx/9oACAEBAAE/EJIpHEJkrzerURpuMCwQeaevs4rUNBVVzIwI
                PR8Z/9k=
                """,
            rgb: """
                nZaDhH9sYVtNoZiPzb67q6Sed4l7cpJ6nLmdfKZ+f8KMe8uMkY96a2pVpKKTenZqhXhyioZ9WWxZR2NKg55/
                cJZtOXhBbLZ3f4Vri5R5rrahTlJBbWVacW9idohygpt+aHxZQl8zYJZcU5RUW2ZVkp+OiJaHhpCFg4B7hoWA
                Z3VmlqeUlqCHg5RyXINWZ5lmj52gZXR5l6qwe4iQnJqnaGRyX2ZseYKBc29scHFpTWJPSmpSbHqHbHyJXnJ9
                gpKfh4aYbGh5Oz1JXl1jfm90eW1tnaeeb4R1fYeQl6atZHl+YHF4i4uVcWt1bGptqZ+goIiIpZKMcHJki5qH
                fH+EZG5wjqKhVGRkcG91Z15jXVNUnY6Lr5CNm4B5oaCOm6eRfHZ6eXl7e4mJf4uLc250bl9kaFhZrZWVnHZ1
                uZqVnZyKiJZ/rKCkgn5/ZW9ub3l4g32Bh3Z8ZFFThGprm3FyuJeSmJeFgY94
                """),
    ]
}
