/// Whom a sentence means among people, as one tells them apart at a glance.
package enum PersonKind: Sendable, Equatable {
    case man, woman, boy, girl, child

    /// What speaks against someone, a logit, 0 where nothing does. Who is near the limit may be either: small
    /// people far away all are, and nothing is said of them.
    func against(_ person: PersonProbe.Traits) -> Float {
        switch self {
        case .man: Self.against(-person.woman) + Self.implied * Self.against(-person.child)
        case .woman: Self.against(person.woman) + Self.implied * Self.against(-person.child)
        case .boy: Self.against(-person.woman) + Self.implied * Self.against(person.child)
        // Of any age.
        case .girl: Self.against(person.woman)
        case .child: Self.against(person.child)
        }
    }

    private static func against(_ logit: Float) -> Float { min(0, logit + doubt) }

    /// Logits around 0 that say nothing.
    private static let doubt: Float = 0.4
    /// Weight of what a word does not say and mostly means.
    private static let implied: Float = 0.5
}
