import Foundation

/// How the frames of a film are asked for, since versions of ffmpeg call things differently. Begins
/// with the newest words; what an ffmpeg does not know is avoided.
package struct FFmpegDialect: Equatable {
    /// The option by which every stored frame comes once; `-vsync` before ffmpeg 5.1.
    private(set) var sync = "-fps_mode"
    /// Whether the time stamps come as notes; ffmpeg before 4.3 sends them too late.
    private(set) var tellsTimes = true

    /// Options that encode every frame at its own time.
    package var everyFrame: [String] { [sync, "passthrough"] }

    /// Options that keep the last frame of an MP4 or MOV: where times are uneven, an ffmpeg before 5.1 writes an edit
    /// list that ends before it.
    package var wholeMP4: [String] { sync == "-vsync" ? ["-use_editlist", "0"] : [] }

    /// The words of the ffmpeg in PATH, which it is asked for.
    package static func installed() -> FFmpegDialect {
        var dialect = FFmpegDialect()
        if let asked = try? PipedProgram("ffmpeg", ["-v", "quiet", "-h", "long"]),
            let said = try? asked.readAll(), asked.finish() == nil,
            !String(decoding: said, as: UTF8.self).contains("\n-fps_mode")
        {
            _ = dialect.avoid("the option fps_mode")
        }
        return dialect
    }

    /// Takes other words, or does without.
    ///
    /// - `unknown`: what ffmpeg does not know, as `ProgramFault.lacks` has it.
    /// - Returns: false where there is no other way.
    mutating func avoid(_ unknown: String) -> Bool {
        if unknown == "the option fps_mode", sync == "-fps_mode" {
            sync = "-vsync"
            return true
        }
        if ["the option direct", "the filter metadata"].contains(unknown), tellsTimes {
            tellsTimes = false
            return true
        }
        return false
    }

    /// Arguments that make ffmpeg send the frames of a film as binary PPM pictures (netpbm's P6), their times
    /// in microseconds as notes.
    ///
    /// - `isDeep`: 16 bits a channel instead of 8.
    /// - `filters`: what the frames go through.
    /// - `seconds`: from the beginning of the film to where reading starts, at the key frame before; nil to
    ///   read it all.
    func frames(
        of input: FFmpegInput, isDeep: Bool, through filters: [String], from seconds: Double?
    ) -> [String] {
        let notes =
            tellsTimes
            ? [
                // Told in the film's own unit, times would have six digits at most.
                "settb=1/1000000", "metadata=add:key=refseg:value=0",
                "metadata=print:direct=1:file=pipe\\\\:" + String(PipedProgram.noteDescriptor),
            ] : []
        let all = filters + notes
        return ["-v", "error", "-nostdin", "-copyts", "-protocol_whitelist", "file,pipe"]
            + (seconds.map { ["-noaccurate_seek", "-ss", String(format: "%.6f", $0)] } ?? [])
            + input.arguments + ["-map", "0:V:0", sync, "passthrough"]
            + (all.isEmpty ? [] : ["-vf", all.joined(separator: ",")])
            + ["-pix_fmt", isDeep ? "rgb48be" : "rgb24", "-f", "image2pipe", "-c:v", "ppm", "-"]
    }
}
