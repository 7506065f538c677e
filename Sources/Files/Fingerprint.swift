import COpenSSL
import Foundation

/// SHA-256 (FIPS 180-4, computed by libcrypto), to name a weights file.
package final class Fingerprint {
    /// Keeps libcrypto from cleaning up when the program exits: a fingerprint that is still being
    /// computed on another thread would then crash.
    private static let isReady =
        OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil) == 1

    private let context: OpaquePointer

    package init() {
        guard Self.isReady, let context = EVP_MD_CTX_new(),
            EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1
        else { preconditionFailure("libcrypto without SHA-256, or no memory") }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    /// The digest of a file in hexadecimal, as `sha256sum` prints it; nil where it cannot be read.
    package static func sha256(of file: URL) -> String? {
        guard let handle = try? FileHandle(forReadingFrom: file) else { return nil }
        defer { try? handle.close() }
        let fingerprint = Fingerprint()
        do {
            while let part = try handle.read(upToCount: 1 << 18), !part.isEmpty {
                part.withUnsafeBytes { fingerprint.add($0) }
            }
        } catch {
            return nil
        }
        return fingerprint.finish()
    }

    /// The digest of `bytes` in hexadecimal.
    package static func sha256(_ bytes: Data) -> String {
        let fingerprint = Fingerprint()
        bytes.withUnsafeBytes { fingerprint.add($0) }
        return fingerprint.finish()
    }

    /// Adds bytes, any number at a time.
    package func add(_ bytes: UnsafeRawBufferPointer) {
        EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    }

    /// The digest of all bytes added, in hexadecimal. Called once, at the end.
    package func finish() -> String {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Int(EVP_MAX_MD_SIZE)) { digest in
            var length: UInt32 = 0
            EVP_DigestFinal_ex(context, digest.baseAddress, &length)
            return digest.prefix(Int(length)).map { byte in
                let digits = String(byte, radix: 16)
                return byte < 16 ? "0" + digits : digits
            }.joined()
        }
    }
}
