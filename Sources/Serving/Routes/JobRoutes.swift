import Files
import Foundation

/// Jobs: ordered, watched, fetched, removed.
struct JobRoutes: Sendable {
    let queue: JobQueue
    /// Finds what else than its mask a query of a job may mean in a frame.
    let rivals: @Sendable (Job, _ query: Int, _ frame: Int) throws -> Rivals
    let limits: ServerLimits

    var routes: [Route] {
        [
            Route("POST", "/v1/segment") { request, _ in try order(request) },
            Route("GET", "/v1/jobs/{id}") { _, names in try Response(json: job(names).status) },
            Route("DELETE", "/v1/jobs/{id}") { _, names in
                try queue.remove(names["id"] ?? "")
                return Response(.noContent)
            },
            Route("GET", "/v1/jobs/{id}/events") { request, names in
                events(of: try job(names), request)
            },
            Route("GET", "/v1/jobs/{id}/masks/{query}/{frame}.png") { _, names in
                let (job, query, frame) = try mask(names)
                return try file(job.folder.mask(query, frame), "image/png")
            },
            Route("GET", "/v1/jobs/{id}/rivals/{query}/{frame}.json") { _, names in
                let (job, query, frame) = try mask(names)
                return try Response(json: rivals(job, query, frame))
            },
            Route("GET", "/v1/jobs/{id}/rivals/{query}/{frame}/{rival}.png") { _, names in
                let (job, query, frame) = try mask(names)
                guard let rival = number(names["rival"]) else { throw Self.noFrame }
                return try file(job.folder.rival(rival, query, frame), "image/png")
            },
            Route("GET", "/v1/jobs/{id}/frames/{frame}.jpg") { _, names in
                let job = try job(names)
                guard let frame = number(names["frame"]) else { throw Self.noFrame }
                return try file(job.folder.frame(frame), "image/jpeg")
            },
            Route("GET", "/v1/jobs/{id}/result.json") { _, names in
                let job = try finished(names)
                return try file(
                    job.folder.result, "application/json; charset=utf-8", as: "result.json")
            },
            Route("GET", "/v1/jobs/{id}/masks.zip") { _, names in
                try archive(finished(names), of: "masks") { job, query, frame in
                    try RegularFile.contents(of: job.folder.mask(query, frame), limit: .max)
                }
            },
            Route("GET", "/v1/jobs/{id}/mattes.zip") { _, names in
                try archive(finished(names), of: "mattes") { try $0.folder.matte($1, $2).png() }
            },
            Route("GET", "/v1/jobs/{id}/overlay.mp4") { _, names in
                let job = try finished(names)
                guard job.status.hasOverlay else {
                    throw Refusal(
                        .notFound,
                        "no overlay film; expected a job of a film, for frames ask for each")
                }
                return try file(job.folder.overlay, "video/mp4", as: "overlay.mp4")
            },
        ]
    }

    private func job(_ names: [String: String]) throws(Refusal) -> Job {
        try queue.job(names["id"] ?? "")
    }

    /// A query of a job and a frame in which it was looked for.
    private func mask(
        _ names: [String: String]
    ) throws(Refusal) -> (job: Job, query: Int, frame: Int) {
        let job = try job(names)
        guard let query = number(names["query"]), let frame = number(names["frame"]),
            job.status.queries.indices.contains(query), (0..<job.status.frames).contains(frame)
        else { throw Self.noFrame }
        return (job, query, frame)
    }

    private func finished(_ names: [String: String]) throws(Refusal) -> Job {
        let job = try job(names)
        guard job.status.state == .done else {
            throw Refusal(
                .conflict,
                "the job is \(job.status.state.rawValue); expected one that is done, so wait for its last event"
            )
        }
        return job
    }

    /// A place in a clip; nil where it is none.
    private func number(_ text: String?) -> Int? {
        text.flatMap { $0.utf8.count <= 9 ? Int($0) : nil }
    }

    private static let noFrame = Refusal(
        .notFound, "no such frame yet; the events of the job tell which there are")

    /// - `name`: what a browser is to save it as; nil to show it.
    private func file(_ path: String, _ type: String, as name: String? = nil) throws -> Response {
        guard var response = Response(file: path, type: type) else { throw Self.noFrame }
        if let name { response.add("Content-Disposition", "attachment; filename=\"\(name)\"") }
        // Nothing under this name will ever be another.
        response.add("Cache-Control", "private, max-age=3600, immutable")
        return response
    }

    private func order(_ request: Request) throws -> Response {
        let job = try queue.add { folder in
            let form = try MultipartReader(
                request.body(limit: limits.uploadBytes),
                contentType: request.head["content-type"])
            var reader = UploadReader(form, into: folder, limits)
            return try reader.order()
        }
        var response = try Response(.accepted, json: job.status)
        response.add("Location", "/v1/jobs/\(job.id)")
        return response
    }

    private func events(of job: Job, _ request: Request) -> Response {
        let first = number(request.head["last-event-id"]).map { $0 + 1 } ?? 0
        var response = Response(type: "text/event-stream") { stream in
            // The first thing that a client sees: how long it waits before it comes back.
            try stream.send(Array("retry: 1000\n\n".utf8))
            var next = first
            while let events = job.events(from: next, waiting: limits.heartbeatSeconds) {
                if events.isEmpty { try stream.send(Array(":\n\n".utf8)) }
                var text: [UInt8] = []
                for event in events {
                    text += event.text(number: next)
                    next += 1
                }
                try stream.send(text)
            }
        }
        response.add("Cache-Control", "no-store")
        return response
    }

    /// Pictures of all queries and frames.
    ///
    /// - `kind`: what the folder and the archive are called.
    private func archive(
        _ job: Job, of kind: String,
        _ picture: @escaping @Sendable (Job, _ query: Int, _ frame: Int) throws -> [UInt8]
    ) -> Response {
        var response = Response(type: "application/zip") { stream in
            var archive = StoredArchive { try stream.send($0) }
            for query in job.status.queries.indices {
                for frame in 0..<job.status.frames {
                    try archive.add(
                        picture(job, query, frame),
                        as: "\(kind)/\(query)/\(JobFolder.number(frame)).png")
                }
            }
            try archive.finish()
        }
        response.add("Content-Disposition", "attachment; filename=\"\(kind).zip\"")
        return response
    }
}
