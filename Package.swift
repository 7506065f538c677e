// swift-tools-version: 6.0
import PackageDescription

/// The hot loops must be fast in debug builds too, or the tests crawl.
let optimized: [CSetting] = [
    .unsafeFlags(["-O3", "-fno-math-errno", "-ffp-contract=off", "-Wall", "-Wextra"])
]

let package = Package(
    name: "refseg",
    platforms: [.macOS(.v14)],
    products: [
        .executable(name: "refseg", targets: ["refseg"]),
        .library(name: "RefSeg", targets: ["Segmenter"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    ],
    targets: [
        // C: hot loops and the evidence channels; system libraries; a shim over libsentencepiece.
        .target(name: "CKernels", cSettings: optimized),
        .target(name: "CEvidence", cSettings: optimized),
        .systemLibrary(name: "COpenBLAS", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CPNG", providers: [.apt(["libpng-dev"])]),
        .systemLibrary(name: "CTurboJPEG", providers: [.apt(["libturbojpeg0-dev"])]),
        .systemLibrary(name: "CSndFile", providers: [.apt(["libsndfile1-dev"])]),
        .systemLibrary(name: "CSoxr", providers: [.apt(["libsoxr-dev"])]),
        .systemLibrary(name: "COpenSSL", providers: [.apt(["libssl-dev"])]),
        .target(
            name: "CSentencePiece", linkerSettings: [.linkedLibrary("sentencepiece")]),
        // Debian's library is called after its kind of HDF5; elsewhere there is one kind.
        .target(
            name: "CArrayFiles",
            linkerSettings: [
                .linkedLibrary("hdf5_serial", .when(platforms: [.linux])),
                .linkedLibrary("hdf5", .when(platforms: [.macOS])), .linkedLibrary("matio"),
            ]),

        // Swift, from the bottom up.
        .target(name: "Randomness"),
        .target(name: "Tensors", dependencies: ["CKernels", "COpenBLAS"]),
        .target(name: "Parsing"),
        .target(name: "Layers", dependencies: ["COpenSSL", "Parsing", "Tensors"]),
        .target(name: "Checkpoints", dependencies: ["Layers", "Parsing"]),
        .target(name: "Vocab", path: "Vocab", resources: [.copy("Resources")]),
        .target(name: "Language", dependencies: ["CSentencePiece", "Parsing", "Vocab"]),
        .target(name: "Masks"),
        .target(name: "Metrics", dependencies: ["Masks", "Randomness"]),
        .target(name: "Media", dependencies: ["CPNG", "CTurboJPEG", "Masks", "Parsing"]),
        .target(name: "Audio", dependencies: ["CSndFile", "CSoxr", "Media", "Parsing"]),
        .target(
            name: "Datasets", dependencies: ["Audio", "CArrayFiles", "Masks", "Media", "Parsing"]),
        .target(name: "Evidence", dependencies: ["CEvidence", "Tensors"]),
        .target(name: "ReferFormer", dependencies: ["Layers"]),
        .target(name: "ModelFiles", dependencies: ["Checkpoints", "Language", "ReferFormer"]),
        .target(name: "Verification", dependencies: ["ModelFiles", "Vocab"]),
        .target(
            name: "Speech",
            dependencies: [
                "Audio", "Checkpoints", "Language", "Layers", "Parsing", "Tensors", "Vocab",
            ]),
        .target(
            name: "Segmenter",
            dependencies: [
                "ModelFiles", "Evidence", "Media", "Speech", "Vocab",
                .product(name: "Logging", package: "swift-log"),
            ]),
        .target(
            name: "Evaluation",
            dependencies: ["Audio", "Datasets", "Metrics", "Parsing", "Segmenter"]),
        .executableTarget(
            name: "refseg",
            dependencies: [
                "Audio", "CKernels", "Datasets", "Evaluation", "Media", "Parsing", "Segmenter",
                "Speech",
                "Verification",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        .executableTarget(name: "KernelBench", dependencies: ["Tensors"]),
        .executableTarget(name: "MetricsBench", dependencies: ["Masks", "Metrics"]),

        // What several test targets share.
        .target(
            name: "GeneratedMasks", dependencies: ["Masks"], path: "Tests/Support/GeneratedMasks"),
        .target(name: "ReferencePython", path: "Tests/Support/ReferencePython"),
        .target(
            name: "TinyCheckpoint", dependencies: ["ReferFormer"],
            path: "Tests/Support/TinyCheckpoint"),

        .testTarget(
            name: "TensorsTests", dependencies: ["Tensors", "CKernels", "COpenBLAS", "Randomness"]),
        .testTarget(name: "LayersTests", dependencies: ["Layers"], resources: [.copy("Fixtures")]),
        .testTarget(name: "ParsingTests", dependencies: ["Parsing"]),
        .testTarget(
            name: "CheckpointsTests", dependencies: ["Checkpoints", "Parsing"],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "LanguageTests", dependencies: ["Language", "Randomness"],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "MasksTests", dependencies: ["Masks", "GeneratedMasks", "Randomness"]),
        .testTarget(
            name: "MetricsTests",
            dependencies: ["Metrics", "GeneratedMasks", "Randomness", "ReferencePython"]),
        .testTarget(
            name: "MediaTests", dependencies: ["Media", "GeneratedMasks", "Randomness"]),
        .testTarget(
            name: "AudioTests", dependencies: ["Audio", "Layers"], resources: [.copy("Fixtures")]),
        .testTarget(
            name: "DatasetsTests", dependencies: ["Datasets", "Randomness", "ReferencePython"]),
        .testTarget(
            name: "SpeechTests", dependencies: ["Speech", "Randomness"],
            resources: [.copy("Fixtures")]),
        .testTarget(name: "EvidenceTests", dependencies: ["Evidence", "Randomness"]),
        .testTarget(
            name: "ReferFormerTests", dependencies: ["ReferFormer", "Verification"],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "SegmenterTests", dependencies: ["Segmenter", "Evidence"],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "EvaluationTests",
            dependencies: [
                "Audio", "Evaluation", "Randomness", "ReferencePython", "TinyCheckpoint",
            ]),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "Audio", "Media", "Randomness", "ReferFormer", "ReferencePython", "TinyCheckpoint",
            ]),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
