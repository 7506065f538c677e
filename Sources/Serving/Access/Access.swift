import Foundation

/// Who may ask what: under this machine's names only, no changes from other sites' pages, and where there
/// is a token, only for those who have it.
///
/// `@unchecked Sendable`: what changes is read and written under `lock`.
package final class Access: @unchecked Sendable {
    private let hosts: HostRule
    private let token: Secret?
    private let lock = NSLock()
    /// Opens the page once; used up by that.
    private var key: Secret?
    /// Of browsers that have shown the key or the token, the newest last.
    private var sessions: [Secret] = []

    private static let cookie = "refseg-session"
    private static let mostSessions = 64

    /// - `host`: what the server listens at.
    /// - `token`: nil where everybody on this machine may ask.
    package init(host: String, token: Secret?) {
        (hosts, self.token) = (HostRule(host: host), token)
        key = token == nil ? nil : .random()
    }

    /// What a browser is to ask for first: `/`, where there is a token with a key that opens it once.
    package var firstPath: String { lock.withLock { key.map { "/?key=\($0.text)" } ?? "/" } }

    /// - Throws: `Refusal`, 421, 403 or 401.
    package func check(_ head: RequestHead) throws(Refusal) {
        try checkOrigin(head)
        guard let token, !hasSession(head) else { return }
        if let word = Self.bearer(head), token.matches(word) { return }
        throw Self.unauthorized
    }

    /// As `check`, for what everybody may ask: names and sites alone.
    ///
    /// - Throws: `Refusal`, 421 or 403.
    package func checkOrigin(_ head: RequestHead) throws(Refusal) {
        guard hosts.allows(head["host"] ?? "localhost") else {
            throw Refusal(
                .misdirected,
                "the host \(head["host"] ?? ""): not a name of this machine; ask for its address, such as "
                    + "http://127.0.0.1")
        }
        if let site = head["sec-fetch-site"], !["same-origin", "none"].contains(site),
            head.method != "GET" || head["sec-fetch-mode"] != "navigate"
        {
            throw Self.foreign
        }
        // Behind a proxy, the host may be another than the one that the browser knows; but then it has said
        // whose page asks.
        if head["sec-fetch-site"] == nil, !["GET", "HEAD"].contains(head.method),
            let origin = head["origin"],
            origin != "http://\(head["host"] ?? "")", origin != "https://\(head["host"] ?? "")"
        {
            throw Self.foreign
        }
    }

    /// Takes the key of a first visit, or none: what the browser is to keep.
    ///
    /// - Returns: the fields of the answer; nil where the key is not, or no longer, the right one.
    func takesKey(_ word: String) -> Refusal.Field? {
        lock.withLock {
            guard let key, key.matches(word) else { return nil }
            self.key = nil
            return beginSession()
        }
    }

    /// As `takesKey`, of the token itself, as often as somebody types it.
    func takesToken(_ word: String) -> Refusal.Field? {
        guard let token, token.matches(word) else { return nil }
        return lock.withLock { beginSession() }
    }

    private func beginSession() -> Refusal.Field {
        let session = Secret.random()
        sessions = sessions.suffix(Self.mostSessions - 1) + [session]
        return Refusal.Field(
            name: "Set-Cookie",
            value: "\(Self.cookie)=\(session.text); Path=/; HttpOnly; SameSite=Strict")
    }

    private func hasSession(_ head: RequestHead) -> Bool {
        let start = Self.cookie + "="
        let words = (head["cookie"] ?? "").split(separator: ";")
            .map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { $0.hasPrefix(start) }
        let known = lock.withLock { sessions }
        return words.prefix(4).contains { word in
            // All are compared, so that the time tells nothing.
            known.count { $0.matches(word.dropFirst(start.count)) } > 0
        }
    }

    private static func bearer(_ head: RequestHead) -> Substring? {
        guard let field = head["authorization"], field.lowercased().hasPrefix("bearer ") else {
            return nil
        }
        return field.dropFirst(7)
    }

    private static let unauthorized = Refusal(
        .unauthorized,
        "no token, or a wrong one; send the one that refseg serve was started with, as Authorization: Bearer "
            + "TOKEN",
        fields: [Refusal.Field(name: "WWW-Authenticate", value: "Bearer")])

    private static let foreign = Refusal(
        .forbidden,
        "a request from another site's page; expected one from this page, or from a program")
}
