import Foundation

/// What `ffprobe -of json` says of a file's first film, as far as it is asked for.
struct FilmHeader: Decodable {
    struct Stream: Decodable {
        struct SideData: Decodable { let rotation: Double? }
        let width: Int?
        let height: Int?
        let nb_frames: String?
        let avg_frame_rate: String?
        let duration: String?
        let sample_aspect_ratio: String?
        let color_transfer: String?
        let color_primaries: String?
        let side_data_list: [SideData]?
        let tags: [String: String]?
    }
    struct Format: Decodable {
        let duration: String?
        let nb_streams: Int?
        let start_time: String?
        let format_name: String?
    }
    let streams: [Stream]?
    let format: Format?

    /// Arguments that make ffprobe tell all of it: versions differ in how parts are asked for.
    static func question(about input: FFmpegInput) -> [String] {
        [
            "-v", "error", "-protocol_whitelist", "file,pipe", "-select_streams", "V:0",
            "-show_streams", "-show_format", "-of", "json",
        ] + input.arguments
    }
}

extension FilmHeader.Stream {
    /// Frames per second.
    var rate: Double? {
        let parts = (avg_frame_rate ?? "").split(separator: "/").compactMap { Double($0) }
        guard parts.count == 2, parts[0] > 0, parts[1] > 0, parts[0] / parts[1] < 1e5 else {
            return nil
        }
        return parts[0] / parts[1]
    }

    /// Whether the picture is shown on its side: what ffmpeg takes for a quarter turn.
    var isOnItsSide: Bool {
        let turn = (side_data_list?.compactMap(\.rotation).first ?? 0).magnitude
            .truncatingRemainder(dividingBy: 180)
        return abs(turn - 90) < 1
    }

    /// Width of a pixel over its height as shown, a fraction (`4/3`); nil where it is 1 or unknown.
    var pixelAspect: String? {
        let parts = (sample_aspect_ratio ?? "").split(separator: ":").compactMap { Int($0) }
        guard parts.count == 2, parts[0] > 0, parts[1] > 0, parts[0] != parts[1] else { return nil }
        return isOnItsSide ? "\(parts[1])/\(parts[0])" : "\(parts[0])/\(parts[1])"
    }
}

extension FilmHeader {
    /// Seconds that the film itself is said to last; nil where nothing tells it from its sound.
    var promisedSeconds: Double? {
        guard let stream = streams?.first else { return nil }
        let alone = format?.nb_streams == 1 ? format?.duration.flatMap(Double.init) : nil
        let tag = (stream.tags?["DURATION"]).flatMap(Self.seconds)
        return [stream.duration.flatMap(Double.init), tag, alone].lazy.compactMap(\.self)
            .first { $0 > 0 && $0 < 1e7 }
    }

    /// Seconds of the film, or of what is around it; nil where nothing is said.
    var seconds: Double? {
        promisedSeconds
            ?? (format?.duration.flatMap(Double.init)).flatMap { $0 > 0 && $0 < 1e7 ? $0 : nil }
    }

    /// What the film's clock shows at its beginning, in seconds.
    var beginning: Double { (format?.start_time).flatMap(Double.init) ?? 0 }

    /// Whether the container is one of those that are entered at a key frame, as frames have true times.
    var isEnteredAnywhere: Bool {
        let names = (format?.format_name ?? "").split(separator: ",")
        return !Set(["mov", "matroska", "mpegts"]).isDisjoint(with: names.map(String.init))
    }

    /// Frames that the header counts; nil where it does not.
    var promisedFrames: Int? { (streams?.first?.nb_frames).flatMap { Int($0) } }

    /// Frames as far as they can be told: stored ones that an edit list leaves out do not count.
    var estimatedFrames: Int? {
        let lasting = seconds.flatMap { seconds in
            streams?.first?.rate.map { Int((seconds * $0).rounded()) }
        }
        guard let promisedFrames else { return lasting }
        return lasting.map { $0 > 0 && $0 + 1 < promisedFrames ? $0 : promisedFrames }
            ?? promisedFrames
    }

    /// `00:00:01.200000000` in seconds.
    private static func seconds(_ clock: String) -> Double? {
        let parts = clock.split(separator: ":").map { Double($0) }
        guard parts.count == 3, let hours = parts[0], let minutes = parts[1],
            let seconds = parts[2]
        else { return nil }
        return (hours * 60 + minutes) * 60 + seconds
    }
}
