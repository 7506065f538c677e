extension Unicode.Scalar {
    /// Whether Python's `str.split()` splits here: Unicode's white space and U+001C to U+001F.
    package var isPythonSpace: Bool {
        properties.isWhitespace || ("\u{1c}"..."\u{1f}").contains(self)
    }
}
