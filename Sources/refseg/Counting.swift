/// A number with its thousands set apart: `177,088,101`.
func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    return digits.indices.reduce(into: "") { text, index in
        if index > 0, (digits.count - index) % 3 == 0 { text += "," }
        text.append(digits[index])
    }
}

/// How many of something: `1 video`, `1,280 masks`.
///
/// - `noun`: in the singular, with a plural in s.
func counted(_ count: Int, _ noun: String) -> String {
    "\(grouped(count)) \(noun)" + (count == 1 ? "" : "s")
}
