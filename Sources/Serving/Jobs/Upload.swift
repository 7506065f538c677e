/// A file that a client sent: where it lies, and what the client calls it, which is a text and never a path.
package struct Upload: Sendable, Equatable {
    package let path: String
    package let name: String
}
