// swift-tools-version: 6.0
import PackageDescription

/// Fuzzing of everything that reads files of unknown origin: a package of its own over the same
/// sources, since every module has to be compiled for it. `make fuzz` builds and runs it.
let package = Package(
    name: "refseg",
    targets: [
        .target(name: "CKernels"),
        .systemLibrary(name: "COpenSSL"),
        .target(name: "Tensors", dependencies: ["CKernels"]),
        .target(name: "Files", dependencies: ["COpenSSL"]),
        .target(name: "Parsing"),
        .target(name: "Weights", dependencies: ["Files", "Parsing", "Tensors"]),
        .target(name: "Checkpoints", dependencies: ["Files", "Parsing", "Tensors", "Weights"]),
        .target(name: "CSentencePiece", linkerSettings: [.linkedLibrary("sentencepiece")]),
        .target(name: "ShippedFiles", path: "Vocab", resources: [.copy("Resources")]),
        .target(
            name: "Language", dependencies: ["CSentencePiece", "Files", "Parsing", "ShippedFiles"]),

        .systemLibrary(name: "CFuzzer", path: "CFuzzer"),
        .target(name: "FuzzInput", dependencies: ["CFuzzer"], path: "FuzzInput"),
        .executableTarget(
            name: "FuzzWeights", dependencies: ["Checkpoints", "FuzzInput"], path: "FuzzWeights"),
        .executableTarget(
            name: "FuzzVocabulary", dependencies: ["FuzzInput", "Language"], path: "FuzzVocabulary"),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
