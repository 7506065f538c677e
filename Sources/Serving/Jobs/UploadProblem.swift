/// What is wrong with a file that a client sent. One sentence, no full stop.
struct UploadProblem: Error, CustomStringConvertible {
    let description: String
}
