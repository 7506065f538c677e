import Parsing

/// How many of something: `1 video`, `1,280 masks`.
///
/// - `noun`: in the singular, with a plural in s.
func counted(_ count: Int, _ noun: String) -> String {
    "\(count.grouped) \(noun)" + (count == 1 ? "" : "s")
}
