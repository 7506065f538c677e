import Weights

/// What a pickle may name: the few classes and functions that checkpoints are made of. Each stands
/// for a fixed way to describe its result; nothing is ever looked up or called.
struct PickleCallable: Sendable {
    enum Role: Equatable, Sendable {
        /// `torch._utils._rebuild_tensor_v2` and its forerunner.
        case tensor
        case parameter
        case storageType(ElementType)
        case dictionary
        case defaultDictionary
        case namespace
        /// A tuple under another name: `torch.Size`.
        case size
        case set
        case path
        /// `_codecs.encode`: how protocol 2 writes bytes.
        case encode
        /// Kept under its name with whatever it would be made of.
        case opaque
    }

    /// With its module.
    let name: String
    let role: Role

    /// Nil for everything that is not on the list.
    init?(module: String, name: String) {
        let full = "\(module).\(name)"
        guard let role = Self.known[full] ?? (Self.opaque.contains(full) ? .opaque : nil) else {
            return nil
        }
        (self.name, self.role) = (full, role)
    }

    private static let known: [String: Role] = [
        "torch._utils._rebuild_tensor": .tensor,
        "torch._utils._rebuild_tensor_v2": .tensor,
        "torch._utils._rebuild_parameter": .parameter,
        "torch.FloatStorage": .storageType(.float32),
        "torch.HalfStorage": .storageType(.float16),
        "torch.BFloat16Storage": .storageType(.bfloat16),
        "torch.DoubleStorage": .storageType(.float64),
        "torch.LongStorage": .storageType(.int64),
        "torch.IntStorage": .storageType(.int32),
        "torch.ShortStorage": .storageType(.int16),
        "torch.CharStorage": .storageType(.int8),
        "torch.ByteStorage": .storageType(.uint8),
        "torch.BoolStorage": .storageType(.bool),
        "torch.Size": .size,
        "collections.OrderedDict": .dictionary,
        "collections.Counter": .dictionary,
        "collections.defaultdict": .defaultDictionary,
        "argparse.Namespace": .namespace,
        "__builtin__.set": .set, "builtins.set": .set,
        "__builtin__.frozenset": .set, "builtins.frozenset": .set,
        "pathlib.PosixPath": .path, "pathlib._local.PosixPath": .path,
        "_codecs.encode": .encode,
    ]

    private static let opaque: Set<String> = [
        "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar", "numpy.dtype",
        "numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct",
        "numpy.core.numeric._frombuffer", "numpy._core.numeric._frombuffer", "numpy.ndarray",
        "torch.device", "torch.float16", "torch.bfloat16", "torch.float32", "torch.float64",
        "torch.uint8", "torch.int8", "torch.int16", "torch.int32", "torch.int64", "torch.bool",
        // Kinds of values that a defaultdict begins with.
        "__builtin__.dict", "builtins.dict", "__builtin__.list", "builtins.list",
        "__builtin__.int", "builtins.int", "__builtin__.float", "builtins.float",
        "__builtin__.bytearray", "builtins.bytearray", "builtins.complex", "datetime.datetime",
    ]
}
