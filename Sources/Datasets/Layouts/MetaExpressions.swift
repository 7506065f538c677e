import Parsing

/// `meta_expressions.json` of the YouTube-VOS family:
///
///     {"videos": {video: {"expressions": {id: {"exp": text, "obj_id": …, "anno_id": […]}},
///                         "frames": ["00000", …]}}}
struct MetaExpressions {
    struct Expression {
        let id: String
        let text: String
        /// Objects meant; empty where the file does not tell.
        let objects: [Int]
        /// Keys of MeViS' masks.
        let annotations: [Int]
    }

    struct Video {
        let id: String
        /// Names without extension.
        let frames: [String]
        let expressions: [Expression]
    }

    private let path: String
    private let problems: Problems

    /// Videos and expressions in the order of the file; those with unsafe names are left out.
    ///
    /// - Throws: `DatasetError`, and what `problems` throws.
    static func read(
        _ path: String, _ benchmark: Benchmark, _ problems: Problems
    ) throws -> [Video] {
        let reader = MetaExpressions(path: path, problems: problems)
        var videos: [Video] = []
        var seen: Set<String> = []
        try DatasetFiles.json(path, what: "the list of sentences", benchmark) { scanner in
            try scanner.object { scanner, key in
                guard key == "videos" else { return try scanner.skip() }
                try scanner.object { scanner, id in
                    guard let video = try reader.video(&scanner, id) else { return }
                    if seen.insert(id).inserted {
                        videos.append(video)
                    } else {
                        try problems.report(
                            .duplicateRow(
                                path: path, place: "video \(id)", first: "an earlier entry"))
                    }
                }
            }
        }
        return videos
    }

    private func video(_ scanner: inout JSONScanner, _ id: String) throws -> Video? {
        let place = "video \(id)"
        var frames: [String] = []
        var expressions: [Expression] = []
        try scanner.object { scanner, key in
            switch key {
            case "frames":
                try scanner.array { frames.append(try $0.string()) }
            case "expressions":
                try scanner.object { scanner, id in
                    if let expression = try expression(&scanner, id, place) {
                        expressions.append(expression)
                    }
                }
            default: try scanner.skip()
            }
        }
        for name in [id] + frames where !DatasetFiles.isSafe(name) {
            try problems.report(.unsafeName(path: path, place: place, name: name))
            return nil
        }
        guard !frames.isEmpty else {
            try problems.report(
                .badRow(path: path, place: place, found: "no frames", expected: "their names"))
            return nil
        }
        if expressions.isEmpty {
            try problems.report(
                .badRow(
                    path: path, place: place, found: "no expressions",
                    expected: "at least one"))
        }
        return Video(id: id, frames: frames, expressions: expressions)
    }

    private func expression(
        _ scanner: inout JSONScanner, _ id: String, _ video: String
    ) throws -> Expression? {
        let place = "\(video), expression \(id)"
        var text: String?
        var objects: [Int] = []
        var annotations: [Int] = []
        try scanner.object { scanner, key in
            switch key {
            case "exp": text = try scanner.string()
            case "obj_id": objects = try numbers(&scanner, "\(place), obj_id")
            case "anno_id": annotations = try numbers(&scanner, "\(place), anno_id")
            default: try scanner.skip()
            }
        }
        guard DatasetFiles.isSafe(id) else {
            try problems.report(.unsafeName(path: path, place: video, name: id))
            return nil
        }
        guard let text else {
            try problems.report(
                .badRow(path: path, place: place, found: "no text", expected: "exp"))
            return nil
        }
        return Expression(id: id, text: text, objects: objects, annotations: annotations)
    }

    /// A number, the digits of one, or a list of these.
    private func numbers(_ scanner: inout JSONScanner, _ place: String) throws -> [Int] {
        switch try scanner.kind() {
        case .array:
            var all: [Int] = []
            try scanner.array { all += try numbers(&$0, place) }
            return all
        case .string:
            let text = try scanner.string()
            guard let number = Int(text), number >= 0 else {
                throw DatasetError.badRow(
                    path: path, place: place, found: "\"\(text.prefix(40))\"", expected: "a number")
            }
            return [number]
        default: return [try scanner.wholeNumber()]
        }
    }
}
