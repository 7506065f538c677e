import Audio
import Files
import Foundation
import Media
import ModelFiles
import Parsing
import ShippedFiles
import Speech
import Tensors

/// What refseg finds of all that it needs, on this machine.
struct Checkup: Encodable {
    /// One thing that is needed, and whether it is there.
    struct Check: Encodable {
        let name: String
        /// What it is needed for.
        let purpose: String
        /// Whether nothing can be segmented without it.
        let isNeeded: Bool
        let isFound: Bool
        /// What was found: a version, a place, or what is wrong with it.
        let found: String
        /// How to get it; nil where it is there, or where `found` tells that too.
        var remedy: String? = nil
    }

    let version = Refseg.version
    /// Whether frames can be segmented at all.
    let isReady: Bool
    let checks: [Check]

    /// Looks at everything, as it is now.
    init() {
        let (files, environment) = (FileManager.default, ProcessInfo.processInfo.environment)
        checks = [
            Self.part("instruction set", for: "computing", isNeeded: true) {
                // As a run starts, which refuses a set that the machine lacks.
                let set = try InstructionSet.chosen(environment: environment)
                _ = try Compute(threads: 1, instructionSet: set)
                return ("\(set.rawValue), of \(Installation.usable)", nil)
            },
            Self.libraries,
            Self.part("model", for: "masks", isNeeded: true) {
                let path = try ShippedFiles.defaultWeights().path
                return (path, try Inspection(path: path).problems)
            },
            Self.part("words", for: "masks", isNeeded: true) {
                let nouns = try ShippedFiles.nouns().path
                return ("\(try ShippedFiles.tokenizerModel().path), \(nouns)", nil)
            },
            Self.part("listener", for: "spoken queries", isNeeded: false) {
                _ = try ShippedFiles.phrases()
                let path = try ShippedFiles.audioWeights().path
                let found = try WhisperInspection(path: path)
                return (path, found == nil ? "no Whisper model" : found?.problems)
            },
            Self.ffmpeg(
                "ffmpeg", for: "videos, their sound, and frames other than PNG and JPEG"),
            Self.ffmpeg("ffprobe", for: "videos"),
            Self.part("espeak-ng", for: "evaluate --speak", isNeeded: false) {
                (try SpeechSynthesizer().program, nil)
            },
            Self.folder(
                "this folder", files.currentDirectoryPath,
                for: "results where -o names no other place", remedy: "name another with -o"),
            Self.folder(
                "temporary folder", files.temporaryDirectory.path, for: "calls from Python",
                remedy: "set TMPDIR to a folder that can be written to"),
        ]
        isReady = checks.allSatisfy { $0.isFound || !$0.isNeeded }
    }

    /// Without them, the program does not start.
    private static var libraries: Check {
        Check(
            name: "libraries", purpose: "images, sounds, words and arrays", isNeeded: true,
            isFound: true, found: Installation.libraries.joined(separator: ", "))
    }

    /// Something whose errors tell the way out.
    ///
    /// - `look`: what is there, and what of it is missing.
    private static func part(
        _ name: String, for purpose: String, isNeeded: Bool,
        _ look: () throws -> (found: String, problems: String?)
    ) -> Check {
        do {
            let (found, problems) = try look()
            return Check(
                name: name, purpose: purpose, isNeeded: isNeeded, isFound: problems == nil,
                found: problems.map { "\(found): \($0)" } ?? found,
                remedy: problems == nil ? nil : "install refseg again")
        } catch {
            return Check(
                name: name, purpose: purpose, isNeeded: isNeeded, isFound: false, found: "\(error)")
        }
    }

    private static func ffmpeg(_ program: String, for purpose: String) -> Check {
        let version = FFmpegVersion.installed(of: program)
        let isFound = version.map { !FFmpegVersion.isOld($0) } ?? false
        let needed = "version \(FFmpegVersion.oldest) or newer"
        return Check(
            name: program, purpose: purpose, isNeeded: false, isFound: isFound,
            found: (version.map { "version \($0)" } ?? "not in PATH, or does not start")
                + (isFound ? "" : "; expected \(needed)"),
            remedy: isFound ? nil : "Debian, Ubuntu: sudo apt-get install ffmpeg")
    }

    private static func folder(
        _ name: String, _ path: String, for purpose: String, remedy: String
    ) -> Check {
        let isWritable = access(path, W_OK) == 0
        let reason = systemReason()
        let free =
            (try? FileManager.default.attributesOfFileSystem(forPath: path))?[.systemFreeSize]
            as? Int
        let room = free.map { ", \(($0 >> 20).grouped) MB free" } ?? ""
        return Check(
            name: name, purpose: purpose, isNeeded: false, isFound: isWritable,
            found: path + (isWritable ? room : ": cannot be written to (\(reason))"),
            remedy: isWritable ? nil : remedy)
    }
}
