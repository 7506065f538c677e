import Foundation

/// Commands that put the program into a place where something is forbidden or full.
enum Wrapper {
    /// In a private mount namespace, mounts a small or read-only tmpfs on the folder `disk` of the
    /// working directory, runs the program, and leaves what then lies on the disk in `left.txt`.
    static func disk(_ options: String) -> [String] {
        namespace + [
            "sh", "-c",
            """
            mount -t tmpfs -o \(options) none disk || exit 99
            "$@"; status=$?
            ls -A disk > left.txt
            exit $status
            """, "sh",
        ]
    }

    /// Whether this machine lets the tests mount something.
    static let canMount: Bool = {
        guard let place = try? TemporaryFolder(), (try? place.makeFolder("disk")) != nil else {
            return false
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = disk("size=64k") + ["true"]
        process.currentDirectoryURL = URL(fileURLWithPath: place.path)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    /// Takes from root the right to read what the permissions forbid.
    static var withoutPrivileges: [String] {
        let drop = "--bounding-set=-dac_override,-dac_read_search"
        return getuid() == 0 ? ["setpriv", drop] : []
    }

    static var namespace: [String] {
        getuid() == 0 ? ["unshare", "--mount"] : ["unshare", "--mount", "--map-root-user"]
    }
}
