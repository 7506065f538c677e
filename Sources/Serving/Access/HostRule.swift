import Foundation

/// Under which names the server answers.
///
/// A page elsewhere can have its own name lead to this machine (DNS rebinding) and would then pass for a
/// page of this server; its name gives it away. Addresses have no name that someone else could turn.
package struct HostRule: Sendable {
    private let names: Set<String>

    /// - `host`: what the server listens at.
    package init(host: String) {
        let own = ProcessInfo.processInfo.hostName.lowercased()
        names = ["localhost", host.lowercased(), own, own + ".local"]
    }

    /// - `field`: the Host of a request, with or without a port.
    package func allows(_ field: String) -> Bool {
        guard let name = Self.name(in: field.lowercased()) else { return false }
        return names.contains(name) || Self.isAddress(name)
    }

    /// The field without its port, and without the brackets of an address; nil where it is none.
    private static func name(in field: String) -> String? {
        let (name, rest): (Substring, Substring)
        if field.hasPrefix("[") {
            guard let end = field.firstIndex(of: "]") else { return nil }
            name = field[field.index(after: field.startIndex)..<end]
            rest = field[field.index(after: end)...]
        } else {
            let end = field.firstIndex(of: ":") ?? field.endIndex
            (name, rest) = (field[..<end], field[end...])
        }
        let isPort =
            rest.hasPrefix(":") && rest.dropFirst().utf8.allSatisfy { (0x30...0x39).contains($0) }
        return rest.isEmpty || isPort ? String(name) : nil
    }

    private static func isAddress(_ name: String) -> Bool {
        var (four, six) = (in_addr(), in6_addr())
        return inet_pton(AF_INET, name, &four) == 1 || inet_pton(AF_INET6, name, &six) == 1
    }
}
