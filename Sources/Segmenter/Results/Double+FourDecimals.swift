extension Double {
    /// Four decimals, as confidences and seconds are told: more would suggest a precision that they do not have.
    package var fourDecimals: Double { (self * 10_000).rounded() / 10_000 }
}
