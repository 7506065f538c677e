/// A thing that was found in a frame.
package struct Detection: Sendable, Equatable {
    package let box: RelativeBox
    /// That it is there and of the class, for each of the eighty classes.
    let probabilities: [Float]
    /// The largest of them.
    let most: Float
}
