import CArrayFiles
import COpenSSL
import CPNG
import CSndFile
import CSoxr
import CZstd
import Foundation
import Tensors

/// What was installed: the program's version, and what it computes and was linked with.
enum Installation {
    /// For `--version`: the version alone in the first line, for whoever reads it.
    static var description: String {
        """
        \(Refseg.version)
        instruction set  \(instructionSet)
        libraries        \(libraries.joined(separator: ", "))
        """
    }

    /// The one in use, and the others that this machine has.
    private static var instructionSet: String {
        let environment = ProcessInfo.processInfo.environment
        do {
            return try InstructionSet.chosen(environment: environment).rawValue
                + " (this machine has \(usable))"
        } catch {
            return "\(error)"
        }
    }

    /// Those that this machine has, the fastest first.
    static var usable: String {
        InstructionSet.available.filter { $0 != .naive }.reversed().map(\.rawValue)
            .joined(separator: ", ")
    }

    /// Names and versions of the system's libraries; those without a version do not tell theirs.
    static var libraries: [String] {
        [
            "libpng \(String(cString: png_get_libpng_ver(nil)))", "libjpeg-turbo",
            String(cString: sf_version_string()).replacingOccurrences(of: "-", with: " "),
            String(cString: soxr_version()).replacingOccurrences(of: "-", with: " "),
            "OpenSSL \(String(cString: OpenSSL_version(OPENSSL_VERSION_STRING)))",
            "Zstandard \(String(cString: ZSTD_versionString()))",
            "sentencepiece", "HDF5 \(version(of: ARRAY_HDF5))",
            "matio \(version(of: ARRAY_MATLAB))",
        ]
    }

    private static func version(of format: array_format) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 24) { text in
            guard let start = text.baseAddress else { return "" }
            array_files_version(format, start)
            return String(cString: start)
        }
    }
}
