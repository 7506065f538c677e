/// What a pickle holds: plain data and descriptions of tensors. Nothing in it can act.
///
/// Values nest at most `PickleHeap.depth` deep and are at most `PickleHeap.values` in all, however
/// often the pickle refers to one of them, so that walking through all of them is safe.
package enum PickleValue: Sendable, Equatable {
    case none
    case bool(Bool)
    case integer(Int)
    /// Beyond 64 bits: two's complement, the lowest byte first.
    case longInteger([UInt8])
    case real(Double)
    case text(String)
    case bytes([UInt8])
    case tuple([PickleValue])
    case list([PickleValue])
    case set([PickleValue])
    /// In the order of the pickle; keys that come twice are there twice.
    case dictionary([Member])
    /// Attributes of an `argparse.Namespace`.
    case namespace([Member])
    indirect case tensor(TorchTensor)
    /// Something else of Python or a library, by its full name, with what it would be made of.
    indirect case opaque(String, [PickleValue])

    /// A key and its value.
    package struct Member: Sendable, Equatable {
        package let key: PickleValue
        package let value: PickleValue
    }
}

extension PickleValue {
    /// Members of a dictionary or attributes of a namespace; nil for other values.
    package var members: [Member]? {
        switch self {
        case .dictionary(let members), .namespace(let members): members
        default: nil
        }
    }

    /// The members whose keys are texts, the last of each key as in Python; nil where `members` is.
    package var named: [String: PickleValue]? {
        members.map { members in
            Dictionary(
                members.compactMap { member in
                    guard case .text(let key) = member.key else { return nil }
                    return (key, member.value)
                }, uniquingKeysWith: { $1 })
        }
    }
}
