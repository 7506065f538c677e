import Foundation
import ShippedFiles

/// The page and its parts, and how a browser gets in where there is a token.
struct PageRoutes: Sendable {
    let access: Access

    /// The files that there are, by path: nothing else is ever read.
    private static let files = [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/page.css", "page.css", "text/css; charset=utf-8"),
        ("/page.js", "page.js", "text/javascript; charset=utf-8"),
        ("/clip.js", "clip.js", "text/javascript; charset=utf-8"),
        ("/curve.js", "curve.js", "text/javascript; charset=utf-8"),
        ("/job.js", "job.js", "text/javascript; charset=utf-8"),
        ("/microphone.js", "microphone.js", "text/javascript; charset=utf-8"),
        ("/rivals.js", "rivals.js", "text/javascript; charset=utf-8"),
        ("/recorder.js", "recorder.js", "text/javascript; charset=utf-8"),
        ("/viewer.js", "viewer.js", "text/javascript; charset=utf-8"),
        ("/icon.svg", "icon.svg", "image/svg+xml"),
        ("/v1/openapi.json", "openapi.json", "application/json; charset=utf-8"),
    ]

    /// What the page that asks for the token consists of.
    private static let open: Set = ["/", "/page.css", "/icon.svg"]

    var routes: [Route] {
        Self.files.map { path, name, type in
            Route("GET", path, isOpen: Self.open.contains(path)) { request, _ in
                if path == "/", let answer = try enter(request) { return answer }
                return try file(name, type)
            }
        } + [Route("POST", "/v1/session", isOpen: true) { request, _ in try signIn(request) }]
    }

    private func file(_ name: String, _ type: String) throws -> Response {
        guard var response = Response(file: try ShippedFiles.page(name).path, type: type) else {
            throw ShippedFilesError.missing(name: name, searched: [], named: false)
        }
        response.add("Cache-Control", "no-cache")
        return response
    }

    /// What is answered to a browser that asks for the page and may not have it yet, or brings the key.
    private func enter(_ request: Request) throws -> Response? {
        if request.head.question.hasPrefix("key=") {
            guard let cookie = access.takesKey(String(request.head.question.dropFirst(4))) else {
                return try door("This link was used already, or is of an earlier start.")
            }
            return Response(
                .seeOther, fields: [Refusal.Field(name: "Location", value: "/"), cookie])
        }
        do throws(Refusal) {
            try access.check(request.head)
            return nil
        } catch {
            return try door("")
        }
    }

    /// A page that asks for the token.
    private func door(_ notice: String) throws -> Response {
        let page = try String(contentsOf: ShippedFiles.page("door.html"), encoding: .utf8)
            .replacingOccurrences(of: "NOTICE", with: notice)
        return Response(.unauthorized, page.utf8, type: "text/html; charset=utf-8")
    }

    private func signIn(_ request: Request) throws -> Response {
        let body = try request.body(limit: 4 << 10)
        var bytes: [UInt8] = []
        while let part = try body.next() { bytes += part }
        let text = String(decoding: bytes, as: UTF8.self)
        let word = text.hasPrefix("token=") ? String(text.dropFirst(6)) : ""
        let plain = word.replacingOccurrences(of: "+", with: " ").removingPercentEncoding ?? ""
        guard let cookie = access.takesToken(plain) else {
            return try door("That was not the token.")
        }
        return Response(.seeOther, fields: [Refusal.Field(name: "Location", value: "/"), cookie])
    }
}
