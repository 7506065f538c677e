import Foundation
import Testing

#if os(Linux)

    /// A terminal that the program talks to.
    private struct Terminal {
        /// What the program sent, and how it ended.
        let text: String
        let status: Int32

        /// TIOCSPTLCK and TIOCGPTN.
        private static let (lock, number): (UInt, UInt) = (0x4004_5431, 0x8004_5430)

        /// - `answer`: what it says when it is asked for its attributes.
        init(_ arguments: [String], in place: TemporaryFolder, answer: String) throws {
            // Linux's own way to a pseudoterminal: openpty is not to be seen from here.
            let own = open("/dev/ptmx", O_RDWR | O_NOCTTY)
            var (locked, number): (Int32, Int32) = (0, -1)
            try #require(own >= 0)
            try #require(
                ioctl(own, Self.lock, &locked) == 0 && ioctl(own, Self.number, &number) == 0)
            let name = "/dev/pts/\(number)"
            let others = open(name, O_RDWR | O_NOCTTY)
            try #require(others >= 0)
            var size = winsize(ws_row: 40, ws_col: 60, ws_xpixel: 0, ws_ypixel: 0)
            _ = ioctl(own, UInt(TIOCSWINSZ), &size)
            let process = Process()
            process.executableURL = URL(fileURLWithPath: Program.path)
            process.arguments = arguments
            process.currentDirectoryURL = URL(fileURLWithPath: place.path)
            process.environment = ProcessInfo.processInfo.environment.merging(["TERM": "xterm"]) {
                $1
            }
            let end = FileHandle(fileDescriptor: others, closeOnDealloc: false)
            (process.standardInput, process.standardOutput, process.standardError) = (end, end, end)
            try process.run()
            close(others)
            var sent: [UInt8] = []
            var isAsked = false
            var chunk = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = read(own, &chunk, chunk.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                sent += chunk[..<count]
                if !isAsked, String(decoding: sent, as: UTF8.self).contains("\u{1B}[c") {
                    isAsked = true
                    _ = answer.withCString { write(own, $0, strlen($0)) }
                }
            }
            close(own)
            process.waitUntilExit()
            (text, status) = (String(decoding: sent, as: UTF8.self), process.terminationStatus)
        }
    }

    @Suite("Terminal")
    struct TerminalTests {
        private static let example = Repository.root.appendingPathComponent("Examples/blue-car")
            .path

        /// Two frames with a car.
        private func clip() throws -> TemporaryFolder {
            let place = try TemporaryFolder()
            try place.makeFolder("car")
            for name in ["00000.jpg", "00001.jpg"] {
                try FileManager.default.copyItem(
                    atPath: "\(Self.example)/frames/\(name)", toPath: "\(place.path)/car/\(name)")
            }
            return place
        }

        @Test(
            "--preview shows a mask as the terminal says that it can",
            arguments: [
                ("\u{1B}_Gi=31;OK\u{1B}\\\u{1B}[?62;c", "\u{1B}_Ga=T,f=100,m=1;iVBORw0KGgo"),
                ("\u{1B}[?62;4;22c", "\u{1B}Pq\"1;1;"), ("\u{1B}[?62;22c", "\u{1B}[38;2;"),
            ])
        func preview(_ answer: String, _ start: String) throws {
            let place = try clip()
            let arguments = ["blue car on the grass", "car", "-o", "out", "--preview"]
            let terminal = try Terminal(arguments, in: place, answer: answer)
            #expect(terminal.status == 0)
            #expect(terminal.text.contains(start))
            #expect(
                terminal.text.ranges(of: start == "\u{1B}[38;2;" ? "▀" : start).count
                    == (start == "\u{1B}[38;2;" ? 60 * 16 : 1))
            #expect(terminal.text.contains("blue car on the grass: in 2 of 2 frames"))
        }

        @Test("nothing of it goes into a pipe")
        func piped() throws {
            let place = try clip()
            let outcome = try Program.run(
                ["blue car on the grass", "car", "-o", "out", "--preview"], in: place)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(!outcome.output.contains("\u{1B}"))
            #expect(!outcome.errors.contains("\u{1B}"))
        }

        @Test("a noun that is misspelt is told where nothing matches")
        func spelling() throws {
            let place = try TemporaryFolder()
            let street = Repository.root.appendingPathComponent("Examples/yellow-taxi/frames").path
            let outcome = try Program.run(
                [
                    "-q", "a sqirrel", "-q", "a squirrel", street, "-o", "out", "--quiet",
                    "--every", "6",
                ], in: place
            )
            #expect(outcome.status == 3)
            let lines = outcome.output.split(separator: "\n")
            #expect(
                lines[0].hasPrefix(
                    "a sqirrel: nothing matches \"sqirrel\"; did you mean \"squirrel\"? (presence 0."
                ))
            #expect(lines[0].hasSuffix("; its masks are empty)"))
            #expect(lines[1].hasPrefix("a squirrel: nothing matches (presence 0."))
        }
    }

#endif
